import Logging
import ReconcileCore

/// Makes the passes of one account, one at a time: on schedule, when asked, and when a window closes.
struct AccountLoop: Sendable {
    /// The loop comes by at least that often, so that a supervisor sees it alive, in seconds.
    static let idleSecondsMax = 5.0
    /// How often it looks at what was sent and does not show yet, in seconds.
    static let unsettledWaitSeconds = 2.0

    /// How soon a pass that the store did not keep is made again, in seconds. It begins with a write, so that nobody asks AWS in vain.
    static let storeRetrySeconds = 10.0

    let context: EngineContext
    let configuration: Configuration
    let account: AccountSettings
    let box: TriggerBox
    let syncs: SyncBook

    func run() async { await WorkingAccount.$name.withValue(self.account.name) { await self.work() } }

    private func work() async {
        var nextLook = self.context.clock.now()
        var wait = 0.0
        while !Task.isCancelled {
            var triggers = await self.box.take(waiting: wait, on: self.context.clock)
            if triggers.contains(.stop) { return }
            self.context.progress()
            let now = self.context.clock.now()
            if now.seconds(since: nextLook) >= 0 || triggers.contains(.account) {
                triggers = [.account]
                nextLook = now.advanced(by: self.nextInterval())
            } else {
                triggers.formUnion(await self.dueResources())
            }
            if !triggers.isEmpty, await !self.pass(triggers) {
                let retry = self.context.clock.now().advanced(by: Self.storeRetrySeconds)
                if nextLook.seconds(since: retry) > 0 { nextLook = retry }
            }
            wait = await self.waitSeconds(until: nextLook)
        }
    }

    /// - Returns: whether the store has kept it.
    private func pass(_ triggers: Set<Trigger>) async -> Bool {
        let only: Set<ResourceIdentity>? =
            triggers.contains(.account)
            ? nil
            : Set(
                triggers.compactMap { trigger in
                    if case .resource(let identity) = trigger { identity } else { nil }
                })
        let requests = await self.syncs.open(for: self.account.name, only: only)
        do {
            let pass = try await PassRunner(context: self.context, configuration: self.configuration).run(self.account, only: only)
            await self.context.storeChecked(nil)
            await self.syncs.answer(requests, account: self.account.name, pass: pass)
            return true
        } catch {
            if !(error is CancellationError || error is StateConflict) { await self.context.storeChecked(StoreTrouble(error)) }
            self.context.logger.error("pass failed", metadata: ["account": "\(self.account.name)", "reason": "\(error)"])
            await self.syncs.answer(requests, account: self.account.name, pass: nil)
            // The store is what failed: wait, so that a full disk is not met with a busy loop.
            try? await self.context.clock.sleep(seconds: Self.unsettledWaitSeconds)
            return false
        }
    }

    /// Resources whose window has run out, or of which it is not known what became of a call.
    private func dueResources() async -> Set<Trigger> {
        let now = self.context.clock.now()
        let unsettled = await self.unsettled()
        return Set(
            unsettled.windows.filter { $0.remaining(at: now) <= 0 || !$0.isReadable }.map { .resource($0.resource) }
                + unsettled.unknown.map { .resource($0.resource) })
    }

    private func waitSeconds(until nextLook: Instant) async -> Double {
        let now = self.context.clock.now()
        let unsettled = await self.unsettled()
        var wait = min(Self.idleSecondsMax, nextLook.seconds(since: now))
        for window in unsettled.windows {
            let remaining = window.remaining(at: now)
            // One that has run out and is not closed belongs to something that cannot be read at the moment.
            let isPatient = window.isReadable && remaining > 0
            wait = min(wait, isPatient ? remaining : min(Self.unsettledWaitSeconds, remaining > 0 ? remaining : .infinity))
        }
        if !unsettled.unknown.isEmpty { wait = min(wait, Self.unsettledWaitSeconds) }
        return max(wait, 0.05)
    }

    private func unsettled() async -> (windows: [PropagationWindow], unknown: [CorrectionRecord]) {
        do {
            let windows = try await self.context.store.openWindows().filter { self.account.covers($0.resource) }
            let unknown = try await self.context.store.corrections(of: nil, includingFinal: false)
                .filter { self.account.covers($0.resource) && [.intended, .unknown].contains($0.state) }
            return (windows, unknown)
        } catch {
            return ([], [])
        }
    }

    private func nextInterval() -> Double {
        let schedule = self.configuration.schedule
        return schedule.intervalSeconds * (1 + Double.random(in: -schedule.jitter...schedule.jitter) / 2)
    }
}
