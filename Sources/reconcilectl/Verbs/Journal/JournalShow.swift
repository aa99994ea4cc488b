import ArgumentParser
import IAMPolicy
import ReconcileCore

/// One entry with all that it bears.
struct JournalShow: Verb {
    static let configuration = CommandConfiguration(commandName: "show", abstract: "Show one entry in full.")

    @Argument(help: ArgumentHelp("Its sequence number, from 1.", valueName: "SEQ"))
    var sequence: Int

    @OptionGroup var global: GlobalOptions

    func validate() throws {
        if self.sequence < 1 { throw ValidationError("entries count from 1") }
    }

    func perform(in session: Session) async throws -> ExitStatus {
        let json = try await JournalPages.page(from: self.sequence, count: 1, in: session)
        guard let entry = json.list("entries").first(where: { $0.number("sequence") == self.sequence }) else {
            if let checkpoint = ArchivedEntries(page: json).checkpoint, self.sequence <= checkpoint.entries {
                let place = ArchivedEntries.place(ofEntriesTo: checkpoint.entries)
                throw VerbFailure(.refused, "entry \(self.sequence) is no longer in the journal: \(place)")
            }
            let last = json["head"]?.number("entries") ?? 0
            throw VerbFailure(.refused, "there is no entry \(self.sequence); the last one is \(last)")
        }
        session.emit(entry) { screen in YAMLText.lines(entry).map { screen.line($0) } }
        return .fine
    }
}
