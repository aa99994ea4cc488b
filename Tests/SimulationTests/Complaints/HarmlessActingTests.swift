import IAMPolicy
import ReconcileCore
import ReconcileTestKit
import SimulatedAWS
import Testing

/// A correction does what it is for and nothing else.
@Suite struct HarmlessActingTests {
    private static let read = Fixtures.policyARN("read")

    @Test("52: five versions of a policy") func aPolicyWithFiveVersionsIsPutBackAllTheSame() async throws {
        let scene = try await Scene()
        for number in 1...4 {
            try scene.edit(
                "iam", "CreatePolicyVersion",
                ["PolicyArn": .string(Self.read), "PolicyDocument": Fixtures.allow("s3:Get\(number)").asText, "SetAsDefault": true])
        }
        try await scene.pass()
        #expect(scene.sent == ["DeletePolicyVersion", "CreatePolicyVersion"])
        #expect(scene.live("iam", "policies", Self.read, "document") == Fixtures.allow("neptune-db:connect"))
    }

    @Test("53: a refused call is never a success") func whatWasRefusedStaysOpen() async throws {
        let scene = try await Scene()
        scene.estate.lab.world.trouble.denied = ["iam:PutRolePolicy"]
        try scene.role("DeleteRolePolicy", ["PolicyName": "load"])
        try await scene.pass(3)
        #expect(try await scene.records().map(\.aspect.description) == ["inlinePolicies[load]"])
        let states = try await scene.records().map(\.state)
        #expect(states.allSatisfy { [.refused, .failed].contains($0) })
        #expect(try await scene.told()["correction.settled"] == nil)
    }

    @Test("59, 65: what others have is left alone") func whatOthersHaveIsLeftAlone() async throws {
        let scene = try await Scene()
        try scene.role("AttachRolePolicy", ["PolicyArn": .string(Self.read)], name: "bystander")
        let bystander = scene.live("iam", "roles", "bystander")
        try scene.role("DetachRolePolicy", ["PolicyArn": .string(Self.read)])
        try await scene.pass()
        #expect(scene.sent == ["AttachRolePolicy"])
        #expect(scene.live("iam", "roles", "bystander") == bystander)
    }

    @Test("62: one rule of several") func theOtherRulesOfAGroupStay() async throws {
        let scene = try await Scene()
        let group = JSONValue.string(scene.estate.account.services.groupID)
        let rules: [JSONValue] = ["10.1.0.0/16", "10.2.0.0/16"].map {
            ["IpProtocol": "tcp", "FromPort": 443, "ToPort": 443, "IpRanges": [["CidrIp": .string($0)]]]
        }
        try scene.edit("ec2", "AuthorizeSecurityGroupIngress", ["GroupId": group, "IpPermissions": .array(rules)])
        try await scene.pass()
        #expect(scene.sent.allSatisfy { $0 == "RevokeSecurityGroupIngress" })
        #expect(scene.estate.export == scene.estate.baseline)
    }

    @Test("63, 64: very much at once") func veryMuchAtOnceAsks() async throws {
        let scene = try await Scene(roles: 6, changesPerPassMax: 5)
        for role in scene.estate.account.roles { try scene.role("DeleteRolePolicy", ["PolicyName": "load"], name: role) }
        try await scene.pass()
        #expect(scene.sent == [])
        let asking = try await scene.estate.store.corrections(of: nil, includingFinal: false)
        #expect(asking.map(\.state) == Array(repeating: .awaitingApproval, count: 6))
    }

    @Test("74: the same call again and again") func aCorrectionIsSentOnce() async throws {
        let scene = try await Scene()
        scene.estate.lab.world.trouble.delaySeconds = ["iam": 40]
        try scene.role("UpdateRole", ["MaxSessionDuration": 4000, "Description": "Exports"])
        scene.estate.lab.clock.advance(by: 40)
        try await scene.pass(12, every: 15)
        #expect(scene.sent == ["UpdateRole"])
    }

    @Test("20, 21, 76: an answer that never came") func anAnswerThatNeverCameIsResolvedByReading() async throws {
        let scene = try await Scene()
        try scene.role("DeleteRolePolicy", ["PolicyName": "load"])
        scene.estate.lab.world.trouble.silentPercent = 100
        scene.estate.lab.world.trouble.operations = ["iam:PutRolePolicy"]
        try await scene.pass()
        scene.estate.lab.world.trouble = Trouble()
        scene.estate.lab.clock.advance(by: 61)
        try await scene.pass(2)
        #expect(scene.sent == ["PutRolePolicy"])
        #expect(try await scene.drifts() == [])
        #expect(scene.estate.export == scene.estate.baseline)
    }

    @Test("99: the world has moved since the plan") func whatWasPlannedOnAnotherWorldIsNotSent() async throws {
        let scene = try await Scene()
        try await scene.estate.declare(Fixtures.fullRole("export1", settings: ReconcileSettings(mode: .approve)))
        try scene.role("PutRolePolicy", ["PolicyName": "load", "PolicyDocument": Fixtures.allow("s3:Put*").asText])
        try await scene.pass()
        let asking = try await scene.estate.store.corrections(of: nil, includingFinal: false)
        _ = try await scene.desk.approve(asking.map(\.id), by: Scene.anna)
        try scene.role("PutRolePolicy", ["PolicyName": "load", "PolicyDocument": Fixtures.allow("s3:*").asText])
        try await scene.pass()
        #expect(scene.sent == [])
        let again = try await scene.estate.store.corrections(of: nil, includingFinal: false)
        #expect(again.map(\.state) == [.awaitingApproval])
        #expect(again.map(\.id) != asking.map(\.id))
    }

    @Test("57: a policy that AWS would refuse for its size") func whatIsTooLargeIsSaidBeforeItIsSent() async throws {
        let scene = try await Scene()
        let names = (0..<700).map { JSONValue.string("s3:Get\($0)Something") }
        let large = Fixtures.document(["Effect": "Allow", "Action": .array(names), "Resource": "*"])
        try await scene.estate.declare(Fixtures.policy("read").with("document", large))
        try await scene.pass()
        #expect(scene.sent == [])
        let reason = try #require(try await scene.records().first?.reason)
        #expect(reason.replacing(",", with: "").contains("6144"))
    }
}

extension DesiredResource {
    fileprivate func with(_ key: String, _ value: JSONValue) -> DesiredResource {
        var resource = self
        resource.spec[key] = value
        return resource
    }
}
