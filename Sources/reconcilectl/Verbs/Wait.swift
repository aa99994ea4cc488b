import ArgumentParser
import IAMPolicy
import ReconcileCore

/// Blocks until a resource is as declared.
struct Wait: Verb {
    enum Goal: String, ExpressibleByArgument, CaseIterable {
        /// Reads show what is declared.
        case inSync = "in-sync"
        /// And the time in which reads may still be old has passed.
        case settled
    }

    static let configuration = CommandConfiguration(
        abstract: "Wait until a resource is as declared.", discussion: "Exit code 0 when it is, 3 when the time is up.")

    @Argument(help: ArgumentHelp("The resource.", valueName: "KIND/NAME"))
    var resource: String

    @Option(name: .customLong("for"), help: "in-sync: reads show what is declared. settled: and the propagation window has passed.")
    var goal: Goal

    @Option(help: ArgumentHelp("How long to wait: 90s, 10m, 1h.", valueName: "duration"))
    var timeout = TimeSpan(seconds: 900)

    @OptionGroup var global: GlobalOptions

    func perform(in session: Session) async throws -> ExitStatus {
        let selector = try ResourceLookup.selector(self.resource, account: self.global.account)
        let progress = ProgressLine(what: "waiting for \(self.resource)")
        defer { progress.clear() }
        let goal = self.goal
        let json = try await Polling(timeout: self.timeout).until({ goal.isReached($0) }, progress: progress) {
            try await session.client.get(
                "/v1/describe", query: [("kind", selector.kind?.rawValue), ("name", selector.name), ("account", selector.account)])
        }
        progress.clear()
        guard let json else { throw VerbFailure(.timeIsUp, "\(self.resource) is not \(goal.rawValue) after \(self.timeout.text)") }
        let answer: JSONValue = [
            "resource": json["resource"] ?? .null, "reached": .string(goal.rawValue), "state": json["state"] ?? .null
        ]
        session.emit(answer) { [$0.line("\(json["resource"]?.stringValue ?? self.resource) is \(goal.rawValue)", .good)] }
        return .fine
    }
}

extension Wait.Goal {
    /// - Parameter description: what `describe` answers.
    func isReached(_ description: JSONValue) -> Bool {
        // A blueprint is as declared when all that it stands for is; an assertion stands for nothing.
        let members = description.list("members")
        if !members.isEmpty { return members.allSatisfy { $0.text("state") == ObservedResource.State.inSync.rawValue } }
        if description.text("state") == AssertionState.passed.rawValue { return true }
        let state = description["state"]?.stringValue.flatMap(ObservedResource.State.init)
        let windows = description["propagation"]?.arrayValue ?? []
        switch self {
        case .settled: return state == .inSync && windows.isEmpty
        case .inSync: return state == .inSync || (state == .propagating && windows.allSatisfy { $0["readable"]?.boolValue == true })
        }
    }
}
