import IAMPolicy
import ReconcileTestKit
import Testing

extension WholeProgram {
    /// Least privilege for what is kept beside IAM: buckets, security groups, clusters and service control policies.
    @Suite(.timeLimit(.minutes(20))) struct LeastPrivilegeBeyondTests {
        private static func used(_ world: World) async throws -> Set<String> {
            let state = try await world.aws.ask(["do": "state"])
            return Set((state["used"]?.arrayValue ?? []).compactMap(\.stringValue))
        }

        private static func refused(_ world: World) -> [LoggedCall] {
            let codes = ["AccessDenied", "AccessDeniedException", "UnauthorizedOperation"]
            return world.aws.calls().filter { $0.status == 403 || codes.contains($0.errorCode ?? "") }
        }

        /// IAM's own and KMS's actions have a suite of their own.
        private static let prefixes = ["s3:", "rds:", "ec2:", "organizations:", "iam:PassRole"]

        @Test func thePrintedActionsAreEnoughAndEachIsNeeded() async throws {
            let (world, estate) = try await MixedEstate.made()
            let policy = try await PrintedPolicy(world, mode: "enforce")
            try await policy.enforce(in: world)
            #expect(try await world.runOnce().exitCode == 0)
            // One after the other what changes the same aspect.
            for round in [Self.first, Self.second, Self.third] {
                for edit in round { try await edit.make(estate) }
                #expect(try await world.runOnce().exitCode == 2)
                let codes = try await world.passesUntilClean(atMost: 20)
                let status = try await world.control("status")
                #expect(codes.last == 0, "\(status)")
            }
            let refused = Self.refused(world)
            #expect(refused.isEmpty, "\(refused)")
            let used = try await Self.used(world)
            let unneeded = policy.actions.subtracting(used).filter { action in Self.prefixes.contains { action.hasPrefix($0) } }
            #expect(unneeded.isEmpty, "printed and never asked for: \(unneeded)")
            await world.end()
        }

        private static let first = KindEdit.changes.filter { !["policy deleted", "encryption removed", "document changed"].contains($0.name) }
        private static let second = KindEdit.changes.filter { ["policy deleted", "encryption removed", "document changed"].contains($0.name) }
        private static let third = [
            KindEdit("a rule described otherwise") { estate in
                let rule = MixedEstate.rule("tcp", 8182, 8182, ["IpRanges": [["CidrIp": "10.0.0.0/16", "Description": "somebody's words"]]])
                try await estate.aws.call(
                    "ec2", "update_security_group_rule_descriptions_ingress", ["GroupId": .string(estate.groupID), "IpPermissions": [rule]])
            },
            KindEdit("the control policy deleted") { estate in
                let policy: JSONObject = ["PolicyId": .string(estate.policyID)]
                let attached = JSONObject(policy.members + [.init(name: "TargetId", value: .string(estate.unitID))])
                try await estate.aws.call("organizations", "detach_policy", .object(attached))
                try await estate.aws.call("organizations", "delete_policy", .object(policy))
            }
        ]

        @Test func anObserverNeedsNoActionThatChanges() async throws {
            var configuration = MixedEstate.configuration
            configuration.mode = "observe"
            let (world, estate) = try await MixedEstate.made(configuration)
            let policy = try await PrintedPolicy(world, mode: "observe")
            #expect(policy.actions.allSatisfy { action in [":Get", ":List", ":Describe", ":Lookup"].contains { action.contains($0) } })
            try await policy.enforce(in: world)
            #expect(try await world.runOnce().exitCode == 0)
            for edit in Self.first { try await edit.make(estate) }
            #expect(try await world.runOnce().exitCode == 2)
            #expect(Self.refused(world).isEmpty)
            await world.end()
        }

        /// The edit that an action puts back.
        private static let writes: [(action: String, edit: String)] = [
            ("s3:PutBucketPolicy", "policy opened to all"), ("s3:PutEncryptionConfiguration", "encryption removed"),
            ("s3:PutBucketPublicAccessBlock", "access block deleted"), ("s3:PutBucketTagging", "tags replaced"),
            ("rds:AddRoleToDBCluster", "role taken away"), ("iam:PassRole", "role taken away"), ("rds:RemoveRoleFromDBCluster", "role added"),
            ("rds:ModifyDBCluster", "authentication off"), ("ec2:RevokeSecurityGroupIngress", "opened to the world"),
            ("ec2:AuthorizeSecurityGroupIngress", "a network shut out"), ("organizations:UpdatePolicy", "document changed"),
            ("organizations:DetachPolicy", "attached to the root"), ("organizations:AttachPolicy", "detached")
        ]

        private static let someWrites = TestLength.isLong ? Self.writes : Self.writes.enumerated().filter { $0.offset % 3 == 0 }.map(\.element)

        @Test(arguments: Self.someWrites)
        func withoutAnActionThatChangesTheCorrectionIsRefusedAndTheRestGoesOn(action: String, name: String) async throws {
            let (world, estate) = try await MixedEstate.made()
            #expect(try await world.runOnce().exitCode == 0)
            let policy = try await PrintedPolicy(world, mode: "enforce")
            #expect(policy.actions.contains(action))
            try await policy.without(action).enforce(in: world)
            let edit = try #require(KindEdit.changes.first { $0.name == name })
            try await edit.make(estate)
            // Put back by another service.
            let other = action.hasPrefix("ec2:") ? "policy opened to all" : "a list of networks let in"
            let control = try #require(KindEdit.changes.first { $0.name == other })
            try await control.make(estate)
            _ = try await world.runOnce()
            let drifts = try await world.drifts()
            let refused = drifts.filter { $0.state == "refused" }
            #expect(refused.count == edit.expected.count, "\(action): \(drifts)")
            #expect(drifts.filter { $0.state != "refused" }.map(\.state) == ["propagating"], "\(action): the rest goes on: \(drifts)")
            let told = world.notices().filter { $0.type == "correction.refused" }
            #expect(!told.isEmpty, "\(action)")
            await world.end()
        }

        /// What is asked with it.
        private static let reads: [(action: String, operation: String)] = [
            ("s3:ListBucket", "HeadBucket"), ("s3:GetBucketPolicy", "GetBucketPolicy"), ("s3:GetEncryptionConfiguration", "GetBucketEncryption"),
            ("s3:GetBucketPublicAccessBlock", "GetPublicAccessBlock"), ("rds:DescribeDBClusters", "DescribeDBClusters"),
            ("s3:GetBucketTagging", "GetBucketTagging"), ("ec2:DescribeSecurityGroups", "DescribeSecurityGroups"),
            ("organizations:DescribePolicy", "DescribePolicy"), ("organizations:ListTargetsForPolicy", "ListTargetsForPolicy")
        ]

        private static let someReads = TestLength.isLong ? Self.reads : Self.reads.enumerated().filter { $0.offset % 3 == 1 }.map(\.element)

        @Test(arguments: Self.someReads)
        func withoutAnActionThatReadsNothingIsTakenForInSyncAndTheRestGoesOn(action: String, operation: String) async throws {
            let (world, estate) = try await MixedEstate.made()
            let policy = try await PrintedPolicy(world, mode: "enforce")
            #expect(policy.actions.contains(action))
            #expect(try await world.runOnce().exitCode == 0)
            try await policy.without(action).enforce(in: world)
            for edit in Self.first { try await edit.make(estate) }
            let pass = try await world.runOnce()
            #expect(pass.exitCode == 3, "\(action): \(pass)")
            let reasons = try await Self.reasonsOfTheUndetermined(world)
            #expect(reasons.count == 1 && reasons.allSatisfy { $0.contains(operation) }, "\(action): \(reasons)")
            #expect(!world.mutations().filter(\.isAccepted).isEmpty, "\(action): the rest goes on")

            try await policy.enforce(in: world)
            #expect(try await world.passesUntilClean(atMost: 20).last == 0, "\(action)")
            await world.end()
        }

        /// Only the first look finds a control policy by its name.
        @Test func controlPoliciesThatWereSeenAreKeptThoughTheyMayNotBeListed() async throws {
            let (world, estate) = try await MixedEstate.made()
            let policy = try await PrintedPolicy(world, mode: "enforce")
            #expect(policy.actions.contains("organizations:ListPolicies"))
            #expect(try await world.runOnce().exitCode == 0)
            try await policy.without("organizations:ListPolicies").enforce(in: world)
            for edit in Self.first { try await edit.make(estate) }
            #expect(try await world.runOnce().exitCode == 2)
            #expect(try await Self.reasonsOfTheUndetermined(world).isEmpty)
            #expect(try await world.passesUntilClean(atMost: 20).last == 0)
            await world.end()
        }

        private static func reasonsOfTheUndetermined(_ world: World) async throws -> [String] {
            let resources = try await world.control("get", "-o", "json").json()["resources"]?.arrayValue ?? []
            var reasons: [String] = []
            for resource in resources where resource["state"] == "undetermined" {
                let subject = "\(resource["kind"]?.stringValue ?? "")/\(resource["name"]?.stringValue ?? "")"
                reasons.append(try await world.control("describe", subject, "-o", "json").json()["reason"]?.stringValue ?? "none")
            }
            return reasons
        }
    }
}
