import IAMPolicy
import ReconcileTestKit

/// A role, and a key and a bucket in another region; somebody who edits them, and a daemon with a name of its own.
struct TrailEstate {
    let visitor: NamedCaller
    let daemon: NamedCaller
    let keyARN: String

    static let region = "eu-west-1"
    static let bucket = "graph-exports"
    static let role = "prod/Role/export"
    static let resources = [Self.role, "prod/eu-west-1/KMSKey/exports", "prod/eu-west-1/Bucket/\(Self.bucket)"]

    /// What the visitor calls for each.
    static let calls = Dictionary(uniqueKeysWithValues: zip(Self.resources, ["PutRolePolicy", "PutKeyPolicy", "PutBucketPolicy"]))

    /// The world as it is declared.
    static func made(mode: String) async throws -> (World, TrailEstate) {
        // What is put back stays in `status` for as long as its window is open.
        var configuration = ConfigurationText(mode: mode, window: "10m")
        configuration.credentials = "{profile: daemon}"
        let world = try await World(configuration)
        let estate = try await TrailEstate(in: world.aws)
        try world.folder.write(estate.daemon.profile("daemon"), to: "aws-config")
        try world.folder.write(estate.manifests, to: "desired.d/estate.yaml")
        return (world, estate)
    }

    private init(in aws: MotoServer) async throws {
        self.visitor = try await NamedCaller("mallory", in: aws)
        self.daemon = try await NamedCaller("reconciled", in: aws)
        let trust = Self.text(["Effect": "Allow", "Principal": ["Service": "rds.amazonaws.com"], "Action": "sts:AssumeRole"])
        try await aws.call("iam", "create_role", ["RoleName": "export", "AssumeRolePolicyDocument": trust])
        try await aws.call("iam", "put_role_policy", ["RoleName": "export", "PolicyName": "load", "PolicyDocument": Self.text(Self.load)])
        self.keyARN =
            try await aws.call("kms", "create_key", ["Policy": Self.text(Self.keyUse)], in: Self.region)["KeyMetadata"]?["Arn"]?.stringValue ?? ""
        try await aws.call(
            "s3", "create_bucket",
            ["Bucket": .string(Self.bucket), "CreateBucketConfiguration": ["LocationConstraint": .string(Self.region)]], in: Self.region)
        try await aws.call("s3", "put_bucket_policy", ["Bucket": .string(Self.bucket), "Policy": Self.text(Self.bucketUse)], in: Self.region)
    }

    // MARK: What the visitor does

    func editAll() async throws {
        try await self.editRole("s3:DeleteObject", as: self.visitor)
        let open: JSONValue = ["Effect": "Allow", "Principal": ["AWS": "arn:aws:iam::999900001111:root"], "Action": "kms:Decrypt", "Resource": "*"]
        try await self.visitor.call(
            "kms", "put_key_policy",
            ["KeyId": .string(self.keyARN), "PolicyName": "default", "Policy": Self.text(Self.keyUse, open)], region: Self.region)
        try await self.visitor.call(
            "s3", "put_bucket_policy",
            ["Bucket": .string(Self.bucket), "Policy": Self.text(Self.bucketUse(of: "s3:GetObject", "s3:DeleteObject"))], region: Self.region)
    }

    /// - Parameter action: what the role may do then, beside what is declared.
    func editRole(_ action: String, as editor: NamedCaller) async throws {
        let wider: JSONValue = ["Effect": "Allow", "Action": ["s3:GetObject", .string(action)], "Resource": "*"]
        try await editor.call("iam", "put_role_policy", ["RoleName": "export", "PolicyName": "load", "PolicyDocument": Self.text(wider)])
    }

    // MARK: What is declared

    private static let load: JSONValue = ["Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"]
    private static let keyUse: JSONValue = [
        "Effect": "Allow", "Principal": ["AWS": .string("arn:aws:iam::\(MotoServer.accountID):root")], "Action": "kms:*", "Resource": "*"
    ]
    private static let bucketUse = Self.bucketUse(of: "s3:GetObject")

    private static func bucketUse(of actions: String...) -> JSONValue {
        [
            "Effect": "Allow", "Principal": ["AWS": .string("arn:aws:iam::\(MotoServer.accountID):role/export")],
            "Action": .array(actions.map(JSONValue.string)), "Resource": .string("arn:aws:s3:::\(Self.bucket)/*")
        ]
    }

    private static func document(_ statements: [JSONValue]) -> String {
        JSONWriter.compact(["Version": "2012-10-17", "Statement": .array(statements)])
    }

    private static func text(_ statements: JSONValue...) -> JSONValue { .string(Self.document(statements)) }

    private var manifests: String {
        """
        apiVersion: reconciled/v1
        kind: Role
        metadata: {name: export}
        spec: {inlinePolicies: {load: \(Self.document([Self.load]))}}
        ---
        apiVersion: reconciled/v1
        kind: KMSKey
        metadata: {name: exports, region: \(Self.region)}
        spec: {key: "\(self.keyARN)", keyPolicy: \(Self.document([Self.keyUse]))}
        ---
        apiVersion: reconciled/v1
        kind: Bucket
        metadata: {name: \(Self.bucket), region: \(Self.region)}
        spec: {bucketPolicy: \(Self.document([Self.bucketUse]))}

        """
    }
}
