import ArgumentParser
import IAMPolicy
import ReconcileCore
import SystemTime

/// One resource with all that is known of it.
struct Describe: Verb {
    static let configuration = CommandConfiguration(
        abstract: "Show one resource: desired, live, differences, count-downs, corrections, journal.")

    @Argument(help: ArgumentHelp("The resource.", valueName: "KIND/NAME"))
    var resource: String

    @OptionGroup var global: GlobalOptions

    func perform(in session: Session) async throws -> ExitStatus {
        let json = try await ResourceLookup.describe(self.resource, in: session)
        session.emit(json) { DescriptionView(description: json, screen: $0).lines }
        return .fine
    }
}

/// Asks for one resource by what somebody typed.
enum ResourceLookup {
    static func describe(_ resource: String, in session: Session) async throws -> JSONValue {
        let selector = try Self.selector(resource, account: session.options.account)
        return try await session.answer {
            try await session.client.get(
                "/v1/describe", query: [("kind", selector.kind?.rawValue), ("name", selector.name), ("account", selector.account)])
        } database: { queries in
            try await ResourceDescription.gather(from: queries, selector: selector, now: SystemClock().now()).json
        }
    }

    /// - Throws: `ControlError` where it is not one resource's name.
    static func selector(_ resource: String, account: String?) throws(ControlError) -> ResourceSelector {
        let selector = try ResourceSelector(parsing: resource, account: account)
        guard selector.name != nil else {
            throw ControlError(code: .invalid, message: "\"\(resource)\" is a kind: write KIND/NAME, such as Role/neptune-export")
        }
        return selector
    }
}
