import Foundation
import IAMPolicy
import ReconcileCore
import ReconcileTestKit

/// Passes one after the other over a simulated account, with the state between them kept in memory.
struct PassScript {
    /// The estate was built long before the first look.
    let clock = TestClock(Instant.forTests.advanced(by: -10_000))
    let cloud: SimulatedCloud
    var account = Fixtures.account()
    var desired: [DesiredResource]
    var limits = Limits(silenceMaxSeconds: 0)
    var propagation = PropagationSettings(defaultSeconds: 600)
    var protected: [String] = []
    var managedCount: Int?
    var exceptions: [OperatorException] = []

    private(set) var drifts: [String: DriftRecord] = [:]
    private(set) var corrections: [String: CorrectionRecord] = [:]
    private(set) var windows: [String: PropagationWindow] = [:]
    var observed: [ResourceIdentity: ObservedResource] = [:]
    var accountState = AccountState(name: "prod")
    private(set) var notices: [NoticeChange] = []
    private(set) var journal: [JournalDraft] = []
    private(set) var lastCommit = Commit()
    private(set) var toSend: [CorrectionRecord] = []
    private var passID = 0

    init(_ desired: [DesiredResource]? = nil) {
        self.cloud = SimulatedCloud(clock: self.clock)
        self.desired = desired ?? [Fixtures.fullRole(), Fixtures.policy(), Fixtures.key()]
        Fixtures.build(self.cloud)
        self.clock.advance(by: 10_000)
    }

    /// Looks and decides; sends nothing.
    ///
    /// - Parameter taking: seconds from the first question to the last answer.
    mutating func look(after seconds: Double = 1, taking: Double = 0, only: Set<ResourceIdentity>? = nil) async {
        self.clock.advance(by: seconds)
        self.passID += 1
        let plan = PassPlan(account: self.account, desired: self.desired, observed: Array(self.observed.values), only: only)
        let snapshot = await self.cloud.snapshot(of: self.account, targets: plan.targets)
        self.clock.advance(by: taking)
        self.decide(plan, snapshot, isWhole: only == nil)
    }

    mutating func decide(_ plan: PassPlan, _ snapshot: Snapshot, isWhole: Bool = true) {
        let now = self.clock.now()
        let input = PassInput(
            pass: PassRecord(id: self.passID, account: "prod", isWhole: isWhole, startedAt: now.wall), account: self.account,
            limits: self.limits, propagation: self.propagation, protected: self.protected, desired: plan.resources, kept: self.desired,
            references: Fixtures.references(self.desired, observed: Array(self.observed.values), account: self.account),
            managedCount: self.managedCount ?? self.desired.count, snapshot: snapshot, observed: Array(self.observed.values),
            drifts: self.drifts.values.filter { $0.end == nil }, corrections: self.corrections.values.filter { !$0.state.isFinal },
            windows: self.windows.values.filter { !$0.isClosed }, accountState: self.accountState, exceptions: self.exceptions,
            history: self.corrections.values.filter { $0.updatedAt >= now.wall.addingTimeInterval(-PassInput.historySeconds) }, now: now)
        let decision = PassEvaluator(input).decide()
        self.notices = []
        self.journal = []
        self.absorb(decision.commit)
        self.lastCommit = decision.commit
        self.toSend = decision.toSend
    }

    /// Sends what the last look decided.
    mutating func send() async {
        for correction in self.toSend {
            var correction = correction
            var drifts = correction.driftIDs.compactMap { self.drifts[$0] }
            for index in correction.mutations.indices {
                let intent = CorrectionStep.intend(correction, drifts, mutation: index, at: self.clock.now())
                self.absorb(intent.commit)
                let outcome = await self.cloud.send(correction.mutations[index], account: self.account)
                let answer = CorrectionStep.answer(
                    intent.correction, drifts, mutation: index, outcome: outcome, windowLength: self.propagation.defaultSeconds,
                    passID: self.passID, at: self.clock.now())
                self.absorb(answer.commit)
                (correction, drifts) = (answer.correction, answer.drifts)
                guard case .accepted = outcome else { break }
            }
        }
        self.toSend = []
    }

    /// As if the daemon had died right after the first intent of each correction was durable; `happened`: the call had gone out.
    mutating func dieInSending(happened: Bool) async {
        for correction in self.toSend {
            let drifts = correction.driftIDs.compactMap { self.drifts[$0] }
            self.absorb(CorrectionStep.intend(correction, drifts, mutation: 0, at: self.clock.now()).commit)
            if happened { _ = await self.cloud.send(correction.mutations[0], account: self.account) }
        }
        self.toSend = []
    }

    mutating func lookAndSend(after seconds: Double = 1) async {
        await self.look(after: seconds)
        await self.send()
    }

    /// As `approve` leaves it.
    mutating func approveAll() {
        for var correction in self.corrections.values where correction.state == .awaitingApproval {
            correction.state = .queued
            correction.decision = CorrectionDecision(verdict: .approved, by: "alice", at: self.clock.now().wall, reason: nil)
            self.corrections[correction.id] = correction
        }
    }

    /// A pause of the whole account, or of the role `export`.
    mutating func pause(wholeAccount: Bool = false, until: Date? = nil) {
        let now = self.clock.now().wall
        self.exceptions.append(
            OperatorException(
                id: "x-\(self.exceptions.count)", kind: .pause, account: "prod",
                resource: wholeAccount ? nil : Fixtures.identity(.role, "export"), aspect: nil, reason: "work", owner: "alice", createdAt: now,
                until: until))
    }

    mutating func ignore(_ aspect: String, until: Date? = nil) {
        self.exceptions.append(
            OperatorException(
                id: "x-\(self.exceptions.count)", kind: .ignore, account: "prod", resource: Fixtures.identity(.role, "export"), aspect: aspect,
                reason: "work", owner: "alice", createdAt: self.clock.now().wall, until: until))
    }

    mutating func endExceptions() {
        let now = self.clock.now().wall
        for index in self.exceptions.indices { self.exceptions[index].endedAt = now }
    }

    /// As if a program that judged no directions had stored the drifts.
    mutating func forgetAssessments() {
        for var drift in self.drifts.values where drift.end == nil {
            drift.assessment = Assessment(.undetermined, .high)
            drift.assessedOn = nil
            self.drifts[drift.id] = drift
        }
    }

    private mutating func absorb(_ commit: Commit) {
        for drift in commit.drifts { self.drifts[drift.id] = drift }
        for correction in commit.corrections { self.corrections[correction.id] = correction }
        for window in commit.windows { self.windows[window.id] = window }
        for seen in commit.observed { self.observed[seen.identity] = seen }
        for account in commit.accounts { self.accountState = account }
        self.notices += commit.notices
        self.journal += commit.journal
    }

    // MARK: Seeing

    /// The events of the last look (and what was sent after it), in order.
    var events: [NoticeEvent] { self.notices.map(\.event) }
    var journalKinds: [JournalKind] { self.journal.map(\.kind) }

    func open(_ aspect: String? = nil) -> [DriftRecord] {
        self.drifts.values.filter { $0.end == nil && (aspect == nil || $0.aspect.description == aspect) }.sorted { $0.aspect < $1.aspect }
    }

    func states(_ aspect: String? = nil) -> [DriftState] { self.open(aspect).map(\.state) }

    /// How the drifts of an aspect ended, earliest first.
    func ends(_ aspect: String) -> [DriftEnd.Reason] {
        self.drifts.values.filter { $0.aspect.description == aspect }.sorted { $0.passID < $1.passID }.compactMap { $0.end?.reason }
    }

    var activeCorrections: [CorrectionRecord] { self.corrections.values.filter { !$0.state.isFinal }.sorted { $0.id < $1.id } }
    var openWindows: [PropagationWindow] { self.windows.values.filter { !$0.isClosed } }

    func state(_ kind: ResourceKind, _ name: String) -> ObservedResource.State? { self.observed[Fixtures.identity(kind, name)]?.state }
}
