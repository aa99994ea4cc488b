import Foundation
import IAMPolicy
import ReconcileTestKit
import Testing

@testable import ReconcileCore

/// In which order what a principal lacks and has too much is put back, by what each does to access.
@Suite struct StageByDirectionTests {
    /// A drift of one aspect: its kind and what it does.
    struct Change: CustomStringConvertible {
        let aspect: String
        let kind: DriftKind
        let direction: Direction

        init(_ aspect: String, _ kind: DriftKind, _ direction: Direction) {
            self.aspect = aspect
            self.kind = kind
            self.direction = direction
        }

        var description: String { "\(self.aspect) \(self.kind.rawValue) \(self.direction.rawValue)" }

        var record: DriftRecord {
            let drift = AspectDrift(
                aspect: AspectName(parsing: self.aspect), kind: self.kind, desired: self.kind == .extra ? nil : "declared",
                live: self.kind == .missing ? nil : "live", differences: [])
            return DriftRecord(
                id: "d-\(self.aspect)", resource: Fixtures.identity(.role, "export"), drift: drift,
                assessment: Assessment(self.direction, .high), state: .open, firstSeenAt: .distantPast,
                lastSeenAt: .distantPast, passID: 1)
        }
    }

    private static let (boundary, load, more) = ("permissionsBoundary", "inlinePolicies[load]", "inlinePolicies[more]")
    private static let lacking = Change(Self.load, .missing, .narrows)
    private static let tooMuch = Change(Self.more, .extra, .widens)

    private static func stages(_ changes: [Change], _ drafts: [CorrectionDraft]) -> [CorrectionStage] {
        let drifts = changes.map(\.record)
        return drafts.map { StageByDirection(draft: $0, drifts: drifts, siblings: drafts).stage }
    }

    @Test(
        arguments: [
            ([Change(Self.boundary, .missing, .widens)], .restrict),
            ([Change(Self.boundary, .modified, .widens), Self.tooMuch, Self.lacking], .restrict),
            ([Change(Self.boundary, .modified, .narrows)], .release), ([Change(Self.boundary, .modified, .narrows), Self.tooMuch], .release),
            ([Change(Self.boundary, .modified, .narrows), Self.lacking], .release),
            ([Change(Self.boundary, .extra, .narrows), Self.tooMuch], .release),
            ([Change(Self.boundary, .modified, .undetermined)], .restrict),
            ([Change(Self.boundary, .modified, .undetermined), Self.tooMuch], .release),
            ([Change(Self.boundary, .modified, .both), Self.tooMuch], .release),
            ([Change(Self.boundary, .modified, .undetermined), Self.tooMuch, Self.lacking], .release),
            ([Change(Self.boundary, .modified, .undetermined), Self.lacking], .restrict),
            ([Change(Self.boundary, .modified, .undetermined), Change("tags[a]", .extra, .neutral)], .restrict)
        ] as [([Change], CorrectionStage)])
    func aBoundaryComesFirstAsLongAsItLimitsAndLastWhereItGivesBack(changes: [Change], stage: CorrectionStage) {
        let definition = RoleKind()
        let drifts = changes.map(\.record.drift)
        let live = LiveResource(arn: Fixtures.roleARN("export"), uniqueID: "AROA")
        let target = CorrectionTarget(
            resource: Fixtures.fullRole(), desired: DesiredAspects(), account: Fixtures.account(), live: live)
        let drafts = definition.corrections(of: drifts, target: target)
        let place = drafts.firstIndex { $0.aspects == [AspectName(Self.boundary)] }
        #expect(place.map { Self.stages(changes, drafts)[$0] } == stage, "\(changes)")
    }

    private static func draft(_ aspect: String, _ stage: CorrectionStage) -> CorrectionDraft {
        CorrectionDraft(aspects: [AspectName(parsing: aspect)], stage: stage, mutations: [], reason: "because")
    }

    @Test func aStricterControlPolicyIsLiftedLastUnlessItIsAlsoToBeAttached() {
        let document = Change("document", .modified, .narrows)
        let drafts = [Self.draft("document", .restrict), Self.draft("targets[ou-1]", .restrict)]
        #expect(Self.stages([document], [drafts[0]]) == [.release])
        #expect(Self.stages([document, Change("targets[ou-1]", .missing, .widens)], drafts) == [.restrict, .restrict])
    }

    @Test(arguments: [(Direction.narrows, CorrectionStage.release), (.undetermined, .release), (.widens, .revoke)])
    func aLimitThatNobodyDeclaredIsLiftedLastUnlessItGives(direction: Direction, stage: CorrectionStage) {
        #expect(Self.stages([Change("targets[ou-2]", .extra, direction)], [Self.draft("targets[ou-2]", .release)]) == [stage])
    }

    @Test func whatIsLiftedComesAfterAllThatIsRevoked() {
        #expect(CorrectionStage.revoke < .release && CorrectionStage.release < .describe)
        #expect(Set(CorrectionStage.allCases.map(PlanReport.name(of:))).count == CorrectionStage.allCases.count)
    }
}
