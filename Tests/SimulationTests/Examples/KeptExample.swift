import AWSClient
import Foundation
import IAMPolicy
import Logging
import Manifests
import NeptuneAccess
import ReconcileCore
import ReconcileEngine
import ReconcileTestKit
import SimulatedAWS
import Store

/// Folders of `examples/`, kept by the real loader, engine, store and client over a simulated AWS, in virtual time.
final class KeptExample {
    let ground: ExampleGround
    private(set) var store: SQLiteStore
    private let folder: TemporaryFolder
    private let cloud: AWSCloud
    private let clock: EngineClock
    private var configuration: Configuration

    private static let webhook = "hook"

    convenience init(_ example: Example) async throws { try await self.init([example.folder], example.prepare) }

    /// - Parameter prepare: makes what has to exist. The answer: what AWS names itself, by what the manifests have in its place.
    init(_ folders: [String], _ prepare: (ExampleGround) throws -> [String: String]) async throws {
        self.ground = ExampleGround()
        let lab = self.ground.lab
        self.clock = EngineClock(clock: lab.clock)
        let reader = Lab.caller(lab.world, lab.clock, accessKey: ExampleGround.managementKey)
        self.cloud = AWSCloud(clock: self.clock) { $0.accountID == ExampleGround.management ? reader : lab.caller }
        self.folder = try TemporaryFolder("example")
        self.store = try SQLiteStore.open(path: self.folder.file("state.sqlite"))
        self.configuration = Self.configuration(manifests: self.folder.file("desired.d"))
        let names = try prepare(self.ground)
        // Whoever prepared that has finished long ago.
        lab.clock.advance(by: 10_000)
        try self.copy(folders, names)
        _ = try await self.keeper.takeFolder(self.configuration)
    }

    /// The account is a member of an organization, whose control policies are kept too.
    private static func configuration(manifests: String) -> Configuration {
        let above = AccountSettings(
            name: "management", accountID: ExampleGround.management, region: Lab.region, mode: .enforce, readsOrganization: true)
        return Configuration(
            manifests: manifests, schedule: Schedule(intervalSeconds: 300, jitter: 0), accounts: [Fixtures.account(), above],
            organizationAccount: above.name, propagation: PropagationSettings(defaultSeconds: 60),
            limits: Limits(changesPerPassMax: 1000, changesPercentMax: 100, silenceMaxSeconds: 0),
            webhooks: [WebhookSettings(name: Self.webhook, url: "https://hooks.example.org/x")])
    }

    /// The files as they are, but for what only AWS can name.
    private func copy(_ folders: [String], _ names: [String: String]) throws {
        var missing = Set(names.keys)
        // One may be a part of another.
        let longestFirst = names.sorted { ($1.key.count, $0.key) < ($0.key.count, $1.key) }
        for folder in folders {
            for file in try FileManager.default.contentsOfDirectory(atPath: "\(PackageLayout.root)/examples/\(folder)") {
                var text = TemporaryFolder.text(at: "\(PackageLayout.root)/examples/\(folder)/\(file)")
                for (placeholder, name) in longestFirst where text.contains(placeholder) {
                    text = text.replacing(placeholder, with: name)
                    missing.remove(placeholder)
                }
                try self.folder.write(text, to: "desired.d/\(folder)/\(file)")
            }
        }
        if let placeholder = missing.first { throw Missing(what: placeholder) }
    }

    // MARK: The daemon's parts

    private var keeper: DesiredStateKeeper {
        DesiredStateKeeper(store: self.store, manifests: FileManifestSource(blueprints: NeptuneBlueprints.catalog), clock: self.clock)
    }

    private var context: EngineContext {
        EngineContext(
            store: self.store, reader: self.cloud, writer: self.cloud, blueprints: NeptuneBlueprints.catalog, chainFacts: self.cloud,
            clock: self.clock, logger: Logger(label: "example", factory: { _ in SwiftLogNoOpLogHandler() }), resourcesAtOnceMax: 1)
    }

    /// One pass over each account.
    func pass() async throws {
        let runner = PassRunner(context: self.context, configuration: self.configuration)
        for account in self.configuration.accounts { _ = try await runner.run(account) }
    }

    /// Passes, a propagation window apart, until nothing is open.
    /// - Returns: what is open still, for people.
    func settle(passesMax: Int = 12) async throws -> [String] {
        var open: [String] = []
        for _ in 1...passesMax {
            try await self.pass()
            open = try await self.openItems()
            if open.isEmpty { break }
            self.ground.lab.clock.advance(by: 61)
        }
        return open
    }

    /// As if the daemon had ended and been started again.
    func restart() async throws {
        try self.store.close()
        self.store = try SQLiteStore.open(path: self.folder.file("state.sqlite"))
        try await PassRunner(context: self.context, configuration: self.configuration).sealLeftOver()
    }

    /// From then on the daemon looks, and changes nothing.
    func watchOnly() {
        for index in self.configuration.accounts.indices { self.configuration.accounts[index].mode = .observe }
    }

    /// What `preflight` answers of a blueprint: judged on live state, not by the last pass.
    func preflight(_ blueprint: (kind: String, name: String)) async throws -> JSONValue {
        let service = ControlService(
            engine: Engine(context: self.context, configuration: self.configuration), context: self.context, keeper: self.keeper,
            daemon: { DaemonReport(state: .running) }, reload: { .null })
        return try await service.preflight(kind: blueprint.kind, name: blueprint.name, account: nil)
    }

    // MARK: What came of it

    private func openItems() async throws -> [String] {
        let drifts = try await self.store.drifts(of: nil, includingEnded: false).map { "\($0.resource) \($0.aspect) \($0.reason ?? "")" }
        let windows = try await self.store.openWindows().map { "window of \($0.resource) \($0.aspect)" }
        let corrections = try await self.store.corrections(of: nil, includingFinal: false).map { "\($0.resource) \($0.state.rawValue)" }
        let links = try await self.links().filter { $0.state != .ok }.map { "\($0.name) \($0.state.rawValue) \($0.reason ?? "")" }
        return drifts + windows + corrections + links
    }

    /// The chains as the last pass has judged them.
    func links() async throws -> [ChainLink] { try await self.records().map(\.link) }

    func records() async throws -> [ChainRecord] { ChainReport.sorted(try await self.store.chainRecords()) }

    /// What people were told of chains since this was asked last, `chain.broken LINK` for each notice.
    func told() async throws -> [String] {
        try await self.notices().map { "\($0.event) \($0.links.map(\.link).joined(separator: ", "))" }
    }

    /// The same with the blueprints.
    func notices() async throws -> [(event: String, links: [(blueprint: String, link: String)])] {
        var notices: [(event: String, links: [(blueprint: String, link: String)])] = []
        for var delivery in try await self.store.dueDeliveries(webhook: Self.webhook, at: .distantFuture, countMax: 10_000) {
            delivery.state = .delivered
            try await self.store.updateDelivery(delivery)
            guard [.chainBroken, .chainMended].contains(delivery.notice.event) else { continue }
            let changes = try JSONReader.parse(delivery.notice.body)["data"]?["changes"]?.arrayValue ?? []
            let links = changes.map { (blueprint: $0["blueprint"]?.stringValue ?? "", link: $0["link"]?.stringValue ?? "") }
            notices.append((delivery.notice.event.rawValue, links))
        }
        return notices
    }

    /// Resources that stand for something in AWS, each as it was seen last.
    func kept() async throws -> [(resource: DesiredResource, live: LiveResource?)] {
        let seen = try await self.store.observedResources()
        return try await self.store.desiredResources().filter { !$0.identity.kind.isBlueprint }.map { resource in
            (resource, seen.first { $0.identity == resource.identity }?.live)
        }
    }
}
