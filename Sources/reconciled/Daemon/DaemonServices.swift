import ControlAPI
import Foundation
import Logging
import ReconcileCore
import ReconcileEngine
import ServiceLifecycle
import Store

extension ControlServer: Service {}

/// The engine as a part of the process: it finishes what it is sending before it stops.
struct EngineService: Service {
    let engine: Engine

    func run() async throws {
        await withGracefulShutdownHandler {
            await self.engine.run()
        } onGracefulShutdown: {
            Task { await self.engine.stop() }
        }
    }
}

/// Looks at once at what the queue of events announces, where there is one.
struct ListeningService: Service {
    let listener: ChangeListener

    func run() async throws { await cancelWhenGracefulShutdown { await self.listener.run() } }
}

/// Finds out who made what was told.
struct AuthorSearchService: Service {
    let search: AuthorSearch

    func run() async throws { await cancelWhenGracefulShutdown { await self.search.run() } }
}

/// Deletes, once a day, what is older than it shall be kept.
struct RetentionService: Service {
    static let intervalSeconds = 86_400.0
    /// The first time soon after the start, so that a daemon that never stays up for a day prunes too.
    static let firstAfterSeconds = 60.0

    let store: SQLiteStore
    let engine: Engine
    let clock: any ReconcileClock
    let logger: Logger

    func run() async throws {
        await cancelWhenGracefulShutdown {
            var wait = Self.firstAfterSeconds
            // Ends with the process.
            while true {
                do { try await self.clock.sleep(seconds: wait) } catch { return }
                wait = Self.intervalSeconds
                do {
                    try await self.store.prune(await self.engine.currentConfiguration.retention, at: self.clock.now().wall)
                } catch {
                    self.logger.error("old records could not be deleted", metadata: ["reason": "\(error)"])
                }
            }
        }
    }
}
