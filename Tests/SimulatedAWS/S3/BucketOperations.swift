import IAMPolicy

/// Buckets: policy, encryption, public access block, tags and where they are.
enum BucketOperations {
    static let operations: [String: Operation] = [
        "ListBuckets": { call, state in
            let own = state.buckets.values.filter { $0.account == call.account && $0.name.hasPrefix(call.optionalText("Prefix") ?? "") }
            let buckets = own.map {
                ["Name": .string($0.name), "CreationDate": JSONValue($0.createdAt), "BucketRegion": .string($0.region)] as JSONValue
            }
            return ["Owner": ["ID": .string(call.account)], "Buckets": .array(buckets)]
        },
        "HeadBucket": { call, state in ["BucketRegion": .string(try Self.bucket(call, state).region)] },
        "GetBucketLocation": { call, state in
            let region = try Self.bucket(call, state, anywhere: true).region
            return ["LocationConstraint": .string(region == "us-east-1" ? "" : region)]
        },
        "GetBucketPolicy": { call, state in
            guard let policy = try Self.bucket(call, state).policy else {
                throw Self.missing("NoSuchBucketPolicy", "The bucket policy does not exist")
            }
            return ["Policy": .string(policy.shown(in: state))]
        },
        "PutBucketPolicy": { call, state in try BucketPolicyRules.put(call, &state) },
        "DeleteBucketPolicy": { call, state in try Self.change(call, &state) { $0.policy = nil } },
        "GetBucketPolicyStatus": { call, state in
            guard let policy = try Self.bucket(call, state).policy else {
                throw Self.missing("NoSuchBucketPolicy", "The bucket policy does not exist")
            }
            return ["PolicyStatus": ["IsPublic": .bool(BucketPolicyRules.isPublic(policy.value(in: state)))]]
        },
        "GetBucketEncryption": { call, state in
            ["ServerSideEncryptionConfiguration": try Self.bucket(call, state).encryption]
        },
        "PutBucketEncryption": { call, state in
            let rules = call.input["ServerSideEncryptionConfiguration"]?["Rules"]?.arrayValue ?? []
            let algorithms = rules.compactMap { $0["ApplyServerSideEncryptionByDefault"]?["SSEAlgorithm"]?.stringValue }
            guard rules.count == 1, algorithms.allSatisfy({ ["AES256", "aws:kms", "aws:kms:dsse"].contains($0) }) else {
                throw ServiceFault("MalformedXML", "The XML you provided was not well-formed or did not validate against our published schema")
            }
            return try Self.change(call, &state) { $0.encryption = Self.encryption(rules[0]) }
        },
        "DeleteBucketEncryption": { call, state in
            try Self.change(call, &state) { $0.encryption = BucketState.defaultEncryption }
        },
        "GetPublicAccessBlock": { call, state in
            guard let block = try Self.bucket(call, state).publicAccessBlock else {
                throw Self.missing("NoSuchPublicAccessBlockConfiguration", "The public access block configuration was not found")
            }
            return ["PublicAccessBlockConfiguration": block]
        },
        "PutPublicAccessBlock": { call, state in
            let given = call.input["PublicAccessBlockConfiguration"]?.objectValue ?? [:]
            let names = ["BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets"]
            let whole = JSONObject(names.map { .init(name: $0, value: .bool(given[$0]?.boolValue ?? false)) })
            return try Self.change(call, &state) { $0.publicAccessBlock = .object(whole) }
        },
        "DeletePublicAccessBlock": { call, state in try Self.change(call, &state) { $0.publicAccessBlock = nil } },
        "GetBucketTagging": { call, state in
            guard let tags = try Self.bucket(call, state).tags else { throw Self.missing("NoSuchTagSet", "The TagSet does not exist") }
            return ["TagSet": tags.list()]
        },
        "PutBucketTagging": { call, state in
            var tags = TagSet()
            for tag in call.input["Tagging"]?["TagSet"]?.arrayValue ?? [] {
                tags.values[tag["Key"]?.stringValue ?? ""] = tag["Value"]?.stringValue ?? ""
            }
            return try Self.change(call, &state) { $0.tags = tags }
        },
        "DeleteBucketTagging": { call, state in try Self.change(call, &state) { $0.tags = nil } },
        "CreateBucket": { call, state in
            let name = call.text("Bucket")
            guard (3...63).contains(name.count) else { throw ServiceFault("InvalidBucketName", "The specified bucket is not valid.") }
            if state.buckets[name] != nil { throw ServiceFault("BucketAlreadyExists", "The requested bucket name is not available.", status: 409) }
            state.buckets[name] = BucketState(name: name, account: call.account, region: call.region, createdAt: call.seconds)
            return [:]
        }
    ]

    /// - Parameter anywhere: whether the bucket may be asked about from another region than its own.
    static func bucket(_ call: ServiceCall, _ state: WorldState, anywhere: Bool = false) throws(ServiceFault) -> BucketState {
        guard let bucket = state.buckets[call.text("Bucket")] else { throw Self.missing("NoSuchBucket", "The specified bucket does not exist") }
        let region = ["x-amz-bucket-region": bucket.region]
        if let owner = call.optionalText("ExpectedBucketOwner"), owner != bucket.account { throw Self.denied }
        if bucket.account != call.account { throw Self.denied }
        if !anywhere, call.region != bucket.region {
            throw ServiceFault(
                "PermanentRedirect", "The bucket you are attempting to access must be addressed using the specified endpoint.", status: 301,
                headers: region)
        }
        return bucket
    }

    private static let denied = ServiceFault("AccessDenied", "Access Denied", status: 403)

    private static func missing(_ code: String, _ message: String) -> ServiceFault { ServiceFault(code, message, status: 404) }

    static func change(_ call: ServiceCall, _ state: inout WorldState, _ body: (inout BucketState) -> Void) throws(ServiceFault) -> JSONObject {
        var bucket = try Self.bucket(call, state)
        body(&bucket)
        state.buckets[bucket.name] = bucket
        return [:]
    }

    /// S3 says whether bucket keys are used, whatever was written.
    private static func encryption(_ rule: JSONValue) -> JSONValue {
        var object = rule.objectValue ?? [:]
        if object["BucketKeyEnabled"] == nil { object["BucketKeyEnabled"] = false }
        return ["Rules": [.object(object)]]
    }
}
