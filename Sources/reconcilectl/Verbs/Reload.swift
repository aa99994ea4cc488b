import ArgumentParser
import IAMPolicy
import ReconcileCore

/// Makes the daemon read its files again.
struct Reload: Verb {
    static let configuration = CommandConfiguration(
        abstract: "Read the configuration and the manifests folder again, and wait for the result.",
        discussion: "Exit code 1 where a file has faults; what was loaded before then stays in force.")

    @OptionGroup var global: GlobalOptions

    func perform(in session: Session) async throws -> ExitStatus {
        let json = try await session.command("/v1/reload", [:], patience: .long)
        let faults = json["faults"]?.arrayValue ?? []
        session.emit(json) { screen in
            let changes = json["resources"] == nil ? [] : ChangeView(change: json).lines(on: screen)
            return changes.isEmpty && faults.isEmpty ? [screen.line("reloaded", .good)] : changes
        }
        guard faults.isEmpty else {
            throw VerbFailure(.badFile, "not reloaded: the files have faults", details: faults.map(FaultText.line))
        }
        return .fine
    }
}
