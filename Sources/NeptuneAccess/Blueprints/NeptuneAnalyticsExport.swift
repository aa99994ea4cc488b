import IAMPolicy
package import ReconcileCore

/// Exports of a Neptune Analytics graph to S3: the role that the export acts as, what it may do with bucket and key, and how the bucket encrypts.
/// - SeeAlso: Neptune Analytics User Guide, "Import/export permissions"; API Reference, `StartExportTask`.
package struct NeptuneAnalyticsExportBlueprint: Sendable {
    package init() {}

    package let kind = ResourceKind("NeptuneAnalyticsExport")
    package let nameRule = StringRule.blueprintName

    package let fields = [
        SpecField("destination", .string(.objectURI), isRequired: true),
        SpecField("kmsKey", .reference([.kmsKey], .keyLocator), isRequired: true),
        SpecField("graph", .string(.graphID), isRequired: true),
        SpecField("roleName", .string(.roleName)),
        SpecField("caller", .nullable(PrincipalParameter.shape)),
        SpecField("format", .string(Self.format)),
        SpecField("region", .string(.region))
    ]

    /// - SeeAlso: Neptune Analytics API Reference, `StartExportTask`: format.
    private static let format = StringRule.oneOf("a format of exports", ["PARQUET", "CSV"])

    package struct Parameters: Equatable, Sendable {
        package let region: String
        /// As a folder: its prefix is empty or ends with a slash.
        package let destination: S3Location
        package let key: KeyParameter
        package let graph: String
        package let roleName: String
        /// The role that the export acts as.
        package let role: ResourceIdentity
        /// Who starts exports; `nil` where that is left open.
        package let caller: PrincipalParameter?
        /// `PARQUET` or `CSV`.
        package let format: String

        package init(_ blueprint: DesiredResource, in surroundings: BlueprintSurroundings) throws(BlueprintFault) {
            let reader = ParameterReader(blueprint, surroundings)
            self.region = try reader.region()
            self.destination = try reader.location("destination").asFolder
            self.graph = try reader.required("graph", .graphID)
            guard let key = try reader.key("kmsKey", region: self.region) else {
                throw BlueprintFault(
                    path: "kmsKey", message: "is missing: StartExportTask takes no export without a key", suggestion: "kmsKey: alias/NAME")
            }
            self.key = key
            self.roleName = try reader.name("roleName", .roleName, default: "neptune-export-\(reader.name)")
            self.role = reader.identity(.role, region: nil, self.roleName)
            self.caller = try reader.principal("caller")
            self.format = try reader.text("format", NeptuneAnalyticsExportBlueprint.format) ?? "PARQUET"
        }
    }
}

// MARK: - What it comes to

extension NeptuneAnalyticsExportBlueprint {
    /// As AWS prints them; the two names of the encryption context that an export uses.
    /// - SeeAlso: Neptune Analytics User Guide, "Import/export permissions".
    package static let contextKeys = ["aws:neptune-graph:graphId", "aws:neptune-graph:graphExportId"]
    package static let service = "neptune-graph.amazonaws.com"

    package func expansion(of blueprint: DesiredResource, in surroundings: BlueprintSurroundings) throws(BlueprintFault) -> BlueprintExpansion {
        let parameters = try Parameters(blueprint, in: surroundings)
        var draft = ExpansionDraft(blueprint, surroundings)
        let uses = Self.keyUses
        draft.addServiceRole(
            parameters.role, service: Self.service, because: "so that the export can act as the role, and no other service",
            policy: "export", uses.map { $0.grant(on: parameters.key) } + Self.objects(parameters, draft.partition),
            text: "Neptune Analytics exports graphs to \(parameters.destination.bucket)")
        draft.addKeyAccess(parameters.key, principal: "Role/\(parameters.roleName)", uses)
        draft.addEncryption(of: parameters.destination.bucket, region: parameters.region, key: parameters.key)
        if let caller = parameters.caller {
            draft.give(Self.starting(parameters, surroundings.account), to: caller, policy: "export-\(blueprint.identity.name)")
        }
        Self.tell(parameters, &draft)
        return draft.expansion
    }

    private static let keyUses = [
        KeyUse("DescribeKey", [.init(["kms:DescribeKey"], "to check, before anything is written, that the role may use the key")]),
        KeyUse(
            "UseKeyForExports",
            [
                .init(["kms:Decrypt"], "to list and read objects, so that the export does not write duplicates"),
                .init(["kms:GenerateDataKey"], "to encrypt the objects that it writes")
            ], limit: .contextKeys(Self.contextKeys))
    ]

    private static func objects(_ parameters: Parameters, _ partition: String) -> [Grant] {
        [
            Grant(
                "FindEarlierExports", [.init(["s3:ListBucket"], "to see what is there already, so that nothing is written twice")],
                on: [parameters.destination.bucketARN(partition)]),
            Grant(
                "WriteAndCompareExports",
                [
                    .init(["s3:GetObject"], "to compare what is there with what would be written"),
                    .init(["s3:PutObject"], "to write the exported files")
                ], on: [parameters.destination.objectsARN(partition)])
        ]
    }

    /// What whoever starts an export needs.
    /// - SeeAlso: Service Authorization Reference, "Actions, resources, and condition keys for Amazon Neptune Analytics".
    private static func starting(_ parameters: Parameters, _ account: AccountSettings) -> [Grant] {
        let prefix = "arn:\(account.partition):neptune-graph:\(parameters.region):\(account.accountID):"
        return [
            Grant(
                "StartExports", [.init(["neptune-graph:StartExportTask"], "to start an export of this graph")],
                on: [prefix + "graph/\(parameters.graph)", prefix + "export-task/*"]),
            Grant(
                "FollowExports",
                [
                    .init(["neptune-graph:GetExportTask"], "to see how far an export is"),
                    .init(["neptune-graph:CancelExportTask"], "to stop one")
                ], on: [prefix + "export-task/*"]),
            Grant(
                "PassExportRole", [.init(["iam:PassRole"], "to hand the role to Neptune Analytics, and to nobody else")],
                on: ["arn:\(account.partition):iam::\(account.accountID):role/\(parameters.roleName)"],
                if: ["StringEquals": ["iam:PassedToService": .string(Self.service)]])
        ]
    }

    private static func tell(_ parameters: Parameters, _ draft: inout ExpansionDraft) {
        draft.note(
            "the usual instructions use ForAllValues alone on kms:EncryptionContextKeys, which lets calls without any encryption context pass: "
                + "a Null condition closes that")
        draft.note(
            "s3:ListBucket is granted on the bucket itself, as S3 asks for it; on objects, or with a slash at the end, it would match nothing")
        draft.note(
            "StartExportTask takes the ARN of the key, no alias: aws kms describe-key --key-id \(parameters.key.locator) --query KeyMetadata.Arn")
        if parameters.caller == nil {
            draft.note(
                "whoever starts the export needs neptune-graph:StartExportTask and iam:PassRole on the role with iam:PassedToService \(Self.service): "
                    + "name it as `caller` to have that granted")
        }
    }
}
