import ArgumentParser
import IAMPolicy
import ReconcileCore

/// Gives something back into the daemon's hands.
struct Resume: Verb {
    static let configuration = CommandConfiguration(
        abstract: "End a pause or ignored aspects, go on after a fight, or let an account act again after a long silence.",
        discussion: "The next pass looks at it as at everything else, and may correct it.")

    @Argument(help: ArgumentHelp("Only this resource; without it the whole account that --account names.", valueName: "KIND/NAME"))
    var resource: String?

    @OptionGroup var global: GlobalOptions

    func validate() throws { try Scope.validate(resource: self.resource, account: self.global.account) }

    func perform(in session: Session) async throws -> ExitStatus {
        let body = try Scope.members(resource: self.resource, account: self.global.account)
        let json = try await session.command("/v1/resume", .object(body))
        session.emit(json) { ChangedView(answer: json, nothing: "nothing to resume").lines(on: $0) }
        return .fine
    }
}
