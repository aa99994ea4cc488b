import Glibc
import IAMPolicy
import ReconcileTestKit
import Testing

extension WholeProgram {
    /// The surroundings of the other suites must themselves do what they say, or those prove nothing.
    @Suite struct EmulatorTests {
        private static func describedRole(_ server: MotoServer) async throws -> String? {
            try await server.call("iam", "get_role", ["RoleName": "graph-role-0000"])["Role"]?["Description"]?.stringValue
        }

        @Test func everyEditFindsAResourceOfItsOwnAndTouchesNothingForeign() async throws {
            let (server, folder) = (try await MotoServer(), try TemporaryFolder())
            try await server.ask(["do": "estate", "folder": .string(folder.path), "roles": 60, "policies": 12, "keys": 12, "foreign": 2])
            let before = try await server.export(prefix: "foreign-")
            let changes = try await server.ask(["do": "changes"]).arrayValue ?? []
            let same = try await server.ask(["do": "same"]).arrayValue ?? []
            #expect(changes.count >= 30)
            #expect(same.count >= 12)
            #expect(Set(changes.compactMap { $0["resource"]?.stringValue }).count == changes.count)
            #expect(try await server.export(prefix: "foreign-") == before)
            #expect(folder.text(of: "roles.yaml").contains("kind: Role"))
            #expect(server.calls().isEmpty, "the edits are not the daemon's calls")
            await server.stop()
        }

        @Test func staleReadsEndByThemselves() async throws {
            let (server, folder) = (try await MotoServer(), try TemporaryFolder())
            try await server.ask(["do": "estate", "folder": .string(folder.path), "roles": 1, "policies": 1, "keys": 0, "foreign": 0])
            try await server.setStaleReads(seconds: 2)
            let before = try await Self.describedRole(server)
            try await server.call("iam", "update_role", ["RoleName": "graph-role-0000", "Description": "else", "MaxSessionDuration": 3600])
            #expect(try await Self.describedRole(server) == before)
            try await Task.sleep(for: .seconds(2.1))
            #expect(try await Self.describedRole(server) == "else")
            await server.stop()
        }

        @Test func faultsHitTheirCallAndNoOther() async throws {
            let (server, folder) = (try await MotoServer(), try TemporaryFolder())
            try await server.ask(["do": "estate", "folder": .string(folder.path), "roles": 1, "policies": 1, "keys": 0, "foreign": 0])
            try await server.setFaults([["operation": "GetRole", "status": 403, "code": "AccessDenied"]])
            await #expect(throws: TestKitError.self) { try await Self.describedRole(server) }
            #expect(try await Self.describedRole(server) != nil)
            await server.stop()
        }

        @Test func policiesAreShownInOtherWordsWhereThatIsAskedFor() async throws {
            let (server, folder) = (try await MotoServer(), try TemporaryFolder())
            try await server.ask(["do": "estate", "folder": .string(folder.path), "roles": 2, "policies": 1, "keys": 1, "foreign": 0])
            let statement: JSONValue = ["Effect": "Allow", "Principal": ["AWS": ["123456789012"]], "Action": "sts:AssumeRole"]
            let ids: JSONValue = ["Version": "2012-10-17", "Statement": [statement]]
            try await server.call(
                "iam", "update_assume_role_policy", ["RoleName": "graph-role-0001", "PolicyDocument": .string(JSONWriter.compact(ids))])
            func trust() async throws -> JSONValue? {
                try await server.call("iam", "get_role", ["RoleName": "graph-role-0001"])["Role"]?["AssumeRolePolicyDocument"]
            }
            func keyPolicy() async throws -> String {
                try await server.export(prefix: "graph-key")["keys"]?["alias/graph-key-000"]?["policy"]?.stringValue ?? ""
            }
            #expect(try await trust() == ids)
            try await server.setRewrites(["rootARNs"])
            #expect(try await trust()?["Statement"]?.arrayValue?.first?["Principal"]?["AWS"] == ["arn:aws:iam::123456789012:root"])
            try await server.setRewrites(["scalars"])
            #expect(try await trust()?["Statement"]?["Principal"]?["AWS"] == "123456789012")
            try await server.ask(["do": "change", "edit": "role-deleted"])
            #expect(!(try await keyPolicy()).contains("AROA"))
            try await server.setRewrites(["uniqueIDs"])
            #expect(try await keyPolicy().contains("AROA"))
            await server.stop()
        }

        @Test func signaturesAndPoliciesCountWhereThatIsAskedFor() async throws {
            let (server, folder) = (try await MotoServer(), try TemporaryFolder())
            try await server.ask(["do": "estate", "folder": .string(folder.path), "roles": 1, "policies": 1, "keys": 0, "foreign": 0])
            let policy: JSONValue = ["Version": "2012-10-17", "Statement": [["Effect": "Allow", "Action": "iam:ListRoles", "Resource": "*"]]]
            try await server.enforce(policy, accessKey: "AKIAEXAMPLE000000001", secret: "one")
            #expect(try await Self.describedRole(server) != nil, "somebody else may do anything")
            await server.stop()
        }

        @Test func aCallCanBeAnsweredAndUndone() async throws {
            let (server, folder) = (try await MotoServer(), try TemporaryFolder())
            try await server.ask(["do": "estate", "folder": .string(folder.path), "roles": 1, "policies": 1, "keys": 1, "foreign": 0])
            let before = try await server.export()
            try await server.setFaults([["times": -1, "kind": "write", "effect": "undone"]])
            for edit in ["policy-changed", "tag-changed", "inline-removed", "attached-added", "key-statement-added", "key-disabled"] {
                try await server.ask(["do": "change", "edit": .string(edit)])
            }
            #expect(try await server.export() == before)
            try await server.setFaults([])
            try await server.ask(["do": "change", "edit": "tag-changed"])
            #expect(try await server.export() != before)
            await server.stop()
        }

        @Test func aProgramThatDoesNotEndIsEnded() async throws {
            let runner = ProgramRunner(environment: [:])
            let result = try await runner.run("/bin/sleep", ["60"], withinSeconds: 0.3)
            #expect(result.ending == nil)
            #expect(try await runner.run("/bin/sh", ["-c", "echo out; echo err >&2; exit 7"]).exitCode == 7)
            #expect(try await runner.run("/bin/sh", ["-c", "kill -9 $$"]).ending == .signalled(SIGKILL))
        }

        @Test func aProgramEndsWhenNobodyHoldsItsInputAnyMore() async throws {
            let program = try ProgramRunner(environment: [:]).start("/bin/sleep", ["60"])
            program.child.closeInput()
            #expect(await program.child.ending(withinSeconds: 5) == .signalled(SIGKILL))
        }
    }
}
