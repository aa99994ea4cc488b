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
