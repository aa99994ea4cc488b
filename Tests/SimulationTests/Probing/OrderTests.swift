import IAMPolicy
import ReconcileCore
import ReconcileTestKit
import SimulatedAWS
import Testing

/// The order of calls, where another order would leave a moment with less than declared or with more than before.
@Suite struct OrderTests {
    private static let read = JSONValue.string(Fixtures.policyARN("read"))

    private static func widen(_ scene: Scene) throws {
        try scene.edit(
            "iam", "CreatePolicyVersion", ["PolicyArn": Self.read, "PolicyDocument": Fixtures.allow("s3:*").asText, "SetAsDefault": true])
    }

    private static func expect(_ order: [String], _ scene: Scene) async throws {
        try await scene.pass()
        #expect(scene.sent == order)
        scene.estate.lab.clock.advance(by: 61)
        try await scene.pass()
        #expect(try await scene.drifts() == [])
    }

    @Test func whoJoinsAGroupGetsItsPoliciesAsDeclared() async throws {
        let scene = try await Scene()
        try scene.edit("iam", "RemoveUserFromGroup", ["UserName": "loader", "GroupName": "staff"])
        try Self.widen(scene)
        try await Self.expect(["CreatePolicyVersion", "AddUserToGroup"], scene)
    }

    @Test func aBoundaryThatGivesBackComesAfterWhatItKeptFromHavingEffect() async throws {
        let scene = try await Scene()
        try scene.role("PutRolePolicy", ["PolicyName": "more", "PolicyDocument": Fixtures.allow("s3:*").asText])
        try scene.role("PutRolePermissionsBoundary", ["PermissionsBoundary": Self.read])
        try await Self.expect(["DeleteRolePolicy", "PutRolePermissionsBoundary"], scene)
    }

    @Test func aLostBoundaryComesBeforeWhatItLimits() async throws {
        let scene = try await Scene()
        try scene.role("DeleteRolePolicy", ["PolicyName": "load"])
        try scene.role("DeleteRolePermissionsBoundary", [:])
        try await Self.expect(["PutRolePermissionsBoundary", "PutRolePolicy"], scene)
    }

    @Test func aPolicyThatLimitsSomebodyIsPutBackAfterTheirOwnBoundary() async throws {
        let scene = try await Scene()
        try Self.widen(scene)
        try scene.role("PutRolePolicy", ["PolicyName": "more", "PolicyDocument": Fixtures.allow("s3:*").asText])
        try scene.role("PutRolePermissionsBoundary", ["PermissionsBoundary": Self.read])
        try await Self.expect(["DeleteRolePolicy", "PutRolePermissionsBoundary", "CreatePolicyVersion"], scene)
    }
}
