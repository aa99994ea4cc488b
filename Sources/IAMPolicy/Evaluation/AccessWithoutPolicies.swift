/// What services grant or refuse whatever policies say.
enum AccessWithoutPolicies {
    static let grantReason = "sts:GetCallerIdentity needs no permission, and cannot be denied"

    /// In lower case.
    ///
    /// Source: AWS STS API Reference, "GetCallerIdentity".
    static let freeAction = "sts:getcalleridentity"

    /// Whether the request is allowed to whoever signs it.
    static func isGranted(_ facts: RequestFacts) -> Bool { facts.principal != .anonymous && Self.isFree(facts) }

    private static func isFree(_ facts: RequestFacts) -> Bool { facts.action.elementsEqual(Self.freeAction.utf8) }

    /// Why the request is refused whatever policies allow, if it is.
    static func refusal(_ facts: RequestFacts) -> String? {
        if Self.isFree(facts) { return "sts:GetCallerIdentity is asked by signed requests only" }
        let isIAM = facts.hasAction(prefix: "iam:")
        guard isIAM || facts.hasAction(prefix: "kms:") else { return nil }
        let parts = facts.resource.split(separator: UInt8(ascii: ":"), maxSplits: 5, omittingEmptySubsequences: false)
        guard parts.count == 6 else { return nil }
        let name = { (actions: Set<String>) in actions.contains(String(decoding: facts.action.dropFirst(4), as: UTF8.self)) }
        if isIAM {
            if parts[4].elementsEqual("aws".utf8), parts[5].starts(with: "policy/".utf8), name(Self.changesOfPolicies) {
                return "AWS managed policies cannot be changed"
            }
            if parts[5].starts(with: "role/aws-reserved/".utf8), name(Self.changesOfReservedRoles) {
                return "roles under /aws-reserved/ can be changed by the service that made them only"
            }
            if parts[5].starts(with: "role/aws-service-role/".utf8), name(Self.changesOfLinkedRoles) {
                return "service-linked roles can be changed by their service only"
            }
        } else if parts[5].starts(with: "alias/aws/".utf8), name(Self.changesOfAliases) {
            return "aliases under alias/aws/ are reserved for AWS managed keys"
        }
        return nil
    }

    /// Source: IAM User Guide, "Managed policies and inline policies".
    private static let changesOfPolicies: Set<String> = [
        "createpolicy", "createpolicyversion", "deletepolicy", "deletepolicyversion", "setdefaultpolicyversion", "tagpolicy", "untagpolicy"
    ]

    /// Source: IAM Identity Center User Guide, "Referencing permission sets in resource policies, Amazon EKS Cluster config maps,
    /// and AWS KMS key policies": its roles are protected, and cannot be modified or passed.
    private static let changesOfReservedRoles: Set<String> = [
        "attachrolepolicy", "createrole", "createservicelinkedrole", "deleterole", "deleterolepermissionsboundary", "deleterolepolicy",
        "deleteservicelinkedrole", "detachrolepolicy", "passrole", "putrolepermissionsboundary", "putrolepolicy", "tagrole", "untagrole",
        "updateassumerolepolicy", "updaterole", "updateroledescription"
    ]

    /// Source: IAM User Guide, "Create a service-linked role", editing; IAM API Reference, error `UnmodifiableEntity`.
    private static let changesOfLinkedRoles: Set<String> = [
        "attachrolepolicy", "createrole", "deleterole", "deleterolepermissionsboundary", "deleterolepolicy", "detachrolepolicy",
        "putrolepermissionsboundary", "putrolepolicy", "updateassumerolepolicy"
    ]

    /// Source: AWS KMS API Reference, "CreateAlias".
    private static let changesOfAliases: Set<String> = ["createalias", "deletealias", "updatealias"]
}
