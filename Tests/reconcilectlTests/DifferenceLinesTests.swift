import IAMPolicy
import Testing

@testable import reconcilectl

@Suite struct DifferenceLinesTests {
    private static func lines(desired: JSONValue?, live: JSONValue?) -> [String] {
        DifferenceLines.values(desired: desired, live: live, on: Samples.screen(), indent: 0)
    }

    @Test func `what is live goes, what is declared comes`() {
        #expect(Self.lines(desired: "new", live: "old") == ["- old", "+ new"])
        #expect(Self.lines(desired: "new", live: .none) == ["+ new"])
        #expect(Self.lines(desired: .none, live: ["Effect": "Allow"]) == ["- Effect: Allow"])
    }

    @Test func `in lists and maps only the members that differ are marked, in place`() {
        #expect(Self.lines(desired: ["a", "b", "d"], live: ["a", "c", "d"]) == ["  - a", "- - c", "+ - b", "  - d"])
        #expect(Self.lines(desired: ["a", "b"], live: ["a"]) == ["  - a", "+ - b"])
        #expect(Self.lines(desired: ["b"], live: ["a", "b"]) == ["- - a", "  - b"])
    }

    @Test func `a null in a report is absence`() {
        let lines = DifferenceLines.lines(
            ["path": "Statement[1]", "desired": .null, "live": "x", "reason": "why"], on: Samples.screen(), indent: 2)
        #expect(lines == ["  Statement[1]", "    - x", "    why"])
    }

    @Test func `long values are not compared line by line`() {
        let live = JSONValue.array((0..<300).map { .number("\($0)") })
        let desired = JSONValue.array((0..<301).map { .number("\($0)") })
        #expect(Self.lines(desired: desired, live: live).count == 601)
    }
}
