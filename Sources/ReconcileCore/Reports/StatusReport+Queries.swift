import Foundation

extension StatusReport {
    /// Puts the report together from the stored state.
    /// - Parameter configured: the configuration's accounts; `nil` where no configuration is at hand,
    ///   then the accounts are those that the state knows.
    /// - Parameter intervalSeconds: how often a pass is made; `nil` where nobody makes any.
    package static func gather(
        from queries: some StateQueries, daemon: DaemonReport, configured: [AccountSettings]?, intervalSeconds: Double?, now: Instant
    ) async throws -> StatusReport {
        let desired = try await queries.desiredResources()
        let observed = try await queries.observedOutlines()
        let passes = try await queries.lastPasses()
        let accountStates = try await queries.accountStates()
        let exceptions = try await queries.exceptions(includingEnded: false)
        let accounts = AccountSources(
            desired: desired, observed: observed, passes: passes, states: accountStates, exceptions: exceptions, configured: configured)
        return StatusReport(
            daemon: daemon, accounts: accounts.reports(intervalSeconds: intervalSeconds, now: now),
            states: ResourceReport.states(desired: desired.filter { !$0.identity.kind.isBlueprint }, observed: observed),
            gaps: Dictionary(observed.compactMap { seen in seen.gap.map { (seen.identity, $0.message) } }, uniquingKeysWith: { _, last in last }),
            drifts: try await queries.drifts(of: nil, includingEnded: false),
            corrections: try await queries.corrections(of: nil, includingFinal: false), windows: try await queries.openWindows(),
            exceptions: exceptions, chains: ChainRecord.known(try await queries.chainRecords(), of: desired, at: now.wall),
            deliveries: try await queries.deliveryCounts(), journalHead: try await queries.journalHead(), now: now)
    }
}

/// Where the accounts of a report come from.
private struct AccountSources {
    let desired: [DesiredResource]
    let observed: [ObservedResource]
    let passes: [PassRecord]
    let states: [AccountState]
    let exceptions: [OperatorException]
    let configured: [AccountSettings]?

    func reports(intervalSeconds: Double?, now: Instant) -> [AccountReport] {
        self.names.map { name in
            let pass = self.passes.filter { $0.account == name && $0.isWhole && $0.finishedAt != nil }.max { $0.id < $1.id }
            let state = self.states.first { $0.name == name }
            return AccountReport(
                name: name, accountID: self.accountID(of: name), lastPass: pass, unreadable: state?.unreadable,
                unreadableSince: state?.unreadableSince,
                isStale: intervalSeconds.map { AccountReport.isStale(pass, intervalSeconds: $0, now: now) } ?? false,
                pause: ExceptionReport.pause(ofAccount: name, among: self.exceptions, at: now.wall),
                isSilenceLatched: state?.isSilenceLatched ?? false)
        }
    }

    private var names: [String] {
        if let configured { return configured.map(\.name) }
        return Set(self.passes.map(\.account) + self.states.map(\.name) + self.desired.map(\.identity.account))
            .filter { $0 != AccountSettings.organization }.sorted()
    }

    private func accountID(of name: String) -> String? {
        if let settings = self.configured?.first(where: { $0.name == name }) { return settings.accountID }
        return self.observed.lazy.filter { $0.identity.account == name }.compactMap { $0.binding?.arn ?? $0.live?.arn }
            .compactMap(AccountReport.accountID(ofARN:)).first
    }
}
