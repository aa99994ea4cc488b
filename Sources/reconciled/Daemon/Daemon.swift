import AWSClient
import ControlAPI
import Foundation
import HTTPTransport
import Logging
import Manifests
import Notifications
import ReconcileCore
import ReconcileEngine
import ServiceLifecycle
import Store
import SystemTime

/// The parts, put together.
struct Daemon: Sendable {
    /// How long what is being sent may take to end, in seconds; then it is cut off, and resolved by reading at the next start.
    static let drainSecondsMax = 8

    let configuration: Configuration
    let store: SQLiteStore
    let clock = SystemClock()
    let logger: Logger
    let supervisor: Supervisor
    let health: DaemonHealth
    let transport: CurlTransport
    let context: EngineContext
    let keeper: DesiredStateKeeper
    let deliveries: DeliveryService
    let engine: Engine
    let reloader: Reloader
    let listener: ChangeListener
    let authorSearch: AuthorSearch

    init(configuration: Configuration, configurationPath: String, store: SQLiteStore) throws(HTTPTransportError) {
        let environment = ProcessInfo.processInfo.environment
        var logger = Logger(label: "reconciled") { _ in StandardErrorLog(settings: configuration.log, environment: environment) }
        logger.logLevel = Logger.Level(rawValue: configuration.log.level.rawValue) ?? .info
        let supervisor = Supervisor(environment: environment)
        let transport = try CurlTransport()
        let cloud = AWSCloud(clock: self.clock, transport: transport, environment: .ofProcess) { _ in supervisor.progress() }
        let deliveries = DeliveryService(
            webhooks: configuration.webhooks, store: store, transport: transport, clock: self.clock, logger: logger)
        self.configuration = configuration
        self.store = store
        self.logger = logger
        self.supervisor = supervisor
        self.health = DaemonHealth(
            startedAt: self.clock.now().wall, version: ProductVersion.text, accounts: Set(configuration.accounts.map(\.name)))
        let statusLine = StatusLine(store: store, health: self.health)
        let storeWatch = StoreWatch(
            health: self.health, deliveries: deliveries, statusLine: statusLine, notifier: supervisor.notifier, logger: logger)
        let headKeeper = HeadKeeper(store: store, logger: logger)
        self.transport = transport
        self.deliveries = deliveries
        self.context = EngineContext(
            store: store, reader: cloud, writer: cloud, blueprints: KnownBlueprints.catalog, chainFacts: cloud, clock: self.clock, logger: logger,
            progress: { supervisor.progress() },
            noticesQueued: { await deliveries.wake() },
            passEnded: { _ in
                await headKeeper.keep()
                await statusLine.send(by: supervisor.notifier)
                Heap.giveBack()
            },
            storeChecked: { await storeWatch.checked($0) })
        self.keeper = DesiredStateKeeper(store: store, manifests: FileManifestSource(blueprints: KnownBlueprints.catalog), clock: self.clock)
        self.engine = Engine(context: self.context, configuration: configuration)
        self.listener = ChangeListener(feed: cloud, engine: self.engine, context: self.context)
        self.authorSearch = AuthorSearch(history: cloud, engine: self.engine, context: self.context)
        self.reloader = Reloader(
            path: configurationPath, engine: self.engine, keeper: self.keeper, deliveries: deliveries, health: self.health,
            store: store, clock: self.clock, supervisor: supervisor, logger: logger)
    }

    // MARK: The daemon

    /// - Returns: the exit code.
    func run() async -> Int32 {
        self.logger.notice("starting", metadata: ["version": "\(ProductVersion.text)", "database": "\(self.configuration.database)"])
        let signals = await SignalHandling.trap()
        self.supervisor.notifier.send(.status("starting"))
        let server = self.controlServer()
        var settings = ServiceGroupConfiguration(services: self.services(server), logger: self.logger)
        settings.maximumGracefulShutdownDuration = .seconds(Self.drainSecondsMax)
        let group = ServiceGroup(configuration: settings)
        let handling = SignalHandling(
            group: group, reloader: self.reloader, health: self.health, supervisor: self.supervisor, clock: self.clock, logger: self.logger)
        // Ends, by cancellation, where this function does.
        async let _: Void = handling.run(signals)
        do {
            try server.prepare()
            try await self.begin()
            await self.reloader.takeFolder(self.configuration)
            self.supervisor.watch(Set(self.configuration.accounts.map(\.name)))
            try await group.run()
            try await self.end()
            self.logger.notice("stopped")
            return 0
        } catch {
            self.logger.error("cannot go on", metadata: ["reason": "\(error)"])
            try? await self.end()
            return 1
        }
    }

    private func services(_ server: ControlServer) -> [ServiceGroupConfiguration.ServiceConfiguration] {
        let services: [any Service] = [
            server, EngineService(engine: self.engine), self.deliveries, ListeningService(listener: self.listener),
            AuthorSearchService(search: self.authorSearch),
            RetentionService(store: self.store, engine: self.engine, clock: self.clock, logger: self.logger),
            HungAccountWatch(
                supervisor: self.supervisor, engine: self.engine, health: self.health,
                story: DaemonStory(store: self.store, deliveries: self.deliveries, clock: self.clock, logger: self.logger),
                statusLine: StatusLine(store: self.store, health: self.health))
        ]
        return services.map {
            .init(service: $0, successTerminationBehavior: .gracefullyShutdownGroup, failureTerminationBehavior: .gracefullyShutdownGroup)
        }
    }

    private func controlServer() -> ControlServer {
        let health = self.health
        let supervisor = self.supervisor
        let reloader = self.reloader
        let engine = self.engine
        let service = ControlService(
            engine: self.engine, context: self.context, keeper: self.keeper, daemon: { await health.report },
            reload: { () async throws(ControlError) in try await reloader.reload() })
        return ControlServer(
            configuration: ControlServerConfiguration(socketPath: self.configuration.control.socket), operations: service,
            // Of the engine, so that a reload of the lists takes effect.
            peers: { PeerPolicy(await engine.currentConfiguration.control) }, logger: self.logger,
            onListening: {
                await health.becomeReady()
                supervisor.notifier.send(.ready(status: "looking after the accounts of the configuration"))
            })
    }

    func begin() async throws {
        let now = self.clock.now().wall
        try await self.headKeeper.compare(self.configuration, at: self.clock.now())
        try await self.store.recordDaemon(DaemonRun(pid: Int(getpid()), version: ProductVersion.text, startedAt: now))
        var commit = Commit()
        commit.journal = [JournalDraft(.daemonStarted, at: now, details: ["version": .string(ProductVersion.text), "pid": .init(Int(getpid()))])]
        _ = try await self.store.commit(commit)
        // What a daemon that died had not yet put into words.
        _ = try await self.store.sealNotices(passID: nil, events: nil, webhooks: self.configuration.webhooks, at: now)
        await self.headKeeper.keep()
    }

    private var headKeeper: HeadKeeper { HeadKeeper(store: self.store, logger: self.logger) }

    func end() async throws {
        let now = self.clock.now().wall
        var commit = Commit()
        commit.journal = [JournalDraft(.daemonStopped, at: now)]
        _ = try await self.store.commit(commit)
        if var run = try await self.store.daemonRun() {
            run.stoppedAt = now
            try await self.store.recordDaemon(run)
        }
        await self.headKeeper.keep()
        await self.transport.shutdown()
    }
}
