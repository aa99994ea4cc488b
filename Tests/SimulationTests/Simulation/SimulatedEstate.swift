import AWSClient
import Foundation
import IAMPolicy
import Logging
import ReconcileCore
import ReconcileEngine
import ReconcileTestKit
import SimulatedAWS
import Store

/// The real engine, store and client over a simulated AWS, in virtual time.
final class SimulatedEstate {
    let lab: Lab
    let account: DeclaredAccount
    /// The account without what AWS makes up, as it was when it was as declared.
    let baseline: JSONValue
    private let cloud: AWSCloud
    private(set) var store: SQLiteStore
    private let folder: URL
    private(set) var configuration: Configuration
    let clock: EngineClock

    private static let anna = OperatorIdentity(name: "anna", uid: 1000)

    init(seed: UInt64, roles: Int, windowSeconds: Double = 60, changesPerPassMax: Int = 1000) async throws {
        let lab = Lab(seed: seed)
        self.lab = lab
        self.clock = EngineClock(clock: lab.clock)
        self.account = try DeclaredAccount(lab, roles: roles)
        lab.clock.advance(by: 10_000)
        self.baseline = lab.world.export(account: Lab.account, includesIDs: false)
        self.cloud = AWSCloud(clock: self.clock) { _ in lab.caller }
        self.folder = FileManager.default.temporaryDirectory.appendingPathComponent("simulation-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: self.folder, withIntermediateDirectories: true)
        self.store = try SQLiteStore.open(path: self.folder.appendingPathComponent("state.sqlite").path)
        self.configuration = Configuration(
            schedule: Schedule(intervalSeconds: 300, jitter: 0), accounts: [Fixtures.account()], organizationAccount: "prod",
            propagation: PropagationSettings(defaultSeconds: windowSeconds),
            limits: Limits(changesPerPassMax: changesPerPassMax, changesPercentMax: 100, silenceMaxSeconds: 0),
            webhooks: [WebhookSettings(name: "hook", url: "https://hooks.example.org/x")])
        _ = try await self.store.applyDesired(DesiredChange(upserts: self.account.desired, at: self.clock.now().wall, actor: "tests"))
    }

    deinit { try? FileManager.default.removeItem(at: self.folder) }

    /// Declares one more resource, or another spec of one.
    func declare(_ resource: DesiredResource) async throws {
        _ = try await self.store.applyDesired(DesiredChange(upserts: [resource], at: self.clock.now().wall, actor: "tests"))
    }

    private var runner: PassRunner {
        var logger = Logger(label: "simulation", factory: { _ in SwiftLogNoOpLogHandler() })
        logger.logLevel = .critical
        let context = EngineContext(
            store: self.store, reader: self.cloud, writer: self.cloud, clock: self.clock, logger: logger, resourcesAtOnceMax: 1)
        return PassRunner(context: context, configuration: self.configuration)
    }

    @discardableResult
    func pass() async throws -> PassRecord { try await self.runner.run(self.configuration.accounts[0]) }

    /// As if the daemon had died between passes and been started again.
    func restart() async throws {
        try self.store.close()
        self.store = try SQLiteStore.open(path: self.folder.appendingPathComponent("state.sqlite").path)
        try await self.runner.sealLeftOver()
    }

    /// Nothing goes wrong any more, nobody edits, people let go of what was stopped; passes follow one another.
    /// - Returns: what is open still, for people.
    func settle(passesMax: Int = 40) async throws -> [String] {
        self.lab.world.trouble = Trouble()
        self.lab.clock.advance(by: 3600)
        let desk = OperatorDesk(store: self.store, clock: self.clock)
        try await desk.pause(nil, account: "prod", reason: "calm", until: nil, by: Self.anna)
        try await self.pass()
        self.lab.clock.advance(by: 100)
        for resource in self.account.desired { try await desk.resume(resource.identity, account: "prod", by: Self.anna) }
        try await desk.resume(nil, account: "prod", by: Self.anna)
        var open: [String] = []
        for _ in 1...passesMax {
            try await self.pass()
            open = try await self.openItems()
            if open.isEmpty { break }
            self.lab.clock.advance(by: 61)
        }
        return open
    }

    func openItems() async throws -> [String] {
        let drifts = try await self.store.drifts(of: nil, includingEnded: false)
            .map { "\($0.resource) \($0.aspect) \($0.state.rawValue) \($0.reason ?? "")" }
        let windows = try await self.store.openWindows().map { "window of \($0.resource) \($0.aspect)" }
        let corrections = try await self.store.corrections(of: nil, includingFinal: false)
            .map { "\($0.mutations.map(\.operation)) \($0.state.rawValue) \($0.reason ?? "")" }
        return drifts + windows + corrections
    }

    /// The entries of the journal from one on.
    func journal(from sequence: Int) async throws -> [JSONValue] {
        try await self.store.journal(fromSequence: sequence, countMax: 1_000_000).map { try JSONReader.parse($0.body) }
    }

    /// The accepted or tried changes of the daemon.
    var mutations: [WorldCall] { self.lab.world.calls.filter(\.isMutating) }

    var export: JSONValue { self.lab.world.export(account: Lab.account, includesIDs: false) }
}
