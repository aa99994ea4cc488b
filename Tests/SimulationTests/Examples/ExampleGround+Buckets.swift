import IAMPolicy
import ReconcileTestKit
import SimulatedAWS

// Buckets and what lies in them.
extension ExampleGround {
    func bucket(_ name: String) throws { try self.s3("CreateBucket", name) }

    func file(_ key: String, in bucket: String, bytes: Int = 8) throws {
        try self.s3("PutObject", bucket, ["Key": .string(key), "ContentLength": JSONValue(bytes)])
    }

    func removeFile(_ key: String, in bucket: String) throws { try self.s3("DeleteObject", bucket, ["Key": .string(key)]) }

    func deleteBucket(_ name: String) throws {
        for key in try self.keys(in: name) { try self.removeFile(key, in: name) }
        try self.s3("DeleteBucket", name)
    }

    func encrypt(_ bucket: String, with key: String) throws {
        let rule: JSONValue = ["ApplyServerSideEncryptionByDefault": ["SSEAlgorithm": "aws:kms", "KMSMasterKeyID": .string(key)]]
        try self.s3("PutBucketEncryption", bucket, ["ServerSideEncryptionConfiguration": ["Rules": [rule]]])
    }

    func addToBucketPolicy(_ statement: JSONValue, of bucket: String) throws {
        let text = try self.policy(of: bucket) ?? "{\"Version\":\"2012-10-17\",\"Statement\":[]}"
        try self.s3("PutBucketPolicy", bucket, ["Policy": .string(try Self.adding(statement, to: text))])
    }

    /// Deletes a bucket and makes it anew, with all that is in it, in another region.
    func moveBucket(_ name: String, to region: String) throws {
        let keys = try self.keys(in: name)
        let policy = try self.policy(of: name)
        let encryption = try self.s3("GetBucketEncryption", name)["ServerSideEncryptionConfiguration"] ?? .null
        try self.deleteBucket(name)
        func there(_ operation: String, _ more: JSONObject) throws { try self.s3(operation, name, more, region: region) }
        try there("CreateBucket", [:])
        try there("PutBucketEncryption", ["ServerSideEncryptionConfiguration": encryption])
        if let policy { try there("PutBucketPolicy", ["Policy": .string(policy)]) }
        for key in keys { try there("PutObject", ["Key": .string(key), "ContentLength": 8]) }
    }

    @discardableResult
    private func s3(_ operation: String, _ bucket: String, _ more: JSONObject = [:], region: String = Lab.region) throws -> JSONObject {
        let input = JSONObject([.init(name: "Bucket", value: .string(bucket))] + more.members)
        return try self.lab.world.edit("s3", operation, input, account: Lab.account, region: region)
    }

    private func keys(in bucket: String) throws -> [String] {
        (try self.s3("ListObjectsV2", bucket)["Contents"]?.arrayValue ?? []).compactMap { $0["Key"]?.stringValue }
    }

    /// `nil` where there is none.
    private func policy(of bucket: String) throws -> String? {
        do {
            return try self.s3("GetBucketPolicy", bucket)["Policy"]?.stringValue
        } catch let fault as ServiceFault where fault.code == "NoSuchBucketPolicy" {
            return nil
        }
    }
}
