import ArgumentParser
import IAMPolicy
import ReconcileCore

/// Makes the daemon look at once.
struct Sync: Verb {
    static let configuration = CommandConfiguration(
        abstract: "Make a pass now, over everything or one resource.",
        discussion: "With --wait: exit code 0 when all of it was read, 3 where something could not be read or the time is up.")

    @Argument(help: ArgumentHelp("Only this resource; without it whole accounts.", valueName: "RESOURCE"))
    var resource: String?

    @Flag(help: "Wait until the pass is over.")
    var wait = false

    @Option(help: ArgumentHelp("How long to wait: 90s, 10m, 1h.", valueName: "duration"))
    var timeout = TimeSpan(seconds: 900)

    @OptionGroup var global: GlobalOptions

    func perform(in session: Session) async throws -> ExitStatus {
        var body = JSONObject()
        if let resource { body["resource"] = .string(resource) }
        if let account = self.global.account { body["account"] = .string(account) }
        let request: JSONValue = .object(body)
        let started = try await session.command("/v1/sync", request)
        guard self.wait else {
            session.emit(started) { [$0.line("a pass was asked for (request \(started["request"]?.intValue ?? 0))")] }
            return .fine
        }
        guard let number = started["request"]?.intValue else {
            throw VerbFailure(.malformedAnswer, "the daemon did not say which request it made")
        }
        let json = try await self.finished(request: number, in: session)
        session.emit(json) { SyncView(state: json).lines(on: $0) }
        return SyncView(state: json).exit
    }

    private func finished(request: Int, in session: Session) async throws -> JSONValue {
        let progress = ProgressLine(what: "waiting for the pass")
        defer { progress.clear() }
        let json = try await Polling(timeout: self.timeout).until({ $0["finished"]?.boolValue == true }, progress: progress) {
            try await session.client.get("/v1/sync/\(request)")
        }
        guard let json else { throw VerbFailure(.timeIsUp, "the pass is not over after \(self.timeout.text); it goes on") }
        return json
    }
}
