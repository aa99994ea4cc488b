import Foundation
import Testing

@testable import IAMPolicy

/// The table of codes in the documentation.
@Suite struct LintDocumentTests {
    private static let path = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath().deletingLastPathComponent()
        .appendingPathComponent("../../../docs/LINT.md").standardizedFileURL.path
    private static let start = "<!-- codes: written by LintDocumentTests with WRITE_DOCS=1 -->\n"

    private static var table: String {
        let rows = PolicyLint.codes.map { code in
            let severities = [code.severity, code.otherSeverity].compactMap { $0?.rawValue }.joined(separator: ", ")
            return "| `\(code.name)` | \(severities) | \(code.meaning) |"
        }
        return (["| code | severity | what it says |", "| --- | --- | --- |"] + rows).joined(separator: "\n") + "\n"
    }

    @Test func listsEveryCode() throws {
        let text = try String(contentsOfFile: Self.path, encoding: .utf8)
        let start = try #require(text.firstRange(of: Self.start))
        if ProcessInfo.processInfo.environment["WRITE_DOCS"] == "1" {
            try (text[..<start.upperBound] + Self.table).write(toFile: Self.path, atomically: true, encoding: .utf8)
        } else {
            #expect(String(text[start.upperBound...]) == Self.table)
        }
    }
}
