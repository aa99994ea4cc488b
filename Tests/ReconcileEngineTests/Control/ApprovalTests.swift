import Foundation
import IAMPolicy
import ReconcileCore
import ReconcileEngine
import ReconcileTestKit
import Testing

/// What asks, and what becomes of the answer.
@Suite struct ApprovalTests {
    private let alice = OperatorIdentity(name: "alice", uid: 1000, pid: 42, loginUID: 1000)

    /// In the mode `approve`, with a tag that asks.
    private func asking() async throws -> Estate {
        let estate = try await Estate(mode: .approve)
        try await estate.pass()
        estate.tag("x")
        try await estate.pass()
        #expect(try await estate.asking().count == 1)
        return estate
    }

    @Test func theModeApproveFromDriftToSettled() async throws {
        let estate = try await self.asking()
        try await estate.pass()
        #expect(estate.cloud.attempts == 0)
        let approved = try await estate.desk.approve([], by: self.alice)
        #expect(approved.map(\.aspects) == [[AspectName("tags", "owner")]])
        #expect(try await estate.states() == ["tags[owner]": .correcting])
        #expect(estate.cloud.attempts == 0)
        #expect(try await estate.settle() == [])
        #expect(estate.cloud.accepted == approved.flatMap(\.mutations))
        #expect(try await estate.told(.correctionAwaitingApproval) == ["prod/Role/export tags[owner]"])
        #expect(try await estate.told(.correctionSettled) == ["prod/Role/export tags[owner]"])
        let entry = try await estate.journal().first { $0["kind"] == "correction.approved" }
        #expect(entry?["operator"] == self.alice.json)
        let record = try await estate.store.corrections(of: nil, includingFinal: true).first
        #expect(record?.decision?.by == "alice")
        #expect(record?.state == .settled)
    }

    @Test func anApprovalSurvivesARestart() async throws {
        let estate = try await self.asking()
        let approved = try await estate.desk.approve([], by: self.alice)
        try await estate.reopen()
        try await estate.pass()
        #expect(estate.cloud.accepted == approved.flatMap(\.mutations))
    }

    @Test(arguments: FaultyStore.Moment.allCases)
    func anApprovalIsWholeOrNotAtAll(moment: FaultyStore.Moment) async throws {
        let estate = try await self.asking()
        try await estate.reopen(dyingAt: 1, moment)
        await #expect(throws: InjectedFault.self) { try await estate.desk.approve([], by: self.alice) }
        try await estate.reopen()
        try await estate.pass()
        #expect(estate.cloud.attempts == (moment == .afterTheStep ? 1 : 0))
        #expect(try await estate.journal().count { $0["kind"] == "correction.approved" } == (moment == .afterTheStep ? 1 : 0))
    }

    @Test func anApprovalMakesUpForNoPartialPicture() async throws {
        let estate = try await self.asking()
        try await estate.desk.approve([], by: self.alice)
        estate.cloud.failReads(of: Fixtures.identity(.kmsKey, "export-key"), .throttled, times: 2)
        for _ in 1...2 {
            try await estate.pass()
            #expect(estate.cloud.attempts == 0)
        }
        try await estate.pass()
        #expect(estate.cloud.attempts == 1)
    }

    @Test func aDenialElsewhereOnTheResourceDoesNotHoldIt() async throws {
        let estate = try await self.asking()
        try await estate.desk.approve([], by: self.alice)
        estate.cloud.failReads(of: Fixtures.identity(.role, "export"), part: "inlinePolicies", .denied, times: 10)
        try await estate.pass()
        #expect(estate.cloud.accepted.map(\.operation) == ["TagRole"])
    }

    @Test func aDenialOfTheAspectItselfHoldsIt() async throws {
        let estate = try await self.asking()
        try await estate.desk.approve([], by: self.alice)
        estate.cloud.failReads(of: Fixtures.identity(.role, "export"), part: "tags", .denied)
        try await estate.pass()
        #expect(estate.cloud.attempts == 0)
        try await estate.pass()
        #expect(estate.cloud.attempts == 1)
    }

    @Test func aWorldThatMovedIsAskedAbout() async throws {
        let estate = try await self.asking()
        let first = try await estate.desk.approve([], by: self.alice)
        estate.tag("y")
        try await estate.pass()
        #expect(estate.cloud.attempts == 0)
        let asking = try await estate.asking()
        #expect(asking.count == 1)
        #expect(asking.first?.id != first.first?.id)
        #expect(try await estate.states() == ["tags[owner]": .awaitingApproval])
    }

    @Test func aWorldThatMovesRightBeforeTheSendingIsAskedAboutToo() async throws {
        let estate = try await self.asking()
        estate.cloud.edit { $0[role: "export"]?.permissionsBoundary = nil }
        try await estate.pass()
        try await estate.desk.approve([], by: self.alice)
        let cloud = estate.cloud
        cloud.onSend { mutation in
            if mutation.operation == "PutRolePermissionsBoundary" { cloud.edit { $0[role: "export"]?.tags["owner"] = "y" } }
        }
        try await estate.pass()
        #expect(cloud.accepted.map(\.operation) == ["PutRolePermissionsBoundary"])
        try await estate.pass()
        #expect(try await estate.asking().map(\.aspects) == [[AspectName("tags", "owner")]])
        #expect(try await estate.told(.correctionAwaitingApproval).count { $0.hasSuffix("tags[owner]") } == 2)
    }

    @Test func aPlanWhoseCallChangedIsNotWhatWasApproved() async throws {
        let estate = try await Estate(mode: .approve)
        try await estate.pass()
        estate.cloud.edit { $0[role: "export"]?.description = "x" }
        try await estate.pass()
        try await estate.desk.approve([], by: self.alice)
        // The same call writes this one too, as it finds it.
        estate.cloud.edit { $0[role: "export"]?.maxSessionDuration = 3600 }
        try await estate.pass()
        #expect(estate.cloud.attempts == 0)
        try await estate.pass()
        try await estate.desk.approve([], by: self.alice)
        #expect(try await self.approvingAll(estate) == [])
        #expect(estate.cloud.world()[role: "export"]?.description == "Exports")
        #expect(estate.cloud.world()[role: "export"]?.maxSessionDuration == 7200)
    }

    /// Approves whatever asks until nothing is open.
    private func approvingAll(_ estate: Estate) async throws -> [String] {
        for _ in 1...10 {
            try await estate.desk.approve([], by: self.alice)
            try await estate.pass()
            estate.clock.advance(by: 20)
        }
        return try await estate.settle()
    }

    @Test func aRecreationOfARoleIsApprovedAndDone() async throws {
        let estate = try await Estate()
        try await estate.pass()
        estate.cloud.edit { $0[role: "export"] = nil }
        try await estate.pass()
        #expect(estate.cloud.attempts == 0)
        #expect(try await estate.states() == ["existence": .awaitingApproval])
        let approved = try await estate.desk.approve([try await estate.openDrifts()[0].id], by: self.alice)
        #expect(try await estate.settle() == [])
        #expect(estate.cloud.accepted == approved.flatMap(\.mutations))
        #expect(try await estate.realDrifts() == [])
    }

    @Test func aRecreationThatWouldNowBeAnotherIsAskedAnew() async throws {
        let estate = try await Estate()
        try await estate.pass()
        estate.cloud.edit { $0[role: "export"] = nil }
        try await estate.pass()
        try await estate.desk.approve([], by: self.alice)
        var changed = Fixtures.fullRole()
        changed.spec["trustPolicy"] = Fixtures.trust("lambda.amazonaws.com")
        _ = try await estate.store.applyDesired(DesiredChange(upserts: [changed], at: estate.clock.now().wall, actor: "tests"))
        try await estate.pass()
        #expect(estate.cloud.attempts == 0)
        try await estate.pass()
        #expect(try await estate.asking().count == 1)
        try await estate.desk.approve([], by: self.alice)
        try await estate.pass()
        #expect(estate.cloud.world()[role: "export"]?.trustPolicy == Fixtures.trust("lambda.amazonaws.com"))
    }

    @Test func aGrantThatIsApprovedWaitsForTheBoundaryThatLimitsIt() async throws {
        let estate = try await Estate(mode: .approve)
        try await estate.pass()
        estate.cloud.edit { world in
            world[role: "export"]?.permissionsBoundary = nil
            world[role: "export"]?.inlinePolicies = [:]
        }
        try await estate.pass()
        let grant = try #require(try await estate.asking().first { $0.stage == .grant })
        try await estate.desk.approve([grant.id], by: self.alice)
        try await estate.pass()
        #expect(estate.cloud.attempts == 0)
        #expect(try await estate.openDrifts().contains { $0.reason?.contains("permissionsBoundary, which limits it") == true })
        try await estate.desk.approve([], by: self.alice)
        try await estate.pass()
        #expect(estate.cloud.accepted.map(\.operation) == ["PutRolePermissionsBoundary", "PutRolePolicy"])
    }

    @Test func whatIsSwitchedToOnlyLookingSendsNothingThatWasApproved() async throws {
        let estate = try await self.asking()
        try await estate.desk.approve([], by: self.alice)
        estate.configuration.accounts[0].mode = .observe
        for _ in 1...3 { try await estate.pass() }
        #expect(estate.cloud.attempts == 0)
        estate.configuration.accounts[0].mode = .approve
        try await estate.pass()
        #expect(estate.cloud.attempts == 1)
    }

    @Test func whatIsProtectedMeanwhileIsRefusedThoughItWasApproved() async throws {
        let estate = try await self.asking()
        try await estate.desk.approve([], by: self.alice)
        estate.configuration.protected = [Fixtures.roleARN("export")]
        for _ in 1...2 { try await estate.pass() }
        #expect(estate.cloud.attempts == 0)
        #expect(try await estate.states() == ["tags[owner]": .refused])
        #expect(try await estate.told(.correctionRefused) == ["prod/Role/export tags[owner]"])
    }

    @Test func whatAsksCanBeNamedByItselfOrByItsDriftAndTwiceIsOnce() async throws {
        let estate = try await self.asking()
        let asking = try #require(try await estate.asking().first)
        let approved = try await estate.desk.approve([asking.id] + asking.driftIDs, by: self.alice)
        #expect(approved.map(\.id) == [asking.id])
        await #expect(throws: ControlError.self) { try await estate.desk.approve([asking.id], by: self.alice) }
    }

    @Test func oneUnknownIdApprovesNothing() async throws {
        let estate = try await self.asking()
        let asking = try #require(try await estate.asking().first)
        let error = await #expect(throws: ControlError.self) { try await estate.desk.approve([asking.id, "c-0"], by: self.alice) }
        #expect(error?.code == .notFound)
        #expect(try await estate.asking() == [asking])
    }

    @Test func anApprovedDriftThatGoesAwayIsNotSent() async throws {
        let estate = try await self.asking()
        try await estate.desk.approve([], by: self.alice)
        estate.tag("graph")
        #expect(try await estate.settle() == [])
        #expect(estate.cloud.attempts == 0)
        #expect(try await estate.told(.driftResolved).count == 1)
    }

    @Test func anApprovalThatCameAfterAnotherPlanTookItsPlaceIsSuperseded() async throws {
        let estate = try await self.asking()
        let stale = try #require(try await estate.asking().first)
        estate.tag("y")
        try await estate.pass()
        // As a desk leaves it that had read before that pass.
        var late = Commit()
        var approved = stale
        approved.state = .queued
        approved.decision = CorrectionDecision(verdict: .approved, by: "alice", at: estate.clock.now().wall, reason: nil)
        late.corrections = [approved]
        _ = try await estate.store.commit(late)
        try await estate.pass()
        #expect(estate.cloud.attempts == 0)
        #expect(try await estate.asking().count == 1)
        #expect(try await estate.states() == ["tags[owner]": .awaitingApproval])
        #expect(try await estate.store.corrections(of: nil, includingFinal: true).first { $0.id == stale.id }?.state == .superseded)
    }

    // MARK: Rejecting

    @Test func aRejectionHoldsUntilTheDriftChanges() async throws {
        let estate = try await self.asking()
        let asking = try #require(try await estate.asking().first)
        let rejected = try await estate.desk.reject(asking.id, reason: "on purpose", by: self.alice)
        #expect(rejected.reason == "rejected by alice: on purpose")
        try await estate.reopen()
        for _ in 1...5 {
            estate.clock.advance(by: 7200)
            try await estate.pass()
        }
        #expect(try await estate.states() == ["tags[owner]": .refused])
        #expect(try await estate.asking().isEmpty)
        #expect(estate.cloud.attempts == 0)
        #expect(try await estate.told(.correctionRefused).isEmpty)
        let entry = try await estate.journal().first { $0["kind"] == "correction.rejected" }
        #expect(entry?["reason"] == "on purpose")
        #expect(entry?["operator"] == self.alice.json)
        estate.tag("y")
        try await estate.pass()
        #expect(try await estate.asking().count == 1)
    }

    @Test func aRejectionHoldsInTheModeEnforceToo() async throws {
        let estate = try await self.asking()
        try await estate.desk.reject(try #require(try await estate.asking().first).id, reason: "on purpose", by: self.alice)
        estate.configuration.accounts[0].mode = .enforce
        try await estate.pass()
        #expect(estate.cloud.attempts == 0)
    }

    @Test func onlyWhatAsksCanBeRejected() async throws {
        let estate = try await self.asking()
        let asking = try #require(try await estate.asking().first)
        try await estate.desk.approve([], by: self.alice)
        await #expect(throws: ControlError.self) { try await estate.desk.reject(asking.id, reason: "late", by: self.alice) }
    }
}
