import Foundation
package import IAMPolicy

/// All that `status` tells, put together from what is stored.
package struct StatusReport: Sendable {
    package var daemon: DaemonReport
    package var accounts: [AccountReport]
    package var states: [ResourceIdentity: ObservedResource.State]
    /// Why what is undetermined is; of some that is not told.
    package var gaps: [ResourceIdentity: String]
    package var drifts: [DriftRecord]
    package var corrections: [CorrectionRecord]
    package var windows: [PropagationWindow]
    /// What operators have taken out of the daemon's hands, whether it holds or not.
    package var exceptions: [OperatorException]
    /// The links of the declared blueprints, and the claims of assertions.
    package var chains: [ChainRecord]
    package var deliveries: [Delivery.State: Int]
    package var journalHead: JournalHead
    package var now: Instant

    package init(
        daemon: DaemonReport, accounts: [AccountReport] = [], states: [ResourceIdentity: ObservedResource.State] = [:],
        gaps: [ResourceIdentity: String] = [:], drifts: [DriftRecord] = [], corrections: [CorrectionRecord] = [], windows: [PropagationWindow] = [],
        exceptions: [OperatorException] = [], chains: [ChainRecord] = [], deliveries: [Delivery.State: Int] = [:],
        journalHead: JournalHead = JournalHead(entries: 0, hash: JournalChain.genesisHash), now: Instant
    ) {
        self.daemon = daemon
        self.accounts = accounts
        self.states = states
        self.gaps = gaps
        self.drifts = drifts
        self.corrections = corrections
        self.windows = windows
        self.exceptions = exceptions
        self.chains = chains
        self.deliveries = deliveries
        self.journalHead = journalHead
        self.now = now
    }

    /// The object of `status -o json`; its members and their order are part of the operator's manual.
    package var json: JSONValue {
        [
            "daemon": self.daemon.json, "accounts": .array(self.accounts.map(\.json)), "resources": self.resourceCounts,
            "undetermined": self.undetermined,
            "drifts": .array(DriftReport.sorted(self.drifts.filter { $0.end == nil }).map(DriftReport.json)),
            "corrections": self.correctionCounts, "asking": self.asking, "exceptions": self.exceptionList,
            "propagation": .array(PropagationReport.list(self.windows, now: self.now)),
            "chains": .array(ChainReport.chains(self.chains)), "assertions": .array(ChainReport.assertions(self.chains)),
            "notifications": [
                "pending": JSONValue(self.deliveries[.pending] ?? 0), "deadLettered": JSONValue(self.deliveries[.deadLettered] ?? 0)
            ],
            "journal": ["entries": JSONValue(self.journalHead.entries), "head": .string(self.journalHead.hash)]
        ]
    }

    /// The corrections that wait for a person, in the order in which they would be sent.
    private var asking: JSONValue {
        .array(PlanReport.sorted(self.corrections.filter { $0.state == .awaitingApproval }).map(PlanReport.entry))
    }

    private var exceptionList: JSONValue {
        .array(ExceptionReport.holding(self.exceptions, at: self.now.wall).map(ExceptionReport.json))
    }

    private var resourceCounts: JSONValue {
        func count(_ state: ObservedResource.State) -> JSONValue { JSONValue(self.states.values.count { $0 == state }) }
        return [
            "total": JSONValue(self.states.count), "inSync": count(.inSync), "drifted": count(.drifted), "propagating": count(.propagating),
            "undetermined": count(.undetermined), "paused": count(.paused), "orphaned": count(.orphaned)
        ]
    }

    /// `[{"resource", "reason"}]`, the first hundred: where a whole account cannot be read, `accounts` says why.
    private var undetermined: JSONValue {
        let resources = self.states.filter { $0.value == .undetermined }.keys.sorted().prefix(Self.undeterminedMax)
        return .array(resources.map { ["resource": .string($0.description), "reason": .string(self.gaps[$0] ?? "not looked at so far")] })
    }

    /// How many undetermined resources are named.
    package static let undeterminedMax = 100

    private var correctionCounts: JSONValue {
        func count(_ states: Set<CorrectionState>) -> JSONValue { JSONValue(self.corrections.count { states.contains($0.state) }) }
        return [
            "awaitingApproval": count([.awaitingApproval]), "queued": count([.planned, .queued]), "inFlight": count([.intended]),
            "propagating": count([.applied, .readable]), "unknown": count([.unknown]), "failed": count([.failed]),
            "refused": count([.refused])
        ]
    }
}

/// Open windows with their count-down.
package enum PropagationReport {
    /// The ones that close first come first; windows with nothing left are shown with 0 until they are closed.
    package static func list(_ windows: [PropagationWindow], now: Instant) -> [JSONValue] {
        windows.filter { !$0.isClosed }
            .sorted { ($0.remaining(at: now), $0.resource.key, $0.aspect, $0.id) < ($1.remaining(at: now), $1.resource.key, $1.aspect, $1.id) }
            .map { Self.json($0, now: now) }
    }

    private static func json(_ window: PropagationWindow, now: Instant) -> JSONValue {
        [
            "resource": .string(window.resource.description), "aspect": .string(window.aspect.description),
            "opensAt": .time(window.openedAt.wall), "closesAt": .time(window.closesAt),
            "remainingSeconds": JSONValue(Int(exactly: window.remaining(at: now).rounded(.up)) ?? 0),
            "readable": .bool(window.isReadable), "correction": .string(window.correctionID)
        ]
    }
}
