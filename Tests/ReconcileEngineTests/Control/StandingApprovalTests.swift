import IAMPolicy
import ReconcileCore
import ReconcileEngine
import ReconcileTestKit
import Testing

/// What was approved and could not be sent goes out later without another question, as long as the world is what was approved.
@Suite struct StandingApprovalTests {
    private let alice = OperatorIdentity(name: "alice", uid: 1000)

    /// In the mode `approve`, with a tag that asks and is approved.
    private func approved() async throws -> Estate {
        let estate = try await Estate(mode: .approve)
        try await estate.pass()
        estate.tag("x")
        try await estate.pass()
        try await estate.desk.approve([], by: self.alice)
        return estate
    }

    private func expectAskedOnce(_ estate: Estate) async throws {
        #expect(try await estate.told(.correctionAwaitingApproval) == ["prod/Role/export tags[owner]"])
        #expect(try await estate.asking().isEmpty)
    }

    @Test(arguments: [SimulatedCloud.SendFault.failed(code: "ServiceUnavailable"), .refused(code: "AccessDenied"), .unknown(takesEffect: false)])
    func aSendingThatFailsIsRepeatedWithoutAsking(fault: SimulatedCloud.SendFault) async throws {
        let estate = try await self.approved()
        estate.cloud.failNextSend(fault)
        try await estate.pass()
        #expect(estate.cloud.attempts == 1)
        for _ in 1...3 {
            try await estate.reopen()
            estate.clock.advance(by: 61)
            try await estate.pass()
        }
        #expect(estate.cloud.accepted.map(\.operation) == ["TagRole"])
        #expect(estate.cloud.attempts == 2)
        try await self.expectAskedOnce(estate)
        let planned = try await estate.journal().filter { $0["kind"] == "correction.planned" }
        #expect(planned.map { $0["approvedBy"] } == ["alice"])
        let approved = try await estate.journal().first { $0["kind"] == "correction.approved" }
        #expect(planned.map { $0["approvedAs"] } == [approved?["correction"]])
    }

    @Test func eachOfManyFailuresIsRepeatedWithoutAsking() async throws {
        let estate = try await self.approved()
        for _ in 1...4 { estate.cloud.failNextSend(.failed(code: "ServiceUnavailable")) }
        for _ in 1...6 {
            try await estate.pass()
            estate.clock.advance(by: 3601)
        }
        #expect(estate.cloud.accepted.map(\.operation) == ["TagRole"])
        try await self.expectAskedOnce(estate)
    }

    @Test func aWorldThatMovesAfterTheFailureIsAskedAbout() async throws {
        let estate = try await self.approved()
        estate.cloud.failNextSend(.failed(code: "ServiceUnavailable"))
        try await estate.pass()
        estate.tag("y")
        estate.clock.advance(by: 61)
        try await estate.pass()
        #expect(estate.cloud.attempts == 1)
        #expect(try await estate.asking().count == 1)
    }

    @Test func anotherCallThatWouldBeSentNowIsAskedAbout() async throws {
        let estate = try await Estate(mode: .approve)
        try await estate.pass()
        estate.cloud.edit { $0[role: "export"]?.description = "x" }
        try await estate.pass()
        try await estate.desk.approve([], by: self.alice)
        estate.cloud.failNextSend(.failed(code: "ServiceUnavailable"))
        try await estate.pass()
        // The same call writes this one too, as it finds it.
        estate.cloud.edit { $0[role: "export"]?.maxSessionDuration = 3600 }
        estate.clock.advance(by: 61)
        try await estate.pass()
        #expect(estate.cloud.attempts == 1)
        #expect(try await !estate.asking().isEmpty)
    }

    @Test func theRestOfWhatWasCarriedOutInPartIsSentWithoutAsking() async throws {
        let estate = try await Estate(mode: .approve)
        try await estate.pass()
        estate.cloud.edit { world in
            for number in 1...4 { world[policy: "read"]?.addVersion(Fixtures.allow("s3:Get\(number)")) }
        }
        try await estate.pass()
        try await estate.desk.approve([], by: self.alice)
        estate.cloud.failNextSend(of: "CreatePolicyVersion", .failed(code: "ServiceUnavailable"))
        try await estate.pass()
        estate.clock.advance(by: 61)
        try await estate.pass()
        #expect(estate.cloud.accepted.map(\.operation) == ["DeletePolicyVersion", "CreatePolicyVersion"])
        #expect(try await estate.told(.correctionAwaitingApproval).count == 1)
    }

    @Test func whatCannotBeReadAgainForAMomentStaysApproved() async throws {
        let estate = try await self.approved()
        let cloud = estate.cloud
        // The look succeeds, the reading right before the sending does not.
        await estate.store.interposer.add { cloud.failReads(of: Fixtures.identity(.role, "export"), .throttled) }
        try await estate.pass()
        #expect(cloud.attempts == 0)
        try await estate.pass()
        #expect(cloud.accepted.map(\.operation) == ["TagRole"])
        try await self.expectAskedOnce(estate)
    }

    @Test func whatWasRejectedStaysSo() async throws {
        let estate = try await Estate(mode: .approve)
        try await estate.pass()
        estate.tag("x")
        try await estate.pass()
        try await estate.desk.reject(try #require(try await estate.asking().first).id, reason: "no", by: self.alice)
        for _ in 1...3 {
            estate.clock.advance(by: 3601)
            try await estate.pass()
        }
        #expect(estate.cloud.attempts == 0)
    }
}
