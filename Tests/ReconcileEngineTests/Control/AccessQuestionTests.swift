import IAMPolicy
import ReconcileCore
import ReconcileEngine
import ReconcileTestKit
import Testing

/// Questions about access, answered from the store.
@Suite struct AccessQuestionTests {
    @Test(arguments: [
        ("s3:GetObject", "arn:aws:s3:::loads/a", "allowed"), ("iam:CreateUser", "*", "implicitDeny"),
        ("kms:Decrypt", "KMSKey/export-key", "implicitDeny")
    ])
    func `the store answers for what the last pass has read`(action: String, resource: String, verdict: String) async throws {
        let estate = try await Estate(mode: .observe)
        try await estate.pass()
        let answer = try await SnapshotAccess.gather(
            from: estate.store, question: AccessQuestion(principal: "Role/export", action: action, resource: resource))
        #expect(answer["principal"] == .string(Fixtures.roleARN("export")) && answer["asOf"]?.stringValue != nil)
        // The boundary `limit` is not kept: what it takes away is not known.
        #expect(answer["verdict"] == .string(verdict == "allowed" ? "undetermined" : verdict), "\(answer)")
        #expect(answer["lacking"]?.arrayValue?.first?.stringValue?.contains("limit") == true)
    }
}
