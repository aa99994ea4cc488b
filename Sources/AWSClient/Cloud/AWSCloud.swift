import HTTPTransport
import NIOConcurrencyHelpers
package import ReconcileCore

/// AWS as the core's ports know it: one caller for each account, made when it is first needed.
package final class AWSCloud: CloudReader, CloudWriter {
    private struct Line: Sendable {
        let settings: AccountSettings
        let caller: any AWSCalling
        /// What listing the account cost last time.
        var listingRequests: Int?
        /// What the items of its last listings said.
        let memory = ListingMemory()
        /// When the credentials were last seen to belong to the account.
        var checkedAt: Instant?
        var callerARN: String?
        /// Made when somebody first asks who changed something.
        var trailCaller: (any AWSCalling)?
        /// What `GetAccountSummary` said, and when.
        var quotas: (values: AccountQuotas, readAt: Instant)?
    }

    /// How long a check of the account counts, in seconds.
    private static let checkSecondsMax = 300.0

    private let clock: any ReconcileClock
    private let makeCaller: @Sendable (AccountSettings) -> any AWSCalling
    private let lines = NIOLockedValueBox<[String: Line]>([:])

    package init(clock: any ReconcileClock, makeCaller: @escaping @Sendable (AccountSettings) -> any AWSCalling) {
        self.clock = clock
        self.makeCaller = makeCaller
    }

    package func snapshot(of account: AccountSettings, targets: [ReadTarget]) async -> Snapshot {
        let line = self.line(for: account)
        let startedAt = self.clock.now()
        let before = line.caller.requestsSent
        if let gap = await self.check(account, line, at: startedAt) {
            return Snapshot(
                account: account.name, startedAt: startedAt, finishedAt: self.clock.now(), readings: [:],
                requests: line.caller.requestsSent - before, failure: gap)
        }
        let (readings, cost) = await SnapshotReader(caller: ReadOnlyCaller(line.caller), memory: line.memory)
            .read(targets, listingRequests: line.listingRequests)
        if let cost { self.lines.withLockedValue { $0[account.name]?.listingRequests = cost } }
        let failure = Self.commonFailure(readings)
        if failure != nil { self.lines.withLockedValue { $0[account.name]?.checkedAt = nil } }
        return Snapshot(
            account: account.name, startedAt: startedAt, finishedAt: self.clock.now(), readings: readings,
            requests: line.caller.requestsSent - before, failure: failure,
            callerARN: self.lines.withLockedValue { $0[account.name]?.callerARN })
    }

    package func send(_ mutation: Mutation, account: AccountSettings) async -> MutationOutcome {
        await MutationSender(caller: self.line(for: account).caller).send(mutation)
    }

    func caller(of account: AccountSettings) -> any AWSCalling { self.line(for: account).caller }

    func trailCaller(of account: AccountSettings) -> any AWSCalling {
        if let caller = self.lines.withLockedValue({ $0[account.name]?.settings == account ? $0[account.name]?.trailCaller : nil }) { return caller }
        _ = self.line(for: account)
        let made = self.makeCaller(account)
        return self.lines.withLockedValue { lines in
            if let other = lines[account.name]?.trailCaller { return other }
            lines[account.name]?.trailCaller = made
            return made
        }
    }

    func knownQuotas(of account: AccountSettings) -> AccountQuotas? {
        let now = self.clock.now()
        return self.lines.withLockedValue { lines in
            guard let known = lines[account.name]?.quotas, (0..<Self.quotaSecondsMax).contains(now.seconds(since: known.readAt)) else { return nil }
            return known.values
        }
    }

    func remember(_ quotas: AccountQuotas, of account: AccountSettings) {
        let now = self.clock.now()
        self.lines.withLockedValue { $0[account.name]?.quotas = (quotas, now) }
    }

    func callerARN(of account: AccountSettings) -> String? { self.lines.withLockedValue { $0[account.name]?.callerARN } }

    private func line(for account: AccountSettings) -> Line {
        self.lines.withLockedValue { lines in
            if let line = lines[account.name], line.settings == account { return line }
            let line = Line(settings: account, caller: self.makeCaller(account))
            lines[account.name] = line
            return line
        }
    }

    private func check(_ account: AccountSettings, _ line: Line, at now: Instant) async -> ReadGap? {
        if let checkedAt = line.checkedAt, (0..<Self.checkSecondsMax).contains(now.seconds(since: checkedAt)) { return nil }
        switch await AccountCheck(caller: line.caller).answer(for: account) {
        case .fails(let gap): return gap
        case .belongs(let callerARN):
            self.lines.withLockedValue { lines in
                lines[account.name]?.checkedAt = now
                lines[account.name]?.callerARN = callerARN
            }
            return nil
        }
    }

    /// Where nothing at all could be read, it is the account that is unreadable.
    private static func commonFailure(_ readings: [ResourceIdentity: ResourceReading]) -> ReadGap? {
        guard !readings.isEmpty else { return nil }
        var gaps: [ReadGap] = []
        for reading in readings.values {
            guard case .unreadable(let gap) = reading, gap.isTransient || gap.code == .unauthenticated else { return nil }
            gaps.append(gap)
        }
        return gaps.min { $0.message < $1.message }
    }
}
