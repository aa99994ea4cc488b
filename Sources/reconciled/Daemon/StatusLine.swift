import ReconcileCore

/// The one line that `systemctl status` shows: what is wrong, then how many resources are in which state.
struct StatusLine: Sendable {
    let store: any StateQueries
    let health: DaemonHealth

    func send(by notifier: SystemdNotifier) async {
        guard notifier.isSupervised, let text = await self.text() else { return }
        notifier.send(.status(text))
    }

    /// - Returns: `nil` where the database cannot be read and nothing else is to be said.
    func text() async -> String? {
        guard let observed = try? await self.store.observedOutlines(), let accounts = try? await self.store.accountStates() else {
            return await self.health.degradation.map { "degraded: \($0)" }
        }
        let names = await self.health.accounts
        return Self.text(observed, accounts.filter { names.contains($0.name) }, degradation: await self.health.degradation)
    }

    static func text(_ observed: [ObservedResource], _ accounts: [AccountState], degradation: String?) -> String {
        let gaps = accounts.compactMap { account in account.unreadable.map { "cannot read account \(account.name): \($0.message)" } }
        return ([degradation.map { "degraded: \($0)" }].compactMap(\.self) + gaps + [Self.counts(observed)]).joined(separator: "; ")
    }

    private static func counts(_ observed: [ObservedResource]) -> String {
        let counts = ObservedResource.State.allCases.compactMap { state in
            let count = observed.count { $0.state == state }
            return count == 0 ? nil : "\(count) \(state == .inSync ? "in sync" : state.rawValue)"
        }
        return "\(observed.count) resources" + (counts.isEmpty ? "" : ": " + counts.joined(separator: ", "))
    }
}
