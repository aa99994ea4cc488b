import ArgumentParser
import IAMPolicy
import ReconcileCore

/// Takes something out of the daemon's hands for a while.
struct Pause: Verb {
    static let configuration = CommandConfiguration(
        abstract: "Stop correcting a resource or a whole account for a while.",
        discussion: """
            It is still looked at and shown as paused; nothing of it is corrected and no notice is sent. \
            It ends with --until or with `reconcilectl resume`, whichever comes first.
            """)

    @Argument(help: ArgumentHelp("Only this resource; without it the whole account that --account names.", valueName: "KIND/NAME"))
    var resource: String?

    @OptionGroup var reason: ReasonOption

    @Option(help: ArgumentHelp("Its end: 2h, 3d, 2027-01-31 (that day included, UTC) or an RFC 3339 time.", valueName: "when"))
    var until: EndTime?

    @OptionGroup var global: GlobalOptions

    func validate() throws { try Scope.validate(resource: self.resource, account: self.global.account) }

    func perform(in session: Session) async throws -> ExitStatus {
        var body = try Scope.members(resource: self.resource, account: self.global.account)
        body["reason"] = .string(self.reason.text)
        if let until { body["until"] = .string(try until.text(from: session.screen.now)) }
        let json = try await session.command("/v1/pause", .object(body))
        session.emit(json) { ChangedView(answer: json, nothing: "nothing to pause").lines(on: $0) }
        return .fine
    }
}
