import Foundation
import IAMPolicy

@testable import ReconcileCore

/// Records that the reports are made of, at one fixed moment, 2030-03-17T17:46:40Z.
enum ReportSamples {
    static let moment = Date(timeIntervalSince1970: 1_900_000_000)
    static let role = ResourceIdentity(account: "prod", region: nil, kind: .role, name: "neptune-export")
    static let key = ResourceIdentity(account: "prod", region: "eu-west-1", kind: .kmsKey, name: "neptune-export")

    static func instant(_ secondsLater: Double = 0) -> Instant {
        Instant(wall: Self.moment.addingTimeInterval(secondsLater), bootID: "b", secondsSinceBoot: 5000 + secondsLater)
    }

    static func pass(_ id: Int, account: String = "prod", outcome: Snapshot.Outcome = .complete, finishedLater: Double = -60) -> PassRecord {
        PassRecord(
            id: id, account: account, isWhole: true, startedAt: Self.moment.addingTimeInterval(finishedLater - 2),
            finishedAt: Self.moment.addingTimeInterval(finishedLater), outcome: outcome, requests: 14)
    }

    static func drift(
        _ id: String, _ resource: ResourceIdentity = Self.role, aspect: String = "trustPolicy", severity: Severity = .high,
        state: DriftState = .open, differences: [Difference] = [], end: DriftEnd? = nil
    ) -> DriftRecord {
        DriftRecord(
            id: id, resource: resource,
            drift: AspectDrift(
                aspect: AspectName(parsing: aspect), kind: .modified, desired: "wanted", live: "found", differences: differences),
            assessment: Assessment(.widens, severity), state: state, firstSeenAt: Self.moment.addingTimeInterval(-130),
            lastSeenAt: Self.moment.addingTimeInterval(-62), passID: 41, end: end)
    }

    static func correction(_ id: String, _ state: CorrectionState) -> CorrectionRecord {
        CorrectionRecord(
            id: id, resource: Self.role,
            draft: CorrectionDraft(aspects: [AspectName("trustPolicy")], stage: .grant, mutations: [], reason: "put it back"),
            driftIDs: ["d-1"], state: state, passID: 41, plannedAt: Self.moment)
    }

    static func window(_ id: String, openedLater: Double, length: Double = 600, isClosed: Bool = false) -> PropagationWindow {
        PropagationWindow(
            id: id, resource: Self.key, correctionID: "c-1",
            write: AspectWrite(AspectName("keyPolicy"), value: "new", preImage: "old"), openedAt: Self.instant(openedLater), length: length,
            isClosed: isClosed)
    }

    static func desired(_ identity: ResourceIdentity, isOrphaned: Bool = false, spec: JSONObject = JSONObject()) -> DesiredResource {
        DesiredResource(identity: identity, spec: spec, source: .api, revision: 3, isOrphaned: isOrphaned)
    }
}
