import IAMPolicy
import ReconcileTestKit
import Testing

extension WholeProgram {
    /// Policies that AWS shows in other words than they were written in.
    @Suite struct RewriteTests {
        private static let principal = "arn:aws:iam::123456789012:role/graph-role-0000"

        @Test(arguments: [["rootARNs"], ["scalars"], ["rootARNs", "scalars", "uniqueIDs"]])
        func otherWordsForTheSameAreNoDrift(rewrites: [String]) async throws {
            let world = try await World.withEstate(roles: 8, policies: 3, keys: 2)
            // Lists of one and bare account ids are declared, too.
            try await world.aws.ask(["do": "change", "edit": "trust-account-id-for-root"])
            try await world.aws.ask(["do": "change", "edit": "inline-lists-for-single-values"])
            try await world.aws.ask(["do": "change", "edit": "key-account-id-for-root"])
            #expect(try await world.runOnce().exitCode == 0)
            try await world.aws.setRewrites(rewrites)
            let pass = try await world.runOnce()
            #expect(pass.exitCode == 0, "\(pass)")
            #expect(try await world.drifts().isEmpty)
            #expect(world.mutations().isEmpty)
            #expect(world.notices().isEmpty)
            await world.end()
        }

        @Test func whatIsPutBackIsReadBackInOtherWords() async throws {
            let world = try await World.withEstate(roles: 4, policies: 1, keys: 1)
            try await world.aws.setRewrites(["rootARNs", "scalars", "uniqueIDs"])
            #expect(try await world.runOnce().exitCode == 0)
            for edit in UniqueEdit.allCases { try await edit.make(in: world, number: 1) }
            #expect(try await world.runOnce().exitCode == 2)
            #expect(try await world.passesUntilClean(atMost: 20).last == 0)
            #expect(world.mutations().map(\.operation).sorted() == UniqueEdit.allCases.map(\.operation).sorted())
            await world.end()
        }

        /// The role is made again by somebody: the key's policy still names the one that is gone.
        @Test func aPrincipalThatWasMadeAgainAsksAndWidens() async throws {
            let world = try await World.withEstate(roles: 4, policies: 1, keys: 1)
            try await world.aws.setRewrites(["uniqueIDs"])
            #expect(try await world.runOnce().exitCode == 0)
            try await Self.recreateRole(world)
            #expect([2, 3].contains(try await world.runOnce().exitCode))
            _ = try await world.runOnce()
            let drift = try #require(try await world.status()["drifts"]?.arrayValue?.first { $0["aspect"] == "keyPolicy" })
            #expect(drift["state"]?.stringValue == "awaitingApproval")
            #expect(drift["direction"]?.stringValue == "widens")
            #expect(!world.mutations().contains { $0.operation == "PutKeyPolicy" })
            let asked = world.notices().filter { $0.type == "correction.awaitingApproval" }.flatMap(\.changes)
            #expect(asked.count { $0["aspect"] == "keyPolicy" } == 1)
            await world.end()
        }

        /// The same where the principal does not exist: AWS would refuse the ARN, so nothing is sent.
        @Test func aPrincipalThatIsGoneIsNotWritten() async throws {
            let world = try await World.withEstate(roles: 4, policies: 1, keys: 1)
            try await world.aws.setRewrites(["uniqueIDs"])
            #expect(try await world.runOnce().exitCode == 0)
            try await world.aws.ask(["do": "change", "edit": "role-deleted"])
            #expect([2, 3].contains(try await world.runOnce().exitCode))
            let drift = try #require(try await world.status()["drifts"]?.arrayValue?.first { $0["aspect"] == "keyPolicy" })
            #expect(["awaitingApproval", "refused"].contains(drift["state"]?.stringValue ?? ""), "\(drift)")
            #expect(!world.mutations().contains { $0.operation == "PutKeyPolicy" })
            await world.end()
        }

        /// Another role that bears the name of the first, made from what the first one was.
        private static func recreateRole(_ world: World) async throws {
            let before = try await world.aws.export(prefix: "graph-role-0000")["roles"]?["graph-role-0000"] ?? .null
            let described = try await world.aws.call("iam", "get_role", ["RoleName": "graph-role-0000"])["Role"] ?? .null
            try await world.aws.ask(["do": "change", "edit": "role-deleted"])
            try await world.aws.call(
                "iam", "create_role",
                [
                    "RoleName": "graph-role-0000", "Path": "/", "Tags": before["Tags"] ?? .array([]),
                    "AssumeRolePolicyDocument": .string(JSONWriter.compact(before["AssumeRolePolicyDocument"] ?? .null)),
                    "Description": described["Description"] ?? "", "MaxSessionDuration": described["MaxSessionDuration"] ?? 3600,
                    "PermissionsBoundary": before["PermissionsBoundary"]?["PermissionsBoundaryArn"] ?? .null
                ])
            for policy in before["RolePolicyList"]?.arrayValue ?? [] {
                try await world.aws.call(
                    "iam", "put_role_policy",
                    [
                        "RoleName": "graph-role-0000", "PolicyName": policy["PolicyName"] ?? .null,
                        "PolicyDocument": .string(JSONWriter.compact(policy["PolicyDocument"] ?? .null))
                    ])
            }
            for policy in before["AttachedManagedPolicies"]?.arrayValue ?? [] {
                try await world.aws.call(
                    "iam", "attach_role_policy", ["RoleName": "graph-role-0000", "PolicyArn": policy["PolicyArn"] ?? .null])
            }
        }
    }
}
