package import IAMPolicy

/// How new objects of a bucket are encrypted, as an aspect: `{"algorithm", "kmsKey"?, "bucketKey"}`.
/// - SeeAlso: Amazon S3 API Reference, `ServerSideEncryptionRule`.
package struct BucketEncryption: Equatable, Sendable {
    /// What a bucket has to which nobody gave anything else; a removed configuration reads so.
    /// - SeeAlso: Amazon S3 User Guide, "Setting default server-side encryption behavior for Amazon S3 buckets".
    package static let automatic = BucketEncryption(algorithm: "AES256", key: nil, hasBucketKey: false)
    /// The algorithms that use a key of KMS.
    static let keyAlgorithms: Set = ["aws:kms", "aws:kms:dsse"]
    /// `LiveResource.facts`: types of encryption that the bucket refuses, as S3 has them.
    package static let blockedFact = "blockedEncryptionTypes"

    package let algorithm: String
    /// `nil`: none, or AWS's own key for S3.
    package let key: String?
    package let hasBucketKey: Bool

    package init(algorithm: String, key: String?, hasBucketKey: Bool) {
        self.algorithm = algorithm
        self.key = key
        self.hasBucketKey = hasBucketKey
    }

    /// What a bucket has.
    package var value: JSONValue {
        var object: JSONObject = ["algorithm": .string(self.algorithm), "bucketKey": .bool(self.hasBucketKey)]
        if let key { object["kmsKey"] = .string(key) }
        return .object(object)
    }

    /// What is declared: without a key AWS's own one is meant, and `bucketKey` counts only where it is said.
    static func desired(
        _ value: JSONValue, of resource: DesiredResource, _ resolver: any ReferenceResolver
    ) throws(ResolutionFault) -> JSONValue {
        guard !value.isNull else { return ["algorithm": .string(Self.automatic.algorithm), "kmsKey": .null] }
        var object: JSONObject = ["algorithm": value["algorithm"] ?? .string(Self.automatic.algorithm), "kmsKey": .null]
        if let key = value["kmsKey"]?.stringValue {
            object["kmsKey"] = .string(key.hasPrefix("KMSKey/") ? try resolver.arn(for: key, from: resource) : key)
        }
        object["bucketKey"] = value["bucketKey"]
        return .object(object)
    }

    /// The rule that `PutBucketEncryption` takes; what the declared value leaves open stays as it is.
    static func parameters(_ desired: JSONValue, live: JSONValue?, blocked: JSONValue?) -> JSONValue {
        var byDefault: JSONObject = ["SSEAlgorithm": desired["algorithm"] ?? .string(Self.automatic.algorithm)]
        if let key = desired["kmsKey"]?.stringValue { byDefault["KMSMasterKeyID"] = .string(key) }
        var rule: JSONObject = ["ApplyServerSideEncryptionByDefault": .object(byDefault)]
        if let bucketKey = desired["bucketKey"] ?? live?["bucketKey"] { rule["BucketKeyEnabled"] = bucketKey }
        if let blocked, blocked.arrayValue?.isEmpty == false { rule["BlockedEncryptionTypes"] = ["EncryptionType": blocked] }
        return ["Rules": [.object(rule)]]
    }
}

/// What keeps a bucket from being opened to the public, as an aspect: four switches, all off where nothing is set.
/// - SeeAlso: Amazon S3 User Guide, "Blocking public access to your Amazon S3 storage".
package enum BucketAccessBlock {
    /// The names of the spec; S3's begin with a capital.
    package static let names = ["blockPublicAcls", "ignorePublicAcls", "blockPublicPolicy", "restrictPublicBuckets"]

    /// - Parameter configuration: as S3 answers; `nil` where nothing is set.
    package static func live(_ configuration: JSONObject?) -> JSONValue {
        .object(
            JSONObject(
                Self.names.map { name in
                    .init(name: name, value: .bool(configuration?[Self.capitalized(name)]?.boolValue ?? false))
                }))
    }

    static func desired(_ value: JSONValue) -> JSONValue { value.isNull ? Self.live(nil) : value }

    /// All four: S3 takes what is left out as off.
    static func parameters(_ desired: JSONValue, live: JSONValue?) -> JSONValue {
        .object(
            JSONObject(
                Self.names.map { name in
                    .init(name: Self.capitalized(name), value: desired[name] ?? live?[name] ?? false)
                }))
    }

    private static func capitalized(_ name: String) -> String { name.prefix(1).uppercased() + name.dropFirst() }
}
