import Foundation
import ReconcileCore

/// How the process stands: starting, running, or running with something wrong.
actor DaemonHealth {
    private let startedAt: Date
    private let version: String
    private(set) var isReady = false
    /// Names of those of the configuration that is in force.
    private(set) var accounts: Set<String>
    private var degradations: [Cause: String] = [:]

    /// What can be wrong while it runs.
    enum Cause: Int, Sendable, CaseIterable {
        /// The store cannot keep anything: nothing is corrected.
        case store
        /// The work on an account does not go on.
        case hungAccount
        /// Configuration or manifests are faulty: the last good ones are in force.
        case manifests
    }

    /// Why it does not do all that it should, for people; the gravest cause.
    var degradation: String? { Cause.allCases.lazy.compactMap { self.degradations[$0] }.first }

    init(startedAt: Date, version: String, accounts: Set<String>) {
        self.startedAt = startedAt
        self.version = version
        self.accounts = accounts
    }

    func becomeReady() { self.isReady = true }

    func lookAfter(_ accounts: Set<String>) { self.accounts = accounts }

    /// - Parameter reason: `nil`: the cause is gone.
    /// - Returns: whether that is a change of state.
    func degrade(_ cause: Cause, _ reason: String?) -> Bool {
        let before = self.degradations.updateValue(reason ?? "", forKey: cause)
        if reason == nil { self.degradations[cause] = nil }
        return (before == nil) != (reason == nil)
    }

    var report: DaemonReport {
        let state: DaemonReport.State = !self.isReady ? .starting : self.degradation == nil ? .running : .degraded
        return DaemonReport(
            state: state, version: self.version, pid: Int(getpid()), startedAt: self.startedAt, reason: self.degradation)
    }
}
