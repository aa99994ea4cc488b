import Foundation
import IAMPolicy
import Logging
import ReconcileCore
import ReconcileEngine
import ReconcileTestKit
import Store

/// The engine over a real database, a simulated cloud and virtual time.
final class Estate {
    let clock: TestClock
    let cloud: SimulatedCloud
    let watch = MutationWatch()
    private(set) var store: FaultyStore
    private var database: SQLiteStore
    private let folder: URL
    var configuration: Configuration
    /// With 1 the same seed makes the same calls in the same order.
    var resourcesAtOnceMax = 4
    var blueprints = BlueprintCatalog()
    let facts = ScriptedFacts()

    static let webhook = WebhookSettings(name: "hook", url: "https://hooks.example.org/x")

    /// - Parameter desired: what is declared from the start; the cloud is built to be like `Fixtures.build`.
    init(
        _ desired: [DesiredResource] = [Fixtures.fullRole(), Fixtures.policy(), Fixtures.key()], mode: ReconcileMode = .enforce,
        windowSeconds: Double = 60, autoAdvances: Bool = true
    ) async throws {
        self.clock = TestClock(Instant.forTests.advanced(by: -10_000), autoAdvances: autoAdvances)
        self.cloud = SimulatedCloud(clock: self.clock)
        Fixtures.build(self.cloud)
        self.clock.advance(by: 10_000)
        self.folder = FileManager.default.temporaryDirectory.appendingPathComponent("estate-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: self.folder, withIntermediateDirectories: true)
        self.database = try SQLiteStore.open(path: self.folder.appendingPathComponent("state.sqlite").path)
        self.store = FaultyStore(self.database)
        self.configuration = Configuration(
            schedule: Schedule(intervalSeconds: 300, jitter: 0), accounts: [Fixtures.account(mode)],
            propagation: PropagationSettings(defaultSeconds: windowSeconds),
            limits: Limits(changesPerPassMax: 1000, changesPercentMax: 100, silenceMaxSeconds: 0), webhooks: [Self.webhook])
        _ = try await self.store.applyDesired(DesiredChange(upserts: desired, at: self.clock.now().wall, actor: "tests"))
        await self.watch.observe(self.cloud, self.database)
    }

    deinit { try? FileManager.default.removeItem(at: self.folder) }

    /// As if the daemon had died and been started again.
    func reopen(dyingAt step: Int? = nil, _ moment: FaultyStore.Moment = .beforeTheStep) async throws {
        try self.database.close()
        self.database = try SQLiteStore.open(path: self.folder.appendingPathComponent("state.sqlite").path)
        self.store = FaultyStore(self.database, dyingAt: step, moment)
        await self.watch.observe(self.cloud, self.database)
    }

    var context: EngineContext {
        var logger = Logger(label: "tests", factory: { _ in SwiftLogNoOpLogHandler() })
        logger.logLevel = .critical
        return EngineContext(
            store: self.store, reader: self.cloud, writer: self.cloud, blueprints: self.blueprints, chainFacts: self.facts, clock: self.clock,
            logger: logger, resourcesAtOnceMax: self.resourcesAtOnceMax)
    }

    var desk: OperatorDesk { OperatorDesk(store: self.store, clock: self.clock) }

    /// What asks at this moment.
    func asking() async throws -> [CorrectionRecord] {
        try await self.store.corrections(of: nil, includingFinal: false).filter { $0.state == .awaitingApproval }
    }

    /// The states of all drifts that have not ended, by aspect.
    func states() async throws -> [String: DriftState] {
        Dictionary(try await self.openDrifts().map { ($0.aspect.description, $0.state) }, uniquingKeysWith: { first, _ in first })
    }

    func tag(_ value: String?, _ key: String = "owner") { self.cloud.edit { $0[role: "export"]?.tags[key] = value } }

    var runner: PassRunner { PassRunner(context: self.context, configuration: self.configuration) }

    @discardableResult
    func pass(only: Set<ResourceIdentity>? = nil) async throws -> PassRecord {
        try await self.runner.run(self.configuration.accounts[0], only: only)
    }

    /// Passes and waits in turn until nothing is open any more.
    /// - Returns: what is open still, for people.
    func settle(passesMax: Int = 40) async throws -> [String] {
        try await self.runner.sealLeftOver()
        var open: [String] = []
        for _ in 1...passesMax {
            try await self.pass()
            open = try await self.openItems()
            if open.isEmpty { break }
            self.clock.advance(by: 20)
        }
        return open
    }

    private func openItems() async throws -> [String] {
        let drifts = try await self.store.drifts(of: nil, includingEnded: false)
            .map { "\($0.resource) \($0.aspect) \($0.state.rawValue) \($0.reason ?? "")" }
        let windows = try await self.store.openWindows().map { "window of \($0.resource) \($0.aspect)" }
        let corrections = try await self.store.corrections(of: nil, includingFinal: false)
            .map { "\($0.mutations.map(\.operation)) \($0.state.rawValue) \($0.reason ?? "")" }
        return drifts + windows + corrections
    }

    // MARK: Seeing

    func openDrifts() async throws -> [DriftRecord] { try await self.store.drifts(of: nil, includingEnded: false) }

    func journal() async throws -> [JSONValue] {
        try await self.store.journal(fromSequence: 1, countMax: 1_000_000).map { try JSONReader.parse($0.body) }
    }

    /// The first thing that is wrong with the chain.
    func journalFault() async throws -> String? {
        var sequence = 0
        var hash = JournalChain.genesisHash
        for entry in try await self.store.journal(fromSequence: 1, countMax: 1_000_000) {
            if let fault = JournalChain.fault(in: entry, afterSequence: sequence, previousHash: hash) { return fault }
            (sequence, hash) = (entry.sequence, entry.hash)
        }
        return nil
    }

    /// Intents without a word on what became of them.
    func openIntents() async throws -> [String] {
        var open: [String] = []
        for entry in try await self.journal() {
            let call = "\(entry["correction"]?.stringValue ?? "") \(entry["operation"]?.stringValue ?? "")"
            switch entry["kind"]?.stringValue {
            case "mutation.intended": open.append(call)
            case "mutation.outcome" where entry["outcome"] == "unknown": break
            case "mutation.outcome", "mutation.resolved": open.removeAll { $0 == call }
            default: break
            }
        }
        return open
    }

    /// `type` and `resource aspect` of each change that was told, in order.
    func told() async throws -> [String] {
        let deliveries = try await self.store.dueDeliveries(webhook: "hook", at: .distantFuture, countMax: 100_000)
        return try deliveries.flatMap { delivery -> [String] in
            let body = try JSONReader.parse(delivery.notice.body)
            let type = body["type"]?.stringValue ?? ""
            return (body["data"]?["changes"]?.arrayValue ?? []).map { change in
                [type, change["resource"]?.stringValue, change["aspect"]?.stringValue].compactMap(\.self).joined(separator: " ")
            }
        }
    }

    func told(_ type: NoticeEvent) async throws -> [String] {
        try await self.told().filter { $0.hasPrefix(type.rawValue + " ") }.map { String($0.dropFirst(type.rawValue.count + 1)) }
    }

    /// What is not as declared in the cloud as it really is.
    func realDrifts() async throws -> [String] {
        let account = self.configuration.accounts[0]
        let desired = try await self.store.desiredResources()
        let plan = PassPlan(account: account, desired: desired, observed: [], only: nil)
        let snapshot = await self.cloud.snapshot(of: account, targets: plan.targets)
        let references = Fixtures.references(desired)
        return try desired.flatMap { resource -> [String] in
            guard let kind = KindRegistry.definition(of: resource.identity.kind), let reading = snapshot.readings[resource.identity] else {
                return ["\(resource.identity) was not read"]
            }
            let aspects = try kind.desiredAspects(of: resource, resolver: references)
            let verdicts = DriftDetector(kind: kind.kind, desired: aspects, ownership: resource.settings.ownership).verdicts(for: reading)
            return verdicts.filter { _, verdict in if case .inSync = verdict { false } else { true } }.map { "\(resource.identity) \($0.key)" }
        }.sorted()
    }
}

/// Looks into the journal each time something is sent.
actor MutationWatch {
    /// What was sent without an intent of the same parameters right before.
    private(set) var unannounced: [String] = []

    func observe(_ cloud: SimulatedCloud, _ store: SQLiteStore) {
        cloud.onSend { mutation in await self.check(mutation, store) }
    }

    private func check(_ mutation: Mutation, _ store: SQLiteStore) async {
        do {
            let head = try await store.journalHead()
            let entries = try await store.journal(fromSequence: max(head.entries - 40, 1), countMax: 50)
            let isAnnounced = try entries.contains { entry in
                let body = try JSONReader.parse(entry.body)
                return body["kind"] == "mutation.intended" && body["operation"] == .string(mutation.operation)
                    && body["parameters"] == .object(mutation.parameters)
            }
            if !isAnnounced { self.unannounced.append(mutation.operation) }
        } catch {
            self.unannounced.append("\(mutation.operation): \(error)")
        }
    }
}
