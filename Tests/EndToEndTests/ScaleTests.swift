import IAMPolicy
import ReconcileTestKit
import Testing

extension WholeProgram {
    @Suite struct ScaleTests {
        @Test func aThousandRolesAreReadWithFewRequests() async throws {
            let world = try await World.withEstate(roles: 1000, policies: 20, keys: 0, ConfigurationText(mode: "observe"))
            let pass = try await world.runOnce(withinSeconds: 240)
            #expect(pass.exitCode == 0, "\(pass)")
            let asked = world.aws.calls().filter { $0.service == "iam" }
            // Only single calls tell the tags of a policy; they are asked where tags are declared.
            let tags = asked.filter { ["ListPolicyTags", "GetPolicy"].contains($0.operation) }.count
            #expect(tags <= 7)
            #expect(asked.count - tags <= 25, "\(Dictionary(grouping: asked, by: \.operation).mapValues(\.count))")
            let snapshot = try await world.status()["accounts"]?.arrayValue?.first?["lastSnapshot"]
            #expect(snapshot?["outcome"] == "complete")
            await world.end()
        }

        @Test func pagesThatAreShorterThanAskedForAreAllRead() async throws {
            let world = try await World.withEstate(roles: 25, policies: 5, keys: 9)
            try await world.aws.setPageItemsMax(7)
            #expect(try await world.runOnce().exitCode == 0)
            try await world.aws.call("iam", "untag_role", ["RoleName": "graph-role-0024", "TagKeys": ["team"]])
            #expect(try await world.runOnce().exitCode == 2)
            #expect(try await world.drifts().map { "\($0.resource) \($0.aspect)" } == ["prod/Role/graph-role-0024 tags[team]"])
            await world.end()
        }
    }
}
