import ReconcileCore

/// Why a pass is made: it carries identities at most, for the pass reads everything anew.
enum Trigger: Hashable, Sendable {
    /// Look at the whole account.
    case account
    /// Look at these.
    case resource(ResourceIdentity)
    /// Finish what is being done, and end the loop.
    case stop
}

/// Where triggers for one loop are put, and waited for.
///
/// Triggers of the same meaning melt into one, so however many come, the box stays small.
actor TriggerBox {
    private var pending: Set<Trigger> = []
    private var waiter: CheckedContinuation<Void, Never>?
    private var waitNumber = 0

    func put(_ trigger: Trigger) {
        self.pending.insert(trigger)
        self.wake()
    }

    /// Waits until something has been put, or `seconds` have passed, or the task is cancelled.
    /// - Returns: what was put meanwhile; the box is empty then.
    func take(waiting seconds: Double, on clock: any ReconcileClock) async -> Set<Trigger> {
        if self.pending.isEmpty, seconds > 0 {
            self.waitNumber += 1
            let number = self.waitNumber
            await withTaskGroup(of: Void.self) { group in
                group.addTask {
                    try? await clock.sleep(seconds: seconds)
                    await self.expire(number)
                }
                await self.wait(number)
                group.cancelAll()
            }
        }
        defer { self.pending = [] }
        return self.pending
    }

    private func wait(_ number: Int) async {
        await withCheckedContinuation { continuation in
            guard self.pending.isEmpty, self.waitNumber == number, !Task.isCancelled else {
                continuation.resume()
                return
            }
            self.waiter = continuation
        }
    }

    private func expire(_ number: Int) {
        guard self.waitNumber == number else { return }
        // A sleep that ends before the wait began must still end it.
        self.waitNumber += 1
        self.wake()
    }

    private func wake() {
        self.waiter?.resume()
        self.waiter = nil
    }
}
