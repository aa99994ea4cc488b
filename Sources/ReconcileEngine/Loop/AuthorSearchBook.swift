import Foundation
package import ReconcileCore

/// Which drifts nobody knows the author of yet, and when to look for each again.
///
/// Kept in memory: after a start each open one is looked for anew, within the same bound.
package struct AuthorSearchBook: Sendable {
    /// CloudTrail lags by minutes: seconds before each look, counted from the one before; twenty minutes in all.
    package static let waits = [0.0, 30, 60, 120, 240, 480, 270]
    /// After so long a call that is not recorded was not made. Unit: seconds.
    /// - SeeAlso: AWS CloudTrail User Guide, "How CloudTrail works": events within an average of about five minutes.
    static let lagSecondsMax = 900.0
    /// Drifts that are looked for at one time; more have one cause.
    private static let casesMax = 1_000

    struct Case: Hashable, Sendable {
        let driftID: String
        let resource: ResourceIdentity
        /// Which value of the drift it is about.
        let seenAt: Date
        var looks = 0
        var nextLookAt: Instant
    }

    private var cases: [String: Case] = [:]

    package init() {}

    package var isEmpty: Bool { self.cases.isEmpty }

    /// Takes up what has come since; what is set aside was told to nobody.
    package mutating func note(_ drifts: [DriftRecord], at now: Instant) {
        for drift in drifts where drift.changedBy == nil && !drift.state.isSetAside && drift.state != .suspectedRevert {
            guard self.cases[drift.id]?.seenAt != drift.changeSpan.by, self.cases.count < Self.casesMax else { continue }
            self.cases[drift.id] = Case(
                driftID: drift.id, resource: drift.resource, seenAt: drift.changeSpan.by, nextLookAt: now.advanced(by: Self.waits[0]))
        }
    }

    func due(at now: Instant) -> [Case] {
        self.cases.values.filter { now.seconds(since: $0.nextLookAt) >= 0 }.sorted { $0.driftID < $1.driftID }
    }

    /// - Returns: whether that was the last look.
    mutating func looked(for driftID: String, at now: Instant) -> Bool {
        guard var looked = self.cases[driftID] else { return true }
        looked.looks += 1
        guard looked.looks < Self.waits.count else { return true }
        looked.nextLookAt = now.advanced(by: Self.waits[looked.looks])
        self.cases[driftID] = looked
        return false
    }

    mutating func close(_ driftID: String) { self.cases[driftID] = nil }
}
