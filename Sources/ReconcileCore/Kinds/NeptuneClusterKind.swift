package import IAMPolicy

/// A Neptune cluster: the roles that it may act as, and whether its clients have to sign. It is never created.
/// - SeeAlso: Amazon Neptune API Reference, `DescribeDBClusters`, `AddRoleToDBCluster`.
package struct NeptuneClusterKind: KindDefinition {
    package init() {}

    package let kind = ResourceKind.neptuneCluster
    package let service = "rds"
    package let isRegional = true
    package let namesIgnoreCase = true
    package let nameRule = StringRule.clusterName
    package let recreationChangesPrincipal = false

    package let fields = [
        SpecField("identifier", .string(.clusterName)),
        SpecField(
            "associatedRoles",
            .nullable(
                .list(
                    .anyOf([
                        .reference([.role], .roleARN),
                        .record([SpecField("role", .reference([.role], .roleARN), isRequired: true), SpecField("feature", .string(.any))])
                    ])))),
        SpecField("iamDatabaseAuthentication", .boolean)
    ]

    package let aspects = [
        AspectDefinition(
            "associatedRoles", .record, readBy: ["DescribeDBClusters"], writtenBy: ["AddRoleToDBCluster", "RemoveRoleFromDBCluster"]),
        AspectDefinition("iamDatabaseAuthentication", .value, readBy: ["DescribeDBClusters"], writtenBy: ["ModifyDBCluster"])
    ]

    package func desiredAspects(
        of resource: DesiredResource, resolver: any ReferenceResolver
    ) throws(ResolutionFault) -> DesiredAspects {
        var reading = SpecReading(resource, resolver: resolver)
        reading.value("iamDatabaseAuthentication")
        try reading.elements("associatedRoles") { (element) throws(ResolutionFault) in
            guard let name = (element.stringValue ?? element["role"]?.stringValue) else { return nil }
            let role = ClusterRole(
                arn: try resolver.arn(for: name, from: resource), feature: element["feature"]?.stringValue, isInvalid: false)
            return (role.member, role.desired)
        }
        return reading.aspects
    }

    package func locator(of resource: DesiredResource, account: AccountSettings, bound: Binding?) -> String? { Self.identifier(of: resource) }

    package func handles(of resource: DesiredResource) -> [String] { [Self.identifier(of: resource)] }

    package func arn(of resource: DesiredResource, account: AccountSettings, bound: Binding?) -> String? {
        let region = resource.identity.region ?? account.region
        return bound?.arn ?? "arn:\(account.partition):rds:\(region):\(account.accountID):cluster:\(Self.identifier(of: resource))"
    }

    /// RDS keeps identifiers in small letters.
    private static func identifier(of resource: DesiredResource) -> String {
        (resource.spec["identifier"]?.stringValue ?? resource.identity.name).lowercased()
    }

    // MARK: Permissions

    package let foundBy = ["DescribeDBClusters"]
    package let createdBy: [String] = []
    package let removedBy = ["DeleteDBCluster"]
    package let accountWideOperations: Set<String> = []

    package func permissionScope(of resource: DesiredResource, account: AccountSettings) -> PermissionScope {
        let own = self.arn(of: resource, account: account, bound: nil).map { [$0] } ?? []
        guard let roles = resource.spec["associatedRoles"]?.arrayValue, !roles.isEmpty else { return PermissionScope(arns: own) }
        let passed = roles.compactMap { $0.stringValue ?? $0["role"]?.stringValue }.flatMap { name in
            name.hasPrefix("arn:") ? [name] : IAMPermissionScope.anyPath("role", name.split(separator: "/").last.map(String.init) ?? name, account)
        }
        // - SeeAlso: Neptune User Guide, "Creating an IAM role to allow Amazon Neptune to access Amazon S3 resources".
        let condition: JSONValue = ["StringEquals": ["iam:PassedToService": "rds.amazonaws.com"]]
        return PermissionScope(
            arns: own,
            beside: [BesidePermission(sid: "PassRolesOf", actions: ["iam:PassRole"], arns: passed, condition: condition, isForWriting: true)])
    }

    // MARK: Effects

    package func effect(of drift: AspectDrift, in surroundings: AccessSurroundings) -> AccessEffect {
        switch (drift.aspect.base, drift.kind) {
        case ("associatedRoles", .extra):
            AccessEffect(.widens, .access, reason: "whoever may load data can have the cluster act as the role")
        case ("associatedRoles", .modified): AccessEffect(.narrows, .access, reason: "Neptune says that the cluster cannot assume the role")
        case ("associatedRoles", .missing): AccessEffect(.narrows, .access)
        case ("iamDatabaseAuthentication", _):
            drift.desired == true
                ? AccessEffect(.widens, .access, reason: "whoever reaches the cluster may query it, without signing")
                : AccessEffect(.narrows, .access, reason: "whoever does not sign is refused")
        default: AccessEffect(.narrows, .access)
        }
    }

    // MARK: Corrections

    package func creation(of target: CorrectionTarget) -> Creation {
        .impossible("clusters are never created: a new one would be empty")
    }

    package func corrections(of drifts: [AspectDrift], target: CorrectionTarget) -> [CorrectionDraft] {
        guard let id = target.live?.facts[Self.identifierFact]?.stringValue else { return [] }
        let cluster: JSONObject = ["DBClusterIdentifier": .string(id)]
        return drifts.compactMap { drift in
            guard let call = Self.call(drift) else { return nil }
            let mutation = Mutation(
                service: self.service, region: target.resource.identity.region, operation: call.operation,
                parameters: cluster.adding(call.parameters), writes: [AspectWrite(drift)])
            return CorrectionDraft(
                aspects: [drift.aspect], stage: call.stage, mutations: [mutation], reason: "\(call.operation) brings back \(drift.aspect)",
                reversibility: Self.reversibility(of: drift, target))
        }
    }

    /// Without a feature it is not documented which association of a role is taken; one that is declared is not put at risk.
    /// - SeeAlso: Amazon Neptune API Reference, `RemoveRoleFromDBCluster`.
    private static func reversibility(of drift: AspectDrift, _ target: CorrectionTarget) -> Reversibility {
        guard drift.aspect.base == "associatedRoles", drift.desired == nil, let role = drift.live.flatMap({ ClusterRole(value: $0) }),
            role.feature == nil
        else { return .reversible }
        let others = target.desired.values.filter { $0.key.base == "associatedRoles" }.compactMap { $0.value.flatMap { ClusterRole(value: $0) } }
        guard let other = others.first(where: { $0.arn == role.arn && $0.feature != nil }) else { return .reversible }
        return .irreversible(
            "to take \(role.arn) away without a feature may take its declared association for \(other.feature ?? "a feature") as well: AWS does not say"
        )
    }

    private static func call(_ drift: AspectDrift) -> (operation: String, parameters: JSONObject, stage: CorrectionStage)? {
        switch (drift.aspect.base, drift.desired, drift.live) {
        case ("associatedRoles", let desired?, nil):
            return ClusterRole(value: desired).map { ("AddRoleToDBCluster", $0.parameters, .grant) }
        case ("associatedRoles", nil, let live?):
            return ClusterRole(value: live).map { ("RemoveRoleFromDBCluster", $0.parameters, .revoke) }
        case ("iamDatabaseAuthentication", let desired?, _):
            // Without `ApplyImmediately`, which would also carry out what others have put off.
            guard let isOn = desired.boolValue else { return nil }
            return ("ModifyDBCluster", ["EnableIAMDatabaseAuthentication": .bool(isOn)], isOn ? .restrict : .release)
        default: return nil
        }
    }

    package func reasonNotCorrected(_ drift: AspectDrift, target: CorrectionTarget) -> String? {
        guard drift.aspect.base == "associatedRoles", drift.kind == .modified else { return nil }
        return "Neptune says that it cannot assume the role: its trust policy has to let rds.amazonaws.com in; to associate it anew changes nothing"
    }

    /// `LiveResource.facts`: the identifier as RDS has it.
    package static let identifierFact = "identifier"
    /// `LiveResource.facts`: the members of `associatedRoles` that are on their way, and count as there.
    package static let pendingFact = "pendingRoles"
}

/// A role that a cluster may act as.
/// - SeeAlso: Amazon Neptune API Reference, `DBClusterRole`.
package struct ClusterRole: Equatable, Sendable {
    package let arn: String
    package let feature: String?
    /// Neptune cannot assume it.
    package let isInvalid: Bool

    package init(arn: String, feature: String?, isInvalid: Bool) {
        self.arn = arn
        self.feature = feature.flatMap { $0.isEmpty ? nil : $0 }
        self.isInvalid = isInvalid
    }

    init?(value: JSONValue) {
        guard let arn = value["role"]?.stringValue else { return nil }
        self.init(arn: arn, feature: value["feature"]?.stringValue, isInvalid: value["status"] == "INVALID")
    }

    package var member: String { [self.arn, self.feature].compactMap(\.self).joined(separator: " ") }
    package var aspect: AspectName { AspectName("associatedRoles", self.member) }

    /// As it is on a cluster.
    package var value: JSONValue {
        var object = self.parts
        if self.isInvalid { object["status"] = "INVALID" }
        return .object(object)
    }

    /// As it is declared: there, and not of a status that tells of trouble.
    var desired: JSONValue {
        var object = self.parts
        object["status"] = .null
        return .object(object)
    }

    private var parts: JSONObject {
        var object: JSONObject = ["role": .string(self.arn)]
        if let feature { object["feature"] = .string(feature) }
        return object
    }

    var parameters: JSONObject {
        var parameters: JSONObject = ["RoleArn": .string(self.arn)]
        if let feature { parameters["FeatureName"] = .string(feature) }
        return parameters
    }
}
