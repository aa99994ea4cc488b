import IAMPolicy

/// Looks among all that a change adds for what would be critical, by narrowing the live side down to just that.
struct ReachSearch {
    let change: PolicyChange

    /// The gravest kind that something is found of, with a request as the proof.
    func gravest() -> (reach: AccessEffect.Reach, witness: AccessWitness)? {
        if self.change.type.namesPrincipals, let found = self.search(Restriction.outsiders(of: self.change.owner.accountID)) {
            let account = found.request.principal.account
            let isNamed = account.map { Self.isNamed($0, in: self.change.new) } ?? false
            return (isNamed ? .otherAccount : .everybody, found)
        }
        return self.administrator().map { (.administrator, $0) }
    }

    private func administrator() -> AccessWitness? {
        switch self.change.type {
        case .identity: return Self.administrator(old: self.change.old, new: self.change.new, owner: self.change.owner)
        case .key: return self.search(Restriction.keyAdministration)
        case .trust:
            // Whoever may become an administrator is one.
            guard Self.administrator(old: [], new: self.change.owner.identity, owner: self.change.owner) != nil else { return nil }
            return AccessComparison.compare(old: self.change.old, new: self.change.new, type: .trust).witness
        case .resource, .scp, .rcp, .boundary, .session, .endpoint: return nil
        }
    }

    /// What lets the holder of `new` give itself more, and is not in `old`.
    static func administrator(old: [PolicyDocument], new: [PolicyDocument], owner: PolicyOwner) -> AccessWitness? {
        guard !new.isEmpty else { return nil }
        let restriction = Restriction.escalation(partition: owner.partition, accountID: owner.accountID)
        let found = AccessComparison.compare(
            old: old, new: new + [restriction], type: .identity, knownActions: Restriction.escalatingActions
        ).witness
        guard let found, found.request.context.entries.allSatisfy({ !Restriction.isLimiting($0.key) }) else { return nil }
        return found
    }

    private func search(_ restriction: PolicyDocument) -> AccessWitness? {
        AccessComparison.compare(old: self.change.old, new: self.change.new + [restriction], type: self.change.type).witness
    }

    private static func isNamed(_ account: String, in documents: [PolicyDocument]) -> Bool {
        documents.contains { JSONWriter.compact($0.jsonValue).contains(account) }
    }
}

/// Denials that leave only one class of requests open.
private enum Restriction {
    /// Only principals of other accounts, and unsigned requests, are left.
    ///
    /// Services and identity providers belong to no account; which of them may call is for the direction to tell.
    static func outsiders(of accountID: String) -> PolicyDocument {
        Self.document([
            Self.deny(condition: "StringEquals", "aws:PrincipalAccount", accountID),
            Self.deny(condition: "StringEquals", "kms:CallerAccount", accountID), Self.deny(condition: "Null", "aws:PrincipalType", "true")
        ])
    }

    /// Only the call that hands out a key is left.
    static let keyAdministration = Self.document([
        PolicyStatement(effect: .deny, principal: .text("*"), notAction: ["kms:PutKeyPolicy"], resource: ["*"])
    ])

    /// Only calls are left with which somebody gets at more than he has, on principals and policies that nobody has named.
    static func escalation(partition: String, accountID: String) -> PolicyDocument {
        let others = ["role/any-other-role", "user/any-other-user", "group/any-other-group", "policy/any-other-policy"]
            .map { "arn:\(partition):iam::\(accountID):\($0)" }
        let elsewhere = PolicyStatement(effect: .deny, action: ["*"], notResource: others)
        let harmless = PolicyStatement(effect: .deny, notAction: Self.escalatingActions, resource: ["*"])
        let bound = Self.limitingKeys.sorted().map { key in
            PolicyStatement(effect: .deny, action: ["*"], resource: ["*"], condition: [Self.block("Null", key, "false")])
        }
        return Self.document([harmless, elsewhere] + bound)
    }

    /// - SeeAlso: Service Authorization Reference, "Actions, resources, and condition keys for AWS Identity and Access Management",
    ///   access level "Permissions management", and what makes use of another identity.
    static let escalatingActions = [
        "iam:PassRole", "iam:PutRolePolicy", "iam:AttachRolePolicy", "iam:CreatePolicyVersion", "iam:SetDefaultPolicyVersion",
        "iam:UpdateAssumeRolePolicy", "iam:PutUserPolicy", "iam:AttachUserPolicy", "iam:PutGroupPolicy", "iam:AttachGroupPolicy",
        "iam:AddUserToGroup", "iam:CreateAccessKey", "iam:CreateLoginProfile", "iam:UpdateLoginProfile", "iam:DeleteRolePermissionsBoundary",
        "iam:DeleteUserPermissionsBoundary", "iam:PutRolePermissionsBoundary", "iam:PutUserPermissionsBoundary", "sts:AssumeRole"
    ]

    private static let limitingKeys: Set = [
        "iam:PassedToService", "iam:PolicyARN", "iam:PermissionsBoundary", "iam:AssociatedResourceArn"
    ]

    /// Whether a condition on this key leaves only part of the principals or policies open.
    static func isLimiting(_ key: String) -> Bool {
        let key = key.lowercased()
        return key.contains("resourcetag/") || Self.limitingKeys.contains { $0.lowercased() == key }
    }

    private static func deny(condition name: String, _ key: String, _ value: String) -> PolicyStatement {
        PolicyStatement(
            effect: .deny, principal: .text("*"), action: ["*"], resource: ["*"], condition: [Self.block(name, key, value)])
    }

    private static func block(_ name: String, _ key: String, _ value: String) -> ConditionBlock {
        ConditionBlock(operatorName: name, entries: [ConditionEntry(key: key, values: [value])])
    }

    private static func document(_ statements: [PolicyStatement]) -> PolicyDocument {
        PolicyDocument(version: PolicyDocument.currentVersion, statements: statements)
    }
}
