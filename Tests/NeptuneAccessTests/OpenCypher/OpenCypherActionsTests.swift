import Testing

@testable import NeptuneAccess

/// A query and the letters of the actions that it needs: R, W and D.
struct QueryCase: Sendable, CustomTestStringConvertible {
    let query: String
    let actions: String
    let basis: ActionBasis

    init(_ query: String, _ actions: String, _ basis: ActionBasis = .documented) {
        self.query = query
        self.actions = actions
        self.basis = basis
    }

    var testDescription: String { String(self.query.prefix(60)) }
}

extension QueryActions {
    /// The first letters of the actions.
    var letters: String { self.actions.map { String($0.rawValue.prefix(1)) }.joined() }
}

@Suite struct OpenCypherActionsTests {
    static let documented: [QueryCase] = [
        QueryCase("MATCH (n) RETURN n", "R"),
        QueryCase("MATCH (n:Person) SET n.dept = 'AWS'", "RWD"),
        QueryCase("MATCH (n:Person) DETACH DELETE n", "RD"),
        QueryCase("MERGE (n:Person {name: 'John'})-[:knows]->(:Person {name: 'Peter'}) RETURN n", "RW"),
        QueryCase("OPTIONAL MATCH (a)-->(b) RETURN a, b", "R"),
        QueryCase("UNWIND [1, 2] AS x RETURN x", "R"),
        QueryCase("MATCH (a) WITH a ORDER BY a.age SKIP 1 LIMIT 2 RETURN a", "R"),
        QueryCase("RETURN 1 AS x UNION ALL RETURN 2 AS x", "R"),
        QueryCase("MERGE (a:A) ON CREATE SET a.made = 1", "RWD"),
        QueryCase("MERGE (a:A) ON MATCH SET a.seen = 1 ON CREATE SET a.made = 1", "RWD"),
        QueryCase("MATCH (a) SET a += {x: 1}", "RWD"),
        QueryCase("MATCH (a) SET a = $properties", "RWD"),
        QueryCase("MATCH (a) SET a:Seen:Twice", "RWD")
    ]

    static let derived: [QueryCase] = [
        QueryCase("CREATE (a:A {x: 1})-[:R]->(b)", "RW", .derived),
        QueryCase("MATCH (a) DELETE a", "RD", .derived),
        QueryCase("MATCH (a) NODETACH DELETE a", "RD", .derived),
        QueryCase("MATCH (a) REMOVE a.x, a:Label", "RD", .derived),
        QueryCase("MATCH (a) CREATE (b) WITH a, b DETACH DELETE a RETURN b", "RWD", .derived),
        QueryCase("MATCH (a) FOREACH (x IN [1] | CREATE (:B {x: x}))", "RW", .derived),
        QueryCase("MATCH (a) FOREACH (x IN [a] | FOREACH (y IN [x] | REMOVE y.z))", "RD", .derived),
        QueryCase("CALL { MATCH (a) RETURN a } RETURN a", "R", .derived),
        QueryCase("MATCH (a) CALL { WITH a SET a.x = 1 } RETURN a", "RWD", .derived),
        QueryCase("MATCH (a) CALL (a) { CREATE (b) RETURN b } RETURN b", "RW", .derived),
        QueryCase("LOAD CSV WITH HEADERS FROM 'https://a/b.csv' AS row RETURN row", "R", .derived),
        QueryCase("RETURN 1; MATCH (a) DELETE a;", "RD", .derived),
        QueryCase("MATCH (a) RETURN a UNION MATCH (a) MERGE (b) RETURN a", "RW")
    ]

    @Test(arguments: OpenCypherActionsTests.documented + OpenCypherActionsTests.derived)
    func clausesNeedTheirActions(_ example: QueryCase) {
        let answer = QueryAnalysis.actions(of: example.query, language: .openCypher)
        #expect(answer.fault == nil)
        #expect(answer.letters == example.actions)
        #expect(answer.basis == example.basis)
    }

    @Test(arguments: [
        "MATCH (n) WHERE n.name = 'DELETE n' RETURN n", "MATCH (n) // SET n.x = 1\nRETURN n", "MATCH (n) /* CREATE (m) */ RETURN n",
        "MATCH (`delete`:`SET`) RETURN `delete`.`remove`", "MATCH (n:Set)-[:CREATE]->(m:Delete {merge: 1}) RETURN n.set, m.delete",
        "MATCH (set) RETURN set", "MATCH (delete:Create) RETURN delete.match AS create", "WITH 1 AS merge RETURN merge",
        "MATCH (match)-[create:DELETE]-(return) RETURN match, create, return", "RETURN {set: 1, delete: 2} AS detach",
        "RETURN \"it's // DELETE\" AS x, 'a\\'b SET' AS y", "MATCH (n) RETURN n.`a``b` AS `SET`"
    ])
    func wordsOfChangesElsewhereChangeNothing(_ query: String) {
        let answer = QueryAnalysis.actions(of: query, language: .openCypher)
        #expect(answer.fault == nil)
        #expect(answer.letters == "R")
    }

    @Test func eachChangeIsTracedToItsClause() {
        let query = "MATCH (a) SET a.x = 1 REMOVE a.y"
        let answer = QueryAnalysis.actions(of: query, language: .openCypher)
        let places = answer.reasons.map { "\($0.action.rawValue.prefix(1))\($0.offset)\($0.basis.rawValue.prefix(2))" }
        #expect(places == ["R0do", "W10do", "D10do", "D22de"])
    }

    @Test(arguments: ["", " ", ";", "// nothing", "MATCH (n)", "MATCH (n) RETURN", "hello", "RETURN 1 RETURN 2", "MATCH (n) DELETE", "SET"])
    func whatIsNoQueryNeedsAllThree(_ query: String) {
        let answer = QueryAnalysis.actions(of: query, language: .openCypher)
        #expect(answer.fault != nil)
        #expect(answer.letters == "RWD")
        #expect(answer.basis == .unknown)
    }
}
