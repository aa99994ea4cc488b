package import IAMPolicy

/// Turns the object of `status -o json` into an exit code, on whichever side it was made.
package enum StatusJudgement {
    /// - Parameter settled: whether what is still propagating counts as "differs".
    package static func exit(of status: JSONValue, settled: Bool) -> ExitStatus {
        .worst([
            self.daemon(status["daemon"]), self.accounts(status["accounts"]), self.resources(status["resources"], settled: settled),
            self.drifts(status["drifts"], settled: settled), self.corrections(status["corrections"], settled: settled),
            settled && !(status["propagation"]?.arrayValue ?? []).isEmpty ? .differs : .fine,
            self.checks(status["chains"], broken: ChainLink.State.broken.rawValue, settled: settled),
            self.checks(status["assertions"], broken: AssertionState.failed.rawValue, settled: settled)
        ])
    }

    private static func daemon(_ daemon: JSONValue?) -> ExitStatus {
        daemon?["state"]?.stringValue == DaemonReport.State.running.rawValue ? .fine : .undetermined
    }

    /// An account that was never seen, was not readable at the last look, or was last seen too long ago.
    private static func accounts(_ accounts: JSONValue?) -> ExitStatus {
        let accounts = accounts?.arrayValue ?? []
        // Nothing has been looked at yet.
        if accounts.isEmpty { return .undetermined }
        let isUnclear = accounts.contains { account in
            guard let outcome = account["lastSnapshot"]?["outcome"]?.stringValue else { return true }
            return outcome == Snapshot.Outcome.failed.rawValue || account["stale"]?.boolValue == true
                || !(account["unreadable"] ?? .null).isNull
        }
        return isUnclear ? .undetermined : .fine
    }

    private static func resources(_ counts: JSONValue?, settled: Bool) -> ExitStatus {
        guard let counts else { return .undetermined }
        if self.count(counts["undetermined"]) > 0 { return .undetermined }
        return settled && self.count(counts["propagating"]) > 0 ? .differs : .fine
    }

    private static func drifts(_ drifts: JSONValue?, settled: Bool) -> ExitStatus {
        let isOpen = (drifts?.arrayValue ?? []).contains { drift in
            switch drift["state"]?.stringValue.flatMap(DriftState.init) {
            case .ignored, .paused: false
            case .propagating: settled
            case .open, .awaitingApproval, .correcting, .suspectedRevert, .unknown, .failed, .refused, .fighting, nil: true
            }
        }
        return isOpen ? .differs : .fine
    }

    private static func corrections(_ counts: JSONValue?, settled: Bool) -> ExitStatus {
        settled && self.count(counts?["inFlight"]) + self.count(counts?["propagating"]) > 0 ? .differs : .fine
    }

    private static func checks(_ checks: JSONValue?, broken: String, settled: Bool) -> ExitStatus {
        .worst(
            (checks?.arrayValue ?? []).map { check in
                switch check["state"]?.stringValue {
                case broken: .differs
                case ChainLink.State.unknown.rawValue, AssertionState.undetermined.rawValue: .undetermined
                case ChainLink.State.propagating.rawValue: settled ? .differs : .fine
                default: .fine
                }
            })
    }

    private static func count(_ value: JSONValue?) -> Int { min(max(value?.intValue ?? 0, 0), Int(Int32.max)) }
}
