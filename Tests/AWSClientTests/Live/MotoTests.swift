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
        let create = AWSOperation(service: KMS.service, name: "CreateKey", mutates: true, iamAction: nil)
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

    @Test func unknownOperationIsAnErrorAndNotHTML() async throws {
        let server = try await MotoServer()
        let caller = try self.caller(server.url)
        let simulate = AWSOperation(service: IAM.service, name: "SimulateCustomPolicy", mutates: false, iamAction: nil)
        let error = await self.error { _ = try await caller.call(simulate, parameters: [:], region: nil) }
        #expect(error?.code == AWSErrorCode.unparsableAnswer)
        #expect(error?.status == 500)
        #expect(error?.attempts == 3)
    }

    @Test func signaturesAreVerifiedAndRolesAssumedAcrossAccounts() async throws {
        let server = try await MotoServer()
        let admin = try self.caller(server.url)
        let createUser = AWSOperation(service: IAM.service, name: "CreateUser", mutates: true, iamAction: nil)
        let putUserPolicy = AWSOperation(service: IAM.service, name: "PutUserPolicy", mutates: true, iamAction: nil)
        let createAccessKey = AWSOperation(service: IAM.service, name: "CreateAccessKey", mutates: true, iamAction: nil)
        _ = try await admin.call(createUser, parameters: ["UserName": "u"], region: nil)
        _ = try await admin.call(
            putUserPolicy,
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
        let loader = CredentialsLoader { credentials in (try? self.caller(url, credentials)) ?? caller }
        let assumed = try await loader.load(
            .assumeRole(AssumedRole(roleARN: "arn:aws:iam::222222222222:role/ops", externalID: "e", sessionName: "s"), with: .fixed(user)))
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
