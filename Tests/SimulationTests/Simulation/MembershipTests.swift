import IAMPolicy
import ReconcileCore
import ReconcileTestKit
import SimulatedAWS
import Testing

/// What two resources declare in common.
@Suite struct MembershipTests {
    @Test func aMembershipThatBothEndsDeclareIsPutBackOnce() async throws {
        let estate = try await SimulatedEstate(seed: 1, roles: 1)
        try await estate.declare(
            Fixtures.resource(.user, DeclaredAccount.user, ["groups": [.string(DeclaredAccount.group)]]))
        try await estate.pass()
        estate.lab.world.trouble.delaySeconds = ["iam": 20]
        try estate.lab.edit("iam", "RemoveUserFromGroup", ["UserName": .string(DeclaredAccount.user), "GroupName": .string(DeclaredAccount.group)])
        estate.lab.clock.advance(by: 30)
        try await estate.pass()
        #expect(estate.mutations.map(\.operation) == ["AddUserToGroup"])
        #expect(estate.export == estate.baseline)
    }
}
