import HTTPTransport
import IAMPolicy
import ReconcileTestKit
import Testing

@testable import AWSClient

/// Damaged, cut, deep and huge answers through every codec: each is read or is an error that says whose it is.
@Suite struct CodecFuzzTests {
    private struct Codec: Sendable {
        let name: String
        let operation: AWSOperation
        let body: String
        let status: Int

        init(_ operation: AWSOperation, _ body: String, status: Int = 200) {
            self.name = "\(operation.service.id) \(operation.name) \(status)"
            self.operation = operation
            self.body = body
            self.status = status
        }
    }

    private static let codecs = [
        Codec(
            IAM.getRole,
            "<?xml version=\"1.0\"?><GetRoleResponse xmlns=\"https://iam.amazonaws.com/doc/2010-05-08/\"><GetRoleResult><Role><Path>/a/</Path>"
                + "<RoleName>r&amp;&#x41;</RoleName><Tags><member><Key>k</Key><Value><![CDATA[v]]></Value></member></Tags>"
                + "<CreateDate>2026-11-21T18:38:07Z</CreateDate><MaxSessionDuration>3600</MaxSessionDuration></Role></GetRoleResult>"
                + "<ResponseMetadata><RequestId>q</RequestId></ResponseMetadata></GetRoleResponse>"),
        Codec(
            EC2.describeSecurityGroups,
            "<DescribeSecurityGroupsResponse><requestId>q</requestId><securityGroupInfo><item><groupId>sg-1</groupId><ipPermissions><item>"
                + "<fromPort>8182</fromPort><ipRanges><item><cidrIp>10.0.0.0/8</cidrIp></item></ipRanges></item></ipPermissions></item>"
                + "</securityGroupInfo><nextToken>n</nextToken></DescribeSecurityGroupsResponse>"),
        Codec(
            KMS.describeKey,
            #"{"KeyMetadata":{"KeyId":"k","Arn":"a\u00e9\ud83d\ude00","Enabled":true,"CreationDate":1.5e9,"MultiRegion":false,"EncryptionAlgorithms":["X"]}}"#
        ),
        Codec(
            S3.getBucketEncryption,
            "<ServerSideEncryptionConfiguration><Rule><ApplyServerSideEncryptionByDefault><SSEAlgorithm>aws:kms</SSEAlgorithm>"
                + "<KMSMasterKeyID>k</KMSMasterKeyID></ApplyServerSideEncryptionByDefault><BucketKeyEnabled>true</BucketKeyEnabled></Rule>"
                + "</ServerSideEncryptionConfiguration>"),
        Codec(S3.getBucketPolicy, #"{"Version":"2012-10-17","Statement":[]}"#),
        Codec(
            NeptuneGraph.getGraph,
            #"{"id":"g-1","name":"n","status":"AVAILABLE","createTime":1795286287.5,"provisionedMemory":16,"vectorSearchConfiguration":{"dimension":3}}"#
        ),
        Codec(
            IAM.createRole, "<ErrorResponse><Error><Type>Sender</Type><Code>EntityAlreadyExists</Code><Message>m</Message></Error></ErrorResponse>",
            status: 409),
        Codec(SQS.receiveMessage, #"{"__type":"com.amazonaws.sqs#QueueDoesNotExist","message":"m"}"#, status: 400)
    ]

    private func read(_ codec: Codec, _ body: [UInt8], headers: [(name: String, value: String)] = []) throws(AWSError) -> JSONObject {
        let response = HTTPResponse(status: codec.status, headers: headers, body: body)
        return try AWSAnswerReader(operation: codec.operation).read(response).output(of: codec.operation)
    }

    /// Whether the body was read; an error must name service and operation, and be short.
    @discardableResult
    private func survives(_ codec: Codec, _ body: [UInt8]) -> Bool {
        do throws(AWSError) {
            _ = try self.read(codec, body)
            return true
        } catch {
            #expect(error.service == codec.operation.service.id && error.operation == codec.operation.name)
            #expect(error.description.utf8.count < 5000)
            return false
        }
    }

    @Test(arguments: Self.codecs.indices)
    func soundBodyIsRead(index: Int) {
        let codec = Self.codecs[index]
        #expect(self.survives(codec, Array(codec.body.utf8)) == (codec.status == 200))
    }

    @Test(arguments: Self.codecs.indices)
    func everyTruncationIsSurvived(index: Int) {
        let codec = Self.codecs[index]
        let body = Array(codec.body.utf8)
        let read = (1..<body.count).filter { self.survives(codec, Array(body.prefix($0))) }
        // Text is whole wherever it ends; documents are not.
        #expect(read.isEmpty || codec.operation == S3.getBucketPolicy)
    }

    @Test(arguments: Self.codecs.indices)
    func damageIsSurvived(index: Int) {
        let codec = Self.codecs[index]
        let body = Array(codec.body.utf8)
        var dice = SeededDice(seed: UInt64(1000 + index))
        for _ in 0..<3000 {
            var damaged = body
            for _ in 0...Int(dice.next() % 4) {
                guard !damaged.isEmpty else { break }
                let place = Int(dice.next() % UInt64(damaged.count))
                switch dice.next() % 5 {
                case 0: damaged[place] = UInt8(truncatingIfNeeded: dice.next())
                case 1: damaged.remove(at: place)
                case 2: damaged.insert(Self.marks[Int(dice.next() % UInt64(Self.marks.count))], at: place)
                case 3: damaged.insert(contentsOf: damaged[place..<min(place + Int(dice.next() % 40), damaged.count)], at: place)
                default: damaged.removeSubrange(place..<min(place + Int(dice.next() % 20), damaged.count))
                }
            }
            self.survives(codec, damaged)
        }
    }

    private static let marks = Array("<>&;/\"'{}[],:\\!?-=0\u{0}".utf8)

    @Test(arguments: Self.codecs.indices)
    func depthIsBounded(index: Int) {
        let codec = Self.codecs[index]
        for (open, close) in [("<Role>", "</Role>"), ("{\"KeyMetadata\":", "}"), ("[", "]")] {
            let body = String(repeating: open, count: 100_000) + String(repeating: close, count: 100_000)
            let isText = codec.operation == S3.getBucketPolicy
            #expect(self.survives(codec, Array(body.utf8)) == isText)
        }
    }

    @Test(arguments: Self.codecs.indices)
    func longListsAndTextsAreReadInOnePiece(index: Int) {
        let codec = Self.codecs[index]
        let long = String(repeating: "x", count: 1 << 20)
        for body in [codec.body.replacing("<Key>k", with: "<Key>\(long)"), codec.body.replacing(":\"k\"", with: ":\"\(long)\"")] {
            #expect(self.survives(codec, Array(body.utf8)) == (codec.status == 200))
        }
        for body in [codec.body.replacing("<item>", with: String(repeating: "<item/>", count: 50_000) + "<item>")] {
            #expect(self.survives(codec, Array(body.utf8)) == (codec.status == 200))
        }
    }

    @Test(arguments: Self.codecs.indices)
    func declaredEntitiesAreRefused(index: Int) {
        let codec = Self.codecs[index]
        let bomb = "<!DOCTYPE b [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;&a;\">]><b>&b;</b>"
        #expect(self.survives(codec, Array(bomb.utf8)) == (codec.operation == S3.getBucketPolicy))
    }

    @Test(arguments: Self.codecs.indices)
    func floodOfHeadersIsRefused(index: Int) {
        let codec = Self.codecs[index]
        let flood = (0..<600).map { (name: "x-\($0)", value: "v") }
        #expect(throws: AWSError.self) { try self.read(codec, Array(codec.body.utf8), headers: flood) }
    }

    @Test(arguments: Self.codecs.indices, ["", " ", "null", "[]", "<html/>", "<html><body>Sign in</body></html>", "\u{0}", "{}", "<a/>"])
    func answersOfSomebodyElseAreSurvived(index: Int, body: String) {
        let codec = Self.codecs[index]
        let isRead = self.survives(codec, Array(body.utf8))
        if body.hasPrefix("<html"), codec.operation != S3.getBucketPolicy { #expect(!isRead) }
    }
}
