package import ReconcileCore

/// A role or a user of the account that is given something, however it was named.
package struct PrincipalParameter: Equatable, Sendable {
    /// As the blueprint says it: `Role/NAME`, `User/NAME` or an ARN.
    package let reference: String
    /// Under which it is kept; a `Role` or a `User`.
    package let identity: ResourceIdentity
    package let arn: String

    static let kinds: Set<ResourceKind> = [.role, .user]
    static let shape = SpecShape.reference(Self.kinds, .identityARN)
}

extension ParameterReader {
    func principal(_ name: String) throws(BlueprintFault) -> PrincipalParameter? {
        guard let text = try self.text(name, .any) else { return nil }
        return try self.principal(text, path: name)
    }

    func requiredPrincipal(_ name: String) throws(BlueprintFault) -> PrincipalParameter {
        guard let principal = try self.principal(name) else {
            throw BlueprintFault(path: name, message: "is missing", suggestion: "\(name): Role/NAME")
        }
        return principal
    }

    func principal(_ text: String, path: String, kinds: Set<ResourceKind> = PrincipalParameter.kinds) throws(BlueprintFault) -> PrincipalParameter {
        if !text.hasPrefix("arn:"), let slash = text.firstIndex(of: "/") {
            return try self.declaredPrincipal(
                ResourceKind(String(text[..<slash])), String(text[text.index(after: slash)...]), text, path: path, kinds: kinds)
        }
        if let fault = StringRule.identityARN.fault(text) {
            throw BlueprintFault(path: path, message: "must be Role/NAME, User/NAME or \(StringRule.identityARN.name): `\(text)` \(fault)")
        }
        guard let arn = ARN(text), let name = arn.resource.split(separator: "/").last.map(String.init) else {
            throw BlueprintFault(path: path, message: "is no ARN")
        }
        try self.checkOwn(arn, path: path)
        let kind: ResourceKind = arn.resource.hasPrefix("user/") ? .user : .role
        guard kinds.contains(kind) else { throw Self.unfit(text, path: path, kinds: kinds) }
        return PrincipalParameter(reference: text, identity: self.identity(kind, region: nil, name), arn: text)
    }

    private func declaredPrincipal(
        _ kind: ResourceKind, _ name: String, _ text: String, path: String, kinds: Set<ResourceKind>
    ) throws(BlueprintFault) -> PrincipalParameter {
        guard kinds.contains(kind) else { throw Self.unfit(text, path: path, kinds: kinds) }
        let rule: StringRule = kind == .user ? .userName : .roleName
        if let fault = rule.fault(name) { throw BlueprintFault(path: path, message: "must name \(rule.name): `\(name)` \(fault)") }
        let identity = self.identity(kind, region: nil, name)
        let declared = self.declared(kind, region: nil) { $0.identity == identity }
        let folder = declared?.spec["path"]?.stringValue ?? "/"
        let word = kind == .user ? "user" : "role"
        let seen = self.surroundings.observed.first { $0.identity == identity }?.binding?.arn
        return PrincipalParameter(
            reference: text, identity: identity,
            arn: seen ?? "arn:\(self.account.partition):iam::\(self.account.accountID):\(word)\(folder)\(name)")
    }

    private static func unfit(_ text: String, path: String, kinds: Set<ResourceKind>) -> BlueprintFault {
        let names = kinds.map(\.rawValue).sorted().joined(separator: " or ")
        return BlueprintFault(path: path, message: "must be a \(names): `\(text)` is none")
    }
}
