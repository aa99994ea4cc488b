import IAMPolicy
package import ReconcileCore

/// The user that puts data into the bucket from which Neptune loads.
/// - SeeAlso: Amazon S3 User Guide, "Actions, resources, and condition keys for Amazon S3".
package struct S3StagingUserBlueprint: Sendable {
    package init() {}

    package let kind = ResourceKind("S3StagingUser")
    package let nameRule = StringRule.blueprintName

    package let fields = [
        SpecField("bucket", .string(.bucketName), isRequired: true),
        SpecField("prefix", .string(.objectPrefix)),
        SpecField("userName", .string(.userName)),
        SpecField("console", .boolean),
        SpecField("allowDelete", .boolean),
        SpecField("kmsKey", KeyParameter.shape),
        SpecField("region", .string(.region))
    ]

    package struct Parameters: Equatable, Sendable {
        package let region: String
        package let location: S3Location
        package let userName: String
        package let user: ResourceIdentity
        /// Whether it finds its bucket in the AWS Management Console.
        package let usesConsole: Bool
        package let mayDelete: Bool
        /// The key that the bucket encrypts with; `nil`: none of one's own.
        package let key: KeyParameter?

        package init(_ blueprint: DesiredResource, in surroundings: BlueprintSurroundings) throws(BlueprintFault) {
            let reader = ParameterReader(blueprint, surroundings)
            self.region = try reader.region()
            self.location = S3Location(
                bucket: try reader.required("bucket", .bucketName), prefix: try reader.text("prefix", .objectPrefix) ?? "")
            self.userName = try reader.name("userName", .userName, default: reader.name)
            self.user = reader.identity(.user, region: nil, self.userName)
            self.usesConsole = try reader.flag("console", default: false)
            self.mayDelete = try reader.flag("allowDelete", default: false)
            self.key = try reader.key("kmsKey", region: self.region)
        }
    }
}

// MARK: - What it comes to

extension S3StagingUserBlueprint {
    package func expansion(of blueprint: DesiredResource, in surroundings: BlueprintSurroundings) throws(BlueprintFault) -> BlueprintExpansion {
        let parameters = try Parameters(blueprint, in: surroundings)
        var draft = ExpansionDraft(blueprint, surroundings)
        var grants = Self.objects(parameters, draft.partition)
        if parameters.usesConsole { grants += Self.console(parameters, draft.partition) }
        let use = parameters.key.map(Self.keyUse)
        if let key = parameters.key, let use { grants.append(use.grant(on: key)) }
        draft.add(parameters.user, .own, ["inlinePolicies": ["staging": grants.document], "managedPolicies": []])
        draft.explain(grants, parameters.user, AspectName("inlinePolicies", "staging"))
        if let key = parameters.key, let use { draft.addKeyAccess(key, principal: "User/\(parameters.userName)", [use]) }
        draft.note("no access key and no password is made: whoever hands the user out does that")
        if !parameters.mayDelete {
            draft.note("the usual instructions speak of deleting and grant no s3:DeleteObject: say `allowDelete: true` where the user shall delete")
        }
        if parameters.usesConsole {
            draft.note("s3:ListAllMyBuckets shows the names of all buckets of the account: AWS cannot limit it")
        }
        return draft.expansion
    }

    private static func objects(_ parameters: Parameters, _ partition: String) -> [Grant] {
        let location = parameters.location
        var purposes = [
            Grant.Purpose(["s3:PutObject"], "to put files there, also in parts"),
            Grant.Purpose(["s3:GetObject"], "to look at what was put there")
        ]
        if parameters.mayDelete { purposes.append(.init(["s3:DeleteObject"], "to remove what was put there")) }
        return [
            Grant("ListFiles", [.init(["s3:ListBucket"], "to see what is there")], on: [location.bucketARN(partition)], if: location.listing),
            Grant("StageFiles", purposes, on: [location.objectsARN(partition)])
        ]
    }

    private static func console(_ parameters: Parameters, _ partition: String) -> [Grant] {
        [
            Grant(
                "FindBucketInConsole",
                [.init(["s3:ListAllMyBuckets"], "to find the bucket in the console's list; AWS grants it on all buckets only")],
                on: ["*"]),
            Grant(
                "OpenBucketInConsole", [.init(["s3:GetBucketLocation"], "to open it there: the console asks for its region first")],
                on: [parameters.location.bucketARN(partition)])
        ]
    }

    private static func keyUse(_ key: KeyParameter) -> KeyUse {
        KeyUse(
            "UseKeyThroughS3",
            [
                .init(["kms:GenerateDataKey"], "to encrypt what is put there"),
                .init(["kms:Decrypt"], "to read it back, and to put large files together from their parts")
            ], limit: .service(key.viaS3))
    }
}
