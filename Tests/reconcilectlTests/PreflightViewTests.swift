import IAMPolicy
import ReconcileCore
import Testing

@testable import reconcilectl

@Suite struct PreflightViewTests {
    private static func link(
        _ name: String, _ state: String, reason: JSONValue = .null, fix: JSONValue = .null, decidedBy: JSONValue = .null, until: JSONValue = .null
    ) -> JSONValue {
        [
            "link": .string(name), "state": .string(state), "reason": reason, "fix": fix, "decidedBy": decidedBy, "until": until,
            "since": "2030-03-17T17:40:00.000Z"
        ]
    }

    private static func report(
        _ state: String, _ links: [JSONValue], first: JSONValue = .null, command: JSONValue = .null, live: Bool = true
    ) -> JSONValue {
        [
            "blueprint": "prod/NeptuneBulkLoad/nightly", "state": .string(state), "judgedAt": "2030-03-17T17:46:35.000Z", "live": .bool(live),
            "links": .array(links), "firstLink": first, "command": command
        ]
    }

    private static func lines(_ report: JSONValue, width: Int? = nil) -> [String] {
        PreflightView(report: report, screen: Samples.screen(width: width)).lines
    }

    private static let broken = Self.report(
        "broken",
        [
            Self.link("trustPolicy", "ok", reason: "rds.amazonaws.com may take the role"),
            Self.link(
                "keyPolicy", "broken", reason: "kms:Decrypt is denied", fix: "allow it to arn:aws:iam::111122223333:role/neptune-bulk-load",
                decidedBy: "Statement[NoDecrypt] of the key policy"), Self.link("association", "propagating", until: "2030-03-17T17:52:40.000Z"),
            Self.link("scp", "unknown", reason: "SCPs are not evaluated")
        ], first: "keyPolicy")

    @Test func `each link says how it stands, and a broken one who decides and what mends it`() {
        #expect(
            Self.lines(Self.broken) == [
                "prod/NeptuneBulkLoad/nightly  broken · 1 of 4 links whole · judged now", "",
                "  ✓ trustPolicy  rds.amazonaws.com may take the role", "  ✗ keyPolicy    kms:Decrypt is denied",
                "                 by Statement[NoDecrypt] of the key policy",
                "                 fix allow it to arn:aws:iam::111122223333:role/neptune-bulk-load",
                "  … association  until 17:52:40 (in 6m)", "  ? scp          SCPs are not evaluated", "", "Mend keyPolicy first."
            ])
    }

    @Test func `where all is whole the command stands at the end, uncut`() {
        let body = "{\"source\": \"s3://loads/in/\", \"iamRoleArn\": \"arn:aws:iam::111122223333:role/x\"}"
        let command = "curl -X POST https://graph:8182/loader \\\n  -d '\(body)'"
        let report = Self.report("ok", [Self.link("trustPolicy", "ok")], command: .string(command))
        let lines = Self.lines(report, width: 40)
        #expect(lines.suffix(4) == ["This would now work:", ""] + command.split(separator: "\n").map { "  \($0)" })
    }

    @Test(
        arguments: [
            ("broken", "trustPolicy", "Mend trustPolicy first."), ("unknown", "trustPolicy", "Look at trustPolicy first: it cannot be judged."),
            ("propagating", "trustPolicy", "Wait until AWS has taken in the change of trustPolicy.")
        ])
    func `what is not whole says what to do first`(state: String, first: String, end: String) {
        #expect(Self.lines(Self.report(state, [Self.link("trustPolicy", state)], first: .string(first))).last == end)
    }

    @Test func `what is remembered is not told as what is`() {
        let lines = Self.lines(Self.report("ok", [Self.link("trustPolicy", "ok")], live: false))
        #expect(lines[0].contains("as judged at 17:46:35"))
        #expect(lines.last == "Every link was whole; a running daemon also tells the command that would work.")
    }

    @Test func `a chain that nobody has judged says so`() {
        let text = Self.lines(Self.report("unknown", [])).joined(separator: "\n")
        #expect(text.contains("nobody has judged this chain yet: `reconcilectl sync`"))
    }

    @Test(arguments: [80, 100, 120])
    func `no line is wider than the screen`(width: Int) {
        for line in Self.lines(Self.broken, width: width) { #expect(VisibleText.width(line) <= width, "\(line)") }
    }

    @Test func `what mends a link is never cut, however narrow the screen`() {
        let lines = Self.lines(Self.broken, width: 50)
        #expect(lines.contains { $0.hasSuffix("fix allow it to arn:aws:iam::111122223333:role/neptune-bulk-load") })
        #expect(lines.filter { VisibleText.width($0) > 50 }.count == 1)
    }

    @Test func `who decides is told of what is not whole, and once`() {
        let links = [
            Self.link("a", "ok", decidedBy: "Statement[A]"), Self.link("b", "broken", reason: "denied by Statement[B]", decidedBy: "Statement[B]"),
            Self.link("c", "broken", reason: "denied", decidedBy: "Statement[C]")
        ]
        let text = Self.lines(Self.report("broken", links, first: "b")).joined(separator: "\n")
        #expect(!text.contains("Statement[A]") && text.contains("by Statement[C]"))
        #expect(text.split(separator: "Statement[B]", omittingEmptySubsequences: false).count == 2)
    }

    @Test func `text from AWS cannot steer the terminal`() {
        let report = Self.report("broken", [Self.link("a\u{1B}[2J", "broken", reason: "\u{1B}]0;x\u{7}", fix: "\u{202E}")], first: "a\u{1B}[2J")
        let text = Self.lines(report).joined(separator: "\n")
        #expect(!text.unicodeScalars.contains { $0.value == 0x1B || $0.value == 0x202E })
    }
}
