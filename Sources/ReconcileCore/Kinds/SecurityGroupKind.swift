import IAMPolicy

/// A security group: what it lets in. It is never created, and what it lets out never touched.
/// - SeeAlso: Amazon EC2 API Reference, `DescribeSecurityGroups`.
package struct SecurityGroupKind: KindDefinition {
    package init() {}

    package let kind = ResourceKind.securityGroup
    package let service = "ec2"
    package let isRegional = true
    package let namesIgnoreCase = false
    package let nameRule = StringRule.securityGroupName
    package let recreationChangesPrincipal = false

    package let fields = [
        SpecField("groupID", .string(.securityGroupID)),
        SpecField("ingress", .nullable(.list(Self.rule)))
    ]

    package let aspects = [
        AspectDefinition(
            "ingress", .record, readBy: ["DescribeSecurityGroups"],
            writtenBy: ["AuthorizeSecurityGroupIngress", "RevokeSecurityGroupIngress", "UpdateSecurityGroupRuleDescriptionsIngress"],
            alsoWrittenBy: ["ModifySecurityGroupRules"])
    ]

    private static let ports = SpecShape.integer(-1...65_535)
    private static let rule = SpecShape.record([
        SpecField("protocol", .string(.transportProtocol), isRequired: true),
        SpecField("fromPort", Self.ports),
        SpecField("toPort", Self.ports),
        SpecField("source", .string(.ingressSource), isRequired: true),
        SpecField("description", .string(.ruleDescription))
    ])

    package func desiredAspects(
        of resource: DesiredResource, resolver: any ReferenceResolver
    ) throws(ResolutionFault) -> DesiredAspects {
        var reading = SpecReading(resource, resolver: resolver)
        try reading.elements("ingress") { (element) throws(ResolutionFault) in
            guard let rule = IngressRule(value: element) else { return nil }
            if let fault = rule.fault { throw ResolutionFault(message: "the rule \(rule.member) of \(resource.identity) \(fault)") }
            return (rule.member, rule.value)
        }
        return reading.aspects
    }

    package func locator(of resource: DesiredResource, account: AccountSettings, bound: Binding?) -> String? {
        resource.spec["groupID"]?.stringValue
    }

    package func handles(of resource: DesiredResource) -> [String] { resource.spec["groupID"]?.stringValue.map { [$0] } ?? [] }

    package func arn(of resource: DesiredResource, account: AccountSettings, bound: Binding?) -> String? {
        bound?.arn ?? resource.spec["groupID"]?.stringValue.map { Self.arn($0, of: resource, account) }
    }

    private static func arn(_ id: String, of resource: DesiredResource, _ account: AccountSettings) -> String {
        "arn:\(account.partition):ec2:\(resource.identity.region ?? account.region):\(account.accountID):security-group/\(id)"
    }

    /// Groups that are declared with their account: those of the own account go by that name then, too.
    package func soughtMembers(of resource: DesiredResource) -> Set<String> {
        let sources = (resource.spec["ingress"]?.arrayValue ?? []).compactMap { $0["source"]?.stringValue }
        return Set(sources.filter { $0.contains("/sg-") })
    }

    // MARK: Permissions

    package let foundBy = ["DescribeSecurityGroups"]
    package let createdBy: [String] = []
    package let removedBy = ["DeleteSecurityGroup"]
    /// - SeeAlso: Service Authorization Reference, "Actions, resources, and condition keys for Amazon EC2".
    package let accountWideOperations: Set = ["DescribeSecurityGroups"]

    package func permissionScope(of resource: DesiredResource, account: AccountSettings) -> PermissionScope {
        PermissionScope(arns: [Self.arn(resource.spec["groupID"]?.stringValue ?? "*", of: resource, account)])
    }

    // MARK: Effects

    package func effect(of drift: AspectDrift, in surroundings: AccessSurroundings) -> AccessEffect {
        guard drift.aspect.base == "ingress" else { return AccessEffect(.narrows, .access) }
        switch drift.kind {
        case .modified: return .described
        case .missing: return AccessEffect(.narrows, .access)
        case .extra:
            let rule = drift.live.flatMap(IngressRule.init(value:))
            let isForeign = rule?.sourceAccount.map { $0 != surroundings.accountID } ?? false
            return AccessEffect(.widens, .access, reach: rule?.isPublic == true ? [.everybody] : isForeign ? [.otherAccount] : [])
        }
    }

    // MARK: Corrections

    package func creation(of target: CorrectionTarget) -> Creation {
        .impossible("security groups are never created: what belongs to one would have to be moved to it by hand")
    }

    package func corrections(of drifts: [AspectDrift], target: CorrectionTarget) -> [CorrectionDraft] {
        guard let id = target.live?.uniqueID else { return [] }
        return drifts.compactMap { drift in
            guard drift.aspect.base == "ingress", let rule = (drift.desired ?? drift.live).flatMap(IngressRule.init(value:)) else { return nil }
            let call: (operation: String, stage: CorrectionStage) =
                switch (drift.desired, drift.live) {
                case (nil, _): ("RevokeSecurityGroupIngress", .revoke)
                case (_, nil): ("AuthorizeSecurityGroupIngress", .grant)
                case (_, _): ("UpdateSecurityGroupRuleDescriptionsIngress", .describe)
                }
            let mutation = Mutation(
                service: self.service, region: target.resource.identity.region, operation: call.operation,
                parameters: ["GroupId": .string(id), "IpPermissions": [rule.permission(withText: drift.desired != nil)]],
                writes: [AspectWrite(drift)])
            return CorrectionDraft(
                aspects: [drift.aspect], stage: call.stage, mutations: [mutation], reason: "\(call.operation) brings back \(drift.aspect)")
        }
    }
}
