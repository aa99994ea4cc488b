import GRDB
import ReconcileCore

/// Writes all of a commit within the transaction that the caller has opened.
struct CommitWriter {
    let database: Database

    /// - Returns: the head of the journal after it.
    @discardableResult
    func write(_ commit: Commit) throws -> JournalHead {
        for correction in commit.corrections { try CorrectionTable(database: self.database).save(correction) }
        for drift in commit.drifts { try DriftTable(database: self.database).save(drift) }
        for origin in commit.origins { try DriftTable(database: self.database).save(origin) }
        for window in commit.windows { try WindowTable(database: self.database).save(window) }
        for observed in commit.observed { try ObservedTable(database: self.database).save(observed) }
        if !commit.gone.isEmpty, let date = commit.pass?.finishedAt {
            let change = DesiredChange(deletions: commit.gone, at: date, actor: "reconciled", reason: "deleted in AWS")
            _ = try DesiredTable(database: self.database).apply(change)
            for identity in commit.gone { try ObservedTable(database: self.database).forget(identity) }
        }
        for identity in commit.forgotten { try ObservedTable(database: self.database).forget(identity) }
        for account in commit.accounts { try AccountTable(database: self.database).save(account) }
        for exception in commit.exceptions { try ExceptionTable(database: self.database).save(exception) }
        for blueprint in commit.forgottenChains { try ChainTable(database: self.database).forget(blueprint) }
        for record in commit.chains { try ChainTable(database: self.database).save(record) }
        if let pass = commit.pass { try PassTable(database: self.database).update(pass) }
        for change in commit.notices { try OutboxTable(database: self.database).collect(change) }
        return try JournalTable(database: self.database).append(commit.journal)
    }
}
