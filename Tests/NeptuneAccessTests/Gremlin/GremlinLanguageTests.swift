import NeptuneAccess
import Testing

/// What belongs to the language, and what does not.
@Suite struct GremlinLanguageTests {
    private func answer(_ query: String) -> QueryActions { QueryAnalysis.actions(of: query, language: .gremlin) }

    @Test(arguments: [
        "1", "-1", "+1", "1_000", "1L", "1l", "1b", "1s", "1n", "1i", "0x1F", "0X1_FFl", "017", "0b11", "1.5", "1.5f", "1.5d", "1.5m", "1e3",
        "1.5e-3D", "1f", "1g", "NaN", "Infinity", "-Infinity", "+Infinity", "true", "false", "null", "''", "\"\"", "'a'", "\"a\"", "'\\u0041\\n\\''",
        "'''a'b'''", "\"\"\"a\"b\"\"\"", "/a.c/", "[]", "[1, 'a']", "[:]", "[a: 1]", "['a': 1, b: [c: 2]]", "[1: 2]", "[(T.id): 1]", "[T.id: 1]",
        "[(from): 1, (to): 2]", "[NaN: 1]", "[null: 1]", "[[1]: 2]", "[({1}): 2]", "[new: 1, keys: 2, in: 3]", "{}", "{1}", "{1, 2}", "{{1}, [2]}",
        "1..5", "'a'..'c'", "[1..5]", "{1..5}", "T.id", "label", "Direction.OUT", "OUT", "Merge.onCreate", "Pick.any", "none", "DT.hour",
        "Cardinality.single('a')", "list([1])", "datetime('2020-01-01')", "datetime()", "UUID('a')", "Vertex(1, 'a')", "new ReferenceVertex(1, 'a')",
        "new Date(2020, 1, 1)", "UUID.randomUUID()", "java.time.Instant.now()", "(1 + 2) * 3", "'a' + x", "[1, 2] as Set", "(int) 5", "x.y[0]",
        "x ?: 1", "x ? 1 : 2", "__.out()", "out()", "GType.INT"
    ])
    func `values of every kind are read`(value: String) {
        let answer = self.answer("g.inject(\(value))")
        #expect(answer.actions == [.readDataViaQuery] && answer.fault == nil, "\(String(describing: answer.fault))")
    }

    @Test(arguments: [
        "g", "g.V", "g.V(1).", "", " \n// only a comment", "\"\"", "g.tx().commit()"
    ])
    func `the shortest texts`(query: String) {
        let valid: Set = ["g", "\"\"", "g.tx().commit()"]
        #expect((self.answer(query).fault == nil) == valid.contains(query))
    }

    @Test(arguments: [
        // brackets and texts
        "g.V(", "g.V())", "g.V().out(", "g.V().has('a', 'b'", "g.V().has('a\" )", "g.inject([1, 2)", "g.inject({1, 2)", "g.inject(\"a)",
        "g.inject('\\d')",
        "g.inject('\\u00G0')", "g.V() /* open", "g.inject(12abc)", "g.inject(1_)", "g.inject('a' 'b')", "g.inject([1,, 2])", "g.inject([a: 1, 2])",
        "g.inject([1, a: 2])", "g.inject([1, 2,])",
        // names
        "g.Vs()", "g.v()", "g.V().oute()", "g.V().dedupe()", "g.addVertex()", "g.V().dropV()", "g.tx().stop()", "g.V().has('a', P.greater(1))",
        "g.mergeE([Direction.out: 1])", "g.V().order().by('a', Order.up)", "G.V()", "h.V()", "g.V().fooBar()",
        // what stands where
        "V()", "addV()", "__.V()", "g.next()", "g.hasNext()", "g.out()", "g.V().repeat(g)", "g.V().repeat(g.V().next())", "g.V().limit('a')",
        "g.V().count(1)", "g.V().drop(1)", "g.V().has()", "g.V().has('a', 'b', startingWith(1))", "g.V().out().next().next().foo()",
        "g.V().where(out(), in())",
        "g.inject([Scope.local: 1])", "g.inject({a: 1})", "g.V()[0]", "g.V() + 1", "-g.V()", "g.V().has('a' - out())", "g.V().metaClass",
        "g.V().count",
        // statements
        ";", ";;", "g.V();;g.E()", "g.V();---", "g.V() drop()", "g.V() x", "some words here", "a + b", "(x)", "x[0]", "1 + 1", "!x", "label",
        "'text'", "x", "g.V(), g.E()", "g.V() = 1", "g.V(“a”)",
        "g.V(\u{0})", "SELECT ?s WHERE { ?s ?p ?o }", "MATCH (n) RETURN n", "#!groovy"
    ])
    func `what is not of the language is never taken for a read`(query: String) {
        let answer = self.answer(query)
        #expect(answer.actions == DataAction.allCases && answer.basis == .unknown && answer.fault != nil, "\(query)")
    }

    @Test func `a fault has its place`() throws {
        #expect(try #require(self.answer("g.V().out('a').fooBar()").fault) == QuerySyntaxFault(message: "there is no step fooBar()", offset: 15))
        #expect(try #require(self.answer("g.V(").fault).offset == 4)
        #expect(try #require(self.answer("g.V().has('é', “)").fault).offset == 16)
    }

    @Test(arguments: [
        "g.with('evaluationTimeout', 500).V()", "g.with('Neptune#enableResultCache', true).V().count()", "g.with('x').V()",
        "g.withSideEffect('Neptune#repeatMode', 'DFS').V().repeat(out()).times(2)", "g.withSack(1.0f, sum).V().sack(mult).by('w').sack()",
        "g.withBulk(false).withPath().V()", "g.withStrategies(ReadOnlyStrategy).V()", "g.withoutStrategies(A, B).V()",
        "g.withStrategies(new SubgraphStrategy(vertices: hasLabel('a'), edges: __.has('k', gt(1)))).V()",
        "g.withStrategies(PartitionStrategy(partitionKey: 'p', readPartitions: {'a'})).V()",
        "g.withComputer().V().pageRank().with(PageRank.times, 2)",
        "g.V().out().explain()", "g.V().out().profile()", "g.V().out().profile('p').cap('p')", "g.V().hasNext()", "g.V().next(5)", "g.V().tryNext()",
        "g.V().toBulkSet()", "g.V().none()", "g.V().discard()", "g.V().toList().size()", "g.V(1).next().value('k')"
    ])
    func `sources, hints and ends of a traversal only read`(query: String) {
        #expect(self.answer(query).actions == [.readDataViaQuery], "\(String(describing: self.answer(query).fault))")
    }

    @Test func `nesting is followed to its limit and not beyond`() {
        let nest = { (depth: Int) in "g.V()" + String(repeating: ".map(out()", count: depth) + String(repeating: ")", count: depth) }
        #expect(self.answer(nest(60)).fault == nil)
        #expect(self.answer(nest(10_000)).basis == .unknown)
        let open = String(repeating: "[", count: 200_000)
        #expect(self.answer("g.inject(\(open)").basis == .unknown)
        #expect(self.answer("g.V(" + String(repeating: "{", count: 100_000)).basis == .unknown)
        #expect(self.answer("g.inject(" + String(repeating: "-", count: 100_001) + "1)").basis == .unknown)
    }

    @Test func `a long chain is no deep one`() {
        let answer = self.answer("g.V()" + String(repeating: ".out('a').has('b', 1)", count: 5_000) + ".drop()")
        #expect(answer.actions == [.readDataViaQuery, .deleteDataViaQuery] && answer.fault == nil)
        #expect(self.answer("g.inject(" + String(repeating: "1 + ", count: 5_000) + "1)").fault == nil)
    }
}
