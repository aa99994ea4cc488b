import Foundation
import IAMPolicy
import ReconcileCore
import ReconcileEngine
import ReconcileTestKit
import Testing

/// A pass and a person, or two persons, decide at the same time: neither decision is lost, and neither is made on what is no longer so.
@Suite struct RacingDecisionTests {
    private static let role = Fixtures.identity(.role, "export")
    private let alice = OperatorIdentity(name: "alice", uid: 1000)

    private func asking(_ mode: ReconcileMode = .approve) async throws -> Estate {
        let estate = try await Estate(mode: mode)
        try await estate.pass()
        estate.tag("x")
        if mode == .approve { try await estate.pass() }
        return estate
    }

    /// In the middle of the next decision, whoever makes it.
    private func meanwhile(_ estate: Estate, _ body: @escaping @Sendable (OperatorDesk) async throws -> Void) async {
        let desk = estate.desk
        await estate.store.interposer.add { try await body(desk) }
    }

    @Test func anApprovalDuringAPassIsKept() async throws {
        let estate = try await self.asking()
        let asked = try #require(try await estate.asking().first)
        let alice = self.alice
        await self.meanwhile(estate) { desk in try await desk.approve([asked.id], by: alice) }
        try await estate.pass()
        #expect(estate.cloud.accepted == asked.mutations, "the pass under way sends it")
        #expect(try await estate.told(.correctionAwaitingApproval).count == 1)
    }

    @Test func anApprovalDuringAPassThatFindsAnotherWorldIsNotSent() async throws {
        let estate = try await self.asking()
        let asked = try #require(try await estate.asking().first)
        let alice = self.alice
        estate.tag("y")
        await self.meanwhile(estate) { desk in try await desk.approve([asked.id], by: alice) }
        try await estate.pass()
        #expect(estate.cloud.attempts == 0)
        let all = try await estate.store.corrections(of: nil, includingFinal: true)
        let old = try #require(all.first { $0.id == asked.id })
        #expect(old.state == .superseded && old.decision?.by == "alice", "who had approved it is still known")
        #expect(try await estate.asking().count == 1)
    }

    @Test func aRejectionDuringAPassIsKept() async throws {
        let estate = try await self.asking()
        let asked = try #require(try await estate.asking().first)
        let alice = self.alice
        estate.configuration.accounts[0].mode = .enforce
        await self.meanwhile(estate) { desk in try await desk.reject(asked.id, reason: "on purpose", by: alice) }
        try await estate.pass()
        #expect(estate.cloud.attempts == 0, "the change of the mode would have sent it")
        #expect(try await estate.states() == ["tags[owner]": .refused])
    }

    @Test func anApprovalThatAPassOvertakesIsOfWhatNoLongerAsks() async throws {
        let estate = try await self.asking()
        let asked = try #require(try await estate.asking().first)
        let runner = estate.runner
        let account = estate.configuration.accounts[0]
        estate.tag("y")
        await estate.store.interposer.add { _ = try await runner.run(account) }
        let error = await #expect(throws: ControlError.self) { try await estate.desk.approve([asked.id], by: self.alice) }
        #expect(error?.code == .notFound)
        #expect(try await estate.journal().allSatisfy { $0["kind"] != "correction.approved" })
        #expect(try await estate.asking().count == 1)
        #expect(try await estate.store.corrections(of: nil, includingFinal: true).first { $0.id == asked.id }?.state == .superseded)
    }

    @Test func approvingAllIsOfWhatAskedWhenItWasSaid() async throws {
        let estate = try await self.asking()
        let runner = estate.runner
        let account = estate.configuration.accounts[0]
        estate.tag("y", "cost")
        await estate.store.interposer.add { _ = try await runner.run(account) }
        let approved = try await estate.desk.approve([], by: self.alice)
        #expect(approved.map(\.aspects) == [[AspectName("tags", "owner")]])
        #expect(try await estate.asking().map(\.aspects) == [[AspectName("tags", "cost")]])
    }

    @Test func aPauseDuringAPassHoldsForThatPass() async throws {
        let estate = try await self.asking(.enforce)
        let alice = self.alice
        await self.meanwhile(estate) { desk in
            try await desk.pause(Self.role, account: "prod", reason: "migration", until: nil, by: alice)
        }
        try await estate.pass()
        #expect(estate.cloud.attempts == 0)
        #expect(try await estate.states() == ["tags[owner]": .paused])
    }

    @Test func theReleaseOfTheLatchDuringAPassIsKept() async throws {
        let estate = try await Estate()
        estate.configuration.limits.silenceMaxSeconds = 86_400
        estate.tag("x")
        try await estate.pass()
        #expect(try await estate.store.accountStates().first?.isSilenceLatched == true)
        let alice = self.alice
        await self.meanwhile(estate) { desk in try await desk.resume(nil, account: "prod", by: alice) }
        try await estate.pass()
        #expect(try await estate.store.accountStates().first?.isSilenceLatched == false)
        #expect(estate.cloud.attempts == 1)
    }

    @Test func twoWhoApproveTheSameApproveItOnce() async throws {
        let estate = try await self.asking()
        let asked = try #require(try await estate.asking().first)
        let bob = OperatorIdentity(name: "bob", uid: 1001)
        await self.meanwhile(estate) { desk in try await desk.approve([asked.id], by: bob) }
        await #expect(throws: ControlError.self) { try await estate.desk.approve([asked.id], by: self.alice) }
        let entries = try await estate.journal().filter { $0["kind"] == "correction.approved" }
        #expect(entries.map { $0["operator"] } == [bob.json])
    }

    @Test func aStateThatNeverHoldsStillIsNoTroubleOfTheStoreAndSendsNothing() async throws {
        let estate = try await self.asking(.enforce)
        let alice = self.alice
        for number in 1...8 {
            await self.meanwhile(estate) { desk in
                try await desk.ignore(Self.role, aspect: "inlinePolicies[n\(number)]", reason: "r", until: nil, by: alice)
            }
            // The desk's own decision is not come between.
            await estate.store.interposer.add {}
        }
        await #expect(throws: StateConflict.self) { try await estate.pass() }
        #expect(estate.cloud.attempts == 0)
        try await estate.pass()
        #expect(estate.cloud.attempts == 1)
        #expect(try await estate.journalFault() == nil)
    }
}
