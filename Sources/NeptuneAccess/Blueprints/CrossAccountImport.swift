import IAMPolicy
package import ReconcileCore

/// A partner of another account reads files of a bucket: by a role that one session of the partner's role may assume, with an external id.
/// - SeeAlso: IAM User Guide, "Access to AWS accounts owned by third parties".
package struct CrossAccountImportBlueprint: Sendable {
    package init() {}

    package let kind = ResourceKind("CrossAccountImport")
    package let nameRule = StringRule.blueprintName

    package let fields = [
        SpecField("bucket", .string(.bucketName), isRequired: true),
        SpecField("prefix", .string(.objectPrefix)),
        SpecField("principal", .string(.sessionARN), isRequired: true),
        SpecField("externalID", .string(.externalID), isRequired: true),
        SpecField("roleName", .string(.roleName)),
        SpecField("policyName", .string(.policyName)),
        SpecField("kmsKey", KeyParameter.shape),
        SpecField("region", .string(.region))
    ]

    package struct Parameters: Equatable, Sendable {
        package let region: String
        package let location: S3Location
        /// The one session that may assume the role.
        package let session: AssumedRoleSession
        package let externalID: String
        package let roleName: String
        package let role: ResourceIdentity
        package let policy: ResourceIdentity
        /// The key that the files are encrypted with; `nil`: none of one's own.
        package let key: KeyParameter?

        package init(_ blueprint: DesiredResource, in surroundings: BlueprintSurroundings) throws(BlueprintFault) {
            let reader = ParameterReader(blueprint, surroundings)
            self.region = try reader.region()
            self.location = S3Location(
                bucket: try reader.required("bucket", .bucketName), prefix: try reader.text("prefix", .objectPrefix) ?? "")
            let principal = try reader.required("principal", .sessionARN)
            guard let session = AssumedRoleSession(principal) else {
                throw BlueprintFault(path: "principal", message: "is not the ARN of a session")
            }
            guard session.partition == reader.account.partition else {
                throw BlueprintFault(
                    path: "principal",
                    message: "is of the partition \(session.partition), the account of \(reader.account.partition): "
                        + "roles cannot be assumed across partitions")
            }
            self.session = session
            self.externalID = try reader.required("externalID", .externalID)
            self.roleName = try reader.name("roleName", .roleName, default: "import-\(reader.name)")
            self.role = reader.identity(.role, region: nil, self.roleName)
            self.policy = reader.identity(
                .managedPolicy, region: nil, try reader.name("policyName", .policyName, default: self.roleName))
            self.key = try reader.key("kmsKey", region: self.region)
        }
    }
}

// MARK: - What it comes to

extension CrossAccountImportBlueprint {
    package func expansion(of blueprint: DesiredResource, in surroundings: BlueprintSurroundings) throws(BlueprintFault) -> BlueprintExpansion {
        let parameters = try Parameters(blueprint, in: surroundings)
        var draft = ExpansionDraft(blueprint, surroundings)
        let use = parameters.key.map { KeyUse.readingThroughS3("DecryptFiles", $0, because: "to read files that are encrypted with the key") }
        var grants = Self.files(parameters, draft.partition)
        if let key = parameters.key, let use { grants.append(use.grant(on: key)) }
        draft.add(parameters.policy, .own, ["document": grants.document])
        draft.explain(grants, parameters.policy, AspectName("document"))
        draft.add(
            parameters.role, .own,
            [
                "description": .string("Imports from \(parameters.location.bucket) by account \(parameters.session.account)"),
                "trustPolicy": Self.trust(parameters), "inlinePolicies": [:],
                "managedPolicies": [.string("ManagedPolicy/\(parameters.policy.name)")]
            ])
        draft.explain(
            ["sts:AssumeRole"], parameters.role, AspectName("trustPolicy"),
            "so that this one session can become the role, and only for the customer whose external id it sends")
        Self.addBucketAccess(parameters, &draft)
        if let key = parameters.key, let use { draft.addKeyAccess(key, principal: "Role/\(parameters.roleName)", [use]) }
        Self.tell(parameters, surroundings.account, &draft)
        return draft.expansion
    }

    private static func files(_ parameters: Parameters, _ partition: String) -> [Grant] {
        let location = parameters.location
        return [
            Grant(
                "FindFiles", [.init(["s3:ListBucket"], "to find the files that are to be imported")], on: [location.bucketARN(partition)],
                if: location.listing),
            Grant("ReadFiles", [.init(["s3:GetObject"], "to read them")], on: [location.objectsARN(partition)])
        ]
    }

    private static func trust(_ parameters: Parameters) -> JSONValue {
        [
            "Version": "2012-10-17",
            "Statement": [
                [
                    "Sid": "OneSessionOfThePartner", "Effect": "Allow", "Principal": ["AWS": .string(parameters.session.arn)],
                    "Action": "sts:AssumeRole",
                    "Condition": ["StringEquals": ["sts:ExternalId": .string(parameters.externalID)]]
                ]
            ]
        ]
    }

    /// A bucket policy that admits named principals only would keep the role out, whatever its own policy says.
    private static func addBucketAccess(_ parameters: Parameters, _ draft: inout ExpansionDraft) {
        let identity = draft.identity(.bucket, region: parameters.region, parameters.location.bucket)
        let principal = JSONValue.string("Role/\(parameters.roleName)")
        var listing: JSONObject = [
            "principal": principal, "actions": ["s3:ListBucket"], "resources": [.string(parameters.location.bucketARN(draft.partition))]
        ]
        if !parameters.location.prefix.isEmpty { listing["context"] = ["s3:prefix": .string(parameters.location.prefix)] }
        let reading: JSONObject = [
            "principal": principal, "actions": ["s3:GetObject"], "resources": [.string(parameters.location.objectsARN(draft.partition))]
        ]
        draft.add(identity, .shared, ["bucketPolicy": ["access": [.object(listing), .object(reading)]]])
        draft.explain(
            ["s3:ListBucket", "s3:GetObject"], identity, AspectName("bucketPolicy"),
            "has to be effective in the end: a bucket policy that denies it to others than those it names has to name the role")
    }

    private static func tell(_ parameters: Parameters, _ account: AccountSettings, _ draft: inout ExpansionDraft) {
        draft.note(
            "what partners call the \"User ARN\" is the ARN of the role: arn:\(account.partition):iam::\(account.accountID):role/\(parameters.roleName)"
        )
        draft.note(
            "the role is not made for the S3 service and altered afterwards, as the usual instructions have it: it trusts session "
                + "`\(parameters.session.session)` from its first moment, and nothing else")
        draft.note(
            "the session's name has to be `\(parameters.session.session)` on the partner's side, to the letter: a trust policy matches one session "
                + "and knows no wildcard there")
        if parameters.location.prefix.isEmpty {
            draft.note("without `prefix` the partner can read every object of \(parameters.location.bucket)")
        }
        if parameters.session.account == account.accountID {
            draft.note("the session is of this account: an external id protects against mix-ups between customers of another one")
        }
    }
}
