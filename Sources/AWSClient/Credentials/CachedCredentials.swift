import FoundationEssentials

/// Keeps credentials and gets others in time, once for all who wait.
package actor CachedCredentials: AWSCredentialsProviding {
    private typealias Outcome = Result<AWSCredentials, AWSError>

    private let clock: any AWSClock
    private let load: @Sendable () async throws(AWSError) -> AWSCredentials
    private var schedule = RefreshSchedule()
    private var current: AWSCredentials?
    private var lastFailure: AWSError?
    private var isLoading = false
    private var waiters: [CheckedContinuation<Outcome?, Never>] = []

    /// - Parameter clock: set right by AWS's answers, since the end of credentials is AWS's time.
    /// - Parameter load: brings credentials anew; called by one task at a time.
    package init(clock: any AWSClock, load: @escaping @Sendable () async throws(AWSError) -> AWSCredentials) {
        self.clock = clock
        self.load = load
    }

    package func credentials() async throws(AWSError) -> AWSCredentials {
        switch (self.schedule.step(at: self.moment), self.current) {
        case (.use, let current?): return current
        // Whoever comes while somebody else replaces good credentials need not wait for that.
        case (.refresh, let current?) where self.isLoading: return current
        case (.failAgain, _):
            if let lastFailure { throw lastFailure }
        default: break
        }
        do throws(AWSError) {
            return try await self.loadOnce()
        } catch {
            guard let current = self.current, self.schedule.step(at: self.moment) == .use else { throw error }
            return current
        }
    }

    package func refused(_ credentials: AWSCredentials) async -> Bool {
        if let current = self.current, current != credentials { return true }
        if !self.isLoading {
            guard self.schedule.refused(at: self.moment) else { return false }
            self.current = nil
        }
        return (try? await self.loadOnce()).map { $0 != credentials } ?? false
    }

    private var moment: RefreshSchedule.Moment { RefreshSchedule.Moment(self.clock) }

    /// Joins a load under way, or makes one.
    private func loadOnce() async throws(AWSError) -> AWSCredentials {
        // Ends with this task's own load at the latest, unless every other task before it was cancelled in turn.
        while self.isLoading {
            let outcome = await withCheckedContinuation { self.waiters.append($0) }
            if let outcome { return try outcome.get() }
        }
        self.isLoading = true
        let outcome: Outcome
        do throws(AWSError) {
            let loaded = try await self.load()
            if let expiresAt = loaded.expiresAt, expiresAt <= self.clock.now {
                throw AWSError.credentials(AWSErrorCode.noCredentials, "the source gave credentials that have expired already")
            }
            self.current = loaded
            self.schedule.loaded(expiresAt: loaded.expiresAt, at: self.moment)
            outcome = .success(loaded)
        } catch {
            // That the loading task gave up says nothing about the source.
            if error.errorClass != .cancelled {
                self.schedule.failed(at: self.moment)
                self.lastFailure = error
            }
            outcome = .failure(error)
        }
        self.finishLoading(with: outcome)
        return try outcome.get()
    }

    private func finishLoading(with outcome: Outcome) {
        self.isLoading = false
        let waiters = self.waiters
        self.waiters = []
        var forOthers: Outcome? = outcome
        // That the loading task was cancelled is no answer to the others: one of them loads anew.
        if case .failure(let error) = outcome, error.errorClass == .cancelled { forOthers = nil }
        for waiter in waiters { waiter.resume(returning: forOthers) }
    }
}
