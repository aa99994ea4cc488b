import Foundation
import IAMPolicy
import ReconcileTestKit
import Testing

extension WholeProgram {
    /// Live resources as manifests that declare them.
    @Suite struct ImportTests {
        private static let kinds = ["roles": "Role", "users": "User", "groups": "Group", "policies": "ManagedPolicy"]

        /// An account that nobody declares anything of, and a daemon that looks on.
        private static func undeclared() async throws -> (world: World, daemon: RunningProgram) {
            let world = try await World.withEstate(
                roles: 6, policies: 3, keys: 1, users: 3, groups: 2, wholeKeys: true, ConfigurationText(mode: "observe"))
            try world.folder.remove("desired.d")
            let daemon = try world.daemon()
            try await world.expectAnswers(daemon)
            return (world, daemon)
        }

        @Test func whatIsImportedAndAppliedShowsNoDrift() async throws {
            let (world, daemon) = try await Self.undeclared()
            let named = try await world.control(
                "import", "Role/graph-role-0001", "User/graph-user-00", "Group/graph-group-00", "ManagedPolicy/graph-policy-000",
                "KMSKey/alias/graph-key-000")
            #expect(named.exitCode == 0, "\(named)")
            try world.folder.write(named.output, to: "imported.yaml")
            let applied = try await world.control("apply", "-f", world.folder.file("imported.yaml"))
            #expect(applied.exitCode == 0, "\(applied)\n\(named.output)")
            #expect(try await world.control("sync", "--wait").exitCode == 0)
            let status = try await world.status()
            #expect(status["resources"]?["inSync"] == 5, "\(status)")
            // Everything of it is declared: whatever is changed is seen.
            let made = try await world.aws.ask(["do": "change", "edit": "user-key-added"])
            #expect(made["edit"] == "user-key-added")
            #expect(try await world.control("sync", "--wait").exitCode == 0)
            #expect(try await world.drifts().map(\.aspect) == MadeEdit(made).expected.map(\.aspect))
            await world.stop(daemon)
            await world.end()
        }

        @Test func whatIsBesideIAMIsImportedAsWell() async throws {
            var configuration = MixedEstate.configuration
            configuration.mode = "observe"
            let (world, estate) = try await MixedEstate.made(configuration)
            try world.folder.remove("desired.d")
            let daemon = try world.daemon()
            try await world.expectAnswers(daemon)
            let result = try await world.control(
                "import", "Bucket/\(MixedEstate.bucket)", "SecurityGroup/\(estate.groupID)", "NeptuneCluster/\(MixedEstate.cluster)",
                "ServiceControlPolicy/stay")
            #expect(result.exitCode == 0 && result.errors.isEmpty, "\(result)")
            try world.folder.write(result.output, to: "imported.yaml")
            let applied = try await world.control("apply", "-f", world.folder.file("imported.yaml"))
            #expect(applied.exitCode == 0, "\(applied)\n\(result.output)")
            #expect(try await world.control("sync", "--wait").exitCode == 0)
            let status = try await world.status()
            #expect(status["resources"]?["inSync"] == 4, "\(status)")
            for word in ["ingress:", "associatedRoles:", "publicAccessBlock:", "targets:"] { #expect(result.output.contains(word)) }
            await world.stop(daemon)
            await world.end()
        }

        @Test func aWholePathIsImportedWithItsPoliciesByName() async throws {
            let (world, daemon) = try await Self.undeclared()
            let result = try await world.control("import", "--all", "--path-prefix", "/neptune/")
            #expect(result.exitCode == 0, "\(result)")
            let there = try await world.aws.export(prefix: "")
            var expected = 0
            for part in Self.kinds.keys {
                expected += (there[part]?.objectValue?.members ?? []).count { $0.value["Path"]?.stringValue?.hasPrefix("/neptune/") == true }
            }
            #expect(result.output.components(separatedBy: "apiVersion:").count - 1 == expected)
            #expect(result.output.contains("ManagedPolicy/graph-policy-001"))
            try world.folder.write(result.output, to: "imported.yaml")
            #expect(try await world.control("apply", "-f", world.folder.file("imported.yaml")).exitCode == 0)
            #expect(try await world.control("sync", "--wait").exitCode == 0)
            let status = try await world.status()
            #expect(status["resources"]?["inSync"]?.intValue == expected, "\(status)")
            await world.stop(daemon)
            await world.end()
        }

        @Test func whatIsNotThereIsNamedAndTheRestIsWritten() async throws {
            let (world, daemon) = try await Self.undeclared()
            let result = try await world.control("import", "Role/nobody", "Role/graph-role-0001")
            #expect(result.exitCode == 1)
            #expect(result.errors.contains("Role/nobody is not there"))
            #expect(result.output.contains("name: graph-role-0001") && !result.output.contains("nobody"))
            #expect(try await world.control("import", "Role/not a name").exitCode == 1)
            await world.stop(daemon)
            await world.end()
        }
    }
}
