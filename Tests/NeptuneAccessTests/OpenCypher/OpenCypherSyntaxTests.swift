import Testing

@testable import NeptuneAccess

@Suite struct OpenCypherSyntaxTests {
    static let expressions = [
        "1 + 2 * 3 ^ 4 % 5 - -6", ".5 + 1.5e3 + 1e-2 + 0x1F + 0o17", "-9223372036854775808", "9223372036854775807", "1 < 2 <= 3 <> 4",
        "'a' STARTS WITH 'b' OR 'a' ENDS WITH 'b' XOR NOT 'a' CONTAINS 'b'", "'a' =~ '.*\\\\d'", "null IS NULL AND 1 IS NOT NULL",
        "1 IS :: INTEGER NOT NULL", "[1, 2][0]", "[1, 2, 3][1..]", "[1, 2, 3][..2]", "[1, 2, 3][0..-1]", "[]", "{}", "{a: {b: [1]}}.a.b[0]",
        "[x IN [1, 2] WHERE x > 1 | x * 2]", "[x IN [1, 2] | x]", "[x IN [1, 2]]", "[1 IN [1], 2]", "all(x IN [1] WHERE x > 0)",
        "any(x IN [1] WHERE x > 0)",
        "none(x IN [1] WHERE x > 0)", "single(x IN [1] WHERE x > 0)", "reduce(sum = 0, x IN [1, 2] | sum + x)", "CASE WHEN 1 = 1 THEN 2 ELSE 3 END",
        "CASE 1 WHEN 1 THEN 2 WHEN 3, 4 THEN 5 END", "CASE 5 WHEN > 4 THEN 1 END", "$p", "$0.a", "$`odd name`", "{old}", "date('2020-01-01').year",
        "duration.between(date('2020-01-01'), date())", "apoc.text.join(['a'], ',')", "coalesce(null, 1)", "COUNT { MATCH (n) }",
        "exists((:A)-->(:B))",
        "'\\u00e9\\n\\t\\\\'", "\"a'b\"", "EXISTS { (a)-[:R]->(b) WHERE a.x = b.x }", "COLLECT { MATCH (n) RETURN n.x }", "1 IN [1]", "a.b(1)",
        "count(*)",
        "count(DISTINCT 1)", "collect(1)[0]", "'a' || 'b'", "toUpper('x')", "size('x')"
    ]

    @Test(arguments: OpenCypherSyntaxTests.expressions)
    func expressionsAreRead(_ expression: String) {
        #expect(QueryAnalysis.actions(of: "RETURN \(expression) AS x", language: .openCypher).fault == nil)
        #expect(QueryAnalysis.actions(of: "RETURN (\(expression)) AS x", language: .openCypher).fault == nil)
    }

    @Test(arguments: [
        "MATCH () RETURN 1 AS x", "MATCH (a), (b) RETURN a, b", "MATCH (a:A:B {x: 1})-[r:R|S|:T {y: 2}]->(b) RETURN r",
        "MATCH (a)--(b)<--(c)-->(d) RETURN a",
        "MATCH (a)<-[:R]->(b) RETURN a", "MATCH (a)-[*]-(b) RETURN a", "MATCH (a)-[r*2]-(b) RETURN r", "MATCH (a)-[:R*1..3 {x: 1}]-(b) RETURN a",
        "MATCH (a)-[*..3]-(b)-[*2..]-(c) RETURN a", "MATCH p = (a)-->(b) RETURN p", "MATCH p = shortestPath((a)-[*]-(b)) RETURN p",
        "MATCH p = allShortestPaths((a)-[*..9]-(b)) RETURN length(p)", "MATCH (a) WHERE (a)-->(:B) AND NOT (a)<--() RETURN a",
        "MATCH (a:A|B) RETURN a",
        "MATCH (a:!A&(B|C)) RETURN a", "MATCH (a:%) RETURN a", "MATCH (a IS A WHERE a.x > 1) RETURN a", "MATCH (a)-[r WHERE r.x > 1]->(b) RETURN r",
        "MATCH ((a)-->(b)){1,3} RETURN 1 AS x", "MATCH (a)-[:R]->+(b) RETURN b", "MATCH p = ((a)-->(b)) RETURN p",
        "MATCH p = ANY SHORTEST (a)-[:R]->+(b) RETURN p",
        "MATCH (a) USING INDEX a:A(x) WHERE a.x = 1 RETURN a", "MATCH (a) USING SCAN a:A RETURN a", "MATCH (a)-->(b) USING JOIN ON b RETURN a",
        "MATCH (n) RETURN n {.*, .x, y: 1, n}", "MATCH (n) RETURN [(n)-->(m) WHERE m.x > 1 | m.x]", "MATCH (n) RETURN [p = (n)-->() | p]",
        "MATCH (a)-[:R]->(b) RETURN [(a)-[:T|U]->() | 1]", "MATCH (n) WHERE n:A:B RETURN n", "MATCH (n) RETURN n:A|B",
        "MATCH (n) WHERE EXISTS { MATCH (n)-->(m) RETURN m } RETURN n",
        "MATCH (n) RETURN DISTINCT n.x ORDER BY n.x DESC, n.x ASC SKIP $s LIMIT 1 + 1", "MATCH (n) WITH *, n.x AS x WHERE x > 1 RETURN *",
        "MATCH (n) RETURN DISTINCT(n) ORDER BY id(n)", "EXPLAIN MATCH (n) RETURN n", "PROFILE RETURN 1", "CYPHER 25 runtime=parallel RETURN 1",
        "CALL { RETURN 1 AS x UNION RETURN 2 AS x } RETURN x",
        "CALL { CREATE (n) } IN TRANSACTIONS OF 10 ROWS ON ERROR CONTINUE REPORT STATUS AS s RETURN s",
        "UNWIND $rows AS row MERGE (n {id: row.id}) SET n = row, n.x = 1, (n).y = 2", "MATCH (n) SET n[$key] = 1", "MATCH (n) REMOVE n[$key]",
        "MATCH (a) DELETE a.list[0], a", "RETURN 1 AS x\u{00A0}ORDER BY x", "MATCH (日本:ラベル) RETURN 日本",
        "CREATE (n $properties)", "FOREACH (x IN [1, 2] | MERGE (a {x: x}) SET a.y = x)", "MATCH (a) CREATE p = (a)-[:R]->(b) RETURN p",
        "return 1 as X union return 2 as X"
    ])
    func queriesAreRead(_ query: String) {
        let answer = QueryAnalysis.actions(of: query, language: .openCypher)
        #expect(answer.fault == nil, "\(query): \(answer.fault.map { "\($0)" } ?? "")")
    }

    @Test(arguments: [
        "RETURN 'open", "RETURN `open", "RETURN /* open", "RETURN (1", "RETURN 1)", "RETURN [1}", "RETURN [, 1]", "RETURN [1,]", "RETURN {a 1}",
        "RETURN {1: 1}", "RETURN {1}",
        "RETURN 1 2", "RETURN 12ab", "RETURN 0x", "RETURN 0xZ", "RETURN 9223372036854775808", "RETURN -9223372036854775809",
        "RETURN 0x8000000000000000", "RETURN 1e999",
        "RETURN '\\u12'", "RETURN 1 \u{2014} 2", "RETURN $", "RETURN 1 AS", "RETURN 1 +", "RETURN NOT", "RETURN CASE END",
        "RETURN CASE WHEN 1 = 1 END", "RETURN 1 != 2", "RETURN 1 == 2",
        "MATCH (a RETURN a", "MATCH (a)-[r] RETURN a", "MATCH (a)-[:R..]->(b) RETURN a", "MATCH (a)-[:R*-2]->(b) RETURN a", "MATCH (a b) RETURN a",
        "MATCH (a $p) RETURN a",
        "MATCH (a)-(b) RETURN a", "MATCH (a)- ->(b) RETURN a WHERE", "MATCH a RETURN a", "CREATE (a)--(b)", "CREATE (a)-[:R]-(b)",
        "CREATE (a)<-[:R]->(b)", "CREATE (a)-[:A|B]->(b)",
        "CREATE (a)-[:R*2]->(b)", "MERGE (a)-->(b)", "MERGE (a $p)", "MERGE (a), (b)", "CREATE (a:A|B)", "MATCH (a) SET a", "MATCH (a) SET a.x",
        "MATCH (a) SET 1 = 2", "MATCH (a) REMOVE a",
        "MATCH (a) DELETE a:A", "MATCH (a) DELETE 1 + 1", "DETACH MATCH (a) RETURN a", "UNWIND [1] RETURN 1", "WITH 1 RETURN 1",
        "RETURN 1 AS a, 2 AS a", "RETURN 1 SKIP -1", "RETURN 1 LIMIT 1.5",
        "RETURN 1 AS x UNION RETURN 2 AS y", "RETURN 1 AS x UNION RETURN 2 AS x UNION ALL RETURN 3 AS x", "MATCH (n) WHERE n.x = 1", "CALL",
        "CALL a.b RETURN 1", "CALL { MATCH (n) } RETURN 1",
        "MATCH (n) WHERE EXISTS { MATCH (n) SET n.x = 1 RETURN n } RETURN n", "FOREACH (x IN [1] | MATCH (n))", "FOREACH (x IN [1] |)",
        "RETURN 1; ; RETURN", "RETURN 1 RETURN 1", "RETURN *", "RETURN ()",
        "CREATE INDEX FOR (n:A) ON (n.x)", "DROP INDEX a", "RETURN 1 AND true", "RETURN NOT 'a'", "RETURN 1 IN 2", "WITH 1 AS x RETURN x.y",
        "MATCH p = (a) RETURN labels(p)", "MATCH (n) WHERE (n) RETURN n",
        "MATCH (n) RETURN (n)-->()", "MATCH (n) SET n.x = head((n)-->())", "MATCH (n) WHERE n.x = 'a' % 2 RETURN n"
    ])
    func whatIsNotOfTheLanguageNeedsAllThree(_ query: String) {
        let answer = QueryAnalysis.actions(of: query, language: .openCypher)
        #expect(answer.fault != nil, "\(query)")
        #expect(answer.actions == DataAction.allCases)
    }

    @Test func theFaultNamesItsPlace() {
        #expect(QueryAnalysis.actions(of: "MATCH (n) RETRUN n", language: .openCypher).fault?.offset == 10)
        #expect(QueryAnalysis.actions(of: "RETURN 'é', ]", language: .openCypher).fault?.offset == 13)
    }
}
