import IAMPolicy

/// One bucket.
struct BucketState: Equatable, Sendable {
    let name: String
    let account: String
    let region: String
    let createdAt: Int
    var policy: StoredDocument?
    /// The value of `ServerSideEncryptionConfiguration`; every bucket has one.
    var encryption: JSONValue = BucketState.defaultEncryption
    var publicAccessBlock: JSONValue?
    var tags: TagSet?
    /// By key.
    var objects: [String: StoredObject] = [:]

    /// - SeeAlso: Amazon S3 User Guide, "Default encryption".
    static let defaultEncryption: JSONValue = [
        "Rules": [["ApplyServerSideEncryptionByDefault": ["SSEAlgorithm": "AES256"], "BucketKeyEnabled": false]]
    ]
}

/// One object, but for what is in it.
struct StoredObject: Equatable, Sendable {
    let bytes: Int
    /// In seconds since 1970.
    let modifiedAt: Int
}
