import IAMPolicy
import Testing

@testable import Manifests

@Suite struct YAMLDocumentsTests {
    private func read(_ text: String) -> (nodes: [SourceNode], faults: [String]) {
        let faults = FaultCollector()
        let nodes = YAMLDocuments.read(text, file: "m.yaml", faults: faults)
        return (nodes, faults.faults.map(\.description))
    }

    private func json(_ node: SourceNode) -> JSONValue {
        switch node.content {
        case .scalar(let scalar): scalar.value
        case .list(let nodes): .array(nodes.map(self.json))
        case .map(let members): .object(JSONObject(members.map { JSONObject.Member(name: $0.name, value: self.json($0.value)) }))
        }
    }

    @Test(arguments: [
        ("2012-10-17", JSONValue.string("2012-10-17")), ("yes", "yes"), ("No", "No"), ("on", "on"), ("y", "y"), ("true", true), ("False", false),
        ("null", .null), ("~", .null), ("12", .number("12")), ("012", .number("012")), ("-1.5e3", .number("-1.5e3")), ("1_000", "1_000"),
        ("0x1F", "0x1F"), ("12:30:00", "12:30:00"), (".inf", ".inf"), ("\"12\"", "12"), ("'true'", "true"), ("!!str 12", "12"), ("1.2.3", "1.2.3"),
        (".", "."), ("-", "-"), ("1e", "1e"), ("|\n  12\n", "12\n"), ("arn:aws:iam::1:role/x", "arn:aws:iam::1:role/x")
    ])
    func readsScalarsAsYAML12Does(text: String, value: JSONValue) throws {
        // A lone hyphen is an empty list entry at the top, and text in a list.
        let nodes = text == "-" ? self.read("[\"-\"]").nodes.first?.list?.first : self.read(text).nodes.first
        #expect(try self.json(#require(nodes)) == value)
    }

    @Test func readsAllDocumentsAndSkipsEmptyOnes() {
        let (nodes, faults) = self.read("---\n# nothing\n---\na: 1\n---\n---\nb: 2\n")
        #expect(nodes.map(self.json) == [["a": 1], ["b": 2]])
        #expect(nodes.map(\.place.line) == [4, 7])
        #expect(faults.isEmpty)
    }

    @Test func followsAnchorsAndMergeKeys() {
        let text = """
            base: &base {a: 1, b: 2}
            more: &more {b: 3, c: 4}
            one: {<<: *base, b: 9}
            two: {<<: [*base, *more]}
            three: *base
            """
        let (nodes, faults) = self.read(text)
        #expect(faults.isEmpty)
        let expected: JSONValue = [
            "base": ["a": 1, "b": 2], "more": ["b": 3, "c": 4], "one": ["b": 9, "a": 1], "two": ["a": 1, "b": 2, "c": 4],
            "three": ["a": 1, "b": 2]
        ]
        #expect(nodes.map(self.json) == [expected])
    }

    @Test(arguments: [
        ("a: 1\nb: 2\na: 3\n", ["m.yaml:3:1: the key `a` is written twice in one map; first in line 1"]),
        ("{a: 1, \"a\": 2}", ["m.yaml:1:8: the key `a` is written twice in one map; first in line 1"]),
        ("{1: 1, \"1\": 2}", ["m.yaml:1:8: the key `1` is written twice in one map; first in line 1"]),
        (
            "x: {k: 1, k: 2, k: 3}\ny:\n  'q w': 1\n  'q w': 2\n",
            [
                "m.yaml:1:11: the key `k` is written twice in one map; first in line 1",
                "m.yaml:1:17: the key `k` is written twice in one map; first in line 1",
                "m.yaml:4:3: the key `q w` is written twice in one map; first in line 3"
            ]
        ),
        ("&x a: 1\na: 2\n", ["m.yaml:1:1: YAML: the key `a` is written twice in one map"]),
        ("region: {{region}}\n", ["m.yaml:1:10: a key must be text, found a map; a placeholder such as {{region}} needs quotes"]),
        ("a: !!binary aGk=\n", ["m.yaml:1:4: YAML: the tag `tag:yaml.org,2002:binary` is not taken; write the value without it"]),
        ("a: !ref x\n", ["m.yaml:1:4: YAML: the tag `!ref` is not taken; write the value without it"]),
        ("a:\n\tb: 1\n", ["m.yaml:2:1: YAML: a tab cannot indent; use blanks"]),
        ("a: *nothing\n", ["m.yaml:1:4: YAML: found undefined alias"]),
        ("<<: 5\n", ["m.yaml:1:1: the merge key `<<` takes a map or a list of maps, found the number 5"]),
        ("a: [1, 2\n", ["m.yaml:2:1: YAML: while parsing a flow sequence that starts in line 1: did not find expected ',' or ']'"]),
        ("a: b: c\n", ["m.yaml:1:5: YAML: mapping values are not allowed in this context"]),
        ("a: \"x\u{7}\"\n", ["m.yaml:1:6: YAML: control characters are not allowed"])
    ])
    func tellsWhereTheTextIsWrong(text: String, faults: [String]) { #expect(self.read(text).faults == faults) }

    @Test func keepsDocumentsBeforeASyntaxFault() {
        let (nodes, faults) = self.read("a: 1\n---\nb: [\n")
        #expect(nodes.map(self.json) == [["a": 1]])
        #expect(faults.count == 1)
    }

    @Test func boundsWhatAliasesStandFor() {
        let levels = (1...40).map { "a\($0): &a\($0) [*a\($0 - 1), *a\($0 - 1), *a\($0 - 1)]" }
        let text = (["a0: &a0 [x, x, x]"] + levels).joined(separator: "\n")
        let faults = self.read(text).faults
        #expect(faults.count == 1)
        #expect(faults.first?.hasSuffix("YAML: the aliases of this file stand for too much; write the values out") == true)
    }

    @Test(arguments: ["? *a40\n: v", "*a40 : v", "{*a40 : v}", "[*a40, x]: v", "{{x: *a40}}: v"])
    func refusesManyAliasesBesideKeysThatHoldThem(key: String) {
        let levels = (1...40).map { "  a\($0): &a\($0) [*a\($0 - 1), *a\($0 - 1)]" }
        let text = (["top:", "  a0: &a0 [x]"] + levels + ["---", key]).joined(separator: "\n")
        #expect(
            self.read(text).faults == [
                "m.yaml:1:1: YAML: more than 12 aliases together with aliases, maps or lists as keys are not read; write keys as text"
            ])
    }

    @Test func takesManyAliasesBesidePlaceholders() {
        let uses = (1...40).map { "t\($0): *t" } + ["a: \"arn:{{partition}}:s3:::${aws:username}:x/*\"", "b : c", "d: [\"*\", x] "]
        let (nodes, faults) = self.read("t: &t {a: b}\n\(uses.joined(separator: "\n"))\n")
        #expect(faults.isEmpty)
        #expect(nodes.first?.map?.count == 44)
    }

    @Test(arguments: [(64, 0), (65, 1), (990, 1), (100_000, 1)])
    func boundsTheDepth(depth: Int, faults: Int) {
        let text = String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
        // The innermost list of the first case stands at depth 63.
        #expect(self.read("{a: \(text)}").faults.count == (depth == 64 ? 0 : faults))
    }
}
