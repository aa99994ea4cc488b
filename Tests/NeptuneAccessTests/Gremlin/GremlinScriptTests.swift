import NeptuneAccess
import Testing

/// What Groovy puts around traversals.
@Suite struct GremlinScriptTests {
    static let read: [DataAction] = [.readDataViaQuery]
    static let write: [DataAction] = [.readDataViaQuery, .writeDataViaQuery]
    static let delete: [DataAction] = [.readDataViaQuery, .deleteDataViaQuery]
    static let all = DataAction.allCases

    private func answer(_ query: String) -> QueryActions { QueryAnalysis.actions(of: query, language: .gremlin) }

    @Test(arguments: [
        ("v = g.V('1').next(); g.V(v).out()", Self.read), ("def v = g.V('1').next()\nv.value('k')", Self.read),
        ("a = g.addV('x').next(); b = g.addV('y').next(); g.addE('e').from(a).to(b).iterate()", Self.write),
        ("List<Vertex> all = g.V().toList(); all.size()", Self.read), ("import a.b.C\ng.V().has('k', P.gt(1))", Self.read),
        ("t = __.out().drop(); g.V().map(t)", Self.delete), ("tx = g.tx(); gtx = tx.begin(); gtx.addV('x').iterate(); tx.commit()", Self.write),
        ("def wipe = { g.V().drop().iterate() }; wipe()", Self.delete), ("def wipe(x) { g.V(x).drop().iterate() }; wipe('1')", Self.delete),
        ("if (!g.V('1').hasNext()) { g.addV('x').next() } else { g.V('1').next() }", Self.write),
        ("for (i in 0..<3) g.V(i).drop().iterate()", Self.delete),
        ("for (int i = 0; i < 3; i++) { g.V(i).iterate() }", Self.read),
        ("try { g.V().drop().iterate() } catch (Exception e) { println e }", Self.delete),
        ("while (g.V().hasNext()) { g.V().limit(10).drop().iterate() }", Self.delete),
        ("g.V().tryNext().orElseGet { g.addV('x').next() }", Self.write),
        ("g = traversal().withRemote('a'); g.V()", Self.read), ("graph.traversal().V().count()", Self.read),
        ("return g.V().count().next() > 0 ? 'a' : 'b'", Self.read)
    ])
    func `statements and variables are followed`(query: String, actions: [DataAction]) {
        #expect(self.answer(query).actions == actions && self.answer(query).fault == nil, "\(self.answer(query))")
    }

    @Test(arguments: [
        ("g.V().filter{ it.get().value('age') > 30 && it.get().label() == 'a' }", Self.read), ("g.V().map { v -> v.get().id() }", Self.read),
        ("g.V().order().by{ a, b -> a.value('k') <=> b.value('k') }", Self.read), ("g.V().fold(0) { a, b -> a + b.value('k') }", Self.read),
        ("g.V().map((v) -> v.get())", Self.read), ("g.V().toList().each { it.remove() }", Self.delete),
        ("g.V().sideEffect { it.get().property('k', 1) }", Self.all), ("g.V().map { it.get().property('k').value() }", Self.read),
        ("g.V().sideEffect { def v = it.get()\n v.addEdge('a', v) }", Self.write), ("[1, 2].each { id -> g.V(id).drop().iterate() }", Self.delete),
        ("g.V().map(Lambda.function('it.get().id()'))", Self.read), ("g.V().sideEffect(Lambda.consumer('it.get().remove()'))", Self.delete)
    ])
    func `every call in a closure counts`(query: String, actions: [DataAction]) {
        #expect(self.answer(query).actions == actions && self.answer(query).fault == nil, "\(self.answer(query))")
    }

    @Test(arguments: [
        ("g.V().\"drop\"()", Self.delete), ("g.V().'addV'('x')", Self.write), ("g.V().toList().each(g.&drop)", Self.delete),
        ("g.inject(\"${g.V().drop().iterate()}\")", Self.delete), ("g.inject(\"\"\"a ${x} ${g.addV('x').next()}\"\"\")", Self.write),
        ("g.V().toList()*.remove()", Self.delete), ("g.V().next()?.property('k', 1)", Self.all), ("graph.addVertex('x')", Self.write)
    ])
    func `no way of writing hides a step`(query: String, actions: [DataAction]) {
        #expect(self.answer(query).actions == actions && self.answer(query).fault == nil, "\(self.answer(query))")
    }

    @Test(arguments: [
        "new GroovyShell().evaluate('g.V().drop()')", "g.V().sideEffect { it.foo() }", "g.V().\"${name}\"()", "g.V().map { 'ls'.execute() }",
        "g.V().next().metaClass.x()", "g.V().next().class.forName('x')", "g.V().map(Lambda.function('lambda x: x.drop()'))", "client.submit('g.V()')",
        "g.V().map { switch (x) { case 1: drop() } }", "class X { }; g.V()", "g.inject(\"${g.V().foo()}\")", "g.V().map { a b c }"
    ])
    func `what could do anything is not understood`(query: String) {
        #expect(self.answer(query).basis == .unknown && self.answer(query).actions == Self.all)
    }
}
