import Foundation
import ReconcileCore

/// How the process stands: starting, running, or running with something wrong.
actor DaemonHealth {
    private let startedAt: Date
    private let version: String
    private(set) var isReady = false
    /// Names of those of the configuration that is in force.
    private(set) var accounts: Set<String>
    /// Why it runs on what it had before, such as faulty manifests.
    private(set) var degradation: String?

    init(startedAt: Date, version: String, accounts: Set<String>) {
        self.startedAt = startedAt
        self.version = version
        self.accounts = accounts
    }

    func becomeReady() { self.isReady = true }

    func lookAfter(_ accounts: Set<String>) { self.accounts = accounts }

    /// - Returns: whether that is a change of state.
    func degrade(_ reason: String?) -> Bool {
        defer { self.degradation = reason }
        return (self.degradation == nil) != (reason == nil)
    }

    var report: DaemonReport {
        let state: DaemonReport.State = !self.isReady ? .starting : self.degradation == nil ? .running : .degraded
        return DaemonReport(
            state: state, version: self.version, pid: Int(getpid()), startedAt: self.startedAt, reason: self.degradation)
    }
}
