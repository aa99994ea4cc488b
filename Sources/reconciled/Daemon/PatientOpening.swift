import Foundation
import HTTPTransport
import Logging
import Notifications
import ReconcileCore
import Store
import SystemTime

/// The database, and the proof of being its one daemon.
struct OpenedDatabase: Sendable {
    let lock: InstanceLock
    let store: SQLiteStore

    init(path: String) throws(StoreError) {
        self.lock = try InstanceLock(database: path)
        self.store = try SQLiteStore.open(path: path)
    }
}

/// Opens the database at the start, and waits where the disk is what fails: full, read-only or locked is a state, told once, and no end.
struct PatientOpening {
    /// Unit: seconds.
    static let retrySeconds = 5.0

    private let configuration: Configuration
    private let logger: Logger
    private let supervisor: Supervisor
    private let clock = SystemClock()

    init(configuration: Configuration) {
        let environment = ProcessInfo.processInfo.environment
        var logger = Logger(label: "reconciled") { _ in StandardErrorLog(settings: configuration.log, environment: environment) }
        logger.logLevel = Logger.Level(rawValue: configuration.log.level.rawValue) ?? .info
        self.configuration = configuration
        self.logger = logger
        self.supervisor = Supervisor(environment: environment)
    }

    /// - Throws: what does not pass by itself.
    func open() async throws(StoreError) -> OpenedDatabase {
        var hasTold = false
        // Ends with the trouble, or with the process: signals that end it are not held back yet.
        while true {
            do throws(StoreError) {
                let opened = try OpenedDatabase(path: self.configuration.database)
                if hasTold { await self.tell(.daemonRecovered, "the database can be opened again") }
                return opened
            } catch {
                guard Self.mayPass(error) else { throw error }
                if !hasTold { await self.sayThatItFails(error) }
                hasTold = true
                self.supervisor.progress()
            }
            try? await self.clock.sleep(seconds: Self.retrySeconds)
        }
    }

    private static func mayPass(_ error: StoreError) -> Bool {
        switch error.code {
        case .busy, .diskFull, .readOnly, .ioFailure: true
        case .alreadyRunning, .cannotOpen, .closed, .constraintViolated, .corrupt, .corruptRow, .destinationExists, .failed, .migrationFailed,
            .notDurable, .notFound, .notOurs, .replaced, .schemaTooNew, .schemaTooOld, .unusableValue:
            false
        }
    }

    private func sayThatItFails(_ error: StoreError) async {
        let reason = "nothing is looked at or corrected: \(error.message)"
        self.logger.error(
            "the database cannot be opened; it is tried again until it can",
            metadata: ["state": "\(error.degradation.rawValue)", "reason": "\(error.message)"])
        // It is up, so that nobody starts it again and again; what it waits for is in its status.
        self.supervisor.notifier.send(.ready(status: "degraded: " + reason))
        await self.tell(.daemonDegraded, reason)
    }

    /// From memory: there is no outbox yet.
    private func tell(_ event: NoticeEvent, _ reason: String) async {
        guard let transport = try? CurlTransport() else { return }
        var generator = SystemRandomNumberGenerator()
        let notice = UrgentNotice(event: event, reason: reason, at: self.clock.now().wall)
        let told = await notice.send(to: self.configuration.webhooks, transport: transport, version: ProductVersion.text, using: &generator)
        self.logger.notice("told from memory", metadata: ["event": "\(event.rawValue)", "webhooks": "\(told.sorted().joined(separator: ","))"])
        await transport.shutdown()
    }
}
