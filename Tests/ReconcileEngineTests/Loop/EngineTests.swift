import IAMPolicy
import ReconcileCore
import ReconcileEngine
import ReconcileTestKit
import Testing

@testable import ReconcileEngine

/// Waits for something that surely comes, in another task: a bound, not a measure.
private func eventually(_ condition: () async throws -> Bool) async throws -> Bool {
    for _ in 1...10_000 {
        if try await condition() { return true }
        try await Task.sleep(nanoseconds: 1_000_000)
    }
    return false
}

@Suite struct EngineTests {
    /// Runs `body` beside an engine, which is stopped afterwards and must end.
    private func running(_ estate: Estate, _ body: (Engine) async throws -> Void) async throws {
        let engine = Engine(context: estate.context, configuration: estate.configuration)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await engine.run() }
            do {
                try await body(engine)
            } catch {
                Issue.record(error)
            }
            await engine.stop()
            try await group.waitForAll()
        }
    }

    private func quiet() async throws -> Estate { try await Estate(mode: .observe, autoAdvances: false) }

    @Test func theFirstPassIsMadeAtOnceAndTheNextOneOnSchedule() async throws {
        let estate = try await self.quiet()
        let clock = estate.clock
        let store = estate.store
        try await self.running(estate) { (_: Engine) async throws in
            #expect(try await eventually { try await store.pass(id: 1)?.finishedAt != nil })
            for _ in 1..<60 {
                await clock.hasSleepers(1)
                clock.advance(by: 5)
            }
            await clock.hasSleepers(1)
            #expect(try await store.pass(id: 2) == nil)
            clock.advance(by: 5)
            #expect(try await eventually { try await store.pass(id: 2)?.finishedAt != nil })
        }
    }

    @Test func aSyncIsAnsweredByAPassThatBeganAfterIt() async throws {
        let estate = try await self.quiet()
        let clock = estate.clock
        try await self.running(estate) { (engine: Engine) async throws in
            await clock.hasSleepers(1)
            for expected in 2...6 {
                let request = await engine.sync(resource: nil, account: nil)
                #expect(try await eventually { await engine.syncState(request)?.isFinished == true })
                #expect(await engine.syncState(request)?.passes.map(\.id) == [expected])
                #expect(await engine.syncState(request)?.passes.map(\.isWhole) == [true])
            }
        }
    }

    @Test func aSyncOfOneResourceLooksAtThatOne() async throws {
        let estate = try await self.quiet()
        let clock = estate.clock
        try await self.running(estate) { (engine: Engine) async throws in
            await clock.hasSleepers(1)
            let request = await engine.sync(resource: Fixtures.identity(.role, "export"), account: nil)
            #expect(try await eventually { await engine.syncState(request)?.isFinished == true })
            #expect(await engine.syncState(request)?.passes.map(\.isWhole) == [false])
        }
    }

    @Test func aSyncOfAnAccountThatIsNotThereEndsWithNothing() async throws {
        let estate = try await self.quiet()
        let engine = Engine(context: estate.context, configuration: estate.configuration)
        let request = await engine.sync(resource: nil, account: "elsewhere")
        #expect(await engine.syncState(request)?.isFinished == true)
        #expect(await engine.syncState(request)?.passes.isEmpty == true)
        #expect(await engine.syncState(request + 1) == nil)
    }

    @Test func manySyncsAtOnceAreAllAnswered() async throws {
        let estate = try await self.quiet()
        try await self.running(estate) { (engine: Engine) async throws in
            var requests: [Int] = []
            for _ in 1...50 { requests.append(await engine.sync(resource: nil, account: nil)) }
            for request in requests { #expect(try await eventually { await engine.syncState(request)?.isFinished == true }) }
        }
    }

    @Test func whatADeadDaemonHadToTellIsToldAtTheStart() async throws {
        let estate = try await self.quiet()
        estate.cloud.edit { $0[role: "export"]?.tags["owner"] = "x" }
        // Its third durable step would have queued the notices.
        try await estate.reopen(dyingAt: 3)
        await #expect(throws: InjectedFault.self) { try await estate.pass() }
        try await estate.reopen()
        let clock = estate.clock
        try await self.running(estate) { (_: Engine) async throws in await clock.hasSleepers(1) }
        #expect(try await estate.told(.driftDetected) == ["prod/Role/export tags[owner]"])
    }

    @Test func stopEndsAnEngineThatSleeps() async throws {
        let estate = try await self.quiet()
        let clock = estate.clock
        try await self.running(estate) { (_: Engine) async throws in await clock.hasSleepers(1) }
        #expect(estate.clock.sleeperCount == 0)
    }

    @Test func stopBeforeRunEndsAtOnce() async throws {
        let estate = try await self.quiet()
        let engine = Engine(context: estate.context, configuration: estate.configuration)
        await engine.stop()
        await engine.run()
        #expect(try await estate.store.pass(id: 1) == nil)
    }

    @Test func anotherConfigurationIsTakenUpAndRequestsOfAccountsThatAreGoneEnd() async throws {
        let estate = try await self.quiet()
        let clock = estate.clock
        try await self.running(estate) { (engine: Engine) async throws in
            await clock.hasSleepers(1)
            var other = await engine.currentConfiguration
            other.schedule.intervalSeconds = 10
            await engine.adopt(other)
            let request = await engine.sync(resource: nil, account: "prod")
            #expect(try await eventually { await engine.syncState(request)?.isFinished == true })
            #expect(await engine.currentConfiguration.schedule.intervalSeconds == 10)
        }
    }

    @Test func aClosingWindowIsLookedAtWhenItClosesAndNotLater() async throws {
        let estate = try await Estate(windowSeconds: 60)
        let clock = estate.clock
        let store = estate.store
        estate.cloud.edit { $0[role: "export"]?.tags["owner"] = "x" }
        // Time runs by itself: what the loop waits for comes.
        try await self.running(estate) { (_: Engine) async throws in
            #expect(try await eventually { try await store.drifts(of: nil, includingEnded: true).contains { $0.end?.reason == .settled } })
        }
        let ended = try await store.drifts(of: nil, includingEnded: true).compactMap(\.end?.at)
        let opened = try await estate.journal().first { $0["kind"] == "mutation.outcome" }?["at"]?.stringValue.flatMap(RFC3339.date)
        let elapsed = try #require(ended.first).timeIntervalSince(try #require(opened))
        #expect(elapsed >= 60)
        #expect(elapsed < 66)
        #expect(clock.sleeperCount == 0)
    }

    @Test func aWindowThatRanOutWhileNothingCanBeReadIsNotAskedForWithoutPause() async throws {
        let estate = try await Estate(windowSeconds: 10)
        estate.cloud.edit { $0[role: "export"]?.tags["owner"] = "x" }
        try await estate.pass()
        estate.clock.advance(by: 20)
        estate.cloud.failReads(.unreachable, times: 1_000_000)
        let started = estate.clock.now()
        let store = estate.store
        try await self.running(estate) { (_: Engine) async throws in
            #expect(try await eventually { (try await store.pass(id: 60)) != nil })
        }
        // Each look but the first waits two seconds.
        #expect(estate.clock.now().seconds(since: started) >= 90)
    }
}

@Suite struct TriggerBoxTests {
    private let resource = Fixtures.identity(.role, "export")

    @Test func whatIsPutBeforeTheTakeIsThereAtOnce() async {
        let box = TriggerBox()
        await box.put(.account)
        await box.put(.account)
        await box.put(.resource(self.resource))
        #expect(await box.take(waiting: 1_000_000, on: TestClock()) == [.account, .resource(self.resource)])
    }

    @Test func aTakeThatWaitsIsWokenByAPut() async {
        let box = TriggerBox()
        let clock = TestClock()
        async let taken = box.take(waiting: 10, on: clock)
        await clock.hasSleepers(1)
        await box.put(.stop)
        #expect(await taken == [.stop])
        #expect(clock.sleeperCount == 0)
    }

    @Test func aTakeEndsEmptyWhenItsTimeIsUp() async {
        let box = TriggerBox()
        let clock = TestClock()
        async let taken = box.take(waiting: 10, on: clock)
        await clock.hasSleepers(1)
        clock.advance(by: 10)
        #expect(await taken == [])
    }

    @Test func aSleepThatEndsBeforeTheWaitBeganEndsItToo() async {
        let box = TriggerBox()
        for _ in 1...200 { #expect(await box.take(waiting: 1, on: TestClock(autoAdvances: true)) == []) }
    }

    @Test func noPutIsLostHoweverTheyMeet() async {
        let box = TriggerBox()
        let clock = TestClock()
        let resources = (1...300).map { Fixtures.identity(.role, "role-\($0)") }
        await withTaskGroup(of: Void.self) { group in
            for resource in resources { group.addTask { await box.put(.resource(resource)) } }
            var seen: Set<Trigger> = []
            while seen.count < resources.count { seen.formUnion(await box.take(waiting: 10, on: clock)) }
            #expect(seen == Set(resources.map(Trigger.resource)))
        }
    }

    @Test func aCancelledTakeEnds() async {
        let box = TriggerBox()
        let clock = TestClock()
        let task = Task { await box.take(waiting: 10, on: clock) }
        await clock.hasSleepers(1)
        task.cancel()
        #expect(await task.value == [])
    }
}

@Suite struct SyncBookTests {
    private let role = Fixtures.identity(.role, "export")
    private let policy = Fixtures.identity(.managedPolicy, "read")

    @Test func aPassAnswersOnlyWhoAskedForNoMoreThanItLooksAt() async {
        let book = SyncBook()
        let whole = await book.begin(resource: nil, accounts: ["prod"])
        let one = await book.begin(resource: self.role, accounts: ["prod"])
        let other = await book.begin(resource: nil, accounts: ["test"])
        #expect(await book.open(for: "prod", only: [self.policy]) == [])
        #expect(await book.open(for: "prod", only: [self.policy, self.role]) == [one])
        #expect(await book.open(for: "prod", only: nil) == [whole, one])
        #expect(await book.open(for: "test", only: nil) == [other])
    }

    @Test func itIsFinishedWhenEveryAccountHasAnswered() async {
        let book = SyncBook()
        let request = await book.begin(resource: nil, accounts: ["prod", "test"])
        await book.answer([request], account: "prod", pass: nil)
        #expect(await book.state(of: request)?.waitingFor == ["test"])
        await book.keep(accounts: ["prod"])
        #expect(await book.state(of: request)?.waitingFor == [])
    }

    @Test(arguments: [(256, true), (257, false)])
    func oldAnswersAreForgotten(requests: Int, isKnown: Bool) async {
        let book = SyncBook()
        for _ in 1...requests { _ = await book.begin(resource: nil, accounts: []) }
        #expect((await book.state(of: 1) != nil) == isKnown)
    }
}
