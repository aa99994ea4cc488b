import ReconcileCore

/// What one look has told of all that an account's chains rest on.
struct ChainLook: Sendable {
    let plan: ChainPlan
    fileprivate(set) var readings: [ResourceIdentity: ResourceReading]
    fileprivate(set) var answers: [ChainQuestion: ChainAnswer] = [:]
    /// Requests sent beside those of the pass's own look.
    fileprivate(set) var requests = 0

    func view(windows: [PropagationWindow], at now: Instant) -> ChainView {
        ChainView(surroundings: self.plan.surroundings, readings: self.readings, answers: self.answers, windows: windows, now: now)
    }

    func judged(windows: [PropagationWindow], at now: Instant) -> [JudgedChain] { self.plan.judged(in: self.view(windows: windows, at: now)) }
}

/// Asks what chains want to know beside what a pass reads anyway; only ever reads.
///
/// It never fails: what nobody answers is unreadable, and the links that rest on it are unknown.
struct ChainLooker: Sendable {
    let context: EngineContext
    let plan: ChainPlan

    private var account: AccountSettings { self.plan.surroundings.account }
    private var configuration: Configuration { self.plan.surroundings.configuration }

    /// What is to be read in the pass's own look.
    func widened(_ kept: [ReadTarget]) -> WidenedTargets {
        WidenedTargets(kept, asked: self.plan.questions.compactMap(\.target).filter { self.account.covers($0.identity) })
    }

    /// - Parameter targets: what `snapshot` was to tell of.
    func look(after snapshot: Snapshot, of targets: [ReadTarget]) async -> ChainLook {
        var look = ChainLook(plan: self.plan, readings: snapshot.covering(targets.map(\.identity)).readings)
        if let failure = snapshot.failure {
            // Nothing else is asked of an account that may be another one; memory does not stand in for what cannot be read.
            for target in targets + self.plan.questions.compactMap(\.target) { look.readings[target.identity] = .unreadable(failure) }
            for question in self.plan.questions where question.target == nil { look.answers[question] = .unreadable(failure) }
            return look
        }
        var read = Dictionary(targets.map { ($0.identity, $0.bases) }, uniquingKeysWith: { $0.union($1) })
        var asked: Set<ChainQuestion> = []
        var questions = self.plan.questions
        for _ in 1...ChainQuestion.roundsMax where !questions.isEmpty {
            asked.formUnion(questions)
            await self.ask(questions, &look, read: &read)
            self.context.progress()
            questions = self.plan.furtherQuestions(in: look.view(windows: [], at: self.context.clock.now()), besides: asked)
        }
        return look
    }

    /// One round: facts and resources side by side.
    private func ask(_ questions: [ChainQuestion], _ look: inout ChainLook, read: inout [ResourceIdentity: Set<String>]) async {
        let facts = Set(questions.filter { $0.target == nil })
        let targets = Self.unread(questions.compactMap(\.target), read)
        async let answered = self.facts(facts)
        for (identity, bases) in targets.map({ ($0.identity, $0.bases) }) { read[identity, default: []].formUnion(bases) }
        let (readings, requests) = await self.read(targets)
        look.readings.merge(readings) { _, latest in latest }
        let found = await answered
        look.requests += requests + found.requests
        let silence = ReadGap(code: .failed, message: "there was no answer")
        for question in facts { look.answers[question] = found.answers[question] ?? .unreadable(silence) }
    }

    private func facts(_ questions: Set<ChainQuestion>) async -> ChainFacts {
        guard !questions.isEmpty else { return ChainFacts() }
        let organization = self.configuration.accounts.first(where: \.readsOrganization)
        return await self.context.chainFacts.facts(for: questions, account: self.account, organization: organization)
    }

    /// What has not been read, or not all of it; then whole, because one reading of a resource stands for it.
    private static func unread(_ targets: [ReadTarget], _ read: [ResourceIdentity: Set<String>]) -> [ReadTarget] {
        WidenedTargets([], asked: targets).targets.compactMap { target in
            let known = read[target.identity]
            guard known.map({ !target.bases.isSubset(of: $0) }) ?? true else { return nil }
            return ReadTarget(
                identity: target.identity, locator: target.locator, bases: target.bases.union(known ?? []), soughtMembers: target.soughtMembers)
        }
    }

    /// Each with the credentials of the account that it belongs to.
    private func read(_ targets: [ReadTarget]) async -> (readings: [ResourceIdentity: ResourceReading], requests: Int) {
        var readings: [ResourceIdentity: ResourceReading] = [:]
        var requests = 0
        let byAccount = Dictionary(grouping: targets, by: { self.configuration.account(covering: $0.identity)?.name })
        for (name, targets) in byAccount.sorted(by: { ($0.key ?? "") < ($1.key ?? "") }) {
            guard let account = name.flatMap({ self.configuration.account(named: $0) }) else {
                for target in targets { readings[target.identity] = .unreadable(Self.noCredentials(for: target.identity)) }
                continue
            }
            let snapshot = await self.context.reader.snapshot(of: account, targets: targets)
            requests += snapshot.requests
            let covered = snapshot.covering(targets.map(\.identity)).readings
            for target in targets {
                readings[target.identity] = snapshot.failure.map(ResourceReading.unreadable) ?? covered[target.identity]
            }
        }
        return (readings, requests)
    }

    private static func noCredentials(for identity: ResourceIdentity) -> ReadGap {
        ReadGap(code: .unresolved, message: "\(identity) belongs to an account that the configuration does not name: nobody can read it")
    }
}
