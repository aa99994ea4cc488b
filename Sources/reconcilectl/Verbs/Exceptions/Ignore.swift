import ArgumentParser
import IAMPolicy
import ReconcileCore

/// Lets one aspect be as it is.
struct Ignore: Verb {
    static let configuration = CommandConfiguration(
        abstract: "Let one aspect of a resource be as it is, until a day.",
        discussion: """
            Its drift is shown as ignored, and neither told nor corrected. What is to be ignored for good belongs into the manifest, \
            under `reconcile.ignore`.
            """)

    @Argument(help: ArgumentHelp("The resource.", valueName: "KIND/NAME"))
    var resource: String

    @Argument(help: ArgumentHelp("An aspect such as tags[CostCenter], or tags for all of them.", valueName: "ASPECT"))
    var aspect: String

    @OptionGroup var reason: ReasonOption

    @Option(help: ArgumentHelp("Its end: 2h, 3d, 2027-01-31 (that day included, UTC) or an RFC 3339 time.", valueName: "when"))
    var until: EndTime

    @OptionGroup var global: GlobalOptions

    func perform(in session: Session) async throws -> ExitStatus {
        let body: JSONValue = [
            "resource": .string(try Scope.resource(self.resource, account: self.global.account)), "aspect": .string(self.aspect),
            "reason": .string(self.reason.text), "until": .string(try self.until.text(from: session.screen.now))
        ]
        let json = try await session.command("/v1/ignore", body)
        session.emit(json) { ChangedView(answer: json, nothing: "nothing to ignore").lines(on: $0) }
        return .fine
    }
}
