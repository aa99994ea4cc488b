import Logging
import ReconcileCore
import Store

/// Keeps the head of the journal noted outside of the database, and notices at the start where the database is from before.
struct HeadKeeper: Sendable {
    let store: SQLiteStore
    let logger: Logger

    /// To be called when something may have been journalled.
    func keep() async {
        do {
            try await self.store.keepHeadOutside()
        } catch {
            self.logger.warning(
                "the head of the journal could not be noted: an older database put back would not be noticed", metadata: ["reason": "\(error)"])
        }
    }

    /// To be called at the start, before the head is noted anew.
    /// - Throws: what the store throws.
    func compare(_ configuration: Configuration, at now: Instant) async throws {
        let noted: JournalHead?
        do {
            noted = try await self.store.missingHead()
        } catch {
            self.logger.warning("whether the database is an older one could not be told", metadata: ["reason": "\(error)"])
            return
        }
        guard let noted else { return }
        let head = try await self.store.journalHead()
        self.logger.warning(
            "the database is older than the head of the journal that was noted beside it: everything asks",
            metadata: ["noted": "\(noted.entries) \(noted.hash)", "head": "\(head.entries) \(head.hash)"])
        _ = try await self.store.commit(
            OlderDatabase.noticed(
                noted, head: head, accounts: configuration.accounts.map(\.name), states: try await self.store.accountStates(),
                corrections: try await self.store.corrections(of: nil, includingFinal: false), at: now))
    }
}
