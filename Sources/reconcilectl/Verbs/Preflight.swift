import ArgumentParser
import IAMPolicy
import ReconcileCore
import SystemTime

/// Whether what a blueprint is for would work.
struct PreflightVerb: Verb {
    static let configuration = CommandConfiguration(
        commandName: "preflight",
        abstract: "Judge a blueprint's chain link by link, and print the command that would now work.",
        discussion: """
            The daemon looks at AWS for it and changes nothing. Without the daemon it shows how the links were judged last. Exit codes: 0 every \
            link is whole; 2 one is broken; 3 one cannot be judged, or a change still propagates.
            """)

    @Argument(help: ArgumentHelp("The blueprint, or an AccessAssertion.", valueName: "BLUEPRINT/NAME"))
    var blueprint: String

    @OptionGroup var global: GlobalOptions

    func perform(in session: Session) async throws -> ExitStatus {
        let selector = try ResourceLookup.selector(self.blueprint, account: session.options.account)
        let json = try await session.answer {
            try await session.client.get(
                "/v1/preflight", query: [("kind", selector.kind?.rawValue), ("name", selector.name), ("account", selector.account)],
                patience: .long)
        } database: { queries in
            try await PreflightReport.gather(from: queries, selector: selector).json
        }
        session.emit(json) { PreflightView(report: json, screen: $0).lines }
        return PreflightReport.exit(of: json)
    }
}
