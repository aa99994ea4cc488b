import IAMPolicy
import ReconcileTestKit
import SimulatedAWS
import Testing

/// Keys in each of their states.
@Suite struct KMSBehaviourTests {
    private func put(_ lab: Lab, _ key: String, _ document: JSONValue, bypasses: Bool = false) async throws -> String? {
        var input: JSONObject = ["KeyId": .string(key), "PolicyName": "default", "Policy": document.asText]
        if bypasses { input["BypassPolicyLockoutSafetyCheck"] = true }
        return try await lab.refusal("kms", "PutKeyPolicy", input)
    }

    @Test func whoeverWritesTheKeyPolicyMustBeAbleToWriteItAgain() async throws {
        let lab = Lab()
        let key = try SmallAccount.build(lab)
        let others = Fixtures.document([
            "Effect": "Allow", "Principal": ["AWS": .string(Fixtures.roleARN("export"))], "Action": "kms:*", "Resource": "*"
        ])
        let malformed = "MalformedPolicyDocumentException"
        #expect(try await self.put(lab, key, others) == malformed)
        #expect(try await self.put(lab, key, others, bypasses: true) == nil)
        #expect(try await self.put(lab, key, Fixtures.keyPolicy()) == nil)
        #expect(try await self.put(lab, key, Fixtures.keyPolicy([Fixtures.roleARN("nobody")])) == malformed)
    }

    @Test func aPrincipalThatWasJustMadeIsNotHeardOfYet() async throws {
        let lab = Lab()
        let key = try SmallAccount.build(lab)
        lab.clock.advance(by: 100)
        lab.world.trouble.principalsDelaySeconds = 8
        try lab.edit("iam", "CreateRole", ["RoleName": "fresh", "AssumeRolePolicyDocument": Fixtures.trust().asText])
        let document = Fixtures.keyPolicy([Fixtures.roleARN("fresh")])
        #expect(try await self.put(lab, key, document) == "MalformedPolicyDocumentException")
        lab.clock.advance(by: 9)
        #expect(try await self.put(lab, key, document) == nil)
    }

    @Test func aKeyThatIsToBeDeletedTakesOnlyThatBack() async throws {
        let lab = Lab()
        let key = JSONValue.string(try SmallAccount.build(lab))
        try lab.edit("kms", "ScheduleKeyDeletion", ["KeyId": key])
        for name in ["EnableKey", "DisableKey", "EnableKeyRotation", "DisableKeyRotation"] {
            #expect(try await lab.refusal("kms", name, ["KeyId": key]) == "KMSInvalidStateException")
        }
        #expect(try await lab.call("kms", "GetKeyRotationStatus", ["KeyId": key])["KeyRotationEnabled"] == false)
        #expect(try await lab.call("kms", "DescribeKey", ["KeyId": key])["KeyMetadata"]?["KeyState"] == "PendingDeletion")
        #expect(try await lab.refusal("kms", "CancelKeyDeletion", ["KeyId": key]) == nil)
        #expect(try await lab.call("kms", "DescribeKey", ["KeyId": key])["KeyMetadata"]?["KeyState"] == "Disabled")
        #expect(try await lab.refusal("kms", "EnableKeyRotation", ["KeyId": key]) == "DisabledException")
        #expect(try await lab.refusal("kms", "CancelKeyDeletion", ["KeyId": key]) == "KMSInvalidStateException")
    }

    @Test func onlyDescribeKeyTakesAnAlias() async throws {
        let lab = Lab()
        let key = try SmallAccount.build(lab)
        #expect(try await lab.call("kms", "DescribeKey", ["KeyId": "alias/export"])["KeyMetadata"]?["KeyId"] == .string(key))
        #expect(try await lab.refusal("kms", "GetKeyPolicy", ["KeyId": "alias/export", "PolicyName": "default"]) == "NotFoundException")
        #expect(try await lab.refusal("kms", "CreateAlias", ["AliasName": "alias/export", "TargetKeyId": .string(key)]) == "AlreadyExistsException")
        #expect(try await lab.refusal("kms", "DescribeKey", ["KeyId": .string(key)], region: "us-east-1") == "NotFoundException")
    }

    @Test func theSameNamedGrantIsMadeOnce() async throws {
        let lab = Lab()
        let key = JSONValue.string(try SmallAccount.build(lab))
        let grant: JSONObject = [
            "KeyId": key, "GranteePrincipal": .string(Fixtures.roleARN("export")), "Operations": ["Decrypt"], "Name": "again"
        ]
        let first = try await lab.call("kms", "CreateGrant", grant)
        let second = try await lab.call("kms", "CreateGrant", grant)
        #expect(first["GrantId"] == second["GrantId"])
        var nobody = grant
        nobody["GranteePrincipal"] = .string(Fixtures.roleARN("nobody"))
        #expect(try await lab.refusal("kms", "CreateGrant", nobody) == "InvalidArnException")
    }
}
