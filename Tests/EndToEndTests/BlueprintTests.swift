import IAMPolicy
import ReconcileTestKit
import Testing

extension WholeProgram {
    /// What people ask for in their own words becomes resources that are kept, shared and given up together.
    @Suite struct BlueprintTests {
        private static let export = """
            apiVersion: reconciled/v1
            kind: NeptuneAnalyticsExport
            metadata: {name: nightly}
            spec: {destination: "s3://graph-exports/nightly/", kmsKey: alias/graph, graph: g-0123456789, roleName: graph-export}

            """
        private static let load = """
            apiVersion: reconciled/v1
            kind: NeptuneBulkLoad
            metadata: {name: loads}
            spec: {cluster: graph-prod, source: "s3://graph-exports/in/", kmsKey: alias/graph, roleName: graph-load}

            """

        /// A cluster, a bucket and a key, all without anything that the blueprints ask for.
        private static func made() async throws -> World {
            let world = try await World()
            let key = try await world.aws.call("kms", "create_key")["KeyMetadata"]?["KeyId"] ?? .null
            try await world.aws.call("kms", "create_alias", ["AliasName": "alias/graph", "TargetKeyId": key])
            try await world.aws.call("s3", "create_bucket", ["Bucket": "graph-exports"])
            try await world.aws.call("neptune", "create_db_cluster", ["DBClusterIdentifier": "graph-prod", "Engine": "neptune"])
            try world.folder.write(Self.export, to: "export.yaml")
            try world.folder.write(Self.load, to: "load.yaml")
            return world
        }

        private static func resources(_ world: World) async throws -> [String: JSONValue] {
            let rows = try await world.control("get", "-o", "json").json()["resources"]?.arrayValue ?? []
            return Dictionary(
                rows.map { ("\($0["kind"]?.stringValue ?? "")/\($0["name"]?.stringValue ?? "")", $0) }, uniquingKeysWith: { first, _ in first })
        }

        /// Whether all that stands for something in AWS is as it is declared, and how it stands.
        private static func expectInSync(_ world: World, _ location: SourceLocation = #_sourceLocation) async throws {
            let blueprints: Set<JSONValue?> = ["NeptuneAnalyticsExport", "NeptuneBulkLoad"]
            let isInSync = try await World.eventually(withinSeconds: 90) {
                let kept = try await Self.resources(world).values.filter { !blueprints.contains($0["kind"]) }
                return !kept.isEmpty && kept.allSatisfy { $0["state"] == "inSync" }
            }
            let shown = try await world.control("status")
            #expect(isInSync, "\(shown)", sourceLocation: location)
        }

        private static func described(_ name: String, _ world: World) async throws -> JSONValue {
            try await world.control("describe", name, "-o", "json").json()
        }

        @Test func theyAreShownAppliedSharedAndGivenUp() async throws {
            let world = try await Self.made()
            let daemon = try await world.startedDaemon()

            let preview = try await world.control("apply", "-f", world.folder.file("export.yaml"), "--dry-run")
            #expect(preview.exitCode == 0 && preview.output.contains("prod/Role/graph-export created (dry run)"), "\(preview)")
            #expect(
                preview.output.contains("neptune-graph.amazonaws.com") && preview.output.contains("for NeptuneAnalyticsExport/nightly"), "\(preview)")
            #expect(try await Self.resources(world).isEmpty && world.mutations().isEmpty)

            let applied = try await world.control("apply", "-f", world.folder.file("export.yaml"))
            #expect(applied.exitCode == 0, "\(applied)")
            try await Self.expectInSync(world)
            let first = try await Self.resources(world)
            #expect(first["Role/graph-export"]?["blueprints"] == ["prod/NeptuneAnalyticsExport/nightly"])
            let role = try await world.aws.call("iam", "get_role", ["RoleName": "graph-export"])
            #expect(JSONWriter.compact(role).contains("neptune-graph.amazonaws.com"), "\(role)")

            let joined = try await world.control("apply", "-f", world.folder.file("load.yaml"))
            #expect(joined.exitCode == 0, "\(joined)")
            try await Self.expectInSync(world)
            let keys = try await Self.resources(world).filter { $0.key.hasPrefix("KMSKey/") }
            let key = try #require(keys.keys.first)
            #expect(keys.count == 1, "one key is kept once")
            #expect(keys[key]?["blueprints"] == ["prod/NeptuneAnalyticsExport/nightly", "prod/NeptuneBulkLoad/loads"])
            let shared = JSONWriter.compact(try await Self.described(key, world)["desired"] ?? .null)
            #expect(shared.contains("graph-export") && shared.contains("graph-load"), "\(shared)")
            let clusters = try await world.aws.call("neptune", "describe_db_clusters", ["DBClusterIdentifier": "graph-prod"])
            #expect(JSONWriter.compact(clusters).contains("role/graph-load"), "\(clusters)")

            let explained = try await Self.described("NeptuneBulkLoad/loads", world)
            #expect(explained["members"]?.arrayValue?.contains { $0["resource"] == "prod/Role/graph-load" && $0["state"] == "inSync" } == true)
            let reasons = explained["permissions"]?.arrayValue ?? []
            #expect(reasons.contains { $0["actions"]?.arrayValue?.contains("s3:GetObject") == true && $0["because"]?.stringValue?.isEmpty == false })
            let member = try await world.control("describe", "Role/graph-load")
            #expect(member.output.contains("NeptuneBulkLoad/loads") && member.output.contains("s3:GetObject: "), "\(member)")

            let refused = try await world.control("delete", "Role/graph-export")
            #expect(refused.exitCode == 1 && refused.errors.contains("held by the blueprint NeptuneAnalyticsExport/nightly"), "\(refused)")
            let deleted = try await world.control("delete", "NeptuneAnalyticsExport/nightly")
            #expect(deleted.exitCode == 0 && deleted.output.contains("prod/Role/graph-export deleted"), "\(deleted)")
            try await Self.expectInSync(world)
            let rest = try await Self.resources(world)
            #expect(rest["Role/graph-export"] == nil && rest["NeptuneAnalyticsExport/nightly"] == nil && rest["Role/graph-load"] != nil)
            let left = JSONWriter.compact(try await Self.described(key, world)["desired"] ?? .null)
            #expect(!left.contains("graph-export") && left.contains("graph-load"), "\(left)")
            #expect(JSONWriter.compact(try await world.aws.call("iam", "list_roles")).contains("graph-export"), "in AWS it stays")
            await world.stop(daemon)
            #expect(try await world.control("journal", "verify").exitCode == 0)
            await world.end()
        }

        @Test func theFolderHoldsThemToo() async throws {
            let world = try await Self.made()
            try world.folder.write(Self.export + "---\n" + Self.load, to: "desired.d/neptune.yaml")
            let checked = try await world.checkConfiguration()
            #expect(checked.exitCode == 0, "\(checked)")
            let daemon = try await world.startedDaemon()
            try await Self.expectInSync(world)
            let refused = try await world.control("delete", "NeptuneBulkLoad/loads")
            #expect(refused.exitCode == 1 && (refused.output + refused.errors).contains("-kind: NeptuneBulkLoad"), "\(refused)")

            try world.folder.write(Self.export, to: "desired.d/neptune.yaml")
            let reloaded = try await world.control("reload")
            #expect(reloaded.exitCode == 0, "\(reloaded)")
            let orphaned = try await Self.resources(world)
            #expect(orphaned["NeptuneBulkLoad/loads"]?["state"] == "orphaned" && orphaned["Role/graph-load"]?["state"] == "orphaned")
            let key = try #require(orphaned.keys.first { $0.hasPrefix("KMSKey/") })
            #expect(JSONWriter.compact(try await Self.described(key, world)["desired"] ?? .null).contains("graph-load"), "nothing is taken yet")
            #expect(try await world.control("delete", "NeptuneBulkLoad/loads", "--detach").exitCode == 0)
            let left = try await Self.resources(world)
            #expect(left["Role/graph-load"] == nil && left["NeptuneCluster/graph-prod"] == nil && left["Role/graph-export"] != nil)
            #expect(!JSONWriter.compact(try await Self.described(key, world)["desired"] ?? .null).contains("graph-load"))
            await world.stop(daemon)
            await world.end()
        }

        @Test func aParameterThatAWSWouldRefuseIsToldAtItsPlace() async throws {
            let world = try await World()
            try world.folder.write(Self.export.replacing("g-0123456789", with: "graph"), to: "desired.d/export.yaml")
            let checked = try await world.checkConfiguration()
            #expect(checked.exitCode == 1 && checked.errors.contains("export.yaml:4:"), "\(checked)")
            #expect(checked.errors.contains("g-[a-z0-9]{10}"), "AWS's own rule: \(checked)")
            await world.end()
        }
    }
}
