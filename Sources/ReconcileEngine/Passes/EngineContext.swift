package import Logging
package import ReconcileCore

/// What the engine works with; every member is a port or a value.
package struct EngineContext: Sendable {
    package let store: any StateStore
    package let reader: any CloudReader
    package let writer: any CloudWriter
    /// The blueprints whose chains are judged.
    package let blueprints: BlueprintCatalog
    package let chainFacts: any ChainFactReader
    package let clock: any ReconcileClock
    package let logger: Logger
    /// Called whenever work has gone on, so that a supervisor can tell life from hanging.
    package let progress: @Sendable () -> Void
    /// Called when notices have been queued.
    package let noticesQueued: @Sendable () async -> Void
    /// Called at the end of each pass.
    package let passEnded: @Sendable (PassRecord) async -> Void
    /// Called with what keeps the store from working, or with `nil` when it has worked.
    package let storeChecked: @Sendable (StoreTrouble?) async -> Void
    /// Resources written to at the same time, at least 1; with 1 the order of all calls is fixed.
    package let resourcesAtOnceMax: Int

    package init(
        store: any StateStore, reader: any CloudReader, writer: any CloudWriter, blueprints: BlueprintCatalog = BlueprintCatalog(),
        chainFacts: any ChainFactReader = NoChainFacts(), clock: any ReconcileClock, logger: Logger,
        progress: @escaping @Sendable () -> Void = {}, noticesQueued: @escaping @Sendable () async -> Void = {},
        passEnded: @escaping @Sendable (PassRecord) async -> Void = { _ in },
        storeChecked: @escaping @Sendable (StoreTrouble?) async -> Void = { _ in }, resourcesAtOnceMax: Int = 4
    ) {
        self.store = store
        self.reader = reader
        self.writer = writer
        self.blueprints = blueprints
        self.chainFacts = chainFacts
        self.clock = clock
        self.logger = logger
        self.progress = progress
        self.noticesQueued = noticesQueued
        self.passEnded = passEnded
        self.storeChecked = storeChecked
        self.resourcesAtOnceMax = max(resourcesAtOnceMax, 1)
    }
}

/// Why a pass could not be kept: nothing is corrected until it can.
package struct StoreTrouble: Equatable, Sendable {
    package let degradation: StoreDegradation
    /// For people: what, where, what to do.
    package let message: String

    package init(_ error: any Error) {
        self.degradation = (error as? any StoreFault)?.degradation ?? .other
        self.message = "\(error)"
    }
}
