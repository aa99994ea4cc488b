import IAMPolicy
package import ReconcileCore

/// Bulk loads from S3 into a Neptune cluster: the role that the loader acts as, its association with the cluster, and who reaches the port.
/// - SeeAlso: Amazon Neptune User Guide, "Prerequisites: IAM role and Amazon S3 access".
package struct NeptuneBulkLoadBlueprint: Sendable {
    package init() {}

    package let kind = ResourceKind("NeptuneBulkLoad")
    package let nameRule = StringRule.blueprintName

    package let fields = [
        SpecField("cluster", ClusterParameter.shape, isRequired: true),
        SpecField("source", .string(.objectURI), isRequired: true),
        SpecField("clients", .nullable(.list(.string(.ingressSource)))),
        SpecField("securityGroup", .nullable(.string(.securityGroupID))),
        SpecField("kmsKey", KeyParameter.shape),
        SpecField("roleName", .string(.roleName)),
        SpecField("format", .string(Self.format)),
        SpecField("region", .string(.region))
    ]

    /// - SeeAlso: Amazon Neptune User Guide, "Loader command": format.
    private static let format = StringRule.oneOf("a format of the loader", ["csv", "opencypher", "ntriples", "nquads", "rdfxml", "turtle"])

    package struct Parameters: Equatable, Sendable {
        package let region: String
        /// Its identifier and identity are known.
        package let cluster: ClusterParameter
        package let clusterIdentifier: String
        package let clusterIdentity: ResourceIdentity
        package let source: S3Location
        /// Blocks of addresses, security groups and prefix lists that shall reach port 8182.
        package let clients: [String]
        /// The group of the cluster in which the rules are kept; `nil`: none are.
        package let securityGroup: String?
        /// The key that the files are encrypted with; `nil`: none of one's own.
        package let key: KeyParameter?
        package let roleName: String
        /// The role that the loader acts as.
        package let role: ResourceIdentity
        /// As the loader takes it: `csv`.
        package let format: String

        package init(_ blueprint: DesiredResource, in surroundings: BlueprintSurroundings) throws(BlueprintFault) {
            let reader = ParameterReader(blueprint, surroundings)
            self.region = try reader.region()
            guard let cluster = try reader.cluster("cluster", region: self.region) else {
                throw BlueprintFault(path: "cluster", message: "is missing", suggestion: "cluster: IDENTIFIER")
            }
            guard let identifier = cluster.identifier, let identity = cluster.identity else {
                throw BlueprintFault(
                    path: "cluster",
                    message: "is the resource id of a cluster that has not been read: a role is associated by the cluster's identifier",
                    suggestion: "cluster: IDENTIFIER")
            }
            (self.cluster, self.clusterIdentifier, self.clusterIdentity) = (cluster, identifier, identity)
            self.source = try reader.location("source")
            self.clients = try reader.texts("clients", .ingressSource)
            self.securityGroup = try reader.text("securityGroup", .securityGroupID)
            self.key = try reader.key("kmsKey", region: self.region)
            self.roleName = try reader.name("roleName", .roleName, default: "neptune-bulk-load-\(reader.name)")
            self.role = reader.identity(.role, region: nil, self.roleName)
            self.format = try reader.text("format", NeptuneBulkLoadBlueprint.format) ?? "csv"
            if self.securityGroup != nil, self.clients.isEmpty {
                throw BlueprintFault(
                    path: "clients", message: "is empty: with `securityGroup` it says who shall reach port 8182",
                    suggestion: "clients: [sg-…, 10.0.0.0/16]")
            }
        }
    }
}

// MARK: - What it comes to

extension NeptuneBulkLoadBlueprint {
    /// Neptune clusters act through RDS: there is no service principal of Neptune's own.
    /// - SeeAlso: Amazon Neptune User Guide, "Creating an IAM role to access Amazon S3".
    package static let service = "rds.amazonaws.com"

    package func expansion(of blueprint: DesiredResource, in surroundings: BlueprintSurroundings) throws(BlueprintFault) -> BlueprintExpansion {
        let parameters = try Parameters(blueprint, in: surroundings)
        var draft = ExpansionDraft(blueprint, surroundings)
        let use = parameters.key.map { KeyUse.readingThroughS3("DecryptFiles", $0, because: "to read files that are encrypted with the key") }
        var grants = Self.files(parameters, draft.partition)
        if let key = parameters.key, let use { grants.append(use.grant(on: key)) }
        draft.addServiceRole(
            parameters.role, service: Self.service,
            because: "so that the cluster can act as the role: Neptune's clusters do so as RDS, by this name and no other", policy: "load", grants,
            text: "Neptune reads bulk-load files from \(parameters.source.bucket)")
        if let key = parameters.key, let use { draft.addKeyAccess(key, principal: "Role/\(parameters.roleName)", [use]) }
        let roles = AspectName("associatedRoles")
        draft.add(
            parameters.clusterIdentity, .shared,
            ["identifier": .string(parameters.clusterIdentifier), "associatedRoles": [.string("Role/\(parameters.roleName)")]])
        draft.explain(
            ["rds:AddRoleToDBCluster"], parameters.clusterIdentity, roles, "without the association the loader is refused, whatever the role may do")
        Self.addRules(parameters, surroundings, &draft)
        Self.tell(parameters, &draft)
        return draft.expansion
    }

    private static func files(_ parameters: Parameters, _ partition: String) -> [Grant] {
        [
            Grant(
                "FindFiles", [.init(["s3:ListBucket"], "to find the files below the source")], on: [parameters.source.bucketARN(partition)]),
            Grant("ReadFiles", [.init(["s3:GetObject"], "to read them")], on: [parameters.source.objectsARN(partition)])
        ]
    }

    private static func addRules(_ parameters: Parameters, _ surroundings: BlueprintSurroundings, _ draft: inout ExpansionDraft) {
        guard let group = parameters.securityGroup else {
            if !parameters.clients.isEmpty {
                draft.note(
                    "`clients` are judged and not kept: no rule is added to a security group, because `securityGroup` does not say to which one")
            }
            return
        }
        let declared = surroundings.desired.first {
            $0.identity.kind == .securityGroup && $0.identity.account == surroundings.account.name && $0.identity.region == parameters.region
                && $0.spec["groupID"]?.stringValue == group
        }
        let identity = declared?.identity ?? draft.identity(.securityGroup, region: parameters.region, group)
        let rules = parameters.clients.map { source in
            // Without a description: two that ask for one rule must not differ by it.
            IngressRule(transport: "tcp", from: IngressRule.neptunePort, to: IngressRule.neptunePort, source: source, text: nil)
        }
        draft.add(identity, .shared, ["groupID": .string(group), "ingress": .array(rules.map(\.value))])
        for rule in rules {
            draft.explain(
                ["tcp \(IngressRule.neptunePort)"], identity, rule.aspect, "so that \(rule.source) reaches the loader on the cluster's port")
        }
    }

    private static func tell(_ parameters: Parameters, _ draft: inout ExpansionDraft) {
        draft.note(
            "the usual instructions attach AmazonS3ReadOnlyAccess, which reads every bucket of the account: the role reads what lies below "
                + "\(parameters.source.uri), and nothing else")
        if !parameters.source.prefix.isEmpty, !parameters.source.prefix.hasSuffix("/") {
            draft.note(
                "the source does not end with a slash: like the loader, the role takes it for the beginning of names, so that every object whose key "
                    + "begins with `\(parameters.source.prefix)` can be read")
        }
        draft.note("the cluster fetches the files through an S3 endpoint of its VPC, which is judged and not kept")
        if parameters.key == nil {
            draft.note("without `kmsKey` the role reads files that S3 encrypts by itself (SSE-S3), and none that a key of one's own encrypts")
        }
    }
}
