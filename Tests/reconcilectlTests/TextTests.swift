import Foundation
import IAMPolicy
import Testing

@testable import reconcilectl

@Suite struct TextTests {
    @Test(arguments: [
        ("plain", "plain"), ("a\u{1B}[31mb", "a\\u{1b}[31mb"), ("a\nb", "a\\nb"), ("a\tb", "a b"), ("x\u{202E}y", "x\\u{202e}y"),
        ("\u{7F}\u{9B}", "\\u{7f}\\u{9b}"), ("größe …", "größe …")
    ])
    func `text from outside cannot steer the terminal`(text: String, shown: String) {
        #expect(VisibleText.line(text) == shown)
    }

    @Test(arguments: [("abcdef", 6, "abcdef"), ("abcdef", 5, "abcd…"), ("abcdef", 1, "…"), ("abcdef", 0, ""), ("日本語", 5, "日本…")])
    func `a text is cut to columns`(text: String, columns: Int, cut: String) {
        #expect(VisibleText.cut(text, to: columns) == cut)
    }

    @Test(arguments: [
        ("abcdefgh", 8, "abcdefgh"), ("abcdefgh", 7, "abc…fgh"), ("abcdefgh", 6, "abc…gh"),
        ("abcdefgh", 3, "a…h"), ("abcdefgh", 2, "a…")
    ])
    func `a name keeps its start and its end`(text: String, columns: Int, cut: String) {
        #expect(VisibleText.cutMiddle(text, to: columns) == cut)
    }

    @Test(arguments: [
        (0.0, "0s"), (59.9, "59s"), (60, "1m"), (3599, "59m"), (3600, "1h"), (86_399, "23h"), (86_400, "1d"), (-5, "0s"),
        (1e300, "11574074d")
    ])
    func `an age is one unit`(seconds: Double, text: String) {
        #expect(Screen.age(seconds) == text)
    }

    @Test(arguments: [(0.0, "0s"), (372, "6m 12s"), (600, "10m"), (3600, "1h"), (5400, "1h 30m"), (90_000, "1d 1h"), (3601, "1h")])
    func `a duration is at most two units`(seconds: Double, text: String) {
        #expect(Screen.duration(seconds) == text)
    }

    @Test func `a time is local, with the day where that is another`() {
        let screen = Samples.screen()
        #expect(screen.moment(Samples.moment.addingTimeInterval(-125)) == "17:44:35 (2m ago)")
        #expect(screen.moment(Samples.moment.addingTimeInterval(125)) == "17:48:45 (in 2m)")
        #expect(screen.moment(Samples.moment.addingTimeInterval(-86_400)) == "2030-03-16 17:46:40 (1d ago)")
    }

    @Test func `a table lines up, and gives way in its widest column`() {
        var table = TextTable([.init(title: "A"), .init(title: "NAME", cut: .end, widthMin: 4), .init(title: "N", alignsRight: true)])
        table.add([.init("x"), .init("a-long-name"), .init("7")])
        table.add([.init("yyy"), .init("b"), .init("42")])
        #expect(table.lines(on: Samples.screen(), indent: 0) == ["A    NAME          N", "x    a-long-name   7", "yyy  b            42"])
        #expect(table.lines(on: Samples.screen(width: 16), indent: 0) == ["A    NAME      N", "x    a-long…   7", "yyy  b        42"])
    }

    @Test func `no line of a table is wider than the screen where its columns may be cut`() {
        var table = TextTable([.init(title: "NAME", cut: .middle, widthMin: 4), .init(title: "TEXT", cut: .end, widthMin: 4)])
        table.add(
            [.init(String(repeating: "n", count: 50)), .init(String(repeating: "t", count: 90))],
            note: [.init("word " + String(repeating: "w", count: 99))])
        for line in table.lines(on: Samples.screen(width: 40)) { #expect(VisibleText.width(line) <= 40) }
    }

    @Test func `a paragraph breaks at words and is cut after its last line`() {
        let screen = Samples.screen(width: 12)
        #expect(screen.paragraph([.init("one two"), .init(" three four")], indent: 2) == ["  one two", "  three four"])
        #expect(screen.paragraph([.init("one two three four five six")], indent: 2, linesMax: 2) == ["  one two", "  three fou…"])
        #expect(Samples.screen().paragraph([.init("one two three")], indent: 2) == ["  one two three"])
    }

    @Test func `colours are only there where they are wanted`() {
        let span = Screen.Span("high", .bad)
        #expect(Samples.screen(isColored: true).paint(span) == "\u{1B}[31mhigh\u{1B}[0m")
        #expect(Samples.screen().paint(span) == "high")
    }

    @Test func `YAML quotes what could be taken for something else`() {
        let value: JSONValue = [
            "Version": "2012-10-17", "on": "yes", "empty": [], "map": [:], "n": 5, "none": .null,
            "list": [["a": "x: y", "b": "plain text"], "arn:aws:iam::1:role/x", ["nested"]], "odd key:": "line\nbreak"
        ]
        let expected = """
            Version: "2012-10-17"
            "on": "yes"
            empty: []
            map: {}
            "n": 5
            none: null
            list:
              - a: "x: y"
                b: plain text
              - arn:aws:iam::1:role/x
              - - nested
            "odd key:": "line\\nbreak"
            """
        #expect(YAMLText.document(value) == expected)
    }

    @Test func `faults are written as editors read them`() {
        #expect(FaultText.line(["file": "a.yaml", "line": 3, "column": 7, "message": "bad"]) == "a.yaml:3:7: bad")
        #expect(FaultText.line(["file": "a.yaml", "line": .null, "message": "bad"]) == "a.yaml: bad")
        #expect(FaultText.line("odd") == "\"odd\"")
    }
}
