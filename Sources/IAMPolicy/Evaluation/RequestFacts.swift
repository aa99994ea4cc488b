/// A request in the forms in which statements ask for it, made once.
struct RequestFacts {
    let principal: RequestPrincipal
    let uniqueID: String?
    /// In lower case.
    let action: [UInt8]
    let resource: [UInt8]
    let resourceAccount: String?
    private let context: RequestContext

    init(_ request: AccessRequest) {
        self.principal = request.principal
        self.action = request.action.utf8.map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }
        self.resource = Array(request.resource.utf8)
        self.context = request.context
        self.resourceAccount = request.resourceAccount ?? Self.account(ofResource: request.resource)
        let userID = request.context.values(ofLoweredKey: "aws:userid")?.first
        self.uniqueID = userID?.split(separator: ":", maxSplits: 1).first.map(String.init)
    }

    /// What the request says of a key, or what follows from its principal.
    func values(_ loweredKey: String) -> [String]? {
        if let values = self.context.values(ofLoweredKey: loweredKey) { return values }
        if loweredKey == "aws:resourceaccount" { return self.ownerAccount.map { [$0] } }
        return self.principal.implicitValue(ofLoweredKey: loweredKey)
    }

    /// Whose the resource is; what names no account is taken to belong to the principal's.
    private var ownerAccount: String? {
        self.resourceAccount ?? (self.resource.starts(with: "arn:".utf8) ? self.principal.account : nil)
    }

    private static func account(ofResource arn: String) -> String? {
        let parts = arn.split(separator: ":", maxSplits: 5, omittingEmptySubsequences: false)
        guard parts.count == 6, parts[0] == "arn", RequestPrincipal.isAccountID(parts[4]) else { return nil }
        return String(parts[4])
    }

    /// What kind of thing the resource is, where its policy follows its own rules.
    var resourceKind: ResourceKind {
        if self.hasAction(prefix: "sts:"), self.resource.starts(with: "arn:".utf8), Self.isIAMRole(self.resource) { return .role }
        if self.hasAction(prefix: "kms:"), Self.isKey(self.resource) { return .key }
        return .other
    }

    func hasAction(prefix: String) -> Bool { self.action.starts(with: prefix.utf8) }

    private static func isIAMRole(_ resource: [UInt8]) -> Bool {
        let parts = resource.split(separator: UInt8(ascii: ":"), maxSplits: 5, omittingEmptySubsequences: false)
        return parts.count == 6 && parts[2].elementsEqual("iam".utf8) && parts[5].starts(with: "role/".utf8)
    }

    private static func isKey(_ resource: [UInt8]) -> Bool {
        let parts = resource.split(separator: UInt8(ascii: ":"), maxSplits: 5, omittingEmptySubsequences: false)
        return parts.count == 6 && parts[2].elementsEqual("kms".utf8) && parts[5].starts(with: "key/".utf8)
    }
}

/// Kinds of resources by the rules for their policies.
///
/// Source: IAM User Guide, "Policy evaluation logic": trust and key policies must themselves allow, even within one account.
enum ResourceKind: Hashable {
    /// Assumed, its policy a trust policy.
    case role
    /// A KMS key, with a key policy.
    case key
    case other

    var needsResourcePolicy: Bool { self != .other }
}
