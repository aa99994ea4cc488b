import ArgumentParser
import IAMPolicy
import ReconcileCore

/// Puts back what a correction replaced.
struct Rollback: Verb {
    static let configuration = CommandConfiguration(
        abstract: "Put back the values from before a correction.",
        discussion: """
            It becomes a correction of its own, sent as the others are. The manifest stays as it is, so pause the resource or ignore the aspect \
            first: otherwise the next pass would correct it again, and it is refused. So is what cannot be had back, with the reason (exit code 1).
            """)

    @Argument(help: ArgumentHelp("The correction, as `describe` and `journal` name it.", valueName: "CORRECTION-ID"))
    var id: String

    @OptionGroup var global: GlobalOptions

    func perform(in session: Session) async throws -> ExitStatus {
        let json = try await session.command("/v1/rollback", ["correction": .string(self.id)])
        session.emit(json) { ChangedView(answer: json, nothing: "nothing to put back").lines(on: $0) }
        return .fine
    }
}
