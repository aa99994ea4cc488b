/// What one look at one account gave.
package struct Snapshot: Sendable {
    package enum Outcome: String, Sendable { case complete, partial, failed }

    package let account: String
    package let startedAt: Instant
    package let finishedAt: Instant
    package var readings: [ResourceIdentity: ResourceReading]
    /// Requests sent, repeated ones included.
    package let requests: Int
    /// Set where nothing of the account could be read.
    package let failure: ReadGap?
    /// Whose credentials were used; `nil` where that was not asked.
    package let callerARN: String?

    package init(
        account: String, startedAt: Instant, finishedAt: Instant,
        readings: [ResourceIdentity: ResourceReading], requests: Int, failure: ReadGap? = nil,
        callerARN: String? = nil
    ) {
        self.account = account
        self.startedAt = startedAt
        self.finishedAt = finishedAt
        self.readings = readings
        self.requests = requests
        self.failure = failure
        self.callerARN = callerARN
    }

    package var outcome: Outcome {
        if self.failure != nil { return .failed }
        return self.gaps.isEmpty ? .complete : .partial
    }

    /// The gap that forbids every correction of this account: a passing fault hides an unknown part of it.
    package var transientGap: ReadGap? {
        if let failure { return failure }
        return self.gaps.filter(\.isTransient).min { $0.message < $1.message }
    }

    /// The same, where each of `identities` that was not read says so: what nobody looked at is not in sync.
    package func covering(_ identities: [ResourceIdentity]) -> Snapshot {
        guard self.failure == nil else { return self }
        var covered = self
        for identity in identities where covered.readings[identity] == nil {
            covered.readings[identity] = .unreadable(ReadGap(code: .failed, message: "\(identity) was not read"))
        }
        return covered
    }

    private var gaps: [ReadGap] {
        self.readings.values.flatMap { (reading: ResourceReading) -> [ReadGap] in
            switch reading {
            case .present(let live): Array(live.gaps.values)
            case .absent: []
            case .unreadable(let gap): [gap]
            }
        }
    }
}
