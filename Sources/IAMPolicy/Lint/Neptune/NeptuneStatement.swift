/// What a statement says about the data of Neptune clusters.
struct NeptuneStatement {
    let entry: LintStatement
    /// The actions of `neptune-db`, patterns too.
    let actions: [LintedText]
    /// Whether all of the statement's actions are of `neptune-db`.
    let isPure: Bool

    /// - Returns: `nil` if no action of the statement is one of `neptune-db` by name.
    init?(_ entry: LintStatement) {
        let actions = entry.namedActions.filter { $0.action?.service == "neptune-db" }
        guard !actions.isEmpty else { return nil }
        self.entry = entry
        self.actions = actions
        self.isPure = actions.count == entry.namedActions.count
    }

    static func all(in subject: LintSubject) -> [NeptuneStatement] { subject.statements.compactMap(NeptuneStatement.init) }
}
