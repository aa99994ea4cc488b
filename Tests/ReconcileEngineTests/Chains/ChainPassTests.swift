import Foundation
import IAMPolicy
import ReconcileCore
import ReconcileEngine
import ReconcileTestKit
import Testing

@Suite struct ChainPassTests {
    private static let objects = ChainQuestion.objects(bucket: "loads", prefix: "")
    private static let other = Fixtures.identity(.role, "other")

    private func estate(
        _ chain: ScriptedChain, desired: [DesiredResource] = [Fixtures.fullRole(), Fixtures.policy(), Fixtures.key()],
        mode: ReconcileMode = .enforce
    ) async throws -> Estate {
        let estate = try await Estate(desired + [ScriptedChain.declared(chain.kind)], mode: mode)
        estate.blueprints = BlueprintCatalog([chain])
        return estate
    }

    /// `event link` of each change of a chain that was told, in order.
    private func told(_ estate: Estate) async throws -> [String] {
        let deliveries = try await estate.store.dueDeliveries(webhook: "hook", at: .distantFuture, countMax: 1000)
        return try deliveries.flatMap { delivery -> [String] in
            let body = try JSONReader.parse(delivery.notice.body)
            return (body["data"]?["changes"]?.arrayValue ?? []).compactMap { change in
                change["link"]?.stringValue.map { "\(delivery.notice.event.rawValue) \($0)" }
            }
        }
    }

    private func states(_ estate: Estate) async throws -> [String: ChainLink.State] {
        Dictionary(
            try await estate.store.chainRecords().map { ($0.link.name, $0.link.state) }, uniquingKeysWith: { first, _ in first })
    }

    @Test func `a chain that breaks is told once, over restarts, and once that it is mended`() async throws {
        let estate = try await self.estate(.decided(by: Self.objects))
        for answer in ["ok", "broken", "broken", "unknown", "broken", "ok", "ok"] {
            estate.facts.answer(Self.objects, .known(.string(answer)))
            try await estate.pass()
            #expect(try await self.states(estate) == ["objects": ChainLink.State(rawValue: answer)])
            try await estate.reopen()
        }
        #expect(try await self.told(estate) == ["chain.broken objects", "chain.mended objects"])
        let kinds = try await estate.journal().compactMap { $0["kind"]?.stringValue }
        #expect(kinds.filter { $0.hasPrefix("chain.") } == ["chain.broken", "chain.mended"])
        #expect(try await estate.journalFault() == nil)
    }

    @Test func `what is told of a chain becomes durable with the pass, or not at all`() async throws {
        for moment in FaultyStore.Moment.allCases {
            let estate = try await self.estate(.decided(by: Self.objects))
            try await estate.pass()
            estate.facts.answer(Self.objects, .absent)
            // The second step of a pass is its commit.
            try await estate.reopen(dyingAt: 2, moment)
            await #expect(throws: InjectedFault.self) { try await estate.pass() }
            try await estate.reopen()
            try await estate.runner.sealLeftOver()
            try await estate.pass()
            try await estate.pass()
            #expect(try await self.told(estate) == ["chain.broken objects"], "\(moment)")
        }
    }

    @Test func `a resource that only a chain wants to see does not hold up corrections`() async throws {
        let target = ReadTarget(identity: Self.other, locator: nil, bases: ["trustPolicy"])
        let chain = ScriptedChain(asks: [.resource(target)]) { view in
            guard case .unreadable(let gap)? = view.reading(Self.other) else { return [ChainLink("role", .ok)] }
            return [ChainLink("role", .unknown, reason: gap.message)]
        }
        let estate = try await self.estate(chain)
        estate.tag("somebody")
        estate.cloud.failReads(of: Self.other, .throttled)
        let pass = try await estate.pass()
        #expect(pass.outcome == .complete && pass.gap == nil)
        #expect(estate.cloud.accepted.map(\.operation) == ["TagRole"])
        #expect(try await self.states(estate) == ["role": .unknown])
        #expect(try await !estate.store.observedResources().contains { $0.identity == Self.other })
        #expect(try await estate.store.drifts(of: Self.other, includingEnded: true).isEmpty)
    }

    @Test func `a kept resource is seen with more than is declared of it, and that does not hold up corrections either`() async throws {
        let role = Fixtures.resource(.role, "export", ["tags": ["owner": "graph"]])
        let target = ReadTarget(identity: role.identity, locator: nil, bases: ["inlinePolicies", "trustPolicy"])
        let chain = ScriptedChain(asks: [.resource(target)]) { view in
            guard case .present(let live)? = view.reading(role.identity) else { return [ChainLink("role", .broken)] }
            let hasPolicy = live.aspects[AspectName("inlinePolicies", "load")] != nil
            let hasTag = live.aspects[AspectName("tags", "owner")] != nil
            return [ChainLink("policy", hasPolicy ? .ok : live.gaps.isEmpty ? .broken : .unknown), ChainLink("tags", hasTag ? .ok : .broken)]
        }
        let estate = try await self.estate(chain, desired: [role])
        try await estate.pass()
        #expect(try await self.states(estate) == ["policy": .ok, "tags": .ok])
        estate.tag("somebody")
        estate.cloud.failReads(of: role.identity, part: "inlinePolicies", .throttled)
        #expect(try await estate.pass().outcome == .complete)
        #expect(estate.cloud.accepted.map(\.operation) == ["TagRole"])
        #expect(try await self.states(estate)["policy"] == .unknown)
        let seen = try #require(try await estate.store.observedResources().first { $0.identity == role.identity })
        #expect(Set(seen.live?.aspects.keys.map(\.base) ?? []) == ["tags"], "a pass remembers the same with chains and without")
    }

    @Test func `facts that nobody tells leave links unknown and the pass whole`() async throws {
        let estate = try await self.estate(.decided(by: Self.objects))
        let pass = try await estate.pass()
        #expect(pass.outcome == .complete)
        #expect(try await self.states(estate) == ["objects": .unknown])
        #expect(try await self.told(estate).isEmpty)
    }

    @Test func `questions that follow from answers are asked in rounds, each once, and not for ever`() async throws {
        @Sendable func question(_ number: Int) -> ChainQuestion { .prefixList(id: "pl-\(number)", region: Fixtures.region) }
        let chain = ScriptedChain(
            asks: [question(0)], asksThen: { view in Array(view.answers.keys) + [question(view.answers.count)] },
            judges: { view in [ChainLink("asked", .ok, reason: "\(view.answers.count)")] })
        let estate = try await self.estate(chain)
        try await estate.pass()
        #expect(estate.facts.asked == (0..<ChainQuestion.roundsMax).map { [question($0)] })
        #expect(try await estate.store.chainRecords().map(\.link.reason) == ["\(ChainQuestion.roundsMax)"])
    }

    @Test func `a resource that an answer leads to is read in the next round, whole`() async throws {
        let first = ReadTarget(identity: Self.other, locator: nil, bases: ["trustPolicy"])
        let second = ReadTarget(identity: Self.other, locator: nil, bases: ["tags"])
        let chain = ScriptedChain(asks: [.resource(first)], asksThen: { _ in [.resource(second)] }) { view in
            guard case .present(let live)? = view.reading(Self.other) else { return [ChainLink("role", .broken)] }
            return [ChainLink("role", .ok, reason: Set(live.aspects.keys.map(\.base)).sorted().joined(separator: " "))]
        }
        let estate = try await self.estate(chain)
        estate.cloud.edit { world in Fixtures.addFullRole("other", to: &world) }
        try await estate.pass()
        #expect(try await estate.store.chainRecords().map(\.link.reason) == ["tags trustPolicy"])
    }

    @Test func `what belongs to an account that is not configured cannot be read`() async throws {
        let foreign = Fixtures.identity(.role, "partner", account: "elsewhere")
        let chain = ScriptedChain(asks: [.resource(ReadTarget(identity: foreign, locator: nil, bases: ["trustPolicy"]))]) { view in
            if case .unreadable? = view.reading(foreign) { [ChainLink("role", .unknown)] } else { [ChainLink("role", .ok)] }
        }
        let estate = try await self.estate(chain)
        #expect(try await estate.pass().outcome == .complete)
        #expect(try await self.states(estate) == ["role": .unknown])
    }

    @Test func `a pass over some resources judges no chain`() async throws {
        let estate = try await self.estate(.decided(by: Self.objects))
        estate.facts.answer(Self.objects, .absent)
        try await estate.pass(only: [Fixtures.fullRole().identity])
        #expect(estate.facts.asked.isEmpty)
        #expect(try await estate.store.chainRecords().isEmpty)
    }

    @Test func `of an account that cannot be read nothing is asked, and nothing is taken from memory`() async throws {
        let chain = ScriptedChain(asks: [Self.objects]) { view in
            let isLive = if case .present? = view.reading(Fixtures.fullRole().identity) { true } else { false }
            return [ChainLink("role", isLive ? .ok : .unknown), ChainLink("objects", view.answer(Self.objects) == .absent ? .broken : .unknown)]
        }
        let estate = try await self.estate(chain)
        estate.facts.answer(Self.objects, .absent)
        try await estate.pass()
        #expect(try await self.states(estate) == ["role": .ok, "objects": .broken])
        estate.cloud.failReads(.unreachable)
        #expect(try await estate.pass().outcome == .failed)
        #expect(estate.facts.asked.count == 1)
        #expect(try await self.states(estate) == ["role": .unknown, "objects": .unknown])
        #expect(try await self.told(estate) == ["chain.broken objects"])
    }

    @Test func `the chain of a blueprint that is not declared any more is forgotten`() async throws {
        let estate = try await self.estate(.decided(by: Self.objects))
        estate.facts.answer(Self.objects, .absent)
        try await estate.pass()
        _ = try await estate.store.applyDesired(
            DesiredChange(deletions: [ScriptedChain.declared().identity], at: estate.clock.now().wall, actor: "tests"))
        try await estate.pass()
        #expect(try await estate.store.chainRecords().isEmpty)
        #expect(try await self.told(estate) == ["chain.broken objects"])
    }

    @Test func `an observing daemon judges and changes nothing`() async throws {
        let estate = try await self.estate(.decided(by: Self.objects), mode: .observe)
        estate.tag("somebody")
        estate.facts.answer(Self.objects, .absent)
        try await estate.pass()
        #expect(estate.cloud.attempts == 0)
        #expect(try await self.told(estate) == ["chain.broken objects"])
    }

    @Test func `the windows of the pass are what a chain is judged by`() async throws {
        let role = Fixtures.fullRole().identity
        let chain = ScriptedChain { view in
            let until = view.propagates(role, base: "tags")
            return [ChainLink("tags", until == nil ? .ok : .propagating, until: until)]
        }
        let estate = try await self.estate(chain)
        estate.tag("somebody")
        try await estate.pass()
        try await estate.pass()
        let record = try #require(try await estate.store.chainRecords().first)
        #expect(record.link.state == .propagating && record.link.until != nil)
        #expect(try await estate.settle() == [])
        try await estate.pass()
        #expect(try await self.states(estate) == ["tags": .ok])
    }

    @Test func `a chain is judged again once what it asked for was made, and nothing of that is an alarm`() async throws {
        var role = Fixtures.fullRole("fresh")
        role.blueprints = [ScriptedChain.declared().identity]
        let identity = role.identity
        let chain = ScriptedChain(asks: [.resource(ReadTarget(identity: identity, locator: nil, bases: ["trustPolicy"]))]) { view in
            if case .present? = view.reading(identity) { [ChainLink("roleExists", .ok)] } else { [ChainLink("roleExists", .broken)] }
        }
        let estate = try await self.estate(chain, desired: [role, Fixtures.policy()])
        try await estate.pass()
        #expect(try await self.states(estate) == ["roleExists": .ok])
        #expect(try await self.told(estate).isEmpty)
        estate.cloud.edit { $0[role: "fresh"] = nil }
        try await estate.pass()
        #expect(try await self.told(estate) == ["chain.broken roleExists"], "it was whole before")
    }

    @Test func `what could not be made is told by the next pass`() async throws {
        var role = Fixtures.fullRole("fresh")
        role.blueprints = [ScriptedChain.declared().identity]
        let estate = try await self.estate(.decided(by: Self.objects), desired: [role, Fixtures.policy()])
        estate.facts.answer(Self.objects, .absent)
        try await estate.pass()
        #expect(try await self.states(estate) == ["objects": .broken])
        #expect(try await self.told(estate).isEmpty)
        _ = try await estate.settle()
        #expect(try await self.told(estate) == ["chain.broken objects"])
    }

    @Test func `requests for facts count as the pass's, and the organization's account is named where there is one`() async throws {
        let chain = ScriptedChain(asks: [Self.objects, .controlPolicies]) { _ in [] }
        let estate = try await self.estate(chain)
        let alone = try await Estate().pass().requests
        let pass = try await estate.pass()
        #expect(try await estate.store.pass(id: pass.id)?.requests == alone + 2)
        #expect(pass.requests == alone + 2)
        #expect(try await self.states(estate) == [ChainLink.wholeName: .ok])
        estate.configuration.accounts[0].readsOrganization = true
        try await estate.pass()
        #expect(estate.facts.organizations == [nil, "prod"])
    }

    @Test func `a kind that this program does not know is unknown, not whole`() async throws {
        let estate = try await Estate([ScriptedChain.declared(), ScriptedChain.declared(.accessAssertion)])
        estate.blueprints = BlueprintCatalog([ScriptedChain(.accessAssertion) { _ in [ChainLink("can[0]", .broken)] }])
        try await estate.pass()
        #expect(try await self.states(estate) == [ChainLink.wholeName: .unknown, "can[0]": .broken])
        #expect(try await self.told(estate) == ["assertion.failed can[0]"])
    }
}
