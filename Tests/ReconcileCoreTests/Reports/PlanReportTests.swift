import Foundation
import IAMPolicy
import Testing

@testable import ReconcileCore

@Suite struct PlanReportTests {
    private static func correction(_ id: String, _ stage: CorrectionStage, _ resource: ResourceIdentity = ReportSamples.role) -> CorrectionRecord {
        CorrectionRecord(
            id: id, resource: resource,
            draft: CorrectionDraft(
                aspects: [AspectName("trustPolicy")], stage: stage,
                mutations: [Mutation(service: "iam", operation: "PutRolePolicy", parameters: JSONObject(), writes: [])], reason: "put it back"),
            driftIDs: ["d-1"], state: .awaitingApproval, reason: "the mode is approve", passID: 1, plannedAt: ReportSamples.moment)
    }

    @Test func `corrections stand in the order in which they are sent`() {
        let json = PlanReport.json([
            Self.correction("c-5", .revoke), Self.correction("c-4", .grant, ReportSamples.key), Self.correction("c-3", .grant),
            Self.correction("c-2", .grant), Self.correction("c-1", .createPolicy)
        ])
        #expect(json.corrections.map { $0["id"]?.stringValue } == ["c-1", "c-2", "c-3", "c-4", "c-5"])
    }

    @Test func `each says what it would do and why it does not yet`() {
        let entry = PlanReport.entry(Self.correction("c-1", .createPrincipal))
        #expect(entry["stage"] == "createPrincipal" && entry["operations"] == ["PutRolePolicy"] && entry["plan"] == "put it back")
        #expect(entry["reason"] == "the mode is approve" && entry["decision"] == .null)
    }

    @Test func `a decision is told with who, when and why`() {
        var correction = Self.correction("c-1", .grant)
        correction.decision = CorrectionDecision(verdict: .rejected, by: "bob", at: ReportSamples.moment, reason: "no")
        let told: JSONValue = ["verdict": "rejected", "by": "bob", "at": "2030-03-17T17:46:40.000Z", "reason": "no"]
        #expect(PlanReport.entry(correction)["decision"] == told)
        #expect(CorrectionReport.json(correction)["decision"] == told)
    }
}

extension JSONValue {
    fileprivate var corrections: [JSONValue] { self["corrections"]?.arrayValue ?? [] }
}
