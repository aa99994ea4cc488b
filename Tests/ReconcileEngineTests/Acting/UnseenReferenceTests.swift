import IAMPolicy
import ReconcileCore
import ReconcileTestKit
import Testing

@testable import ReconcileEngine

/// What was made a moment ago may not be visible to another service yet, whatever that service calls it.
@Suite struct UnseenReferenceTests {
    /// The wordings of IAM, KMS, S3, Neptune and Organizations.
    static let codes = ["NoSuchEntity", "MalformedPolicyDocumentException", "MalformedPolicy", "InvalidParameterValue", "PolicyNotFoundException"]

    @Test(arguments: Self.codes)
    func afterACreationItIsSentAgainWithinABound(code: String) async throws {
        let estate = try await Estate()
        estate.cloud.edit { $0[role: "export"] = nil }
        for _ in 1..<CorrectionRunner.notYetVisibleAttemptsMax { estate.cloud.failNextSend(of: "PutRolePolicy", .unseen(code: code)) }
        try await estate.pass()
        #expect(estate.cloud.world()[role: "export"]?.inlinePolicies["load"] == Fixtures.allow("s3:GetObject"))
        #expect(try await self.firstOutcome(estate) == "accepted")
        #expect(try await estate.states() == ["existence": .propagating])
    }

    @Test func oneTimeMoreIsTooMuch() async throws {
        let estate = try await Estate()
        estate.cloud.edit { $0[role: "export"] = nil }
        for _ in 1...CorrectionRunner.notYetVisibleAttemptsMax { estate.cloud.failNextSend(of: "PutRolePolicy", .unseen(code: "NoSuchEntity")) }
        try await estate.pass()
        #expect(try await self.firstOutcome(estate) == "refused")
    }

    /// What the journal says first of the call that follows the creation.
    private func firstOutcome(_ estate: Estate) async throws -> JSONValue? {
        try await estate.journal().first { $0["kind"] == "mutation.outcome" && $0["operation"] == "PutRolePolicy" }?["outcome"]
    }

    @Test(arguments: Self.codes)
    func whereNothingWasMadeItIsARefusal(code: String) async throws {
        let estate = try await Estate()
        estate.tag("x")
        estate.cloud.failNextSend(of: "TagRole", .unseen(code: code))
        try await estate.pass()
        #expect(estate.cloud.attempts == 1)
        #expect(try await estate.states() == ["tags[owner]": .refused])
    }

    @Test func anotherRefusalIsNotRepeated() async throws {
        let estate = try await Estate()
        estate.cloud.edit { $0[role: "export"] = nil }
        estate.cloud.failNextSend(of: "PutRolePolicy", .refused(code: "MalformedPolicyDocument"))
        try await estate.pass()
        #expect(try await self.firstOutcome(estate) == "refused", "sent again it would have been accepted")
    }
}
