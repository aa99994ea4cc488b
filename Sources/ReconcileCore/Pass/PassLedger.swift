import Foundation
import IAMPolicy

/// The state of one account while a pass works on it: what changed, what to journal, what to tell.
struct PassLedger {
    let passID: Int
    let account: String
    let now: Date

    private(set) var drifts: [String: DriftRecord]
    private(set) var corrections: [String: CorrectionRecord]
    private(set) var windows: [String: PropagationWindow]
    private(set) var observed: [ResourceIdentity: ObservedResource]
    private(set) var journal: [JournalDraft] = []
    /// Resources with a correction that waits for another one of this pass.
    private(set) var waiting: Set<ResourceIdentity> = []

    private var events: [(event: NoticeEvent, driftID: String, reason: String?)] = []
    private var changedDrifts: Set<String> = []
    private var changedCorrections: Set<String> = []
    private var changedWindows: Set<String> = []
    private var changedObserved: Set<ResourceIdentity> = []

    init(_ input: PassInput) {
        self.init(
            passID: input.pass.id, account: input.account.name, drifts: input.drifts, corrections: input.corrections, windows: input.windows,
            observed: input.observed, now: input.now.wall)
    }

    /// A ledger outside of any pass: it tells nothing.
    init(drifts: [DriftRecord], corrections: [CorrectionRecord], windows: [PropagationWindow], at now: Date) {
        self.init(passID: 0, account: "", drifts: drifts, corrections: corrections, windows: windows, observed: [], now: now)
    }

    private init(
        passID: Int, account: String, drifts: [DriftRecord], corrections: [CorrectionRecord], windows: [PropagationWindow],
        observed: [ObservedResource], now: Date
    ) {
        self.passID = passID
        self.account = account
        self.now = now
        self.drifts = Dictionary(drifts.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        self.corrections = Dictionary(corrections.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        self.windows = Dictionary(windows.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        self.observed = Dictionary(observed.map { ($0.identity, $0) }, uniquingKeysWith: { first, _ in first })
    }

    // MARK: Looking

    func openDrifts(of resource: ResourceIdentity) -> [DriftRecord] {
        self.drifts.values.filter { $0.resource == resource && $0.end == nil }.sorted { $0.aspect < $1.aspect }
    }

    func openDrift(of resource: ResourceIdentity, _ aspect: AspectName) -> DriftRecord? {
        self.drifts.values.first { $0.resource == resource && $0.aspect == aspect && $0.end == nil }
    }

    func correction(of drift: DriftRecord) -> CorrectionRecord? { drift.correctionID.flatMap { self.corrections[$0] } }

    /// Whether this pass has dropped a correction of a drift, because the world moved, that asked a person for the sake of that rule.
    func hasDroppedWhatAsked(for name: GuardName, about drift: DriftRecord) -> Bool {
        self.corrections.values.contains { correction in
            correction.state == .superseded && correction.heldBy == name && correction.decision == nil && correction.driftIDs.contains(drift.id)
        }
    }

    func activeCorrections(of resource: ResourceIdentity) -> [CorrectionRecord] {
        self.corrections.values.filter { $0.resource == resource && !$0.state.isFinal }.sorted { $0.id < $1.id }
    }

    func windows(of resource: ResourceIdentity) -> [PropagationWindow] {
        self.windows.values.filter { $0.resource == resource }.sorted { $0.id < $1.id }
    }

    /// Whether a drift or a correction of it has not ended.
    func hasBusiness(with resource: ResourceIdentity) -> Bool {
        self.drifts.values.contains { $0.resource == resource && $0.end == nil }
            || self.corrections.values.contains { $0.resource == resource && !$0.state.isFinal }
    }

    // MARK: Changing

    mutating func noteWaiting(_ resource: ResourceIdentity) { self.waiting.insert(resource) }

    mutating func put(_ drift: DriftRecord) {
        guard self.drifts[drift.id] != drift else { return }
        self.drifts[drift.id] = drift
        self.changedDrifts.insert(drift.id)
    }

    mutating func put(_ correction: CorrectionRecord) {
        guard self.corrections[correction.id] != correction else { return }
        self.corrections[correction.id] = correction
        self.corrections[correction.id]?.updatedAt = self.now
        self.changedCorrections.insert(correction.id)
    }

    /// As `put`, but the record's time stays that of its last real step.
    mutating func putKeepingTime(_ correction: CorrectionRecord) {
        guard self.corrections[correction.id] != correction else { return }
        self.corrections[correction.id] = correction
        self.changedCorrections.insert(correction.id)
    }

    mutating func put(_ window: PropagationWindow) {
        guard self.windows[window.id] != window else { return }
        self.windows[window.id] = window
        self.changedWindows.insert(window.id)
    }

    mutating func put(_ seen: ObservedResource) {
        guard self.observed[seen.identity] != seen else { return }
        self.observed[seen.identity] = seen
        self.changedObserved.insert(seen.identity)
    }

    mutating func write(
        _ kind: JournalKind, resource: ResourceIdentity, correctionID: String? = nil, details: JSONObject = JSONObject()
    ) {
        self.journal.append(
            JournalDraft(kind, at: self.now, resource: resource, correctionID: correctionID, details: details))
    }

    /// Notes that people are to be told; how the drift stands at the end of the pass is what they are told.
    /// - Parameter reason: why it is told, where that is not why it stands as it does.
    mutating func tell(_ event: NoticeEvent, of drift: DriftRecord, because reason: String? = nil) {
        self.events.append((event, drift.id, reason))
    }

    // MARK: Compound steps

    mutating func end(_ drift: DriftRecord, _ reason: DriftEnd.Reason) {
        var ended = drift
        ended.end = DriftEnd(reason: reason, at: self.now)
        self.put(ended)
        self.write(
            .driftEnded, resource: drift.resource, correctionID: drift.correctionID,
            details: ["drift": .string(drift.id), "aspect": .string(drift.aspect.description), "reason": .string(reason.rawValue)])
    }

    mutating func supersede(_ correction: CorrectionRecord?, because reason: String) {
        guard var correction, !correction.state.isFinal else { return }
        if [.intended, .unknown].contains(correction.state), let open = correction.mutations.first(where: { !$0.isAnswered }) {
            // No intent stays without a word on what became of it, be it that nobody can tell.
            self.write(
                .mutationResolved, resource: correction.resource, correctionID: correction.id,
                details: ["operation": .string(open.operation), "happened": .null, "reason": .string(reason)])
        }
        correction.state = .superseded
        correction.reason = reason
        self.put(correction)
        self.write(
            .correctionSuperseded, resource: correction.resource, correctionID: correction.id, details: ["reason": .string(reason)])
    }

    /// Ends what is still on the books of resources that nobody declares.
    mutating func endUndeclared(besides declared: Set<ResourceIdentity>) {
        for drift in self.drifts.values.sorted(by: { $0.id < $1.id }) where drift.end == nil && !declared.contains(drift.resource) {
            self.end(drift, .undeclared)
        }
        for correction in self.corrections.values.sorted(by: { $0.id < $1.id }) where !declared.contains(correction.resource) {
            self.supersede(correction, because: "the resource is no longer declared")
        }
        for var window in self.windows.values where !declared.contains(window.resource) {
            window.isClosed = true
            self.put(window)
        }
    }

    // MARK: The result

    func commit() -> Commit {
        var commit = Commit()
        commit.journal = self.journal
        commit.drifts = self.changedDrifts.sorted().compactMap { self.drifts[$0] }
        commit.corrections = self.changedCorrections.sorted().compactMap { self.corrections[$0] }
        commit.windows = self.changedWindows.sorted().compactMap { self.windows[$0] }
        commit.observed = self.changedObserved.sorted().compactMap { self.observed[$0] }
        commit.notices = self.events.compactMap { event, driftID, reason in
            self.drifts[driftID].map { drift in
                NoticeChange(
                    event: event, account: self.account, passID: self.passID,
                    change: ChangeDescription.json(of: drift, correction: self.correction(of: drift), because: reason))
            }
        }
        return commit
    }
}
