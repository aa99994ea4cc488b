import Testing

@testable import NeptuneAccess

@Suite struct OpenCypherScopeTests {
    @Test(arguments: [
        "RETURN x", "MATCH (n) RETURN m", "MATCH (n) WITH n.x AS x RETURN n", "MATCH (n) WHERE m.x = 1 RETURN n",
        "MATCH (n) WHERE (n)-[r]->(m) RETURN n", "CREATE (n {x: m.x})",
        "MATCH (n) RETURN [x IN [1] | y]", "MATCH (n) RETURN [x IN [1] | x], x", "UNWIND xs AS x RETURN x",
        "MATCH (n) CALL { RETURN n.x AS y } RETURN y", "CALL { RETURN 1 AS x } RETURN y",
        "MATCH (n), (m) CALL (n) { RETURN m.x AS y } RETURN y", "FOREACH (x IN [1] | CREATE (a)) RETURN x", "MATCH (n) RETURN n LIMIT n.x",
        "MATCH (n) RETURN DISTINCT n.a ORDER BY n.b",
        "MATCH (n) RETURN count(n) AS c ORDER BY n.x", "MATCH (n) WHERE EXISTS { MATCH (m) } RETURN m"
    ])
    func whatIsNotBoundIsRefused(_ query: String) {
        #expect(QueryAnalysis.actions(of: query, language: .openCypher).fault != nil, "\(query)")
    }

    @Test(arguments: [
        "MATCH (n {x: m.x}), (m) RETURN n", "MATCH (n) WITH n AS m RETURN m", "MATCH (n) WITH n.x AS x ORDER BY n.y RETURN x",
        "MATCH (n) WITH n.x AS x WHERE n.y > 1 RETURN x",
        "MATCH (n) CALL { WITH n RETURN n.x AS y } RETURN n, y", "MATCH (n) CALL (*) { RETURN n.x AS y } RETURN y",
        "MATCH (n) WHERE EXISTS { MATCH (m) WHERE m.x = n.x } RETURN n",
        "MATCH (n) RETURN [x IN [1] WHERE x > n.x | [y IN [x] | x + y]]", "MATCH (n) RETURN DISTINCT n.a AS a ORDER BY n.a",
        "MATCH (n) RETURN n.a, count(*) ORDER BY n.a, count(*)",
        "MATCH (n) RETURN n, count(*) ORDER BY n.x", "MATCH (n) RETURN n.a AS a, max(n.b) AS b ORDER BY toUpper(a), b",
        "MATCH (n) RETURN n.a, n.a + count(*)",
        "MATCH (n)-[r]->(m) MATCH (m)-[r]-(n) RETURN r", "MATCH (a) CREATE (a)-[:R]->(b) MERGE (b)-[:S]->(a) RETURN a",
        "CREATE (a), (b {x: a.y}) RETURN b",
        "CALL { MATCH (n) RETURN * } RETURN n", "MATCH (u) RETURN u AS user, count(u) AS c ORDER BY u.name",
        "MATCH p = (a)--(b) RETURN [x IN nodes(p) WHERE x:A|B | x.name]", "MATCH p = (a)--(b) RETURN [x IN nodes(p) WHERE x:A|B]",
        "MATCH p = (a)--(b) RETURN [x IN nodes(p) WHERE x:A | x.name]", "CALL { WITH 1 AS x RETURN x UNION WITH 2 AS x RETURN x } RETURN x",
        "WITH 1 AS x WITH x, x + 1 AS y RETURN *",
        "FOREACH (x IN [1] | CREATE (a {x: x}) SET a.y = x) RETURN 1 AS x"
    ])
    func whatIsBoundIsFound(_ query: String) {
        let answer = QueryAnalysis.actions(of: query, language: .openCypher)
        #expect(answer.fault == nil, "\(query): \(answer.fault.map { "\($0)" } ?? "")")
    }

    @Test(arguments: [
        "MATCH (a)-[a]->() RETURN a", "MATCH ()-[r]-() MATCH (r) RETURN r", "MATCH p = (a) MATCH p = (b) RETURN p", "MATCH (a) CREATE (a)",
        "MATCH (a) CREATE (a {x: 1})-[:R]->()", "MATCH (a) MERGE (a)",
        "MATCH (a)-[r]->()-[r]->(b) RETURN r", "MATCH ()-[r]->() CREATE ()-[r:R]->()", "WITH 1 AS n MATCH (n) RETURN n",
        "WITH 1 AS x UNWIND [1] AS x RETURN x", "MATCH (n) UNWIND [1] AS n RETURN n",
        "CREATE (a), (a)"
    ])
    func whatIsBoundToSomethingElseIsRefused(_ query: String) {
        #expect(QueryAnalysis.actions(of: query, language: .openCypher).fault != nil, "\(query)")
    }

    @Test(arguments: [
        "MATCH (n) WHERE count(n) > 1 RETURN n", "RETURN count(count(1))", "RETURN [x IN [1] | count(x)]", "MATCH (n) SET n.x = count(n)",
        "MATCH (n) RETURN n.x ORDER BY count(n)",
        "MATCH (a)--(b) RETURN a.x + count(b)"
    ])
    func aggregatesStayInTheirColumns(_ query: String) {
        #expect(QueryAnalysis.actions(of: query, language: .openCypher).fault != nil, "\(query)")
    }
}
