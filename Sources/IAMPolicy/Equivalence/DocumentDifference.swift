/// What differs between two documents, statement by statement.
struct DocumentDifference {
    let desired: PolicyDocument
    let live: PolicyDocument

    /// Version first, then the statements in the order of `desired`, then those only live has, then members outside the language.
    var differences: [PolicyDifference] {
        self.versionDifferences + self.statementDifferences
            + MemberDifference.differences(desired: self.desired.unknownMembers, live: self.live.unknownMembers, prefix: "")
    }

    private var versionDifferences: [PolicyDifference] {
        let (desired, live) = (CanonicalPolicy(self.desired).version, CanonicalPolicy(self.live).version)
        if desired == live { return [] }
        // A version may matter on one side only because the variable stands there only: then it is no difference by itself.
        if self.desired.effectiveVersion == self.live.effectiveVersion { return [] }
        return [
            PolicyDifference(
                path: "Version", desired: .string(self.desired.effectiveVersion), live: .string(self.live.effectiveVersion))
        ]
    }

    private var statementDifferences: [PolicyDifference] {
        let pairing = StatementPairing(desired: self.desired.statements, live: self.live.statements)
        var differences: [PolicyDifference] = []
        for pair in pairing.pairs {
            switch (pair.desired, pair.live) {
            case (let desired?, let live?):
                let name = Self.name(of: self.desired.statements[desired], at: desired)
                differences +=
                    StatementDifference(
                        desired: self.desired.statements[desired], live: self.live.statements[live], prefix: name
                    ).differences
            case (let desired?, nil):
                let statement = self.desired.statements[desired]
                differences.append(
                    PolicyDifference(path: Self.name(of: statement, at: desired), desired: statement.jsonValue, live: nil))
            case (nil, let live?):
                let statement = self.live.statements[live]
                differences.append(
                    PolicyDifference(
                        path: Self.name(of: statement, at: live), desired: nil, live: statement.jsonValue,
                        reason: StatementDifference.deadPrincipalReason(in: statement.principal)))
            case (nil, nil): break
            }
        }
        return differences
    }

    private static func name(of statement: PolicyStatement, at index: Int) -> String {
        guard let sid = statement.sid, !sid.isEmpty else { return "Statement[\(index)]" }
        return "Statement[\(sid)]"
    }
}

/// Members that the policy language does not know.
enum MemberDifference {
    static func differences(
        desired: [JSONObject.Member], live: [JSONObject.Member], prefix: String
    ) -> [PolicyDifference] {
        let path = { (name: String) in prefix.isEmpty ? name : "\(prefix).\(name)" }
        let changed = desired.compactMap { member -> PolicyDifference? in
            let other = live.first { ExactText.areIdentical($0.name, member.name) }?.value
            return other == member.value ? nil : PolicyDifference(path: path(member.name), desired: member.value, live: other)
        }
        let added = live.filter { member in !desired.contains { ExactText.areIdentical($0.name, member.name) } }
        return changed + added.map { PolicyDifference(path: path($0.name), desired: nil, live: $0.value) }
    }
}
