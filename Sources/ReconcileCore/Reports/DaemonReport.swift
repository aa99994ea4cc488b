package import Foundation
package import IAMPolicy

/// Whether a daemon looks after the state that is shown.
package struct DaemonReport: Equatable, Sendable {
    package enum State: String, Sendable, CaseIterable {
        case starting, running, degraded, stopped, neverRun
    }

    package var state: State
    package var version: String?
    /// `nil` where no process runs.
    package var pid: Int?
    package var startedAt: Date?
    /// When it ended in good order; `nil` also where it was killed.
    package var stoppedAt: Date?
    /// Why it is degraded or stopped, for people.
    package var reason: String?

    package init(
        state: State, version: String? = nil, pid: Int? = nil, startedAt: Date? = nil, stoppedAt: Date? = nil, reason: String? = nil
    ) {
        self.state = state
        self.version = version
        self.pid = pid
        self.startedAt = startedAt
        self.stoppedAt = stoppedAt
        self.reason = reason
    }

    /// What the database alone tells about the daemon.
    /// - Parameter isAlive: whether the process of that id is a daemon that runs.
    package init(lastRun: DaemonRun?, isAlive: (Int) -> Bool) {
        guard let lastRun else {
            self.init(state: .neverRun)
            return
        }
        let runs = lastRun.stoppedAt == nil && isAlive(lastRun.pid)
        self.init(
            state: runs ? .running : .stopped, version: lastRun.version, pid: runs ? lastRun.pid : nil, startedAt: lastRun.startedAt,
            stoppedAt: lastRun.stoppedAt, reason: runs || lastRun.stoppedAt != nil ? nil : "it ended without saying so")
    }

    package var json: JSONValue {
        [
            "state": .string(self.state.rawValue), "version": .text(self.version), "pid": self.pid.map { JSONValue($0) } ?? .null,
            "startedAt": .time(self.startedAt), "stoppedAt": .time(self.stoppedAt), "reason": .text(self.reason)
        ]
    }
}
