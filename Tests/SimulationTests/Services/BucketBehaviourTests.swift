import AWSClient
import IAMPolicy
import ReconcileTestKit
import SimulatedAWS
import Testing

/// Buckets, through S3's hosts, redirects and XML.
@Suite struct BucketBehaviourTests {
    private static let name: JSONObject = ["Bucket": "exports"]

    private func lab() throws -> Lab {
        let lab = Lab()
        try SmallAccount.build(lab)
        try lab.edit("s3", "CreateBucket", Self.name)
        return lab
    }

    private func with(_ more: JSONObject) -> JSONObject { JSONObject(Self.name.members + more.members) }

    @Test func encryptionThatIsRemovedReadsAsAES256() async throws {
        let lab = try self.lab()
        func algorithm() async throws -> JSONValue? {
            let rules = try await lab.call("s3", "GetBucketEncryption", Self.name)["ServerSideEncryptionConfiguration"]?["Rules"]
            return rules?.arrayValue?.first?["ApplyServerSideEncryptionByDefault"]?["SSEAlgorithm"]
        }
        #expect(try await algorithm() == "AES256")
        let rule: JSONValue = ["ApplyServerSideEncryptionByDefault": ["SSEAlgorithm": "aws:kms", "KMSMasterKeyID": "k"], "BucketKeyEnabled": true]
        _ = try await lab.call("s3", "PutBucketEncryption", self.with(["ServerSideEncryptionConfiguration": ["Rules": [rule]]]))
        #expect(try await algorithm() == "aws:kms")
        _ = try await lab.call("s3", "DeleteBucketEncryption", Self.name)
        #expect(try await algorithm() == "AES256")
    }

    @Test func whatIsNotThereIsSaidByTheRightCode() async throws {
        let lab = try self.lab()
        #expect(try await lab.refusal("s3", "GetBucketPolicy", Self.name) == "NoSuchBucketPolicy")
        #expect(try await lab.refusal("s3", "GetPublicAccessBlock", Self.name) == "NoSuchPublicAccessBlockConfiguration")
        #expect(try await lab.refusal("s3", "GetBucketTagging", Self.name) == "NoSuchTagSet")
        #expect(try await lab.refusal("s3", "GetBucketPolicy", ["Bucket": "nowhere"]) == "NoSuchBucket")
        #expect(try await lab.refusal("s3", "HeadBucket", ["Bucket": "nowhere"]) == "404")
    }

    @Test func aPublicPolicyIsRefusedWherePublicOnesAreBlocked() async throws {
        let lab = try self.lab()
        let everybody = Fixtures.document(["Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::exports/*"])
        let own = Fixtures.document([
            "Effect": "Allow", "Principal": ["AWS": [.string(Fixtures.roleARN("export"))]], "Action": "s3:GetObject",
            "Resource": "arn:aws:s3:::exports/*"
        ])
        _ = try await lab.call("s3", "PutPublicAccessBlock", self.with(["PublicAccessBlockConfiguration": ["BlockPublicPolicy": true]]))
        #expect(try await lab.refusal("s3", "PutBucketPolicy", self.with(["Policy": everybody.asText])) == "AccessDenied")
        #expect(try await lab.refusal("s3", "PutBucketPolicy", self.with(["Policy": own.asText])) == nil)
        let text = try await lab.call("s3", "GetBucketPolicy", Self.name)["Policy"]?.stringValue ?? ""
        let principal = try JSONReader.parse(text)["Statement"]?.arrayValue?.first?["Principal"]?["AWS"]
        #expect(principal == .string(Fixtures.roleARN("export")), "a list of one is shown as that one")
        _ = try await lab.call("s3", "DeletePublicAccessBlock", Self.name)
        #expect(try await lab.refusal("s3", "PutBucketPolicy", self.with(["Policy": everybody.asText])) == nil)
        #expect(try await lab.refusal("s3", "PutBucketPolicy", self.with(["Policy": "{"])) == "MalformedPolicy")
    }

    @Test func aCallToAnotherRegionIsSentOn() async throws {
        let lab = try self.lab()
        let operation = try WorldOperations.operation("s3", "GetBucketEncryption").orThrow("GetBucketEncryption")
        _ = try await lab.caller.call(operation, parameters: Self.name, region: "us-west-2")
        #expect(lab.world.calls.map(\.region) == ["us-west-2", Lab.region])
        #expect(lab.world.calls.map(\.status) == [301, 200])
        #expect(try await lab.call("s3", "GetBucketLocation", Self.name, region: "us-east-1")["LocationConstraint"] == .string(Lab.region))
    }

    @Test func tagsAreReplacedAsAWhole() async throws {
        let lab = try self.lab()
        for key in ["a", "b"] {
            _ = try await lab.call("s3", "PutBucketTagging", self.with(["Tagging": ["TagSet": [["Key": .string(key), "Value": "1 & 2"]]]]))
        }
        #expect(try await lab.call("s3", "GetBucketTagging", Self.name)["TagSet"] == [["Key": "b", "Value": "1 & 2"]])
        #expect(try await lab.call("s3", "ListBuckets")["Buckets"]?.arrayValue?.compactMap { $0["Name"] } == ["exports"])
    }
}
