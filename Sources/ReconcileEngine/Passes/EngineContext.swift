package import Logging
package import ReconcileCore

/// What the engine works with; every member is a port or a value.
package struct EngineContext: Sendable {
    package let store: any StateStore
    package let reader: any CloudReader
    package let writer: any CloudWriter
    package let clock: any ReconcileClock
    package let logger: Logger
    /// Called whenever work has gone on, so that a supervisor can tell life from hanging.
    package let progress: @Sendable () -> Void
    /// Called when notices have been queued.
    package let noticesQueued: @Sendable () async -> Void

    /// Called at the end of each pass.
    package let passEnded: @Sendable (PassRecord) async -> Void

    package init(
        store: any StateStore, reader: any CloudReader, writer: any CloudWriter, clock: any ReconcileClock, logger: Logger,
        progress: @escaping @Sendable () -> Void = {}, noticesQueued: @escaping @Sendable () async -> Void = {},
        passEnded: @escaping @Sendable (PassRecord) async -> Void = { _ in }
    ) {
        self.store = store
        self.reader = reader
        self.writer = writer
        self.clock = clock
        self.logger = logger
        self.progress = progress
        self.noticesQueued = noticesQueued
        self.passEnded = passEnded
    }
}
