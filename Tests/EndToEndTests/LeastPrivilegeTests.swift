import IAMPolicy
import ReconcileTestKit
import Testing

extension WholeProgram {
    /// The daemon as a user whose only policy is what `reconciled permissions` prints; signatures are checked, too.
    @Suite(.timeLimit(.minutes(20))) struct LeastPrivilegeTests {
        private static func used(_ world: World) -> Set<String> {
            Set(world.aws.calls().map { "\($0.service):\($0.operation)" })
        }

        @Test func thePrintedActionsAreEnoughAndEachIsNeeded() async throws {
            // What is created is read one by one; the large estate is read by listing.
            let created = try await World.withEstate(users: 2, groups: 2, wholeKeys: true, creates: false)
            let forCreation = try await PrintedPolicy(created, mode: "enforce")
            try await forCreation.enforce(in: created)
            #expect(try await created.passesUntilClean(atMost: 20).last == 0)
            #expect(created.aws.calls().filter { $0.status == 403 }.isEmpty)

            let large = try await World.withEstate(
                roles: 60, policies: 12, keys: 24, users: 20, groups: 12, wholeKeys: true, ConfigurationText(window: "20s"))
            let policy = try await PrintedPolicy(large, mode: "enforce")
            try await policy.enforce(in: large)
            #expect(try await large.runOnce().exitCode == 0)
            try await large.aws.ask(["do": "changes"])
            #expect(try await large.runOnce().exitCode == 2)
            // Revoking a grant asks, and that is all that does.
            let open = try await large.drifts().filter { $0.state != "propagating" }
            #expect(open.map(\.state) == ["awaitingApproval"] && open[0].aspect.hasPrefix("grants["))
            try await large.approveAll()
            #expect(try await large.passesUntilClean(atMost: 60).last == 0)
            let refused = large.aws.calls().filter { $0.status == 403 }
            #expect(refused.isEmpty, "\(refused)")

            // A policy that is not found by its path is looked for by listing; a single one is read by itself.
            let unneeded = policy.actions.subtracting(Self.used(created)).subtracting(Self.used(large))
            #expect(unneeded.isEmpty, "printed and never called: \(unneeded)")
            await created.end()
            await large.end()
        }

        @Test func anObserverNeedsNoActionThatChanges() async throws {
            let world = try await World.withEstate(ConfigurationText(mode: "observe"))
            let policy = try await PrintedPolicy(world, mode: "observe")
            #expect(policy.actions.allSatisfy { action in [":Get", ":List", ":Describe", ":Lookup"].contains { action.contains($0) } })
            try await policy.enforce(in: world)
            #expect(try await world.runOnce().exitCode == 0)
            try await world.aws.ask(["do": "change", "edit": "policy-changed"])
            #expect(try await world.runOnce().exitCode == 2)
            #expect(world.aws.calls().filter { $0.status == 403 }.isEmpty)
            await world.end()
        }

        @Test func aWrongSecretIsAStateOfTheAccount() async throws {
            let world = try await World.withEstate()
            let policy = try await PrintedPolicy(world, mode: "enforce")
            try await world.aws.enforce(policy.document, accessKey: World.accessKey, secret: "another")
            #expect(try await world.runOnce().exitCode == 3)
            #expect(try await world.status()["accounts"]?.arrayValue?.first?["unreadable"]?["code"]?.stringValue == "unauthenticated")
            try await policy.enforce(in: world)
            #expect(try await world.runOnce().exitCode == 0)
            await world.end()
        }

        /// The edit that an action puts back, and the aspects that are then refused.
        private static let writes: [(action: String, edit: String)] = [
            ("iam:UpdateAssumeRolePolicy", "trust-principal-added"), ("iam:PutRolePolicy", "inline-removed"),
            ("iam:DeleteRolePolicy", "inline-added"), ("iam:AttachRolePolicy", "attached-removed"),
            ("iam:DetachRolePolicy", "attached-added"), ("iam:PutRolePermissionsBoundary", "boundary-removed"),
            ("iam:DeleteRolePermissionsBoundary", "boundary-added"), ("iam:UpdateRole", "description-changed"),
            ("iam:TagRole", "tag-changed"), ("iam:UntagRole", "tag-added"), ("iam:CreatePolicyVersion", "policy-changed"),
            ("iam:DeletePolicyVersion", "policy-versions-full"), ("iam:TagPolicy", "policy-tag-changed"),
            ("iam:UntagPolicy", "policy-tag-added"), ("kms:PutKeyPolicy", "key-statement-added"), ("kms:EnableKey", "key-disabled"),
            ("kms:CancelKeyDeletion", "key-deletion-scheduled"), ("iam:CreatePolicy", "policy-deleted"),
            ("iam:PutUserPolicy", "user-inline-removed"), ("iam:DeleteUserPolicy", "user-inline-added"),
            ("iam:AttachUserPolicy", "user-detached"), ("iam:DetachUserPolicy", "user-attached"),
            ("iam:AddUserToGroup", "user-left-a-group"), ("iam:RemoveUserFromGroup", "group-member-added"),
            ("iam:PutUserPermissionsBoundary", "user-boundary-removed"), ("iam:DeleteUserPermissionsBoundary", "user-boundary-added"),
            ("iam:UpdateAccessKey", "user-key-added"), ("iam:UpdateUser", "user-moved"), ("iam:TagUser", "user-tag-changed"),
            ("iam:PutGroupPolicy", "group-inline-widened"), ("iam:DeleteGroupPolicy", "group-inline-added"),
            ("iam:AttachGroupPolicy", "group-detached"), ("iam:DetachGroupPolicy", "group-attached"),
            ("kms:EnableKeyRotation", "key-rotation-stopped"), ("kms:DisableKeyRotation", "key-rotation-started"),
            ("iam:UpdateGroup", "group-moved"), ("iam:UntagUser", "user-tag-added"), ("kms:CreateAlias", "key-alias-removed"),
            ("kms:DeleteAlias", "key-alias-added"), ("kms:CreateGrant", "key-grant-revoked"), ("kms:TagResource", "key-tag-changed"),
            ("kms:UntagResource", "key-tag-added"), ("kms:UpdateKeyDescription", "key-described-otherwise")
        ]

        private static let someWrites = TestLength.isLong ? Self.writes : Self.writes.enumerated().filter { $0.offset % 5 == 0 }.map(\.element)

        @Test(arguments: Self.someWrites)
        func withoutAnActionThatChangesTheCorrectionIsRefusedAndTheRestGoesOn(action: String, edit: String) async throws {
            let world = try await World.withEstate(roles: 5, policies: 3, keys: 2, users: 4, groups: 4, wholeKeys: true)
            #expect(try await world.runOnce().exitCode == 0)
            let policy = try await PrintedPolicy(world, mode: "enforce")
            #expect(policy.actions.contains(action))
            try await policy.without(action).enforce(in: world)
            let made = MadeEdit(try await world.aws.ask(["do": "change", "edit": .string(edit)]))
            // Put back by other operations than the one that is missing.
            let controls = [UniqueEdit.inlineChanged, .description].filter { "iam:\($0.operation)" != action }
            for control in controls { try await control.make(in: world, number: 7) }
            _ = try await world.runOnce()
            let drifts = try await world.drifts()
            for expected in made.expected {
                let drift = drifts.first { $0.resource == made.resource && $0.aspect == expected.aspect }
                #expect(drift?.state == "refused", "\(action): \(drifts)")
            }
            let accepted = Set(world.mutations().filter(\.isAccepted).map(\.operation))
            #expect(accepted == Set(controls.map(\.operation)), "\(action): the rest goes on")
            #expect(drifts.filter { $0.resource != made.resource }.allSatisfy { $0.state == "propagating" }, "\(action): \(drifts)")
            await world.end()
        }

        private static let reads = [
            "iam:GetRole", "iam:GetAccountAuthorizationDetails", "iam:ListRoles", "iam:ListRolePolicies", "iam:GetRolePolicy",
            "iam:ListAttachedRolePolicies", "iam:GetPolicy", "iam:GetPolicyVersion", "iam:ListPolicyVersions", "iam:ListPolicies",
            "iam:ListPolicyTags", "kms:DescribeKey", "kms:GetKeyPolicy"
        ]

        private static let someReads = TestLength.isLong ? Self.reads : Self.reads.enumerated().filter { $0.offset % 6 == 0 }.map(\.element)

        @Test(arguments: Self.someReads)
        func withoutAnActionThatReadsNothingIsTakenForInSyncAndTheRestGoesOn(action: String) async throws {
            let world = try await World.withEstate(roles: 5, policies: 3, keys: 2)
            let policy = try await PrintedPolicy(world, mode: "enforce")
            #expect(policy.actions.contains(action))
            #expect(try await world.runOnce().exitCode == 0)
            try await policy.without(action).enforce(in: world)
            let edits: [UniqueEdit] = [.document, .inlineChanged, .trust, .description, .keyPolicy]
            for edit in edits { try await edit.make(in: world, number: 7) }
            let pass = try await world.runOnce()
            let accepted = Set(world.mutations().filter(\.isAccepted).map(\.operation))
            let drifts = try await world.drifts()
            let undetermined = try await world.status()["resources"]?["undetermined"]?.intValue ?? 0
            #expect(!accepted.isEmpty, "\(action): the rest goes on")
            for edit in edits where !accepted.contains(edit.operation) {
                #expect(undetermined > 0 || drifts.contains { $0.state != "propagating" }, "\(action), \(edit): \(drifts)")
            }
            #expect([2, 3].contains(pass.exitCode), "\(action): \(pass)")

            try await policy.enforce(in: world)
            #expect(try await world.passesUntilClean(atMost: 20).last == 0, "\(action)")
            await world.end()
        }

        /// The listing shows the drift, but what is asked right before sending is denied.
        @Test func whatMayBeListedAndNotReadByItselfIsToldAndNotPlannedAnewInEachPass() async throws {
            let world = try await World.withEstate(roles: 5, policies: 3, keys: 2)
            #expect(try await world.runOnce().exitCode == 0)
            try await PrintedPolicy(world, mode: "enforce").without("iam:GetRole").enforce(in: world)
            try await UniqueEdit.trust.make(in: world, number: 7)
            for _ in 0..<3 { _ = try await world.runOnce() }
            let before = try await world.journal().filter { $0["resource"] != nil }.count
            _ = try await world.runOnce()
            #expect(try await world.journal().filter { $0["resource"] != nil }.count == before)
            let drift = try #require(try await world.drifts().first)
            #expect(["refused", "failed"].contains(drift.state), "\(drift)")
            #expect(world.notices().contains { ["correction.refused", "correction.failed"].contains($0.type) })
            await world.end()
        }
    }
}
