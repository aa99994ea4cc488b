import Testing

@testable import NeptuneAccess

@Suite struct OpenCypherNeptuneTests {
    @Test(arguments: [
        QueryCase("USING QUERY:TIMEOUTMILLISECONDS 500 MATCH (n) RETURN n", "R"),
        QueryCase("Using query:planCache \"enabled\" MATCH (n) SET n.x = 1", "RWD"),
        QueryCase("CALL neptune.graph.pg_schema() YIELD schema RETURN schema", "R", .documented),
        QueryCase("MATCH (n) CALL neptune.algo.bfs(n, {maxDepth: 2}) YIELD node RETURN node", "R"),
        QueryCase("CALL neptune.algo.pageRank.mutate({writeProperty: 'rank'}) YIELD success RETURN success", "RWD", .derived),
        QueryCase("MATCH (n) CALL neptune.algo.vectors.upsert(n, [0.1, 0.2]) YIELD success RETURN success", "RWD", .derived),
        QueryCase("MATCH (n) CALL neptune.algo.vectors.remove(n) YIELD success RETURN success", "RD", .derived),
        QueryCase("MATCH (n) CALL neptune.algo.vectors.topKByNode(n) YIELD node, score RETURN node, score", "R"),
        QueryCase("CALL neptune.invented() YIELD x RETURN x", "RWD", .derived),
        QueryCase("CALL apoc.create.node(['A'], {}) YIELD node RETURN node", "RWD", .derived),
        QueryCase("CALL db.labels() YIELD label RETURN label", "R"), QueryCase("CALL our.own.reader", "R", .derived),
        QueryCase("PREFIX skos: <http://www.w3.org/2004/02/skos/core#> MATCH (a:skos::Concept) WHERE id(a) = skos::b RETURN a.skos::label", "R"),
        QueryCase("PREFIX o: <http://a/#> MATCH (a:o::A) CREATE (a)-[:o::r {o::n: 2}]->(:o::B)", "RW", .derived)
    ])
    func extensionsOfNeptuneAreRead(_ example: QueryCase) {
        let answer = QueryAnalysis.actions(of: example.query, language: .openCypher)
        #expect(answer.fault == nil, "\(String(describing: answer.fault))")
        #expect(answer.letters == example.actions)
        if example.actions != "R" { #expect(answer.basis == example.basis) }
    }

    @Test func readingAFileNeedsItsBucketToo() {
        let query = "CALL neptune.read({source: 's3://b/k', format: 'csv'}) YIELD row CREATE (:A {id: row.id})"
        let answer = QueryAnalysis.actions(of: query, language: .openCypher)
        #expect(answer.letters == "RW")
        #expect(answer.furtherNeeds.map(\.action) == ["s3:GetObject", "s3:ListBucket", "kms:Decrypt", "kms:GenerateDataKey"])
        #expect(answer.furtherNeeds.allSatisfy { $0.offset == 0 })
    }

    @Test func otherQueriesNeedNothingFurther() {
        #expect(QueryAnalysis.actions(of: "MATCH (n) SET n.x = 'neptune.read()'", language: .openCypher).furtherNeeds.isEmpty)
    }
}
