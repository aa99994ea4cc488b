import IAMPolicy

/// Objects, as far as their keys and sizes go, and the bucket's own end, which they stand in the way of.
enum ObjectOperations {
    static let operations: [String: Operation] = [
        "ListObjectsV2": { call, state in
            let bucket = try BucketOperations.bucket(call, state)
            if let delimiter = call.optionalText("Delimiter") { throw ServiceFault.notSimulated("listing by the delimiter \(delimiter)") }
            let prefix = call.optionalText("Prefix") ?? ""
            let after = call.optionalText("StartAfter") ?? ""
            let found = bucket.objects.filter { $0.key.hasPrefix(prefix) && $0.key > after }
            return [
                "Name": .string(bucket.name), "Prefix": .string(prefix), "MaxKeys": JSONValue(call.number("MaxKeys") ?? 1000),
                "Contents": .array(found.map { Self.value($0.key, $0.value) })
            ]
        },
        "PutObject": { call, state in
            let object = StoredObject(bytes: call.number("ContentLength") ?? 0, modifiedAt: call.seconds)
            return try BucketOperations.change(call, &state) { $0.objects[call.text("Key")] = object }
        },
        // S3 does not say whether there was one.
        "DeleteObject": { call, state in try BucketOperations.change(call, &state) { $0.objects[call.text("Key")] = nil } },
        "DeleteBucket": { call, state in
            let bucket = try BucketOperations.bucket(call, state)
            if !bucket.objects.isEmpty { throw ServiceFault("BucketNotEmpty", "The bucket you tried to delete is not empty", status: 409) }
            state.buckets[bucket.name] = nil
            return [:]
        }
    ]

    private static func value(_ key: String, _ object: StoredObject) -> JSONValue {
        ["Key": .string(key), "LastModified": JSONValue(object.modifiedAt), "Size": JSONValue(object.bytes), "StorageClass": "STANDARD"]
    }
}
