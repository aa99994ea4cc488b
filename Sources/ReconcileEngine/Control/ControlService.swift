package import IAMPolicy
package import ReconcileCore

/// Answers operators from the store and the engine.
package struct ControlService: ControlOperations {
    let engine: Engine
    let context: EngineContext
    let keeper: DesiredStateKeeper
    private let daemon: @Sendable () async -> DaemonReport
    private let reloading: @Sendable () async throws(ControlError) -> JSONValue

    /// - Parameter daemon: how the process stands.
    /// - Parameter reload: takes configuration and folder in anew, and answers with what came of it.
    package init(
        engine: Engine, context: EngineContext, keeper: DesiredStateKeeper, daemon: @escaping @Sendable () async -> DaemonReport,
        reload: @escaping @Sendable () async throws(ControlError) -> JSONValue
    ) {
        self.engine = engine
        self.context = context
        self.keeper = keeper
        self.daemon = daemon
        self.reloading = reload
    }

    package func status() async throws(ControlError) -> JSONValue {
        let configuration = await self.engine.currentConfiguration
        let daemon = await self.daemon()
        do {
            return try await StatusReport.gather(
                from: self.context.store, daemon: daemon, configured: configuration.accounts,
                intervalSeconds: configuration.schedule.intervalSeconds, now: self.context.clock.now()
            ).json
        } catch {
            return StatusReport.unreadable(because: "\(error)", daemon: daemon, configured: configuration.accounts, now: self.context.clock.now())
        }
    }

    package func resources(kind: String?, name: String?, account: String?) async throws(ControlError) -> JSONValue {
        let selector = try ResourceSelector(kind: kind, name: name, account: account)
        return try await self.answering { try await ResourceReport.gather(from: self.context.store, selector: selector) }
    }

    package func describe(kind: String, name: String, account: String?) async throws(ControlError) -> JSONValue {
        let selector = try ResourceSelector(kind: kind, name: name, account: account)
        let configuration = await self.engine.currentConfiguration
        return try await self.answering {
            try await ResourceDescription.gather(from: self.context.store, selector: selector, now: self.context.clock.now()) { blueprint, stored in
                self.keeper.manifests.expansion(of: blueprint, configuration, beside: stored)
            }.json
        }
    }

    package func apply(documents: [JSONValue], options: ApplyOptions, actor: OperatorIdentity) async throws(ControlError) -> JSONValue {
        let configuration = await self.engine.currentConfiguration
        let answer = try await self.answering {
            let result = try await self.keeper.apply(documents, configuration, options: options, actor: actor)
            return ApplyReport.json(result.change, resources: result.resources, isDryRun: options.isDryRun)
                .adding("notes", .array(result.notes.map(JSONValue.string)))
        }
        if !options.isDryRun { _ = await self.engine.sync(resource: nil, account: nil) }
        return answer
    }

    package func delete(kind: String, name: String, account: String?, detach: Bool, actor: OperatorIdentity) async throws(ControlError) -> JSONValue {
        let selector = try ResourceSelector(kind: kind, name: name, account: account)
        let configuration = await self.engine.currentConfiguration
        return try await self.answering {
            let desired = try await self.context.store.desiredResources()
            let identity = try selector.single(among: desired.map(\.identity))
            guard let resource = desired.first(where: { $0.identity == identity }) else {
                throw ControlError(code: .notFound, message: "\(identity) is not declared")
            }
            let result = try await self.keeper.delete(resource, configuration, detaches: detach, actor: actor)
            return ApplyReport.json(result.change, resources: result.resources, isDryRun: false)
        }
    }

    package func diff(documents: [JSONValue]) async throws(ControlError) -> JSONValue {
        let configuration = await self.engine.currentConfiguration
        return try await self.answering {
            let stored = StoredResources(
                desired: try await self.context.store.desiredResources(), observed: try await self.context.store.observedResources())
            let reading = try await self.keeper.manifests.documents(documents, configuration, beside: stored)
            return DiffReport.json(try await self.compare(reading.resources, configuration))
        }
    }

    package func manifests(resources: [String], account: String?, pathPrefix: String?) async throws(ControlError) -> JSONValue {
        let configuration = await self.engine.currentConfiguration
        return try await self.answering {
            try await LiveImport(context: self.context, configuration: configuration, manifests: self.keeper.manifests)
                .answer(LiveImport.Wish(resources: resources, account: account, pathPrefix: pathPrefix))
        }
    }

    package func can(_ question: AccessQuestion) async throws(ControlError) -> JSONValue {
        try await self.answering { try await SnapshotAccess.gather(from: self.context.store, question: question) }
    }

    package func sync(resource: String?, account: String?) async throws(ControlError) -> JSONValue {
        if let account, await self.engine.currentConfiguration.account(named: account) == nil {
            throw ControlError(code: .notFound, message: "there is no account `\(account)` in the configuration")
        }
        var identity: ResourceIdentity?
        if let resource {
            let selector = try ResourceSelector(parsing: resource, account: account)
            identity = try await self.answering { try selector.single(among: try await self.context.store.desiredResources().map(\.identity)) }
        }
        // A blueprint's chain rests on the whole account: to look at it is to look at that.
        if let chain = identity, chain.kind.isBlueprint {
            return ["request": JSONValue(await self.engine.sync(resource: nil, account: chain.account))]
        }
        return ["request": JSONValue(await self.engine.sync(resource: identity, account: account))]
    }

    package func syncState(request: Int) async throws(ControlError) -> JSONValue {
        guard let state = await self.engine.syncState(request) else {
            throw ControlError(code: .notFound, message: "there is no request \(request), or it was long ago")
        }
        return [
            "request": JSONValue(request), "finished": .bool(state.isFinished),
            "passes": .array(
                state.passes.map { pass in
                    [
                        "account": .string(pass.account), "id": JSONValue(pass.id),
                        "outcome": pass.outcome.map { .string($0.rawValue) } ?? .null
                    ]
                })
        ]
    }

    package func journal(fromSequence: Int, countMax: Int) async throws(ControlError) -> JSONValue {
        try await self.answering {
            try await JournalReport.gather(from: self.context.store, fromSequence: fromSequence, countMax: countMax)
        }
    }

    package func reload() async throws(ControlError) -> JSONValue { try await self.reloading() }

    // MARK: Inside

    /// Compares with AWS as it is at this moment; stores nothing.
    private func compare(_ resources: [DesiredResource], _ configuration: Configuration) async throws -> [DiffReport.Entry] {
        let stored = try await self.context.store.desiredResources()
        let observed = try await self.context.store.observedResources()
        let wanted = Set(resources.map(\.identity))
        let references = DesiredReferences(
            desired: resources + stored.filter { !wanted.contains($0.identity) }, observed: observed, accounts: configuration.accounts)
        var entries: [DiffReport.Entry] = []
        for account in configuration.accounts {
            let plan = PassPlan(account: account, desired: resources, observed: observed, only: nil)
            guard !plan.targets.isEmpty else { continue }
            let snapshot = await self.context.reader.snapshot(of: account, targets: plan.targets)
            let policies = KnownPolicies(observed: observed, readings: snapshot.readings)
            let kept = (resources + stored.filter { !wanted.contains($0.identity) }).filter {
                account.covers($0.identity) && !$0.identity.kind.isBlueprint
            }
            let survey = AccessSurvey(
                account: account, kept: kept, observed: observed.filter { account.covers($0.identity) }, readings: snapshot.readings)
            entries += plan.resources.map { resource in
                let reading = snapshot.readings[resource.identity] ?? snapshot.failure.map(ResourceReading.unreadable)
                return Self.entry(resource, reading, references, account, policies, survey)
            }
        }
        return entries
    }

    private static func entry(
        _ resource: DesiredResource, _ reading: ResourceReading?, _ references: DesiredReferences, _ account: AccountSettings,
        _ policies: KnownPolicies, _ survey: AccessSurvey
    ) -> DiffReport.Entry {
        let identity = resource.identity
        guard let definition = KindRegistry.definition(of: identity.kind) else {
            let gap = ReadGap(code: .unresolved, message: "kind \(identity.kind) is not kept")
            return DiffReport.Entry(resource: identity, finding: .unreadable(gap)) { _ in Assessment(.undetermined, .high) }
        }
        let desired: DesiredAspects
        do throws(ResolutionFault) {
            desired = try definition.desiredAspects(of: resource, resolver: references)
        } catch {
            let gap = ReadGap(code: .unresolved, message: error.message)
            return DiffReport.Entry(resource: identity, finding: .unreadable(gap)) { _ in Assessment(.undetermined, .high) }
        }
        let formed = reading.map(PolicyFormReading(of: identity, desired: desired, survey: survey).formed)
        let live: LiveResource? = if case .present(let live) = formed { live } else { nil }
        let surroundings = AccessSurroundings(
            account: account, arn: live?.arn ?? definition.arn(of: resource, account: account, bound: nil), desired: desired, live: live,
            policies: policies)
        let assessor = DriftAssessor(kind: identity.kind, surroundings: surroundings)
        let verdicts = DriftDetector(kind: identity.kind, desired: desired, ownership: resource.settings.ownership)
            .verdicts(for: formed ?? .unreadable(ReadGap(code: .failed, message: "\(identity) was not read")))
        return DiffReport.Entry(resource: identity, finding: Self.finding(verdicts, assessor)) { assessor.assess($0) }
    }

    private static func finding(_ verdicts: [AspectName: Verdict], _ assessor: DriftAssessor) -> DiffReport.Entry.Finding {
        var drifts: [AspectDrift] = []
        var spelled: [AspectName] = []
        var gaps: [ReadGap] = []
        for (aspect, verdict) in verdicts.sorted(by: { $0.key < $1.key }) {
            switch verdict {
            case .inSync(let spelledDifferently): if spelledDifferently { spelled.append(aspect) }
            case .drifted(let drift) where assessor.grantsTheSame(drift): spelled.append(aspect)
            case .drifted(let drift): drifts.append(drift)
            case .undetermined(let gap): gaps.append(gap)
            }
        }
        return .compared(drifts: drifts, spelledDifferently: spelled, gaps: gaps)
    }

    func answering<Answer: Sendable>(_ body: () async throws -> Answer) async throws(ControlError) -> Answer {
        do {
            return try await body()
        } catch let error as ControlError {
            throw error
        } catch {
            throw ControlError(code: .failed, message: "\(error)")
        }
    }
}

extension JSONValue {
    /// The object with one member more.
    fileprivate func adding(_ name: String, _ value: JSONValue) -> JSONValue {
        guard case .object(var object) = self else { return self }
        object[name] = value
        return .object(object)
    }
}
