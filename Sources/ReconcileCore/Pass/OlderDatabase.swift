import IAMPolicy

/// What follows where a database turns out to be from before: nobody knows what was done since, so everything asks.
package enum OlderDatabase {
    /// - Parameters:
    ///   - noted: the head that was seen outside of the database and is not in its journal.
    ///   - accounts: of the configuration.
    ///   - states: those stored, of whatever accounts.
    ///   - corrections: those that are not final.
    /// - Returns: empty where it is known already.
    package static func noticed(
        _ noted: JournalHead, head: JournalHead, accounts: [String], states: [AccountState], corrections: [CorrectionRecord], at now: Instant
    ) -> Commit {
        let known = Dictionary(states.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        let all = Set(accounts).union(known.keys).sorted().map { known[$0] ?? AccountState(name: $0) }
        var commit = Commit()
        for var account in all where !account.isDatabaseOlder {
            account.isSilenceLatched = true
            account.isDatabaseOlder = true
            commit.accounts.append(account)
        }
        guard !commit.accounts.isEmpty else { return commit }
        commit.journal = [
            JournalDraft(
                .databaseOlder, at: now.wall,
                details: [
                    "noted": ["entries": JSONValue(noted.entries), "hash": .string(noted.hash)],
                    "head": ["entries": JSONValue(head.entries), "hash": .string(head.hash)]
                ])
        ]
        // What was let go may have been sent, and decided otherwise since.
        for correction in corrections where correction.isApprovedAndUnsent {
            let step = CorrectionStep.supersede(correction, [], because: SilenceGuard.olderDatabaseReason, at: now)
            commit.corrections += step.commit.corrections
            commit.journal += step.commit.journal
        }
        return commit
    }
}
