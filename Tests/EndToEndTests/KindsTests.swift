import IAMPolicy
import ReconcileTestKit
import Testing

extension WholeProgram {
    /// Buckets, security groups, clusters and service control policies, over the real programs.
    @Suite struct KindsTests {
        /// What `status` shows of each drift, without account and region.
        private static func seen(_ world: World, _ estate: MixedEstate) async throws -> Set<String> {
            let drifts = try await world.status()["drifts"]?.arrayValue ?? []
            return Set(
                drifts.map { drift in
                    func text(_ name: String) -> String { drift[name]?.stringValue ?? "" }
                    let place = text("resource").split(separator: "/").suffix(2).joined(separator: "/")
                    return "\(place) \(text("aspect")) \(text("kind")) \(text("direction")) \(text("severity"))"
                        .replacing(estate.rootID, with: "ROOT").replacing(estate.unitID, with: "UNIT")
                })
        }

        @Test func whatIsAsDeclaredIsInSyncAtTheFirstLook() async throws {
            let (world, _) = try await MixedEstate.made()
            #expect(try await world.checkConfiguration().exitCode == 0)
            let pass = try await world.runOnce()
            #expect(pass.exitCode == 0, "\(pass)")
            #expect(world.mutations().isEmpty)
            let shown = try await world.control("get")
            for kind in ["Bucket", "SecurityGroup", "NeptuneCluster", "ServiceControlPolicy"] { #expect(shown.output.contains(kind), "\(shown)") }
            await world.end()
        }

        @Test(arguments: [
            ("buckets", KindEdit.bucket), ("clusters", KindEdit.cluster), ("groups", KindEdit.group), ("policies", KindEdit.controlPolicy)
        ])
        func eachEditIsFoundAsWhatItIs(kind: String, edits: [KindEdit]) async throws {
            var configuration = MixedEstate.configuration
            configuration.mode = "observe"
            for edit in edits {
                let (world, estate) = try await MixedEstate.made(configuration)
                #expect(try await world.runOnce().exitCode == 0)
                try await edit.make(estate)
                #expect(try await world.runOnce().exitCode == 2, "\(edit.name)")
                let seen = try await Self.seen(world, estate)
                #expect(seen == Set(edit.expected), "\(edit.name)")
                #expect(world.mutations().isEmpty)
                await world.end()
            }
        }

        /// Those of an aspect that another edit changes as well are left out.
        @Test func allEditsAtOnceArePutBack() async throws {
            let (world, estate) = try await MixedEstate.made()
            #expect(try await world.runOnce().exitCode == 0)
            let before = try await estate.export()
            let edits = KindEdit.changes.filter { !["policy deleted", "encryption removed", "document changed"].contains($0.name) }
            for edit in edits { try await edit.make(estate) }
            let edited = try await estate.export()
            #expect(edited != before)
            #expect(try await world.runOnce().exitCode == 2)
            let codes = try await world.passesUntilClean(atMost: 20)
            let status = try await world.control("status")
            #expect(codes.last == 0, "\(status)")
            let after = try await estate.export()
            for member in before.objectValue?.members ?? [] { #expect(after[member.name] == member.value, "\(member.name)") }
            #expect(try await world.control("journal", "verify").exitCode == 0)
            await world.end()
        }

        @Test(arguments: ["policy deleted", "encryption removed", "document changed"])
        func anEditByItselfIsPutBack(name: String) async throws {
            let (world, estate) = try await MixedEstate.made()
            #expect(try await world.runOnce().exitCode == 0)
            let before = try await estate.export()
            try await KindEdit.changes.first { $0.name == name }?.make(estate)
            let edited = try await estate.export()
            #expect(edited != before)
            #expect(try await world.runOnce().exitCode == 2)
            let codes = try await world.passesUntilClean(atMost: 16)
            let status = try await world.control("status")
            #expect(codes.last == 0, "\(status)")
            let after = try await estate.export()
            for member in before.objectValue?.members ?? [] { #expect(after[member.name] == member.value, "\(member.name)") }
            await world.end()
        }

        @Test func editsThatMeanNothingAreLeftAlone() async throws {
            let (world, estate) = try await MixedEstate.made()
            #expect(try await world.runOnce().exitCode == 0)
            for edit in KindEdit.same {
                try await edit.make(estate)
                let pass = try await world.runOnce()
                let seen = try await Self.seen(world, estate)
                #expect(pass.exitCode == 0, "\(edit.name): \(seen) \(pass)")
            }
            #expect(world.mutations().isEmpty)
            #expect(world.receiver.arrivals().isEmpty)
            await world.end()
        }

        @Test func aRoleThatTheClusterCannotAssumeIsToldAndNotAssociatedAnew() async throws {
            let (world, estate) = try await MixedEstate.made()
            try await estate.aws.ask(["do": "clusterRole", "value": ["role": .string(MixedEstate.roleARN), "status": "INVALID"]])
            #expect(try await world.runOnce().exitCode == 2)
            let seen = try await Self.seen(world, estate)
            #expect(
                seen == ["NeptuneCluster/graph-prod associatedRoles[\(MixedEstate.roleARN)] modified narrows high"])
            #expect(world.mutations().isEmpty)
            let shown = try await world.control("describe", "NeptuneCluster/graph-prod")
            #expect(shown.output.contains("cannot assume"), "\(shown)")
            await world.end()
        }

        @Test func aControlPolicyThatIsNotThereIsMadeAndAttached() async throws {
            let (world, estate) = try await MixedEstate.made()
            try await estate.aws.call("organizations", "detach_policy", ["PolicyId": .string(estate.policyID), "TargetId": .string(estate.unitID)])
            try await estate.aws.call("organizations", "delete_policy", ["PolicyId": .string(estate.policyID)])
            #expect(try await world.runOnce().exitCode == 2)
            let codes = try await world.passesUntilClean(atMost: 16)
            let status = try await world.control("status")
            #expect(codes.last == 0, "\(status)")
            let policies = try await estate.aws.call(
                "organizations", "list_policies_for_target", ["TargetId": .string(estate.unitID), "Filter": "SERVICE_CONTROL_POLICY"])
            #expect(policies["Policies"]?.arrayValue?.contains { $0["Name"] == "stay" } == true, "\(policies)")
            await world.end()
        }

        @Test func theLastRuleOfThePortIsLeftUntilSomebodyLetsItGo() async throws {
            let (world, estate) = try await MixedEstate.made()
            try world.folder.write(
                """
                apiVersion: reconciled/v1
                kind: SecurityGroup
                metadata: {name: graph}
                spec: {groupID: \(estate.groupID), ingress: [{protocol: tcp, fromPort: 443, toPort: 443, source: 10.0.0.0/8}]}

                """, to: "desired.d/estate.yaml")
            #expect(try await world.runOnce().exitCode == 2)
            #expect(world.mutations().map(\.operation) == ["AuthorizeSecurityGroupIngress"])
            let drifts = try await world.status()["drifts"]?.arrayValue ?? []
            #expect(drifts.count { $0["state"] == "awaitingApproval" } == 3, "\(drifts)")
            await world.end()
        }

        @Test func aBucketElsewhereSaysWhere() async throws {
            let world = try await World()
            _ = try await world.aws.call(
                "s3", "create_bucket", ["Bucket": "graph-elsewhere", "CreateBucketConfiguration": ["LocationConstraint": "eu-west-1"]])
            try world.folder.write(
                """
                {apiVersion: reconciled/v1, kind: Bucket, metadata: {name: graph-elsewhere}, spec: {bucketPolicy: null}}
                """, to: "desired.d/bucket.yaml")
            #expect(try await world.runOnce().exitCode == 3)
            let shown = try await world.control("describe", "Bucket/graph-elsewhere")
            #expect(shown.output.contains("region eu-west-1"), "\(shown)")
            await world.end()
        }
    }
}
