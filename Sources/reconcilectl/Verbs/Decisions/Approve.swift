import ArgumentParser
import IAMPolicy
import ReconcileCore

/// Lets corrections that ask be sent.
struct Approve: Verb {
    static let configuration = CommandConfiguration(
        abstract: "Let corrections that ask be sent, exactly as they were planned.",
        discussion: """
            `status` and `plan` show what asks. What has changed since it was planned is planned anew, and asks again. \
            `--override` lets go what a guard keeps back, where that guard may be overridden: `plan` tells its name. \
            Exit codes: 0 approved; 1 one of them is not known or does not ask (any more).
            """)

    @Argument(help: ArgumentHelp("Corrections (c-…) or drifts (d-…).", valueName: "ID"))
    var ids: [String] = []

    @Flag(help: "All that ask; with --account those of this account.")
    var all = false

    @Option(name: .customLong("override"), help: ArgumentHelp("The guard that keeps them back and shall not.", valueName: "GUARD"))
    var overridden: String?

    @Option(help: "Why; goes into the journal. Needed with --override.")
    var reason: String?

    @OptionGroup var global: GlobalOptions

    func validate() throws {
        if self.ids.isEmpty != self.all { throw ValidationError("name what to approve by its id, or say --all") }
        if !self.ids.isEmpty, self.global.account != nil { throw ValidationError("--account goes with --all; an id needs none") }
        if self.overridden != nil, self.all { throw ValidationError("--override needs the ids that it is for") }
        if (self.overridden == nil) != (self.reason == nil) { throw ValidationError("--override and --reason go together") }
    }

    func perform(in session: Session) async throws -> ExitStatus {
        let ids = try await self.idsToSend(in: session)
        if let ids, ids.isEmpty { return self.answer(["changed": []], in: session) }
        var body: JSONObject = ["ids": .array((ids ?? []).map(JSONValue.string)), "all": .bool(ids == nil)]
        body["override"] = self.overridden.map { .string($0) }
        body["reason"] = self.reason.map { .string($0) }
        let json = try await session.command("/v1/approve", .object(body))
        return self.answer(json, in: session)
    }

    /// - Returns: `nil`: all of all accounts.
    private func idsToSend(in session: Session) async throws -> [String]? {
        guard self.all else { return self.ids }
        guard let account = self.global.account else { return nil }
        return Self.asking(in: try await session.client.get("/v1/status"), account: account)
    }

    /// The ids of what asks in that account.
    static func asking(in status: JSONValue, account: String) -> [String] {
        status.list("asking").filter { $0.text("resource").hasPrefix(account + "/") }.map { $0.text("id") }
    }

    private func answer(_ json: JSONValue, in session: Session) -> ExitStatus {
        session.emit(json) { ChangedView(answer: json, nothing: "nothing asks").lines(on: $0) }
        return Self.exit(of: json, named: !self.ids.isEmpty)
    }

    /// - Parameter named: whether ids were named, so that none approved is an error.
    static func exit(of json: JSONValue, named: Bool) -> ExitStatus {
        let actions = json.list("changed").map { $0.text("action") }
        return actions.contains { $0 != "approved" } || (named && actions.isEmpty) ? .error : .fine
    }
}
