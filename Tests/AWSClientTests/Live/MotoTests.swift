import Foundation
import HTTPTransport
import IAMPolicy
import Testing

@testable import AWSClient

/// The whole call layer against a server that speaks AWS's protocols and verifies signatures.
@Suite(.serialized, .enabled(if: MotoServer.isAvailable, "needs moto in RECONCILED_TEST_PYTHON"))
struct MotoTests {
    private static let trust =
        #"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"rds.amazonaws.com"},"Action":"sts:AssumeRole"}]}"#

    private static func allow(_ actions: String...) -> JSONValue {
        let list = actions.map { "\"\($0)\"" }.joined(separator: ",")
        return .string(#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":[\#(list)],"Resource":"*"}]}"#)
    }

    @Test func roleIsMadeReadListedAndRemoved() async throws {
        let server = try await MotoServer()
        let caller = try self.caller(server.url)
        let identity = try await caller.call(STS.getCallerIdentity, parameters: [:], region: nil)
        #expect(identity.result.text(of: "Account") == "123456789012")
        _ = try await caller.call(
            IAM.createRole,
            parameters: [
                "RoleName": "loader", "Path": "/neptune/", "AssumeRolePolicyDocument": .string(Self.trust),
                "Tags": [["Key": "owner", "Value": "gräph & co"], ["Key": "empty", "Value": ""]]
            ], region: nil)
        let role = try await caller.call(IAM.getRole, parameters: ["RoleName": "loader"], region: nil).result["Role"]
        #expect(role?.text(of: "Arn") == "arn:aws:iam::123456789012:role/neptune/loader")
        #expect(role?.items(of: "Tags").map { $0.text(of: "Value") } == ["gräph & co", ""])
        _ = try await caller.call(
            IAM.putRolePolicy, parameters: ["RoleName": "loader", "PolicyName": "p", "PolicyDocument": Self.allow("s3:Get*")],
            region: nil)
        var names: [String] = []
        try await caller.callPages(IAM.getAccountAuthorizationDetails, parameters: ["Filter": ["Role"]], region: nil) { page in
            names += page.result.items(of: "RoleDetailList").compactMap { $0.text(of: "RoleName") }
        }
        #expect(names == ["loader"])
        let conflict = await self.error { _ = try await caller.call(IAM.deleteRole, parameters: ["RoleName": "loader"], region: nil) }
        #expect(conflict?.code == "DeleteConflict")
        #expect(conflict?.errorClass == .conflict)
        #expect(conflict?.effect == AWSError.Effect.none)
        let gone = await self.error { _ = try await caller.call(IAM.getRole, parameters: ["RoleName": "other"], region: nil) }
        #expect(gone?.errorClass == .gone)
        #expect(gone?.status == 404)
        #expect(caller.requestsSent == 7)
    }

    @Test func pagesOfRolesComeTogether() async throws {
        let server = try await MotoServer()
        let caller = try self.caller(server.url)
        for index in 0..<7 {
            _ = try await caller.call(
                IAM.createRole, parameters: ["RoleName": .string("r\(index)"), "AssumeRolePolicyDocument": .string(Self.trust)], region: nil)
        }
        var pages: [Int] = []
        try await caller.callPages(IAM.listRoles, parameters: [:], region: nil, pageSizeMax: 3) { page in
            pages.append(page.result.items(of: "Roles").count)
        }
        #expect(pages == [3, 3, 1])
    }

    @Test func keysAreReadOverJSONInTheirRegion() async throws {
        let server = try await MotoServer()
        let caller = try self.caller(server.url)
        let create = try #require(
            ServiceTable(service: KMS.service, text: "write CreateKey POST / input=CreateKeyRequest\nCreateKeyRequest Description:s")
                .operation("CreateKey"))
        let made = try await caller.call(create, parameters: ["Description": "ü"], region: "us-west-2")
        let keyID = try #require(made.json?["KeyMetadata"]?["KeyId"]?.stringValue)
        let policy: JSONValue = .string(#"{"Version":"2012-10-17","Id":"x","Statement":[]}"#)
        _ = try await caller.call(
            KMS.putKeyPolicy, parameters: ["KeyId": .string(keyID), "PolicyName": "default", "Policy": policy], region: "us-west-2")
        let read = try await caller.call(KMS.getKeyPolicy, parameters: ["KeyId": .string(keyID), "PolicyName": "default"], region: "us-west-2")
        #expect(read.json?["Policy"] == policy)
        let elsewhere = await self.error { _ = try await caller.call(KMS.describeKey, parameters: ["KeyId": .string(keyID)], region: "eu-west-1") }
        #expect(elsewhere?.errorClass == .gone)
        #expect(elsewhere?.code == "NotFoundException")
    }

    @Test func bucketsAreKeptOverRESTWithXML() async throws {
        let server = try await MotoServer()
        let caller = try self.caller(server.url)
        let table = """
            write CreateBucket PUT / input=CreateBucketRequest
            CreateBucketRequest@payload=Settings Bucket!:s@u=Bucket@ctx=Bucket Settings:Settings@n=CreateBucketConfiguration
            Settings LocationConstraint:s
            """
        let create = try #require(ServiceTable(service: S3.service, text: table).operation("CreateBucket"))
        let bucket: JSONObject = ["Bucket": "load-stage"]
        _ = try await caller.call(
            create, parameters: ["Bucket": "load-stage", "Settings": ["LocationConstraint": "eu-west-1"]], region: nil)
        let policy = #"{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Principal":"*","Action":"s3:*","Resource":"*"}]}"#
        for (operation, name, value) in [
            (S3.putBucketPolicy, "Policy", .string(policy)),
            (S3.putBucketTagging, "Tagging", ["TagSet": [["Key": "team", "Value": "<&>"]]]),
            (S3.putBucketEncryption, "ServerSideEncryptionConfiguration", Self.encryption),
            (S3.putPublicAccessBlock, "PublicAccessBlockConfiguration", ["BlockPublicAcls": true, "RestrictPublicBuckets": false])
        ] as [(AWSOperation, String, JSONValue)] {
            var parameters = bucket
            parameters[name] = value
            _ = try await caller.call(operation, parameters: parameters, region: nil)
        }
        func read(_ operation: AWSOperation) async throws -> JSONObject {
            try await caller.call(operation, parameters: bucket, region: nil).output(of: operation)
        }
        #expect(try await read(S3.getBucketPolicy)["Policy"] == .string(policy))
        #expect(try await read(S3.getBucketTagging)["TagSet"] == [["Key": "team", "Value": "<&>"]])
        #expect(try await read(S3.getBucketEncryption)["ServerSideEncryptionConfiguration"] == Self.encryption)
        #expect(try await read(S3.getPublicAccessBlock)["PublicAccessBlockConfiguration"]?["BlockPublicAcls"] == true)
        #expect(try await read(S3.getBucketLocation)["LocationConstraint"] == "eu-west-1")
        #expect(try await read(S3.headBucket)["BucketRegion"] == "eu-west-1")
        #expect(try await read(S3.listObjectsV2)["KeyCount"] == 0)
        _ = try await caller.call(S3.deleteBucketPolicy, parameters: bucket, region: nil)
        let gone = await self.error { _ = try await caller.call(S3.getBucketPolicy, parameters: bucket, region: nil) }
        #expect(gone?.code == "NoSuchBucketPolicy")
        #expect(gone?.errorClass == .gone)
        let missing = await self.error { _ = try await caller.call(S3.headBucket, parameters: ["Bucket": "not-there"], region: nil) }
        #expect(missing?.errorClass == .gone)
    }

    private static let encryption: JSONValue = [
        "Rules": [["ApplyServerSideEncryptionByDefault": ["SSEAlgorithm": "aws:kms", "KMSMasterKeyID": "k"], "BucketKeyEnabled": true]]
    ]

    @Test func otherServicesAnswerInTheirProtocols() async throws {
        let server = try await MotoServer()
        let caller = try self.caller(server.url)
        let vpcs = try await caller.call(EC2.describeVpcs, parameters: ["Filters": [["Name": "isDefault", "Values": ["true"]]]], region: nil)
        #expect(try vpcs.output(of: EC2.describeVpcs)["Vpcs"]?.arrayValue?.first?["IsDefault"] == true)
        let clusters = try await caller.call(Neptune.describeDBClusters, parameters: [:], region: nil)
        #expect(try clusters.output(of: Neptune.describeDBClusters)["DBClusters"] == [])
        let noOrganization = await self.error { _ = try await caller.call(Organizations.describeOrganization, parameters: [:], region: nil) }
        #expect(noOrganization?.code == "AWSOrganizationsNotInUseException")
        let noQueue = await self.error { _ = try await caller.call(SQS.getQueueUrl, parameters: ["QueueName": "q"], region: nil) }
        #expect(noQueue?.code == "AWS.SimpleQueueService.NonExistentQueue")
        let notebooks = try await caller.call(SageMaker.listNotebookInstances, parameters: [:], region: nil)
        #expect(try notebooks.output(of: SageMaker.listNotebookInstances)["NotebookInstances"] == [])
        let tagged = try await caller.call(ResourceGroupsTagging.getResources, parameters: ["ResourceTypeFilters": ["iam:policy"]], region: nil)
        #expect(try tagged.output(of: ResourceGroupsTagging.getResources)["ResourceTagMappingList"] == [])
    }

    @Test func unknownOperationIsAnErrorAndNotHTML() async throws {
        let server = try await MotoServer()
        let caller = try self.caller(server.url)
        let simulate = AWSOperation(service: IAM.service, name: "SimulateCustomPolicy", mutates: false, iamAction: nil)
        let error = await self.error { _ = try await caller.call(simulate, parameters: [:], region: nil) }
        #expect(error?.code == AWSErrorCode.unparsableAnswer)
        #expect(error?.status == 500)
        #expect(error?.attempts == 5)
    }

    @Test func signaturesAreVerifiedAndRolesAssumedAcrossAccounts() async throws {
        let server = try await MotoServer()
        let admin = try self.caller(server.url)
        let createAccessKey = try #require(
            ServiceTable(service: IAM.service, text: "write CreateAccessKey POST / input=CreateAccessKeyRequest\nCreateAccessKeyRequest UserName:s")
                .operation("CreateAccessKey"))
        _ = try await admin.call(IAM.createUser, parameters: ["UserName": "u"], region: nil)
        _ = try await admin.call(
            IAM.putUserPolicy,
            parameters: [
                "UserName": "u", "PolicyName": "p",
                "PolicyDocument": Self.allow("iam:List*", "sts:*", "kms:List*")
            ], region: nil)
        let key = try await admin.call(createAccessKey, parameters: ["UserName": "u"], region: nil).result["AccessKey"]
        let user = AWSCredentials(
            accessKeyID: try #require(key?.text(of: "AccessKeyId")), secretAccessKey: try #require(key?.text(of: "SecretAccessKey")))
        _ = try await CurlTransport().send(
            HTTPRequest(method: "POST", url: server.url + "/moto-api/reset-auth", headers: [("Content-Type", "text/plain")], body: Array("0".utf8)))

        let caller = try self.caller(server.url, user)
        _ = try await caller.call(IAM.listRoles, parameters: ["PathPrefix": "/a b/ü+&=%~*/"], region: nil)
        _ = try await caller.call(KMS.listKeys, parameters: [:], region: "us-west-2")
        let denied = await self.error { _ = try await caller.call(IAM.getRole, parameters: ["RoleName": "x"], region: nil) }
        #expect(denied?.errorClass == .denied)
        let forged = try self.caller(server.url, AWSCredentials(accessKeyID: user.accessKeyID, secretAccessKey: "wrong"))
        let refused = await self.error { _ = try await forged.call(IAM.listRoles, parameters: [:], region: nil) }
        #expect(refused?.code == "SignatureDoesNotMatch")
        #expect(refused?.errorClass == .unauthenticated)

        let url = server.url
        let loader = CredentialsLoader(environment: AWSEnvironment([:]), transport: try CurlTransport(), clock: SystemAWSClock()) { credentials in
            credentials.flatMap { try? self.caller(url, $0) } ?? caller
        }
        let assumed = try await loader.load(
            .assumeRole(
                AssumedRole(roleARN: "arn:aws:iam::222222222222:role/ops", externalID: "e", sessionName: "s"), with: .fixed(user, origin: "test")))
        #expect(assumed.sessionToken != nil)
        let session = try self.caller(server.url, assumed)
        let identity = try await session.call(STS.getCallerIdentity, parameters: [:], region: nil)
        #expect(identity.result.text(of: "Account") == "222222222222")
    }

    private func caller(
        _ url: String, _ credentials: AWSCredentials = AWSCredentials(accessKeyID: "AKIAEXAMPLE", secretAccessKey: "s")
    ) throws -> AWSCaller {
        let environment = AWSEnvironment([:])
        return AWSCaller(
            configuration: .init(region: "eu-west-1", endpointURL: url, requestsPerSecondMax: 200, environment: environment),
            environment: environment, credentials: FixedCredentials(credentials), transport: try CurlTransport(), clock: SystemAWSClock(),
            fraction: { 0.05 })
    }

    private func error(_ body: () async throws -> Void) async -> AWSError? {
        do { try await body() } catch { return error as? AWSError }
        return nil
    }
}
