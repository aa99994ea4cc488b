import Foundation
import IAMPolicy
import ReconcileCore
import ReconcileTestKit
import Testing

@testable import ReconcileEngine

/// `approve --override`: one rule, for what is named, with a reason in the journal.
@Suite struct OverrideTests {
    private func limited() async throws -> (Estate, CorrectionRecord) {
        let estate = try await Estate()
        estate.configuration.limits.changesPerPassMax = 0
        estate.tag("x")
        try await estate.pass()
        return (estate, try #require(try await estate.asking().first))
    }

    @Test func theRuleThatKeepsItBackIsKnownByName() async throws {
        let (_, asking) = try await self.limited()
        #expect(asking.heldBy == .changeLimit)
        #expect(PlanReport.entry(asking)["guard"] == "changeLimit")
    }

    @Test func whatIsOverriddenIsSentAndJournalledWithWhoAndWhy() async throws {
        let (estate, asking) = try await self.limited()
        try await estate.desk.approve([asking.driftIDs[0]], overriding: GuardOverride(name: .changeLimit, reason: "planned work"), by: "alice")
        let entry = try #require(try await estate.journal().last { $0["kind"] == "correction.approved" })
        #expect(entry["override"] == "changeLimit" && entry["reason"] == "planned work")
        #expect(entry["operator"]?["name"] == "alice" || entry["operator"] == "alice")
        let stored = try #require(try await estate.store.corrections(of: nil, includingFinal: false).first)
        #expect(stored.decision?.overrides == .changeLimit && stored.decision?.reason == "planned work")
        try await estate.pass()
        #expect(estate.cloud.world()[role: "export"]?.tags["owner"] == "graph")
    }

    @Test func anotherRuleThanTheOneThatKeepsItBackIsRefused() async throws {
        let (estate, asking) = try await self.limited()
        let error = await #expect(throws: ControlError.self) {
            try await estate.desk.approve([asking.id], overriding: GuardOverride(name: .silence, reason: "because"), by: "alice")
        }
        #expect(error?.message.hasSuffix("is kept back by changeLimit, not by silence") == true)
        #expect(try await estate.asking().count == 1)
    }

    @Test(arguments: GuardName.allCases.filter { !$0.mayBeOverridden })
    func someRulesAreNeverIgnored(name: GuardName) async throws {
        let (estate, asking) = try await self.limited()
        let error = await #expect(throws: ControlError.self) {
            try await estate.desk.approve([asking.id], overriding: GuardOverride(name: name, reason: "because"), by: "alice")
        }
        #expect(error?.message.contains("\(name.rawValue) is never ignored") == true)
        #expect(try await estate.asking().count == 1)
    }

    @Test func aProtectedPrincipalStaysProtectedWhateverWasStored() async throws {
        let estate = try await Estate()
        estate.tag("x")
        estate.configuration.protected = [Fixtures.roleARN("export")]
        try await estate.pass()
        var refused = try #require(try await estate.store.corrections(of: nil, includingFinal: false).first)
        #expect(refused.heldBy == .protectedPrincipal && refused.state == .refused)
        // As if somebody had written the approval into the database.
        refused.state = .queued
        refused.decision = CorrectionDecision(
            verdict: .approved, by: "mallory", at: estate.clock.now().wall, reason: "x", overrides: .protectedPrincipal)
        var commit = Commit()
        commit.corrections = [refused]
        _ = try await estate.store.commit(commit)
        try await estate.pass()
        #expect(estate.cloud.attempts == 0)
    }

    @Test func whatWasRejectedIsNotOverridden() async throws {
        let (estate, asking) = try await self.limited()
        try await estate.desk.reject(asking.id, reason: "no", by: "bob")
        await #expect(throws: ControlError.self) {
            try await estate.desk.approve([asking.id], overriding: GuardOverride(name: .changeLimit, reason: "yes"), by: "alice")
        }
    }

    @Test func namesAreNeeded() async throws {
        let (estate, _) = try await self.limited()
        let error = await #expect(throws: ControlError.self) {
            try await estate.desk.approve([], overriding: GuardOverride(name: .changeLimit, reason: "all"), by: "alice")
        }
        #expect(error?.code == .invalid)
    }
}
