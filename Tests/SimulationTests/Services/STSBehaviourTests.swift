import AWSClient
import IAMPolicy
import ReconcileTestKit
import SimulatedAWS
import Testing

/// Becoming another, across accounts.
@Suite struct STSBehaviourTests {
    private static let other = "222222222222"
    private static let target = "arn:aws:iam::222222222222:role/kept"

    private func lab(externalID: String?) throws -> Lab {
        let lab = Lab()
        lab.world.addAccount(Self.other)
        try SmallAccount.build(lab)
        var statement: JSONObject = [
            "Effect": "Allow", "Principal": ["AWS": .string("arn:aws:iam::\(Lab.account):root")], "Action": "sts:AssumeRole"
        ]
        if let externalID { statement["Condition"] = ["StringEquals": ["sts:ExternalId": .string(externalID)]] }
        try lab.world.edit(
            "iam", "CreateRole", ["RoleName": "kept", "AssumeRolePolicyDocument": Fixtures.document(.object(statement)).asText],
            account: Self.other)
        return lab
    }

    private func assume(_ lab: Lab, externalID: String?) async throws -> AWSCredentials? {
        var input: JSONObject = ["RoleArn": .string(Self.target), "RoleSessionName": "daemon"]
        input["ExternalId"] = externalID.map { .string($0) }
        guard let output = try? await lab.call("sts", "AssumeRole", input), let credentials = output["Credentials"],
            let id = credentials["AccessKeyId"]?.stringValue, let secret = credentials["SecretAccessKey"]?.stringValue
        else { return nil }
        return AWSCredentials(accessKeyID: id, secretAccessKey: secret, sessionToken: credentials["SessionToken"]?.stringValue)
    }

    @Test func aRoleOfAnotherAccountIsAssumedWithTheRightExternalIDOnly() async throws {
        let open = try self.lab(externalID: nil)
        #expect(try await self.assume(open, externalID: nil) != nil)
        let guarded = try self.lab(externalID: "ours")
        #expect(try await self.assume(guarded, externalID: nil) == nil)
        #expect(try await self.assume(guarded, externalID: "theirs") == nil)
        #expect(try await self.assume(guarded, externalID: "ours") != nil)
    }

    @Test func callsWithASessionLandInItsAccountUntilItEnds() async throws {
        let lab = try self.lab(externalID: nil)
        let credentials = try #require(try await self.assume(lab, externalID: nil))
        let caller = lab.caller.signing(with: FixedCredentials(credentials))
        let identity = try await caller.call(STS.getCallerIdentity, parameters: [:], region: nil).output(of: STS.getCallerIdentity)
        #expect(identity["Arn"] == .string("arn:aws:sts::\(Self.other):assumed-role/kept/daemon"))
        let roles = try await caller.call(IAM.listRoles, parameters: [:], region: nil).output(of: IAM.listRoles)
        #expect(roles["Roles"]?.arrayValue?.compactMap { $0["RoleName"] } == ["kept"])
        lab.clock.advance(by: 3601)
        let error = await #expect(throws: AWSError.self) { _ = try await caller.call(STS.getCallerIdentity, parameters: [:], region: nil) }
        #expect(error?.code == "ExpiredToken")
    }

    @Test func aKeyThatNobodyHasIsRefused() async throws {
        let lab = Lab()
        let stranger = lab.caller.signing(with: FixedCredentials(AWSCredentials(accessKeyID: "AKIASTRANGER", secretAccessKey: "s")))
        let error = await #expect(throws: AWSError.self) { _ = try await stranger.call(IAM.listRoles, parameters: [:], region: nil) }
        #expect(error?.code == "InvalidClientTokenId")
    }
}
