/// Control policies that let member accounts use one of Neptune's planes and not the other.
///
/// Source: Neptune User Guide, "Using Service Control Policies (SCP) with AWS organizations": both have to be
/// allowed; "Custom IAM policy statements to administer Amazon Neptune": the control plane has the prefix `rds`.
enum NeptunePlanesRule: LintRule {
    static let plane = LintCode(
        "NEPTUNE_SCP_ONE_PLANE", .warning,
        "A control policy that allows Neptune's data plane (`neptune-db`) without its control plane (`rds`), or that one alone where Neptune is meant."
    )
    static let codes = [Self.plane]

    static func check(_ subject: LintSubject, _ report: inout LintReport) {
        guard subject.type == .scp else { return }
        let allowing = subject.statements.filter(\.isAllow)
        let control = Self.place(of: "rds", in: allowing)
        let data = Self.place(of: "neptune-db", in: allowing)
        switch (control, data) {
        case (nil, let place?):
            report.add(
                Self.plane, "the data of Neptune's clusters is allowed, and nothing that manages them: member accounts need both", at: place,
                fix: LintFix("allow \"rds:*\" as well, where no other control policy of the same target does"))
        case (let place?, nil) where allowing.contains(where: Self.meansNeptune):
            report.add(
                Self.plane, "managing Neptune's clusters is allowed, and nothing of their data: member accounts need both", at: place,
                fix: LintFix("allow \"neptune-db:*\" as well, where no other control policy of the same target does"))
        case (_, _): break
        }
    }

    /// Where the first action of a service is allowed; `NotAction` allows all that it does not name.
    private static func place(of service: String, in statements: [LintStatement]) -> JSONPath? {
        for entry in statements {
            if let named = entry.namedActions.first(where: { LintedAction.isEverything($0.value) || $0.action?.service == service }) {
                return named.path
            }
            if entry.statement.notAction != nil, !Self.excludes(service, entry) { return entry.path.appending("NotAction") }
        }
        return nil
    }

    private static func excludes(_ service: String, _ entry: LintStatement) -> Bool {
        (entry.statement.notAction ?? []).contains { LintedAction.pattern($0, covers: "\(service):*") }
    }

    /// `rds` is about RDS and DocumentDB too: only what tells that Neptune is meant counts.
    private static func meansNeptune(_ entry: LintStatement) -> Bool {
        let isNamed = entry.statement.sid.map { ASCIICase.lowered($0).contains("neptune") } ?? false
        let isAction = entry.namedActions.contains { ["neptune", "neptune-graph"].contains($0.action?.service ?? "") }
        let isEngine = entry.conditions.contains { clause in
            clause.loweredKey == "rds:databaseengine" && !clause.isNegated && clause.values.contains { ASCIICase.lowered($0) == "neptune" }
        }
        return isNamed || isAction || isEngine
    }
}
