import ArgumentParser
import IAMPolicy
import ReconcileCore

/// Makes what AWS has the declaration.
struct Accept: Verb {
    static let configuration = CommandConfiguration(
        abstract: "Declare what was found: the drift was right, and the manifest was not.",
        discussion: """
            The declaration becomes what AWS had when it was read last, for the aspect of this drift alone. A resource of the manifests folder is \
            left as it is, and what to change in its file is printed, unless --detach is given. Exit codes: 0 accepted; 1 the drift is not known, \
            is being corrected, or cannot be declared.
            """)

    @Argument(help: ArgumentHelp("A drift (d-…), or a correction (c-…) for all that it is about.", valueName: "ID"))
    var id: String

    @OptionGroup var reason: ReasonOption

    @Flag(help: "Take a resource of the manifests folder over.")
    var detach = false

    @OptionGroup var global: GlobalOptions

    func perform(in session: Session) async throws -> ExitStatus {
        let body: JSONValue = ["id": .string(self.id), "reason": .string(self.reason.text), "detach": .bool(self.detach)]
        let json = try await session.command("/v1/accept", body)
        session.emit(json) { ChangedView(answer: json, nothing: "nothing was accepted").lines(on: $0) }
        return .fine
    }
}
