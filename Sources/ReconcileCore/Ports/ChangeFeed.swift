/// Where changes are announced as they happen. It may lose, repeat and reorder: the schedule is what counts.
package protocol ChangeFeed: Sendable {
    /// Waits up to some seconds for announcements.
    /// - Returns: none where nothing came.
    func receive(from events: EventSettings, account: AccountSettings) async -> Result<[ChangeMessage], ReadGap>

    /// Takes them off the feed; what stays there comes again.
    func delete(_ messages: [ChangeMessage], from events: EventSettings, account: AccountSettings) async
}

/// A message as it was received.
package struct ChangeMessage: Equatable, Sendable {
    package let body: String
    /// What deletes it.
    package let handle: String

    package init(body: String, handle: String) {
        self.body = body
        self.handle = handle
    }
}

extension EventSettings {
    /// Whose credentials read the queue: those of the account that owns it, else of the organization's account, else of the first.
    package func account(in configuration: Configuration) -> AccountSettings? {
        let parts = self.queueURL.split(separator: "/").map(String.init)
        let owner = configuration.accounts.first { parts.contains($0.accountID) }
        return owner ?? configuration.accounts.first(where: \.readsOrganization) ?? configuration.accounts.first
    }
}
