import ArgumentParser
import IAMPolicy
import ReconcileCore
import Store

/// Copies the database while it is in use.
struct Backup: Verb {
    static let configuration = CommandConfiguration(
        abstract: "Make a consistent copy of the database, while the daemon runs or not.",
        discussion: """
            Reads the database itself (--database), and writes one file that stands for itself. To use it, stop the daemon and put it in the \
            database's place. Exit code 1 where it cannot be written.
            """)

    @Argument(help: ArgumentHelp("The file to write; it must not exist.", valueName: "PATH"))
    var path: String

    @OptionGroup var global: GlobalOptions

    func validate() throws {
        if self.path.isEmpty { throw ValidationError("name the file to write") }
    }

    func perform(in session: Session) async throws -> ExitStatus {
        let database = session.connection.database
        guard try StoredState.exists(database) else { throw VerbFailure(.noState, "there is no database at \(database)") }
        do {
            try SQLiteStore.backup(from: database, to: self.path)
        } catch {
            throw VerbFailure(.failed, error.message)
        }
        let json: JSONValue = ["database": .string(database), "backup": .string(self.path)]
        session.emit(json) { [$0.line("\(database) was copied to \(self.path)", .good)] }
        return .fine
    }
}
