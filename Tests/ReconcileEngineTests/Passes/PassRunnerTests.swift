import Foundation
import IAMPolicy
import ReconcileCore
import ReconcileEngine
import ReconcileTestKit
import Testing

@Suite struct PassRunnerTests {
    private static func spoil(_ world: inout SimulatedAccount) {
        world[role: "export"]?.trustPolicy = Fixtures.trust("ec2.amazonaws.com")
        world[role: "export"]?.inlinePolicies = ["sneak": Fixtures.allow("*")]
        world[role: "export"]?.managedPolicies = ["arn:aws:iam::aws:policy/AdministratorAccess"]
        world[role: "export"]?.permissionsBoundary = nil
        world[role: "export"]?.description = "x"
        world[role: "export"]?.maxSessionDuration = 3600
        world[role: "export"]?.tags = ["owner": "x", "cost": "1"]
        for number in 2...5 { world[policy: "read"]?.addVersion(Fixtures.allow("s3:Get\(number)")) }
        world.keys[Fixtures.keyID]?.policy = Fixtures.keyPolicy(["arn:aws:iam::123456789012:role/sneak"])
        world.keys[Fixtures.keyID]?.state = .pendingDeletion
    }

    @Test func theMainJobFromDriftToSettled() async throws {
        let estate = try await Estate()
        try await estate.pass()
        #expect(try await estate.told().isEmpty)
        estate.cloud.edit(body: Self.spoil)
        let pass = try await estate.pass()
        #expect(pass.outcome == .complete)
        #expect(try await estate.realDrifts() == [])
        #expect(try await estate.openDrifts().allSatisfy { $0.state == .propagating })
        #expect(try await estate.store.openWindows().allSatisfy(\.isReadable))
        #expect(try await estate.settle() == [])
        #expect(await estate.watch.unannounced == [])
        #expect(try await estate.journalFault() == nil)
        #expect(try await estate.openIntents() == [])
        let detected = try await estate.told(.driftDetected)
        #expect(detected.count == 13)
        #expect(Set(detected).count == detected.count)
        for event in [NoticeEvent.correctionApplied, .correctionSettled] { #expect(try await estate.told(event).sorted() == detected.sorted()) }
        #expect(
            Set(estate.cloud.accepted.map(\.operation)) == [
                "PutRolePermissionsBoundary", "UpdateAssumeRolePolicy", "PutRolePolicy", "AttachRolePolicy", "DeleteRolePolicy",
                "DetachRolePolicy", "UpdateRole", "TagRole", "UntagRole", "DeletePolicyVersion", "CreatePolicyVersion",
                "PutKeyPolicy", "CancelKeyDeletion", "EnableKey"
            ])
        #expect(estate.cloud.accepted.count == 14)
    }

    @Test func whatIsDeclaredAndAttachedStaysAttachedAtEveryMomentAndNothingIsGrantedWithoutItsLimit() async throws {
        let estate = try await Estate()
        try await estate.pass()
        estate.cloud.edit { world in
            world[role: "export"]?.managedPolicies.insert("arn:aws:iam::aws:policy/AdministratorAccess")
            world[role: "export"]?.inlinePolicies = ["sneak": Fixtures.allow("*")]
            world[role: "export"]?.permissionsBoundary = nil
        }
        let before = estate.cloud.history().count
        try await estate.pass()
        let moments = estate.cloud.history().dropFirst(before).compactMap { $0.world[role: "export"] }
        #expect(moments.count == 4)
        #expect(moments.allSatisfy { $0.managedPolicies.contains(Fixtures.policyARN("read")) })
        #expect(moments.allSatisfy { $0.permissionsBoundary != nil })
        // The declared policy is back before the other goes.
        #expect(moments.allSatisfy { $0.inlinePolicies["load"] != nil || $0.inlinePolicies["sneak"] != nil })
        #expect(moments.last?.inlinePolicies.keys.sorted() == ["load"])
    }

    @Test func aGrantWaitsWhereItsLimitIsRefused() async throws {
        let estate = try await Estate()
        estate.cloud.edit { world in
            world[role: "export"]?.permissionsBoundary = nil
            world[role: "export"]?.inlinePolicies = [:]
        }
        estate.cloud.failNextSend(of: "PutRolePermissionsBoundary", .refused(code: "AccessDenied"))
        try await estate.pass()
        #expect(estate.cloud.accepted.isEmpty)
        #expect(estate.cloud.attempts == 1)
        #expect(try await estate.settle() == [])
        #expect(estate.cloud.accepted.map(\.operation) == ["PutRolePermissionsBoundary", "PutRolePolicy"])
    }

    @Test func whatWasNeverThereIsCreatedInOnePassThoughItIsNotVisibleAtOnce() async throws {
        let fresh = Fixtures.resource(
            .role, "fresh", ["trustPolicy": Fixtures.trust(), "managedPolicies": ["ManagedPolicy/fresh-read"]])
        let estate = try await Estate([fresh, Fixtures.policy("fresh-read")])
        estate.cloud.failNextSend(of: "AttachRolePolicy", .refused(code: "NoSuchEntity"))
        try await estate.pass()
        #expect(estate.cloud.accepted.map(\.operation) == ["CreatePolicy", "CreateRole", "AttachRolePolicy"])
        #expect(try await estate.realDrifts() == [])
        #expect(try await estate.settle() == [])
        #expect(try await estate.told(.correctionSettled).count == 2)
        #expect(try await estate.told(.correctionFailed).isEmpty)
    }

    @Test func aWorldThatMovedBetweenLookingAndSendingIsNotWrittenOver() async throws {
        let estate = try await Estate()
        try await estate.pass()
        estate.cloud.edit { world in
            world[role: "export"]?.permissionsBoundary = nil
            world[role: "export"]?.tags["owner"] = "x"
        }
        // The boundary is sent first; the tag changes while that happens.
        let cloud = estate.cloud
        cloud.onSend { mutation in
            if mutation.operation == "PutRolePermissionsBoundary" { cloud.edit { $0[role: "export"]?.tags["owner"] = "y" } }
        }
        try await estate.pass()
        let entries = try await estate.journal()
        #expect(entries.contains { $0["kind"] == "correction.superseded" })
        #expect(try await estate.settle() == [])
        #expect(try await estate.realDrifts() == [])
    }

    /// The listing shows the drift, but what is asked right before sending is denied.
    @Test func whatMayBeListedAndNotReadByItselfIsToldOnceAndWaitsLongerEachTime() async throws {
        let estate = try await Estate()
        try await estate.pass()
        estate.cloud.edit { world in
            world[role: "export"]?.permissionsBoundary = nil
            world[role: "export"]?.tags["owner"] = "x"
        }
        let cloud = estate.cloud
        cloud.onSend { _ in cloud.failReads(of: Fixtures.identity(.role, "export"), part: "tags", .denied) }
        try await estate.pass()
        cloud.onSend { _ in }
        #expect(cloud.accepted.map(\.operation) == ["PutRolePermissionsBoundary"])
        #expect(try await estate.states()["tags[owner]"] == .refused)
        #expect(try await estate.told(.correctionRefused).count == 1)
        let before = try await estate.journal().count { "\($0)".contains("tags[owner]") || $0["kind"] == "correction.planned" }

        try await estate.pass()
        #expect(cloud.accepted.count == 1)
        #expect(try await estate.journal().count { "\($0)".contains("tags[owner]") || $0["kind"] == "correction.planned" } == before)
        estate.clock.advance(by: 61)
        try await estate.pass()
        #expect(cloud.accepted.map(\.operation) == ["PutRolePermissionsBoundary", "TagRole"])
        #expect(try await estate.settle() == [])
    }

    @Test func oneCallForTwoValuesIsNotSentWhileTheOtherCannotBeRead() async throws {
        let role = Fixtures.resource(.role, "export", ["maxSessionDuration": 7200])
        let estate = try await Estate([role])
        try await estate.pass()
        estate.cloud.edit { $0[role: "export"]?.maxSessionDuration = 3600 }
        estate.cloud.failReads(of: role.identity, part: "description", .denied, times: 2)
        try await estate.pass()
        #expect(estate.cloud.attempts == 0)
        estate.cloud.clearFaults()
        estate.clock.advance(by: 61)
        try await estate.pass()
        #expect(estate.cloud.world()[role: "export"]?.description == "Exports")
        #expect(estate.cloud.world()[role: "export"]?.maxSessionDuration == 7200)
    }

    @Test func oneCallForTwoValuesIsNotSentWhileWhatWasWrittenOfTheOtherDoesNotShow() async throws {
        let estate = try await Estate()
        try await estate.pass()
        estate.cloud.edit { $0[role: "export"]?.description = "x" }
        estate.clock.advance(by: 1000)
        // The look and the one before sending are fresh, those that read back are not.
        estate.cloud.showNextAfter(seconds: [0, 0] + Array(repeating: 500, count: 7))
        try await estate.pass()
        #expect(try await estate.store.openWindows().map(\.matchingReads) == [0])
        estate.cloud.edit { $0[role: "export"]?.maxSessionDuration = 3600 }
        try await estate.pass()
        #expect(estate.cloud.attempts == 1)
        try await estate.pass()
        #expect(estate.cloud.attempts == 2)
        #expect(try await estate.settle() == [])
        #expect(try await estate.realDrifts() == [])
    }

    @Test func twoValuesOfOneCallAreSentTogetherInWhateverOrderTheyWereSeen() async throws {
        let estate = try await Estate()
        try await estate.pass()
        estate.cloud.edit { world in
            for key in ["a", "b", "c", "d", "e"] { world[role: "export"]?.tags[key] = "x" }
            world[role: "export"]?.description = "x"
            world[role: "export"]?.maxSessionDuration = 3600
        }
        try await estate.pass()
        #expect(estate.cloud.accepted.map(\.operation).sorted() == ["UntagRole", "UpdateRole"])
    }

    @Test func staleReadsInsideTheWindowSendNothingTwice() async throws {
        let estate = try await Estate(windowSeconds: 30)
        try await estate.pass()
        estate.cloud.showOnlyAfter(seconds: 8)
        estate.cloud.edit { $0[policy: "read"]?.addVersion(Fixtures.allow("*")) }
        estate.clock.advance(by: 8)
        #expect(try await estate.settle() == [])
        #expect(estate.cloud.accepted.map(\.operation) == ["CreatePolicyVersion"])
        #expect(try await estate.told(.driftDetected).count == 1)
        #expect(try await estate.told(.correctionSettled).count == 1)
    }

    @Test func theModeObserveSendsNothing() async throws {
        let estate = try await Estate(mode: .observe)
        estate.cloud.edit(body: Self.spoil)
        try await estate.pass()
        try await estate.pass()
        #expect(estate.cloud.attempts == 0)
        #expect(try await estate.told(.driftDetected).count == 13)
    }

    @Test func anAccountThatCannotBeReadIsAStateAndNotAFailure() async throws {
        let estate = try await Estate()
        estate.cloud.failReads(.unauthenticated)
        let pass = try await estate.pass()
        #expect(pass.outcome == .failed)
        #expect(pass.gap?.code == .unauthenticated)
        #expect(try await estate.pass().outcome == .complete)
    }
}

extension SimulatedCloud {
    func edit(body: (inout SimulatedAccount) -> Void) { self.edit("prod", body) }
}
