import Logging
package import ReconcileCore

/// Keeps all accounts as they were decided, until it is told to stop.
package actor Engine {
    private let context: EngineContext
    private var configuration: Configuration
    private let syncs = SyncBook()
    private var boxes: [String: TriggerBox] = [:]
    private var isStopping = false
    /// Says that there may be loops to begin.
    private let changes: AsyncStream<Void>
    private let changed: AsyncStream<Void>.Continuation

    package init(context: EngineContext, configuration: Configuration) {
        self.context = context
        self.configuration = configuration
        self.boxes = Dictionary(
            configuration.accounts.map { ($0.name, TriggerBox()) }, uniquingKeysWith: { first, _ in first })
        (self.changes, self.changed) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    package var currentConfiguration: Configuration { self.configuration }

    /// Runs until `stop`, or until the task is cancelled; what is being sent is finished first.
    ///
    /// Each account has one loop at a time. Another configuration is taken up by each account when its own loop has ended,
    /// so that one that hangs keeps no other from it.
    package func run() async {
        await self.tellLeftOver()
        await withTaskGroup(of: Ended.self) { group in
            var running: Set<String> = []
            var isListening = false
            while true {
                if !self.isStopping && !Task.isCancelled {
                    for loop in self.loops(besides: running) {
                        running.insert(loop.account.name)
                        group.addTask {
                            await loop.run()
                            return .loop(loop.account.name)
                        }
                    }
                }
                if running.isEmpty { break }
                if !isListening {
                    isListening = true
                    group.addTask { [changes = self.changes] in
                        var iterator = changes.makeAsyncIterator()
                        await iterator.next()
                        return .listening
                    }
                }
                switch await group.next() {
                case .loop(let account): running.remove(account)
                case .listening: isListening = false
                case nil: running = []
                }
            }
            group.cancelAll()
        }
    }

    private enum Ended: Sendable {
        case loop(String)
        /// There may be loops to begin.
        case listening
    }

    private func loops(besides running: Set<String>) -> [AccountLoop] {
        self.configuration.accounts.filter { !running.contains($0.name) }.compactMap { account in
            self.boxes[account.name].map {
                AccountLoop(context: self.context, configuration: self.configuration, account: account, box: $0, syncs: self.syncs)
            }
        }
    }

    private func tellLeftOver() async {
        do {
            try await PassRunner(context: self.context, configuration: self.configuration).sealLeftOver()
        } catch {
            self.context.logger.error("could not queue what was left to tell", metadata: ["reason": "\(error)"])
        }
    }

    package func stop() async {
        self.isStopping = true
        for box in self.boxes.values { await box.put(.stop) }
    }

    /// Goes on with another configuration, each account once the pass over it that runs has ended.
    package func adopt(_ configuration: Configuration) async {
        let running = self.boxes
        self.configuration = configuration
        self.boxes = Dictionary(
            configuration.accounts.map { ($0.name, TriggerBox()) }, uniquingKeysWith: { first, _ in first })
        await self.syncs.keep(accounts: Set(configuration.accounts.map(\.name)))
        for box in running.values { await box.put(.stop) }
        self.changed.yield()
    }

    /// Asks for a pass.
    /// - Parameter resource: only this one; `nil`: whole accounts.
    /// - Parameter account: only this one; `nil`: all.
    /// - Returns: the number to ask `syncState` with.
    package func sync(resource: ResourceIdentity?, account: String?) async -> Int {
        let wanted = resource.map { self.configuration.account(covering: $0)?.name ?? $0.account } ?? account
        let names = Set(self.boxes.keys.filter { wanted == nil || $0 == wanted })
        let request = await self.syncs.begin(resource: resource, accounts: names)
        for name in names.sorted() { await self.boxes[name]?.put(resource.map(Trigger.resource) ?? .account) }
        return request
    }

    /// - Returns: the passes made for it and whether all have ended; `nil` for a number that is not known.
    package func syncState(_ request: Int) async -> (passes: [PassRecord], isFinished: Bool)? {
        await self.syncs.state(of: request).map { ($0.passes, $0.waitingFor.isEmpty) }
    }
}
