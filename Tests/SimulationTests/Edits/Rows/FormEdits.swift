import IAMPolicy
import ReconcileCore

/// What people do where not everything is declared: some statements of a policy, some members of a set.
extension EditRow {
    /// The declared one is the last.
    private static let bucketUse = Array(EditSamples.bucketUse.reversed())

    private static func ofStatements(_ statements: [JSONObject]) -> JSONValue { ["statements": .array(statements.map { .object($0) })] }

    private static func key(_ change: (inout [JSONObject]) -> Void) -> EditStep {
        .call("PutKeyPolicy", ["PolicyName": "default", "Policy": EditSamples.text(EditSamples.keyUse, change)])
    }

    private static func bucket(_ change: (inout [JSONObject]) -> Void) -> EditStep {
        .call("PutBucketPolicy", ["Policy": EditSamples.text(Self.bucketUse, change)])
    }

    private static let keyForm: JSONObject = ["keyPolicy": Self.ofStatements([EditSamples.keyUse[1]])]
    private static let keyMade: JSONObject = ["keyPolicy": EditSamples.document(EditSamples.keyUse)]
    private static let bucketForm: JSONObject = ["bucketPolicy": Self.ofStatements([EditSamples.bucketUse[0]])]
    private static let bucketMade: JSONObject = ["bucketPolicy": EditSamples.document(Self.bucketUse)]

    static let statements = [
        EditRow(
            "declared statement with more actions", .kmsKey, declares: Self.keyForm, made: Self.keyMade,
            [Self.key { $0[1]["Action"] = ["kms:Decrypt", "kms:GenerateDataKey", "kms:Encrypt"] }],
            [EditFinding("keyPolicy[Use]", .modified, .widens)]),
        EditRow(
            "declared statement removed", .kmsKey, declares: Self.keyForm, made: Self.keyMade, [Self.key { $0.removeLast() }],
            [EditFinding("keyPolicy[Use]", .missing, .narrows)]),
        EditRow(
            "declared statement turned to a denial", .bucket, declares: Self.bucketForm, made: Self.bucketMade,
            [Self.bucket { $0[1]["Effect"] = "Deny" }], [EditFinding("bucketPolicy[Load]", .modified, .narrows)]),
        EditRow(
            "declared statement removed", .bucket, declares: Self.bucketForm, made: Self.bucketMade, [Self.bucket { $0.removeLast() }],
            [EditFinding("bucketPolicy[Load]", .missing, .narrows)])
    ]

    /// What others may have beside what is declared: nothing of it may be found or touched.
    static let tolerated = [
        EditRow(
            same: "another statement beside the declared one", .kmsKey, declares: Self.keyForm, made: Self.keyMade,
            [
                Self.key {
                    $0.append([
                        "Sid": "X", "Effect": "Allow", "Principal": ["AWS": .string(EditSamples.stranger)], "Action": "kms:Decrypt", "Resource": "*"
                    ])
                }
            ]),
        EditRow(
            same: "another statement instead of others'", .bucket, declares: Self.bucketForm, made: Self.bucketMade,
            [
                Self.bucket {
                    $0[0]["Sid"] = "Y"; $0[0]["Action"] = "s3:DeleteObject"
                }
            ]),
        EditRow(
            same: "others' members of an additive role", .role, ownership: .additive,
            [
                .call("AttachRolePolicy", ["PolicyArn": .string(EditSamples.power)]),
                .call("PutRolePolicy", ["PolicyName": "theirs", "PolicyDocument": EditSamples.document(EditSamples.permissions).asText]),
                .call("TagRole", ["Tags": [["Key": "theirs", "Value": "x"]]])
            ]),
        EditRow(
            same: "others' rules of an additive security group", .securityGroup, ownership: .additive,
            [.call("AuthorizeSecurityGroupIngress", Self.ingress("IpRanges", ["CidrIp": "10.7.0.0/16"]))]),
        EditRow(
            same: "others' tags of an additive bucket", .bucket, ownership: .additive,
            [
                .call(
                    "PutBucketTagging",
                    [
                        "Tagging": [
                            "TagSet": [["Key": "owner", "Value": "graph"], ["Key": "stage", "Value": "prod"], ["Key": "theirs", "Value": "x"]]
                        ]
                    ])
            ]),
        EditRow(
            same: "others' grants and aliases of an additive key", .kmsKey, ownership: .additive,
            [
                .call("CreateGrant", ["GranteePrincipal": .string(EditSamples.loader), "Operations": ["Encrypt"]]),
                .call("CreateAlias", of: "kms", ["AliasName": "alias/{name}-theirs", "TargetKeyId": "{handle}"])
            ]),
        EditRow(
            same: "others' members of an additive group", .group, ownership: .additive, [.call("AddUserToGroup", ["UserName": "{name}-visitor"])]),
        EditRow(
            same: "others' role of an additive cluster", .neptuneCluster, ownership: .additive,
            [.call("AddRoleToDBCluster", ["RoleArn": .string(EditSamples.loader), "FeatureName": "Import"])]),
        EditRow(
            same: "others' target of an additive control policy", .serviceControlPolicy, ownership: .additive,
            [.call("AttachPolicy", ["TargetId": "{second}"])])
    ]
}
