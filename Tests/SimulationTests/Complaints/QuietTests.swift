import Foundation
import IAMPolicy
import ReconcileCore
import ReconcileTestKit
import SimulatedAWS
import Testing

/// One notice for each change of state; fights end; who took what out of our hands can be seen.
@Suite struct QuietTests {
    private static func remove(_ scene: Scene) throws { try scene.role("DeleteRolePolicy", ["PolicyName": "load"]) }

    @Test("37, 89, 92: one message for one change") func oneMessageForEachChangeOfState() async throws {
        let scene = try await Scene()
        for role in scene.estate.account.roles { try scene.role("DeleteRolePolicy", ["PolicyName": "load"], name: role) }
        try await scene.pass(10, every: 20)
        #expect(try await scene.told() == ["drift.detected": 1, "correction.applied": 1, "correction.settled": 1])
    }

    @Test("90: a restart tells nobody anything") func aRestartTellsNothing() async throws {
        let scene = try await Scene()
        scene.estate.lab.world.trouble.denied = ["iam:PutRolePolicy"]
        try Self.remove(scene)
        try await scene.pass()
        let before = try await scene.told()
        for _ in 1...3 {
            try await scene.estate.restart()
            try await scene.pass()
        }
        #expect(try await scene.told() == before)
    }

    @Test("67, 68, 70: somebody undoes it each time") func aFightEndsWithOneMessage() async throws {
        let scene = try await Scene()
        for round in 1...8 {
            try scene.role("PutRolePolicy", ["PolicyName": "load", "PolicyDocument": Fixtures.allow("s3:*").asText])
            try await scene.pass()
            if round == 2 { try await scene.estate.restart() }
            scene.estate.lab.clock.advance(by: 61)
            try await scene.pass()
            scene.estate.lab.clock.advance(by: 1200)
        }
        #expect(scene.sent.count == 3)
        #expect(try await scene.told()["drift.fighting"] == 1)
        #expect(try await scene.records().map(\.state) == [.fighting])
    }

    @Test("69: one failure and never again") func whatFailedIsTriedAgain() async throws {
        let scene = try await Scene()
        scene.estate.lab.world.trouble.failedPercent = 100
        scene.estate.lab.world.trouble.operations = ["iam:PutRolePolicy"]
        try Self.remove(scene)
        try await scene.pass()
        scene.estate.lab.world.trouble = Trouble()
        scene.estate.lab.clock.advance(by: 3600)
        try await scene.pass()
        scene.estate.lab.clock.advance(by: 61)
        try await scene.pass()
        #expect(scene.estate.export == scene.estate.baseline)
        #expect(try await scene.drifts() == [])
    }

    @Test("93: who paused it, why, and until when") func aPauseSaysWhoWhyAndUntilWhen() async throws {
        let scene = try await Scene()
        let role = Fixtures.identity(.role, "export1")
        let until = scene.estate.clock.now().wall.addingTimeInterval(3600)
        _ = try await scene.desk.pause(role, account: "prod", reason: "migration", until: until, by: Scene.anna)
        try Self.remove(scene)
        try await scene.pass(2)
        #expect(scene.sent == [])
        #expect(try await scene.told()["drift.detected"] == nil)
        let exception = try #require(try await scene.estate.store.exceptions(includingEnded: false).first)
        #expect((exception.owner, exception.reason, exception.until) == ("anna", "migration", until))
        scene.estate.lab.clock.advance(by: 3600)
        try await scene.pass()
        #expect(scene.sent == ["PutRolePolicy"])
    }

    @Test("95: what is decided on bears the name that is shown") func whatIsDecidedOnBearsTheNameThatIsShown() async throws {
        let scene = try await Scene(changesPerPassMax: 1)
        try Self.remove(scene)
        try scene.role("DeleteRolePolicy", ["PolicyName": "load"], name: "export2")
        try await scene.pass()
        let drift = try #require(try await scene.records().first)
        let approved = try await scene.desk.approve([drift.id], by: Scene.anna)
        #expect(approved.map(\.id) == [drift.correctionID])
    }

    @Test("87: requests for each role at each look") func fewRequestsForManyRoles() async throws {
        let scene = try await Scene(roles: 60)
        try await scene.pass()
        let first = scene.requests
        // Sixty roles, a policy, a user, a group: pages and what only single calls tell, not two calls for each role.
        #expect(first < 40)
        scene.estate.lab.world.forgetCalls()
        try await scene.pass()
        #expect(scene.requests <= first)
    }
}
