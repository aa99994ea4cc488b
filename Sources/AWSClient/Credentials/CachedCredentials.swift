import FoundationEssentials

/// Keeps credentials and gets others in time, once for all who wait.
package actor CachedCredentials: AWSCredentialsProviding {
    /// How long before their end credentials are replaced.
    package static let refreshAheadSeconds = 600.0
    /// How long old credentials serve after a failed refresh before it is tried again.
    private static let retryAfterSeconds = 30.0

    private typealias Outcome = Result<AWSCredentials, AWSError>

    private let clock: any AWSClock
    private let load: @Sendable () async throws(AWSError) -> AWSCredentials
    private var current: AWSCredentials?
    private var isLoading = false
    private var waiters: [CheckedContinuation<Outcome?, Never>] = []
    private var refreshNotBefore: Date?

    /// - Parameter load: brings credentials anew, from files or from STS; called by one task at a time.
    package init(clock: any AWSClock, load: @escaping @Sendable () async throws(AWSError) -> AWSCredentials) {
        self.clock = clock
        self.load = load
    }

    package func credentials() async throws(AWSError) -> AWSCredentials {
        if let current = self.current, self.isFresh(current) { return current }
        do throws(AWSError) {
            return try await self.loadOnce()
        } catch {
            guard let current = self.current, self.remainingSeconds(current) > 0 else { throw error }
            self.refreshNotBefore = self.clock.now.addingTimeInterval(Self.retryAfterSeconds)
            return current
        }
    }

    package func refused(_ credentials: AWSCredentials) async -> Bool {
        if let current = self.current, current != credentials { return true }
        self.current = nil
        return (try? await self.loadOnce()).map { $0 != credentials } ?? false
    }

    private func isFresh(_ credentials: AWSCredentials) -> Bool {
        let remaining = self.remainingSeconds(credentials)
        if remaining <= 0 { return false }
        return remaining > self.refreshAhead(credentials) || (self.refreshNotBefore.map { self.clock.now < $0 } ?? false)
    }

    private func remainingSeconds(_ credentials: AWSCredentials) -> Double {
        credentials.expiresAt?.timeIntervalSince(self.clock.now) ?? .infinity
    }

    /// Credentials that never lived longer than the usual time ahead are used for half their life.
    private var lifeSeconds = Double.infinity
    private func refreshAhead(_ credentials: AWSCredentials) -> Double { min(Self.refreshAheadSeconds, self.lifeSeconds / 2) }

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
            self.current = loaded
            self.lifeSeconds = self.remainingSeconds(loaded)
            self.refreshNotBefore = nil
            outcome = .success(loaded)
        } catch {
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
