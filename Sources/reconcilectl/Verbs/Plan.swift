import ArgumentParser
import IAMPolicy
import ReconcileCore

/// What the next pass would do.
struct Plan: Verb {
    static let configuration = CommandConfiguration(
        abstract: "Show what the next pass would do, in order, and what asks or is refused.",
        discussion: """
            Looks at AWS and changes nothing. Corrections that ask wait for `reconcilectl approve` or `reject`. Without the daemon it shows what was planned \
            last. For a judgement on drift use `status`.
            """)

    @OptionGroup var global: GlobalOptions

    func perform(in session: Session) async throws -> ExitStatus {
        let json = try await Self.plan(in: session)
        session.emit(json) { PlanView(plan: json).lines(on: $0) }
        return .fine
    }

    private static func plan(in session: Session) async throws -> JSONValue {
        let account = session.options.account
        return try await session.answer {
            try await session.client.get("/v1/plan", query: [("account", account)], patience: .long)
        } database: { queries in
            try await PlanReport.gather(from: queries, account: account)
        }
    }
}
