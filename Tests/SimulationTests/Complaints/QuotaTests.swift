import IAMPolicy
import ReconcileCore
import ReconcileTestKit
import SimulatedAWS
import Testing

/// What an account has no room for is said before anything is sent, on both sides of each border.
@Suite struct QuotaTests {
    private static func quotas(_ change: (inout IAMQuotas) -> Void) -> IAMQuotas {
        var quotas = IAMQuotas()
        change(&quotas)
        return quotas
    }

    private static func corrections(_ scene: Scene) async throws -> [CorrectionRecord] {
        try await scene.estate.store.corrections(of: nil, includingFinal: false)
    }

    @Test(arguments: [(1, true), (2, false)])
    func whereOneHasToGoBeforeTheOtherFitsAPersonIsAsked(attachments: Int, asks: Bool) async throws {
        let scene = try await Scene()
        try scene.role("DetachRolePolicy", ["PolicyArn": .string(Fixtures.policyARN("read"))])
        try scene.role("AttachRolePolicy", ["PolicyArn": .string(Fixtures.policyARN("limit"))])
        scene.estate.lab.world.setQuotas(of: Lab.account, Self.quotas { $0.attachments = attachments })
        try await scene.pass()
        if asks {
            #expect(scene.sent == [])
            let held = try await Self.corrections(scene)
            #expect(held.map(\.state) == [.awaitingApproval, .awaitingApproval] && held.map(\.heldBy) == [.quota, .quota])
            #expect(held.allSatisfy { $0.reason?.contains("AttachedPoliciesPerRoleQuota of the account is 1") == true })
        } else {
            #expect(scene.sent == ["AttachRolePolicy", "DetachRolePolicy"])
            #expect(scene.estate.export == scene.estate.baseline)
        }
    }

    @Test(arguments: [(0, CorrectionState.refused, GuardName.quota), (1, .awaitingApproval, .irreversible)])
    func whatTheAccountHasNoRoomForIsNotMadeAnew(room: Int, state: CorrectionState, guardName: GuardName) async throws {
        let scene = try await Scene()
        for (operation, more) in [
            ("DeleteRolePolicy", ["PolicyName": "load"] as JSONObject), ("DetachRolePolicy", ["PolicyArn": .string(Fixtures.policyARN("read"))]),
            ("DeleteRole", [:])
        ] { try scene.role(operation, more, name: "export2") }
        let others = try #require(scene.live("iam", "roles")?.objectValue?.members.count)
        scene.estate.lab.world.setQuotas(of: Lab.account, Self.quotas { $0.roles = others + room })
        try await scene.pass()
        #expect(scene.sent == [])
        let held = try #require(try await Self.corrections(scene).first)
        #expect(held.state == state && held.heldBy == guardName)
    }
}
