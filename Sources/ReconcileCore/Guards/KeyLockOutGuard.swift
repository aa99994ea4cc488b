import IAMPolicy

/// A key policy after which nobody who exists could put another one: the key could only be had back by AWS Support.
///
/// KMS checks the caller only, and only at that moment; the bypass of its check is never set.
/// - SeeAlso: AWS KMS Developer Guide, "Changing a key policy"; AWS KMS API Reference, `PutKeyPolicy`.
package struct KeyLockOutGuard: CorrectionGuard {
    static let neededAction = "kms:PutKeyPolicy"
    /// Principals that are looked at in one document.
    private static let principalsMax = 64

    package init() {}

    package var name: GuardName { .keyLockOut }

    package func judge(_ proposal: CorrectionProposal, in context: GuardContext) -> GuardAnswer {
        guard proposal.resource.identity.kind == .kmsKey else { return .allow }
        for mutation in proposal.draft.mutations where mutation.operation == "PutKeyPolicy" {
            let key = proposal.observed?.binding?.arn ?? Self.anyKey(of: proposal.resource, context.account)
            guard let after = Self.document(mutation.parameters["Policy"]?.stringValue) else { continue }
            let administrators = Administrators(of: after, key: key, context)
            if administrators.isProved { continue }
            if administrators.isPossible {
                return .ask("whether anybody could put the key's policy afterwards depends on conditions that are not known here")
            }
            let live = proposal.observed?.live?.aspects[AspectName("keyPolicy")].flatMap { PolicyDocument.parse($0, type: .key).document }
            let lockedOut = live.map { Administrators(of: $0, key: key, context).names } ?? []
            let who = lockedOut.isEmpty ? "" : "; it would lock out \(lockedOut.joined(separator: ", "))"
            return .refuse(
                "nobody who exists could put the key's policy afterwards\(who): let the account's root or an administrator call "
                    + Self.neededAction)
        }
        return .allow
    }

    /// Key policies count for keys only, so that the request has to name one.
    private static func anyKey(of resource: DesiredResource, _ account: AccountSettings) -> String {
        "arn:\(account.partition):kms:\(resource.identity.region ?? account.region):\(account.accountID):key/any-key"
    }

    private static func document(_ text: String?) -> PolicyDocument? {
        text.flatMap { try? JSONReader.parse($0) }.flatMap { PolicyDocument.parse($0, type: .key).document }
    }

    /// Who may put the policy of a key that has this document.
    private struct Administrators {
        /// For people: `the account's administrators`, ARNs.
        private(set) var names: [String] = []
        private(set) var isPossible = false

        var isProved: Bool { !self.names.isEmpty }

        init(of document: PolicyDocument, key: String, _ context: GuardContext) {
            let account = context.account
            let prefix = "arn:\(account.partition):iam::\(account.accountID):"
            // Whom the account's own policies let in: where the document hands access on to the account, any of them.
            let everything = PolicyDocument(
                version: PolicyDocument.currentVersion, statements: [PolicyStatement(effect: .allow, action: ["*"], resource: ["*"])])
            self.ask(prefix + "role/any-administrator", "the account's administrators", [everything], document, key, account.accountID)
            for arn in Self.named(in: document).prefix(KeyLockOutGuard.principalsMax) where arn.hasPrefix(prefix) {
                if context.absentPrincipals.contains(where: { $0.lowercased() == arn.lowercased() }) { continue }
                self.ask(arn, arn, [], document, key, account.accountID)
            }
        }

        private mutating func ask(
            _ principal: String, _ name: String, _ identity: [PolicyDocument], _ document: PolicyDocument, _ key: String, _ accountID: String
        ) {
            guard let principal = RequestPrincipal(principal) else { return }
            let request = AccessRequest(
                principal: principal, action: KeyLockOutGuard.neededAction, resource: key, resourceAccount: accountID,
                context: RequestContext(["kms:CallerAccount": [accountID]]))
            switch PolicyEvaluator.evaluate(request, PolicySet(identity: identity, resource: [document])).verdict {
            case .allowed: self.names.append(name)
            case .undetermined: self.isPossible = true
            case .explicitDeny, .implicitDeny: break
            }
        }

        /// Roles and users that an Allow names; accounts are asked about otherwise.
        private static func named(in document: PolicyDocument) -> [String] {
            let groups = document.statements.filter { $0.effect == .allow }.flatMap { statement -> [PrincipalGroup] in
                if case .groups(let groups)? = statement.principal { groups } else { [] }
            }
            let values = groups.filter { $0.type == "AWS" }.flatMap(\.values)
            return Set(values.filter { $0.contains(":role/") || $0.contains(":user/") }).sorted()
        }
    }
}
