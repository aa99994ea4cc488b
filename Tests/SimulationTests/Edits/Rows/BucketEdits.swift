import IAMPolicy
import ReconcileCore

/// What people do to buckets.
extension EditRow {
    static let buckets = Self.bucketPolicies + Self.encryption + Self.accessBlocks + Self.bucketTags

    private static func policy(_ name: String, _ direction: Direction, _ change: (inout [JSONObject]) -> Void) -> EditRow {
        EditRow(
            name, .bucket, [.call("PutBucketPolicy", ["Policy": EditSamples.text(EditSamples.bucketUse, change)])],
            [EditFinding("bucketPolicy", .modified, direction)])
    }

    private static func statement(_ principal: JSONValue, effect: JSONValue = "Allow") -> JSONObject {
        ["Sid": "X", "Effect": effect, "Principal": principal, "Action": "s3:GetObject", "Resource": "arn:aws:s3:::{name}/*"]
    }

    private static let bucketPolicies = [
        Self.policy("policy opened to all", .widens) { $0.append(Self.statement("*")) },
        Self.policy("policy lets another account in", .widens) { $0.append(Self.statement(["AWS": .string(EditSamples.stranger)])) },
        Self.policy("policy statement removed", .narrows) { $0.removeFirst() },
        Self.policy("policy without its denial", .widens) { $0.removeLast() },
        Self.policy("policy that denies", .narrows) { $0.append(Self.statement(["AWS": .string(EditSamples.loader)], effect: "Deny")) },
        Self.policy("policy action exchanged", .both) { $0[0]["Action"] = ["s3:GetObject", "s3:PutObject"] },
        EditRow(
            "policy deleted", .bucket, declares: ["bucketPolicy": EditSamples.document([EditSamples.bucketUse[0]])],
            [.call("DeleteBucketPolicy")], [EditFinding("bucketPolicy", .missing, .narrows)]),
        EditRow(
            "policy put where there is none", .bucket, declares: ["bucketPolicy": .null],
            [.call("PutBucketPolicy", ["Policy": EditSamples.text([]) { $0 = [Self.statement(["AWS": .string(EditSamples.caller)])] }])],
            [EditFinding("bucketPolicy", .extra, .widens)])
    ]

    static func encrypting(_ algorithm: String, key: String? = nil, bucketKey: Bool? = nil) -> EditStep {
        var byDefault: JSONObject = ["SSEAlgorithm": .string(algorithm)]
        byDefault["KMSMasterKeyID"] = key.map { .string($0) }
        var rule: JSONObject = ["ApplyServerSideEncryptionByDefault": .object(byDefault)]
        rule["BucketKeyEnabled"] = bucketKey.map { .bool($0) }
        return .call("PutBucketEncryption", ["ServerSideEncryptionConfiguration": ["Rules": [.object(rule)]]])
    }

    private static let encryption = [
        EditRow("encryption removed", .bucket, [.call("DeleteBucketEncryption")], [EditFinding("defaultEncryption", .modified, .widens)]),
        EditRow(
            "encryption with another key", .bucket, [Self.encrypting("aws:kms", key: "{otherKey}", bucketKey: true)],
            [EditFinding("defaultEncryption", .modified, .undetermined)]),
        EditRow(
            "encryption with a key of another account", .bucket,
            [Self.encrypting("aws:kms", key: "arn:aws:kms:eu-central-1:999988887777:key/11111111-2222-3333-4444-555555555555", bucketKey: true)],
            [EditFinding("defaultEncryption", .modified, .undetermined)]),
        EditRow(
            "encryption with a key where S3's own is declared", .bucket, declares: ["defaultEncryption": ["algorithm": "AES256"]],
            [Self.encrypting("aws:kms", key: "{otherKey}")], [EditFinding("defaultEncryption", .modified, .narrows)]),
        EditRow(
            "encryption without the bucket's key", .bucket, [Self.encrypting("aws:kms", key: "{shelfKey}", bucketKey: false)],
            [EditFinding("defaultEncryption", .modified, .neutral)])
    ]

    static func block(_ acls: Bool, _ ignored: Bool, _ policies: Bool, _ restricted: Bool) -> EditStep {
        .call(
            "PutPublicAccessBlock",
            [
                "PublicAccessBlockConfiguration": [
                    "BlockPublicAcls": .bool(acls), "IgnorePublicAcls": .bool(ignored), "BlockPublicPolicy": .bool(policies),
                    "RestrictPublicBuckets": .bool(restricted)
                ]
            ])
    }

    private static let accessBlocks = [
        EditRow("access block deleted", .bucket, [.call("DeletePublicAccessBlock")], [EditFinding("publicAccessBlock", .modified, .widens)]),
        EditRow(
            "access block opened in part", .bucket, [Self.block(true, true, false, false)], [EditFinding("publicAccessBlock", .modified, .widens)]),
        EditRow("access block tightened", .bucket, [Self.block(true, true, true, true)], [EditFinding("publicAccessBlock", .modified, .narrows)]),
        EditRow("access block turned round", .bucket, [Self.block(false, true, true, true)], [EditFinding("publicAccessBlock", .modified, .both)])
    ]

    private static let bucketTags = [
        EditRow(
            "tags replaced", .bucket,
            [.call("PutBucketTagging", ["Tagging": ["TagSet": [["Key": "owner", "Value": "x"], ["Key": "cost", "Value": "1"]]]])],
            [
                EditFinding("tags[owner]", .modified, .neutral), EditFinding("tags[cost]", .extra, .neutral),
                EditFinding("tags[stage]", .missing, .neutral)
            ]),
        EditRow(
            "tags deleted", .bucket, [.call("DeleteBucketTagging")],
            [EditFinding("tags[owner]", .missing, .neutral), EditFinding("tags[stage]", .missing, .neutral)]),
        EditRow("deleted", .bucket, [.removal], [EditFinding("existence", .missing, .narrows, .stays("never created"))])
    ]
}
