import IAMPolicy
import ReconcileCore
import ReconcileTestKit
import Testing

@Suite struct WidenedTargetsTests {
    private static let kept = ReadTarget(identity: Fixtures.identity(.role, "export"), locator: nil, bases: ["trustPolicy"], soughtMembers: ["m"])
    private static let other = Fixtures.identity(.role, "other")

    @Test func `a kept resource is read as it is declared, and with what chains want to see`() {
        let other = Fixtures.identity(.role, "EXPORT")
        let asked = ReadTarget(identity: other, locator: "x", bases: ["inlinePolicies", "trustPolicy"], soughtMembers: ["n"])
        let widened = WidenedTargets([Self.kept], asked: [asked])
        let both: Set = ["inlinePolicies", "trustPolicy"]
        #expect(widened.targets == [ReadTarget(identity: Self.kept.identity, locator: nil, bases: both, soughtMembers: ["m"])])
    }

    @Test func `what several chains ask of one resource is read once`() {
        let widened = WidenedTargets(
            [],
            asked: [
                ReadTarget(identity: Self.other, locator: nil, bases: ["tags"]),
                ReadTarget(identity: Self.other, locator: "arn", bases: ["trustPolicy"])
            ])
        #expect(widened.targets == [ReadTarget(identity: Self.other, locator: "arn", bases: ["tags", "trustPolicy"])])
    }

    private static func snapshot(_ readings: [ResourceIdentity: ResourceReading]) -> Snapshot {
        Snapshot(account: "prod", startedAt: .forTests, finishedAt: .forTests, readings: readings, requests: 1)
    }

    @Test func `what only chains wanted does not make a look partial`() throws {
        let gap = ReadGap(code: .throttled, message: "later")
        let live = LiveResource(
            arn: "arn", uniqueID: nil, aspects: [AspectName("trustPolicy"): 1, AspectName("inlinePolicies", "a"): 2, AspectName("path"): "/"],
            gaps: ["inlinePolicies[b]": gap, "managedPolicies": gap])
        let asked = [
            ReadTarget(identity: Self.kept.identity, locator: nil, bases: ["inlinePolicies", "managedPolicies"]),
            ReadTarget(identity: Self.other, locator: nil, bases: ["trustPolicy"])
        ]
        let whole = Self.snapshot([Self.kept.identity: .present(live), Self.other: .unreadable(gap)])
        let narrowed = WidenedTargets([Self.kept], asked: asked).narrowed(whole)
        #expect(whole.outcome == .partial && narrowed.outcome == .complete && narrowed.transientGap == nil)
        #expect(Array(narrowed.readings.keys) == [Self.kept.identity])
        guard case .present(let left)? = narrowed.readings[Self.kept.identity] else { throw gap }
        #expect(Set(left.aspects.keys) == [AspectName("trustPolicy"), AspectName("path")])
    }

    @Test func `what is declared and could not be read stays a gap`() {
        let gap = ReadGap(code: .throttled, message: "later")
        let live = LiveResource(arn: "arn", uniqueID: nil, gaps: ["trustPolicy": gap])
        let asked = [ReadTarget(identity: Self.kept.identity, locator: nil, bases: ["trustPolicy", "tags"])]
        let narrowed = WidenedTargets([Self.kept], asked: asked).narrowed(Self.snapshot([Self.kept.identity: .present(live)]))
        #expect(narrowed.outcome == .partial && narrowed.transientGap == gap)
    }
}
