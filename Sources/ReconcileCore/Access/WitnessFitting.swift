import IAMPolicy

/// Puts a witness where it belongs: the comparison knows no ARN of the resource and takes an example account.
///
/// What comes out is evaluated anew on both sides; where it does not hold there, the witness stays as it was found.
struct WitnessFitting {
    let change: PolicyChange

    /// - Parameters:
    ///   - isGained: allowed by the live side only; else by the declared side only.
    ///   - stays: its principal is what matters about it.
    func fitted(_ witness: AccessWitness, isGained: Bool, stays: Bool = false) -> AccessWitness {
        let (with, without) = isGained ? (self.change.new, self.change.old) : (self.change.old, self.change.new)
        for principal in self.principals(for: witness.request.principal, stays: stays) {
            for resource in self.resources(for: witness.request) {
                var request = witness.request
                request.principal = principal
                request.resource = resource
                if self.hasOwnResource { request.resourceAccount = nil }
                for needsIdentity in witness.needsIdentityPolicy ? [true] : [false, true] {
                    let holds = { (request: AccessRequest) in
                        self.isAllowed(request, with, needsIdentity) && self.isDenied(request, without, needsIdentity)
                    }
                    guard holds(request) else { continue }
                    return AccessWitness(request: Self.withLeastContext(request, holds), needsIdentityPolicy: needsIdentity)
                }
            }
        }
        return witness
    }

    /// The search may have set keys that only its own restrictions asked for: they tell nobody anything.
    private static func withLeastContext(_ request: AccessRequest, _ holds: (AccessRequest) -> Bool) -> AccessRequest {
        var least = request
        for entry in request.context.entries {
            var shorter = least
            shorter.context[entry.key] = nil
            if holds(shorter) { least = shorter }
        }
        return least
    }

    private func resources(for request: AccessRequest) -> [String] {
        if self.hasOwnResource { return [self.change.owner.arn ?? request.resource] }
        // The shortest text that a wildcard matches tells nobody anything.
        guard request.resource.hasPrefix("arn:::") else { return [request.resource] }
        return [self.example(for: request.action), "*", request.resource].compactMap(\.self)
    }

    /// A resource such as the action is for, which nobody has named.
    private func example(for action: String) -> String? {
        let parts = action.lowercased().split(separator: ":", maxSplits: 1).map(String.init)
        guard parts.count == 2 else { return nil }
        let prefix = "arn:\(self.change.owner.partition):"
        let own = prefix + "iam::\(self.change.owner.accountID):"
        switch parts[0] {
        case "s3": return prefix + "s3:::any-bucket" + (parts[1].contains("object") ? "/any-key" : "")
        case "iam" where parts[1].contains("role"), "sts": return own + "role/any-other-role"
        case "iam" where parts[1].contains("user") || parts[1].contains("accesskey"): return own + "user/any-other-user"
        case "iam" where parts[1].contains("policy"): return own + "policy/any-other-policy"
        default: return nil
        }
    }

    /// Trust and key policies speak of their own resource only.
    private var hasOwnResource: Bool { self.change.type == .trust || self.change.type == .key }

    /// Accounts that stand for any account in comparisons.
    private static let exampleAccounts: Set = ["123456789012", "999999999999"]

    private func principals(for found: RequestPrincipal, stays: Bool) -> [RequestPrincipal] {
        if stays { return [found] }
        if self.change.type.namesPrincipals {
            let isExample = found.account.map(Self.exampleAccounts.contains) ?? false
            return isExample ? [self.atHome(found), found] : [found]
        }
        // Who holds the policy is who asks.
        let owner = self.change.owner.arn.flatMap(RequestPrincipal.init)
        return [owner, self.atHome(found), found].compactMap(\.self)
    }

    /// Its namesake in the owner's account.
    private func atHome(_ principal: RequestPrincipal) -> RequestPrincipal {
        func moved(_ arn: PrincipalARN) -> PrincipalARN {
            PrincipalARN(partition: self.change.owner.partition, account: self.change.owner.accountID, path: arn.path, name: arn.name)
        }
        return switch principal {
        case .root: .root(account: self.change.owner.accountID)
        case .user(let arn): .user(moved(arn))
        case .role(let arn, let session): .role(moved(arn), sessionName: session)
        case .federatedUser(let arn): .federatedUser(moved(arn))
        case .federated, .service, .canonicalUser, .anonymous: principal
        }
    }

    // MARK: Judging

    private func isAllowed(_ request: AccessRequest, _ documents: [PolicyDocument], _ needsIdentity: Bool) -> Bool {
        PolicyEvaluator.evaluate(request, self.policies(documents, request, needsIdentity)).verdict == .allowed
    }

    private func isDenied(_ request: AccessRequest, _ documents: [PolicyDocument], _ needsIdentity: Bool) -> Bool {
        switch PolicyEvaluator.evaluate(request, self.policies(documents, request, needsIdentity)).verdict {
        case .implicitDeny, .explicitDeny: true
        case .allowed, .undetermined: false
        }
    }

    private func policies(_ documents: [PolicyDocument], _ request: AccessRequest, _ needsIdentity: Bool) -> PolicySet {
        let everything = Self.allow(principal: nil)
        if self.change.type.namesPrincipals { return PolicySet(identity: needsIdentity ? [everything] : [], resource: documents) }
        // Resources that ask for a policy of their own hand the decision on to the principal's account.
        let handedOn = [Self.allow(principal: .groups([PrincipalGroup(type: "AWS", values: [request.principal.account ?? ""])]))]
        if self.change.type == .boundary { return PolicySet(identity: [everything], resource: handedOn, boundary: documents) }
        // Of an identity, `needsIdentity` presumes that something beside these documents allows it.
        return PolicySet(identity: documents + (needsIdentity ? [everything] : []), resource: handedOn)
    }

    private static func allow(principal: PrincipalSet?) -> PolicyDocument {
        PolicyDocument(
            version: PolicyDocument.currentVersion,
            statements: [PolicyStatement(effect: .allow, principal: principal, action: ["*"], resource: ["*"])])
    }
}
