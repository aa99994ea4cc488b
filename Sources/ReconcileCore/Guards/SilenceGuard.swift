/// After a long time without a complete look, before the first one, or where the database has gone back in time,
/// a person decides what is put back.
package struct SilenceGuard: CorrectionGuard {
    package static let reason = "the account has not been looked at completely for longer than limits.silenceMax, or never before"
    package static let olderDatabaseReason =
        "the database is older than the head of the journal that was seen outside of it (a backup put back?): "
        + "what was done and decided since is not in it"

    package init() {}

    package var name: GuardName { .silence }

    package func judge(_ proposal: CorrectionProposal, in context: GuardContext) -> GuardAnswer {
        guard context.accountState.isSilenceLatched else { return .allow }
        return .ask(context.accountState.isDatabaseOlder ? Self.olderDatabaseReason : Self.reason)
    }

    /// Whether it was this guard that asked.
    static func hasAsked(_ reason: String?) -> Bool { reason == Self.reason || reason == Self.olderDatabaseReason }
}
