import IAMPolicy
import Testing

@testable import ReconcileCore

@Suite struct ChangeReportTests {
    @Test func `an apply tells each resource once, by name`() {
        let result = DesiredChangeResult(
            revision: 7, created: [ReportSamples.role], changed: [], unchanged: [ReportSamples.key], deleted: [], orphaned: [])
        let expected = """
            {"dryRun":true,"revision":7,"resources":[{"resource":"prod/Role/neptune-export","action":"created","blueprints":[]},\
            {"resource":"prod/eu-west-1/KMSKey/neptune-export","action":"unchanged","blueprints":[]}]}
            """
        #expect(JSONWriter.compact(ApplyReport.json(result, isDryRun: true)) == expected)
    }

    private static func entry(drifts: [AspectDrift] = [], gaps: [ReadGap] = []) -> DiffReport.Entry {
        DiffReport.Entry(
            resource: ReportSamples.role, finding: .compared(drifts: drifts, spelledDifferently: [AspectName("tags")], gaps: gaps),
            assess: { _ in Assessment(.narrows, .high) })
    }

    private static let drift = AspectDrift(aspect: AspectName("path"), kind: .missing, desired: "/a/", live: nil, differences: [])
    private static let gap = ReadGap(code: .denied, message: "not allowed")

    @Test func `a diff tells the verdict of each resource and what differs`() {
        let resource = DiffReport.json([Self.entry(drifts: [Self.drift])])["resources"]?.arrayValue?.first
        #expect(resource?["verdict"] == "differs")
        #expect(resource?["spelledDifferently"] == ["tags"])
        #expect(resource?["drifts"]?.arrayValue?.first?["direction"] == "narrows")
        #expect(resource?["drifts"]?.arrayValue?.first?["live"] == .null)
    }

    @Test func `a diff's exit code is that of the least certain resource`() {
        let unreadable = DiffReport.Entry(resource: ReportSamples.key, finding: .unreadable(Self.gap)) { _ in Assessment(.neutral, .low) }
        #expect(DiffReport.exit(of: DiffReport.json([])) == .fine)
        #expect(DiffReport.exit(of: DiffReport.json([Self.entry()])) == .fine)
        #expect(DiffReport.exit(of: DiffReport.json([Self.entry(), Self.entry(drifts: [Self.drift])])) == .differs)
        #expect(DiffReport.exit(of: DiffReport.json([Self.entry(drifts: [Self.drift], gaps: [Self.gap])])) == .undetermined)
        #expect(DiffReport.exit(of: DiffReport.json([Self.entry(drifts: [Self.drift]), unreadable])) == .undetermined)
        #expect(DiffReport.exit(of: [:]) == .undetermined)
    }

    @Test(arguments: [
        (DriftKind.missing, [Difference](), "declared, but not there"), (.extra, [], "there, but not declared"),
        (.modified, [], "old instead of new"),
        (.modified, [Difference(path: "A", desired: "x", live: nil)], "A: lacks x"),
        (
            .modified, [Difference(path: "A", desired: nil, live: ["y"]), Difference(path: "B", desired: "x", live: nil)],
            "A: has [\"y\"], which is not declared (and 1 more)"
        ),
        (.modified, [Difference(path: "", desired: nil, live: "x", reason: "the principal was deleted")], "the principal was deleted")
    ])
    func `a summary says the first difference in one line`(kind: DriftKind, differences: [Difference], text: String) {
        let drift = AspectDrift(aspect: AspectName("trustPolicy"), kind: kind, desired: "new", live: "old", differences: differences)
        #expect(DriftSummary.text(of: drift, resource: ReportSamples.role) == text)
    }

    @Test func `a resource that is gone is said so, a long value is cut`() {
        let gone = AspectDrift(aspect: .existence, kind: .missing, desired: nil, live: nil, differences: [])
        #expect(DriftSummary.text(of: gone, resource: ReportSamples.role) == "the Role is not there")
        let long = AspectDrift(
            aspect: AspectName("path"), kind: .modified, desired: .string(String(repeating: "x", count: 61)),
            live: .string(String(repeating: "y", count: 60)), differences: [])
        let expected = String(repeating: "y", count: 60) + " instead of " + String(repeating: "x", count: 59) + "…"
        #expect(DriftSummary.text(of: long, resource: ReportSamples.role) == expected)
    }
}
