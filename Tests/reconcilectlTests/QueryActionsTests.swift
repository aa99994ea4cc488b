import IAMPolicy
import NeptuneAccess
import ReconcileCore
import Testing

@testable import reconcilectl

@Suite struct QueryActionsVerbTests {
    private static let cluster = "arn:aws:neptune-db:eu-west-1:111122223333:cluster-A/*"

    private func report(_ query: String, resource: String = Self.cluster, access: [JSONValue]? = nil) -> QueryActionsReport {
        QueryActionsReport(
            query: query, language: .gremlin, actions: QueryAnalysis.actions(of: query, language: .gremlin), resource: resource, access: access)
    }

    private func lines(_ report: QueryActionsReport) -> [String] { QueryActionsView(report: report).lines(on: Samples.screen()) }

    // MARK: Batch

    private func answer(_ line: String, _ language: QueryLanguage? = nil) -> String {
        JSONWriter.compact(LineBatch(judge: QueryActionsLine(defaultLanguage: language)).answer(to: .complete(Array(line.utf8))))
    }

    @Test func `a line is answered with actions, basis and reasons alone`() {
        #expect(
            self.answer(#"{"language": "gremlin", "query": "g.V().drop()"}"#)
                == #"{"actions":["ReadDataViaQuery","DeleteDataViaQuery"],"basis":"documented","reasons":["#
                + #"{"action":"ReadDataViaQuery","because":"V() reads","offset":2},"#
                + #"{"action":"DeleteDataViaQuery","because":"drop() deletes","offset":6}]}"#)
    }

    @Test func `a query that is not understood is answered, with the place`() {
        let answer = self.answer(#"{"language": "Gremlin", "query": "g.V().nothing()"}"#)
        #expect(answer.contains(#""basis":"unknown""#) && answer.hasSuffix(#""fault":{"message":"there is no step nothing()","offset":6}}"#))
        #expect(self.answer(#"{"language": "gremlin", "query": ""}"#).contains(#""basis":"unknown""#))
    }

    @Test func `a line may leave out the language where the command names it`() {
        #expect(self.answer(#"{"query": "g.V()"}"#, .gremlin).hasPrefix(#"{"actions":["ReadDataViaQuery"]"#))
        #expect(self.answer(#"{"query": "g.V()"}"#).hasPrefix(#"{"error":{"code":"invalidLine""#))
    }

    @Test(arguments: [
        "", "[]", #"{"language": "gremlin"}"#, #"{"language": "cobol", "query": "g.V()"}"#, #"{"language": "gremlin", "query": 1}"#,
        #"{"language": "gremlin", "query": null}"#, #"{"language": "gremlin", "query": "g.V()""#
    ])
    func `a line that is no question is an error`(line: String) {
        #expect(self.answer(line).hasPrefix(#"{"error":{"code":"invalidLine""#))
    }

    // MARK: Places

    @Test(arguments: [
        ("g.V()", 2, 1, 3, "g.V()", 2), ("a\nbc\nd", 3, 2, 2, "bc", 1), ("é.x", 3, 1, 3, "é.x", 2), ("a\n", 2, 2, 1, "", 0), ("", 0, 1, 1, "", 0),
        ("abc", 99, 1, 4, "abc", 3), ("a\tb", 2, 1, 3, "a b", 2)
    ])
    func `an offset is shown as line and column`(text: String, offset: Int, line: Int, column: Int, excerpt: String, indent: Int) {
        let place = QueryPlace(Array(text.utf8), offset: offset)
        #expect(place.line == line && place.column == column && place.excerpt == excerpt && place.indent == indent, "\(place)")
    }

    @Test func `of a long line only the part around the place is shown`() {
        let text = String(repeating: "a", count: 500) + "!" + String(repeating: "b", count: 500)
        let place = QueryPlace(Array(text.utf8), offset: 500)
        #expect(place.column == 501 && place.excerpt.count <= QueryPlace.widthMax + 1)
        #expect(place.excerpt.hasPrefix("…a") && place.excerpt.hasSuffix("b…"))
        #expect(Array(place.excerpt)[place.indent] == "!")
    }

    // MARK: Answers

    @Test func `people see each place under its line`() {
        let lines = self.lines(self.report("g.V('1').\n  addV('x')"))
        #expect(
            Array(lines.prefix(8)) == [
                "needs  ReadDataViaQuery, WriteDataViaQuery", "basis  documented: Neptune's documentation says so", "", "  1:3  g.V('1').",
                "         ^ ReadDataViaQuery: V() reads", "  2:3    addV('x')", "         ^ WriteDataViaQuery: addV() inserts a vertex", ""
            ])
        #expect(lines.contains("the smallest statement that permits it") && lines.contains { $0.contains(Self.cluster) })
    }

    @Test func `many places are counted, not shown`() {
        let lines = self.lines(self.report("g.V()" + String(repeating: ".drop()", count: 100)))
        #expect(lines.contains { $0.contains("and 81 more places") })
        #expect(lines.count < 80)
    }

    @Test func `the exit code says whether it was understood`() {
        #expect(self.report("g.V()").exit == .fine)
        #expect(self.report("g.V(").exit == .undetermined)
        #expect(self.lines(self.report("g.V(")).contains("           ^ a value is missing: the query ends here"))
    }

    // MARK: Access

    private static let allowed: JSONValue = ["verdict": "allowed", "decidedBy": []]
    private static let lacking: JSONValue = ["verdict": "implicitDeny", "decidedBy": [], "missing": ["identity"]]
    private static let bounded: JSONValue = ["verdict": "implicitDeny", "decidedBy": [], "missing": ["identity", "boundary"]]
    private static let denied: JSONValue = ["verdict": "explicitDeny", "decidedBy": []]
    private static let unclear: JSONValue = ["verdict": "undetermined", "decidedBy": [], "reason": "r"]

    @Test(arguments: [
        ([Self.allowed, Self.allowed], ReconcileCore.ExitStatus.fine, [DataAction]?.none),
        ([Self.allowed, Self.lacking], .differs, [.deleteDataViaQuery]),
        ([Self.lacking, Self.lacking], .differs, [.readDataViaQuery, .deleteDataViaQuery]), ([Self.allowed, Self.bounded], .differs, nil),
        ([Self.denied, Self.lacking], .differs, nil), ([Self.unclear, Self.allowed], .undetermined, nil)
    ])
    func `the statement that lacks is shown where it would do`(access: [JSONValue], exit: ReconcileCore.ExitStatus, lacking: [DataAction]?) {
        let report = self.report("g.V().drop()", access: access)
        #expect(report.exit == exit)
        #expect(report.lackingStatement?.actions == lacking)
        #expect(self.lines(report).contains("with this statement in a policy of theirs they could") == (lacking != nil))
        #expect(report.json["access"]?.arrayValue?.count == 2)
    }

    @Test func `each action is asked of one cluster and in one language`() throws {
        let questions = self.report("g.V().drop()").questions(of: "Role/app", account: "prod")
        #expect(questions.map(\.action) == ["neptune-db:ReadDataViaQuery", "neptune-db:DeleteDataViaQuery"])
        let first = try #require(questions.first)
        #expect(first.principal == "Role/app" && first.resource == Self.cluster && first.account == "prod")
        #expect(first.context["neptune-db:QueryLanguage"] == ["Gremlin"])
    }

    // MARK: Usage

    @Test(arguments: [
        ["g.V()"], ["--language", "gremlin"], ["--language", "cobol", "g.V()"], ["--language", "gremlin", "g.V()", "-f", "x"],
        ["--batch", "g.V()"], ["--batch", "--principal", "Role/app"], ["--language", "gremlin", "g.V()", "--resource", "cluster-A"]
    ])
    func `wrong usage is refused`(arguments: [String]) {
        #expect(throws: (any Error).self) { try QueryActionsVerb.parse(arguments) }
    }

    @Test(arguments: [
        ["--language", "gremlin", "g.V()"], ["--language", "SPARQL", "-f", "-"], ["--batch"], ["--batch", "--language", "opencypher"],
        ["--language", "gremlin", "g.V()", "--principal", "Role/app", "--resource", Self.cluster, "-o", "json"]
    ])
    func `right usage is taken`(arguments: [String]) throws {
        #expect(try QueryActionsVerb.parse(arguments).batch == arguments.contains("--batch"))
    }
}
