import IAMPolicy
import Logging
import ReconcileCore
import ReconcileEngine
import ReconcileTestKit
import Testing

/// One account does not answer, ever; the others are looked after as if nothing were.
@Suite struct HungAccountTests {
    /// Holds everybody up who comes with the name of one account, until it is opened.
    private actor Barrier {
        private var waiting: [CheckedContinuation<Void, Never>] = []
        private var isOpen = false
        private(set) var count = 0

        func pass() async {
            self.count += 1
            if self.isOpen { return }
            await withCheckedContinuation { self.waiting.append($0) }
        }

        func open() {
            self.isOpen = true
            for continuation in self.waiting { continuation.resume() }
            self.waiting = []
        }
    }

    private struct Reader: CloudReader {
        let cloud: SimulatedCloud
        let barrier: Barrier

        func snapshot(of account: AccountSettings, targets: [ReadTarget]) async -> Snapshot {
            if account.name == "stuck" { await self.barrier.pass() }
            return await self.cloud.snapshot(of: account, targets: targets)
        }

        func names(of account: AccountSettings, pathPrefix: String) async -> Result<[(kind: ResourceKind, name: String)], ReadGap> {
            await self.cloud.names(of: account, pathPrefix: pathPrefix)
        }
    }

    private static func eventually(_ condition: () async throws -> Bool) async throws -> Bool {
        for _ in 1...10_000 {
            if try await condition() { return true }
            try await Task.sleep(nanoseconds: 1_000_000)
        }
        return false
    }

    private static func passes(_ estate: Estate, of account: String) async throws -> Int {
        try await estate.store.lastPasses().first { $0.account == account }?.id ?? 0
    }

    /// Runs `body` beside an engine over three accounts, of which one hangs.
    private func running(_ body: (Engine, Estate, Barrier) async throws -> Void) async throws {
        let estate = try await Estate(mode: .observe, autoAdvances: false)
        estate.configuration.accounts = ["prod", "stuck", "test"].map { Fixtures.account(.observe, name: $0) }
        let barrier = Barrier()
        var logger = Logger(label: "tests", factory: { _ in SwiftLogNoOpLogHandler() })
        logger.logLevel = .critical
        let context = EngineContext(
            store: estate.store, reader: Reader(cloud: estate.cloud, barrier: barrier), writer: estate.cloud, clock: estate.clock, logger: logger)
        let engine = Engine(context: context, configuration: estate.configuration)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await engine.run() }
            do {
                #expect(try await Self.eventually { await barrier.count == 1 })
                try await body(engine, estate, barrier)
            } catch {
                Issue.record(error)
            }
            await barrier.open()
            await engine.stop()
            try await group.waitForAll()
        }
    }

    @Test func theOthersAreLookedAfter() async throws {
        try await self.running { (engine: Engine, estate: Estate, _: Barrier) async throws in
            for account in ["prod", "test"] {
                let request = await engine.sync(resource: nil, account: account)
                #expect(try await Self.eventually { await engine.syncState(request)?.isFinished == true }, "\(account)")
            }
            #expect(try await Self.passes(estate, of: "stuck") == 0)
        }
    }

    @Test func anotherConfigurationIsTakenUpByTheOthers() async throws {
        try await self.running { (engine: Engine, estate: Estate, barrier: Barrier) async throws in
            var other = await engine.currentConfiguration
            other.accounts = ["prod", "stuck", "late"].map { Fixtures.account(.observe, name: $0) }
            await engine.adopt(other)
            for account in ["prod", "late"] {
                let request = await engine.sync(resource: nil, account: account)
                #expect(try await Self.eventually { await engine.syncState(request)?.isFinished == true }, "\(account)")
            }
            #expect(await barrier.count == 1, "no second look at the one that hangs beside the first")
            let request = await engine.sync(resource: nil, account: "stuck")
            await barrier.open()
            #expect(try await Self.eventually { await engine.syncState(request)?.isFinished == true }, "it goes on with the others' configuration")
        }
    }

    @Test func anAccountThatComesAloneBesideOneThatHangsIsLookedAfter() async throws {
        try await self.running { (engine: Engine, estate: Estate, _: Barrier) async throws in
            var other = await engine.currentConfiguration
            other.accounts = [Fixtures.account(.observe, name: "stuck")]
            await engine.adopt(other)
            #expect(try await Self.eventually { estate.clock.sleeperCount == 0 }, "the loops of the others have ended")
            other.accounts.append(Fixtures.account(.observe, name: "late"))
            await engine.adopt(other)
            #expect(try await Self.eventually { try await Self.passes(estate, of: "late") > 0 })
        }
    }
}

@Suite struct AccountProgressTests {
    private let start = Instant.forTests

    private func progress(_ accounts: Set<String> = ["a", "b"]) -> AccountProgress {
        var progress = AccountProgress()
        progress.watch(accounts, at: self.start)
        return progress
    }

    @Test(arguments: [(AccountProgress.hungSeconds, []), (AccountProgress.hungSeconds + 0.1, ["b"])])
    func whatIsNotHeardOfForTooLongHangsThoughTheOthersGoOn(seconds: Double, hung: [String]) {
        var progress = self.progress()
        for elapsed in stride(from: 0, through: seconds, by: 5) { progress.note("a", at: self.start.advanced(by: elapsed)) }
        #expect(progress.hung(at: self.start.advanced(by: seconds)) == hung)
    }

    @Test func whatGoesOnAgainNoLongerHangs() {
        var progress = self.progress()
        let late = self.start.advanced(by: 1000)
        #expect(progress.hung(at: late) == ["a", "b"])
        progress.note("b", at: late)
        #expect(progress.hung(at: late) == ["a"])
    }

    @Test func progressForNobodyOrForStrangersIsNobodys() {
        var progress = self.progress()
        let late = self.start.advanced(by: 1000)
        progress.note(nil, at: late)
        progress.note("c", at: late)
        #expect(progress.hung(at: late) == ["a", "b"])
    }

    @Test func whatIsNoLongerLookedAfterIsForgottenAndWhatStaysKeepsItsTime() {
        var progress = self.progress()
        let late = self.start.advanced(by: 1000)
        progress.watch(["b", "c"], at: late)
        #expect(progress.hung(at: late) == ["b"])
    }
}
