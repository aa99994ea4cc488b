import Logging
package import ReconcileCore

/// Keeps all accounts as they were decided, until it is told to stop.
package actor Engine {
    private let context: EngineContext
    private var configuration: Configuration
    private let syncs = SyncBook()
    private var boxes: [String: TriggerBox] = [:]
    private var isStopping = false

    package init(context: EngineContext, configuration: Configuration) {
        self.context = context
        self.configuration = configuration
        self.boxes = Dictionary(
            configuration.accounts.map { ($0.name, TriggerBox()) }, uniquingKeysWith: { first, _ in first })
    }

    package var currentConfiguration: Configuration { self.configuration }

    /// Runs until `stop`, or until the task is cancelled; what is being sent is finished first.
    package func run() async {
        await self.tellLeftOver()
        while !self.isStopping && !Task.isCancelled {
            let loops = self.configuration.accounts.compactMap { account in
                self.boxes[account.name].map {
                    AccountLoop(
                        context: self.context, configuration: self.configuration, account: account, box: $0, syncs: self.syncs)
                }
            }
            if loops.isEmpty { return }
            await withTaskGroup(of: Void.self) { group in
                for loop in loops { group.addTask { await loop.run() } }
                await group.waitForAll()
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

    /// Goes on with another configuration once the passes that run have ended.
    package func adopt(_ configuration: Configuration) async {
        let running = self.boxes
        self.configuration = configuration
        self.boxes = Dictionary(
            configuration.accounts.map { ($0.name, TriggerBox()) }, uniquingKeysWith: { first, _ in first })
        await self.syncs.keep(accounts: Set(configuration.accounts.map(\.name)))
        for box in running.values { await box.put(.stop) }
    }

    /// Asks for a pass.
    /// - Parameter resource: only this one; `nil`: whole accounts.
    /// - Parameter account: only this one; `nil`: all.
    /// - Returns: the number to ask `syncState` with.
    package func sync(resource: ResourceIdentity?, account: String?) async -> Int {
        let wanted = resource?.account ?? account
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
