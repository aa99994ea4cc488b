import IAMPolicy
import ReconcileTestKit
import Testing

extension WholeProgram {
    /// Blueprints' chains and assertions, judged by the real programs on an emulated AWS that somebody else edits.
    @Suite struct ChainTests {
        private static func told(_ world: World, from start: Int) -> [String] { ChainNews.lines(world.notices().dropFirst(start)).sorted() }

        private static func events(_ links: Set<String>, _ chain: String, _ assertion: String) -> [String] {
            links.map { "\($0.contains("/AccessAssertion/") ? assertion : chain) \($0)" }.sorted()
        }

        @Test(arguments: [("load", ChainEdit.loading), ("export", ChainEdit.exporting)])
        func eachBrokenLinkIsToldOnceAndNoOther(chain: String, edits: [ChainEdit]) async throws {
            let (world, estate) = try await ChainEstate.settled()
            for edit in edits {
                let before = world.notices().count
                try await edit.make(estate)
                for _ in 1...2 {
                    #expect(try await world.runOnce().exitCode >= 2, "\(edit.name)")
                    let sight = try await ChainSight(of: world)
                    #expect(sight.broken == edit.breaks, "\(edit.name): \(sight)")
                }
                #expect(Self.told(world, from: before) == Self.events(edit.breaks, "chain.broken", "assertion.failed"), "\(edit.name)")
                let broken = world.notices().count
                try await edit.undo(estate)
                _ = try await world.runOnce()
                let sight = try await ChainSight(of: world)
                #expect(sight.isWhole, "\(edit.name): \(sight)")
                #expect(Self.told(world, from: broken) == Self.events(edit.breaks, "chain.mended", "assertion.passed"), "\(edit.name)")
            }
            await world.end()
        }

        @Test func lookingAtChainsChangesNothing() async throws {
            let (world, estate) = try await ChainEstate.settled()
            let before = world.mutations().count
            for edit in [ChainEdit.loading[0], ChainEdit.exporting[2]] {
                try await edit.make(estate)
                _ = try await world.runOnce()
            }
            #expect(world.mutations().count == before)
            await world.end()
        }

        @Test func preflightEndsWithTheCommandThatWorks() async throws {
            let (world, estate) = try await ChainEstate.settled()
            let stored = try await world.control("preflight", "NeptuneBulkLoad/nightly", "-o", "json")
            #expect(stored.exitCode == 0, "\(stored)")
            #expect(try stored.json()["live"] == false)
            let daemon = try await world.startedDaemon()
            let whole = try await world.control("preflight", "NeptuneBulkLoad/nightly", "-o", "json")
            let report = try whole.json()
            #expect(whole.exitCode == 0, "\(whole)")
            #expect(report["state"] == "ok" && report["live"] == true && report["firstLink"] == .null)
            #expect(report["command"]?.stringValue?.contains("s3://\(ChainEstate.loads)/in/") == true, "\(report)")
            let shown = try await world.control("preflight", "NeptuneAnalyticsExport/nightly")
            #expect(shown.exitCode == 0 && shown.output.contains("aws neptune-graph start-export-task"), "\(shown)")
            // Judged at this moment, whatever the last pass has seen.
            try await estate.closePort()
            let broken = try await world.control("preflight", "NeptuneBulkLoad/nightly", "-o", "json")
            #expect(broken.exitCode == 2, "\(broken)")
            #expect(try broken.json()["firstLink"] == "port8182" && broken.json()["command"] == .null)
            #expect(try await world.control("preflight", "Role/\(ChainEstate.loadRole)").exitCode == 1)
            await world.stop(daemon)
            await world.end()
        }

        @Test func aDaemonWithItsOwnPermissionsCanAskAllOfIt() async throws {
            let (world, _) = try await ChainEstate.settled()
            let granted = try await world.runner.run(
                "reconciled", ["permissions", "--account", "prod", "--config", world.folder.file("reconciled.yaml")])
            let document = try granted.json()
            let actions = Set(
                (document["Statement"]?.arrayValue ?? []).flatMap { $0["Action"]?.arrayValue ?? [] }.compactMap(\.stringValue))
            let asked: Set = [
                "s3:GetBucketLocation", "s3:ListBucket", "rds:DescribeDBClusters", "rds:DescribeDBSubnetGroups", "ec2:DescribeVpcEndpoints",
                "ec2:DescribeRouteTables", "ec2:DescribeSecurityGroups", "neptune-graph:GetGraph", "kms:GetKeyPolicy", "s3:GetBucketPolicy"
            ]
            #expect(asked.subtracting(actions).isEmpty)
            await world.end()
        }
    }
}
