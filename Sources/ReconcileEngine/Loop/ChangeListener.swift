import Logging
package import ReconcileCore

/// Looks at once at what somebody is said to have changed. What it misses, the schedule finds.
package struct ChangeListener: Sendable {
    /// Between two looks at a queue that has nothing and does not wait.
    private static let pauseSeconds = 0.5
    /// While no queue is configured.
    private static let idleSeconds = 5.0
    private static let failureSecondsMax = 60.0

    private let feed: any ChangeFeed
    private let engine: Engine
    private let context: EngineContext

    package init(feed: any ChangeFeed, engine: Engine, context: EngineContext) {
        self.feed = feed
        self.engine = engine
        self.context = context
    }

    /// Runs until the task is cancelled.
    package func run() async {
        var failures = 0
        var told: String?
        while !Task.isCancelled {
            let configuration = await self.engine.currentConfiguration
            var seconds = Self.idleSeconds
            if let events = configuration.events, let account = events.account(in: configuration) {
                switch await self.feed.receive(from: events, account: account) {
                case .success(let messages):
                    (failures, told) = (0, nil)
                    await self.take(messages, configuration)
                    await self.feed.delete(messages, from: events, account: account)
                    seconds = messages.isEmpty ? Self.pauseSeconds : 0
                case .failure(let gap):
                    if told != gap.message {
                        self.context.logger.warning("the queue of events cannot be read", metadata: ["reason": "\(gap.message)"])
                    }
                    told = gap.message
                    seconds = min(Double(1 << min(failures, 6)), Self.failureSecondsMax)
                    failures += 1
                }
            }
            guard seconds > 0 else { continue }
            do { try await self.context.clock.sleep(seconds: seconds) } catch { return }
        }
    }

    /// Asks for a look at each managed resource that is named; the rest is nobody's here.
    package func take(_ messages: [ChangeMessage], _ configuration: Configuration) async {
        let events = messages.compactMap { ChangeEvent(message: $0.body) }
        guard !events.isEmpty else { return }
        do {
            let desired = try await self.context.store.desiredResources()
            let observed = try await self.context.store.observedOutlines()
            let bindings = Dictionary(observed.map { ($0.identity, $0.binding) }, uniquingKeysWith: { first, _ in first })
            for resource in desired where events.contains(where: { self.concerns($0, resource, bindings[resource.identity] ?? nil, configuration) }) {
                self.context.logger.info("a change was announced", metadata: ["resource": "\(resource.identity)"])
                _ = await self.engine.sync(resource: resource.identity, account: nil)
            }
        } catch {
            self.context.logger.warning("announced changes could not be looked up", metadata: ["reason": "\(error)"])
        }
    }

    private func concerns(_ event: ChangeEvent, _ resource: DesiredResource, _ bound: Binding?, _ configuration: Configuration) -> Bool {
        guard let account = configuration.account(covering: resource.identity), account.accountID == event.accountID else { return false }
        return event.touches(resource, bound: bound)
    }
}
