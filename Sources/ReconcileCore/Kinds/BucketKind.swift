import IAMPolicy

/// An S3 bucket: who may use it and how what is put there is encrypted. It is never created, and its objects never touched.
/// - SeeAlso: Amazon S3 API Reference, `GetBucketPolicy`, `GetBucketEncryption`, `GetPublicAccessBlock`.
package struct BucketKind: KindDefinition {
    package init() {}

    package let kind = ResourceKind.bucket
    package let service = "s3"
    package let isRegional = true
    package let namesIgnoreCase = false
    package let nameRule = StringRule.bucketName
    package let recreationChangesPrincipal = false

    package let fields = [
        SpecField("bucketPolicy", .nullable(.policy(.resource, forms: [.exact, .statements, .access]))),
        SpecField("defaultEncryption", .nullable(Self.encryption)),
        SpecField("publicAccessBlock", .nullable(.record(BucketAccessBlock.names.map { SpecField($0, .boolean) }))),
        SpecField("tags", .nullable(.map(keys: .tagKey, values: .string(.tagValue))))
    ]

    package let aspects = [
        AspectDefinition(
            "bucketPolicy", .policy(.resource), readBy: ["GetBucketPolicy"], writtenBy: ["PutBucketPolicy", "DeleteBucketPolicy"],
            // Source: Amazon S3 User Guide, "Bucket policies": 20 KB.
            quota: .bytes(20_480)),
        AspectDefinition(
            "defaultEncryption", .record, readBy: ["GetBucketEncryption"], writtenBy: ["PutBucketEncryption", "DeleteBucketEncryption"]),
        AspectDefinition(
            "publicAccessBlock", .record, readBy: ["GetPublicAccessBlock"], writtenBy: ["PutPublicAccessBlock", "DeletePublicAccessBlock"],
            alsoWrittenBy: ["PutBucketPublicAccessBlock", "DeleteBucketPublicAccessBlock"]),
        AspectDefinition(
            "tags", .map, readBy: ["GetBucketTagging"], writtenBy: ["PutBucketTagging", "DeleteBucketTagging"], isWrittenWhole: true)
    ]

    private static let encryption = SpecShape.record([
        SpecField("algorithm", .string(.encryptionAlgorithm), isRequired: true),
        SpecField("kmsKey", .nullable(.reference([.kmsKey], .keyLocator))),
        SpecField("bucketKey", .boolean)
    ])

    package func desiredAspects(
        of resource: DesiredResource, resolver: any ReferenceResolver
    ) throws(ResolutionFault) -> DesiredAspects {
        var reading = SpecReading(resource, resolver: resolver)
        reading.policy("bucketPolicy")
        reading.members("tags")
        var aspects = reading.aspects
        if let value = resource.spec["defaultEncryption"] {
            aspects.values[AspectName("defaultEncryption")] = try BucketEncryption.desired(value, of: resource, resolver)
        }
        if let value = resource.spec["publicAccessBlock"] {
            aspects.values[AspectName("publicAccessBlock")] = BucketAccessBlock.desired(value)
        }
        return aspects
    }

    package func locator(of resource: DesiredResource, account: AccountSettings, bound: Binding?) -> String? { nil }

    package func arn(of resource: DesiredResource, account: AccountSettings, bound: Binding?) -> String? {
        "arn:\(account.partition):s3:::\(resource.identity.name)"
    }

    /// The declared key: the reader tells by its own name whether the bucket's key is this one.
    package func soughtMembers(of resource: DesiredResource) -> Set<String> {
        Set([resource.spec["defaultEncryption"]?["kmsKey"]?.stringValue].compactMap(\.self))
    }

    // MARK: Permissions

    package let foundBy = ["HeadBucket"]
    package let createdBy: [String] = []
    package let removedBy = ["DeleteBucket"]
    package let accountWideOperations: Set<String> = []

    /// - SeeAlso: Service Authorization Reference, "Actions, resources, and condition keys for Amazon S3".
    package func actions(of operation: String) -> [String] {
        switch operation {
        case "HeadBucket": ["s3:ListBucket"]
        case "GetBucketEncryption": ["s3:GetEncryptionConfiguration"]
        case "PutBucketEncryption", "DeleteBucketEncryption": ["s3:PutEncryptionConfiguration"]
        case "GetPublicAccessBlock": ["s3:GetBucketPublicAccessBlock"]
        case "PutPublicAccessBlock", "DeletePublicAccessBlock": ["s3:PutBucketPublicAccessBlock"]
        case "DeleteBucketTagging": ["s3:PutBucketTagging"]
        default: ["s3:\(operation)"]
        }
    }

    package func permissionScope(of resource: DesiredResource, account: AccountSettings) -> PermissionScope {
        let arn = "arn:\(account.partition):s3:::\(resource.identity.name)"
        guard let key = self.soughtMembers(of: resource).first else { return PermissionScope(arns: [arn]) }
        // A bucket may name its key by an alias, and only KMS tells which key that is.
        let keys = "arn:\(account.partition):kms:\(resource.identity.region ?? account.region):\(account.accountID):key/*"
        let named = ARN(key).flatMap { $0.resource.hasPrefix("key/") ? key : nil }
        return PermissionScope(
            arns: [arn], beside: [BesidePermission(sid: "Name", actions: ["kms:DescribeKey"], arns: [named ?? keys], isForWriting: false)])
    }
}
