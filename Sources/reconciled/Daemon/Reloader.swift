import Foundation
import IAMPolicy
import Logging
import Manifests
import ReconcileCore
import ReconcileEngine
import Store

/// Reads configuration and manifests again; a faulty file leaves what was there before in force.
actor Reloader {
    private let path: String
    private let engine: Engine
    private let keeper: DesiredStateKeeper
    private let deliveries: DeliveryService
    private let health: DaemonHealth
    private let store: SQLiteStore
    private let clock: any ReconcileClock
    private let supervisor: Supervisor
    private let logger: Logger
    private let turn = ReloadTurn()

    init(
        path: String, engine: Engine, keeper: DesiredStateKeeper, deliveries: DeliveryService, health: DaemonHealth, store: SQLiteStore,
        clock: any ReconcileClock, supervisor: Supervisor, logger: Logger
    ) {
        self.path = path
        self.engine = engine
        self.keeper = keeper
        self.deliveries = deliveries
        self.health = health
        self.store = store
        self.clock = clock
        self.supervisor = supervisor
        self.logger = logger
    }

    /// - Returns: `{"revision", "resources", "notes"}`.
    /// - Throws: `ControlError` with all faults; then nothing has changed.
    func reload() async throws(ControlError) -> JSONValue {
        await self.turn.take()
        self.supervisor.notifier.sendReloading()
        let result = await self.readAgain()
        self.supervisor.notifier.send(.ready(status: await StatusLine(store: self.store, health: self.health).text()))
        await self.turn.give()
        return try result.get()
    }

    private func readAgain() async -> Result<JSONValue, ControlError> {
        do {
            let configuration = try ConfigurationLoader.load(path: self.path, environment: ProcessInfo.processInfo.environment).configuration
            let result = try await self.keeper.takeFolder(configuration)
            await self.engine.adopt(configuration)
            await self.deliveries.adopt(configuration.webhooks)
            await self.health.lookAfter(Set(configuration.accounts.map(\.name)))
            self.supervisor.watch(Set(configuration.accounts.map(\.name)))
            await self.mend(configuration)
            self.logger.notice("reloaded", metadata: ["revision": "\(result.change.revision)"])
            return .success([
                "revision": JSONValue(result.change.revision),
                "resources": JSONValue(result.change.created.count + result.change.changed.count + result.change.unchanged.count),
                "notes": .array(result.notes.map(JSONValue.string))
            ])
        } catch {
            let fault = Self.controlError(error)
            await self.complain(fault)
            return .failure(fault)
        }
    }

    /// At the start: a faulty folder leaves the last stored revision in force.
    func takeFolder(_ configuration: Configuration) async {
        do {
            let result = try await self.keeper.takeFolder(configuration)
            for note in result.notes { self.logger.info("note on a manifest", metadata: ["note": "\(note)"]) }
            await self.mend(configuration)
        } catch {
            await self.complain(Self.controlError(error))
        }
    }

    private func complain(_ fault: ControlError) async {
        let lines = ([fault.message] + fault.faults.map(FaultLine.text)).joined(separator: "\n")
        self.logger.error("what was there before stays in force", metadata: ["reason": "\(lines)"])
        let reason =
            "configuration or manifests are faulty; the last good ones are in force: " + (fault.faults.first.map(FaultLine.text) ?? fault.message)
        let webhooks = await self.engine.currentConfiguration.webhooks
        if await self.health.degrade(.manifests, reason) { await self.tell(.daemonDegraded, reason, webhooks) }
    }

    private func mend(_ configuration: Configuration) async {
        guard await self.health.degrade(.manifests, nil) else { return }
        await self.tell(.daemonRecovered, "configuration and manifests are fine again", configuration.webhooks)
    }

    private func tell(_ event: NoticeEvent, _ reason: String, _ webhooks: [WebhookSettings]) async {
        await DaemonStory(store: self.store, deliveries: self.deliveries, clock: self.clock, logger: self.logger).tell(event, reason, webhooks)
    }

    private static func controlError(_ error: any Error) -> ControlError {
        switch error {
        case let error as ControlError: error
        case let error as ManifestError: ControlError(code: .invalid, message: "the configuration has faults", faults: error.faults.map(\.jsonValue))
        default: ControlError(code: .failed, message: "\(error)")
        }
    }
}

/// One fault as a line that editors can jump to.
enum FaultLine {
    static func text(_ fault: JSONValue) -> String {
        if let patch = fault["patch"]?.stringValue { return patch }
        let place = [fault["file"]?.stringValue, fault["line"]?.intValue.map(String.init), fault["column"]?.intValue.map(String.init)]
        return place.compactMap(\.self).joined(separator: ":") + ": " + (fault["message"]?.stringValue ?? "")
    }
}
