import NeptuneAccess
import Testing

/// What single steps and their places ask for.
@Suite struct GremlinStepTests {
    static let read: [DataAction] = [.readDataViaQuery]
    static let write: [DataAction] = [.readDataViaQuery, .writeDataViaQuery]
    static let delete: [DataAction] = [.readDataViaQuery, .deleteDataViaQuery]
    static let all = DataAction.allCases

    private func answer(_ query: String) -> QueryActions { QueryAnalysis.actions(of: query, language: .gremlin) }

    // Source: Amazon Neptune User Guide, "Using query actions in Neptune data-access policy statements": its samples.
    @Test(arguments: [
        ("g.V().count()", Self.read), ("g.addV()", Self.write), ("g.V('1').as('a').out('created').addE('createdBy').to('a')", Self.write),
        ("g.V().drop()", Self.delete), ("g.V('1').property(single, 'key1', 'value1')", Self.all)
    ])
    func `the samples of the documentation are answered as it says`(query: String, actions: [DataAction]) {
        let answer = self.answer(query)
        #expect(answer.actions == actions)
        #expect(answer.basis == .documented)
        #expect(answer.fault == nil && answer.furtherNeeds.isEmpty)
    }

    @Test(arguments: [
        ("g.addV('a').property('k', 1)", Self.all, ActionBasis.documented), ("g.V().property(list, 'k', 1, 'meta', 2)", Self.all, .documented),
        ("g.V().property(['k': 1])", Self.all, .documented), ("g.E('1').drop()", Self.delete, .documented),
        ("g.V().properties('k').drop()", Self.delete, .documented), ("g.mergeV([(T.label): 'a'])", Self.all, .marker),
        ("g.V('1').mergeE([(T.label): 'a', (from): 1, (to): 2])", Self.all, .marker),
        ("g.mergeV([:]).option(onCreate, [k: 1]).option(Merge.onMatch, null)", Self.all, .marker),
        ("g.io('s3://bucket/file').read().iterate()", Self.write, .derived),
        ("g.io('file').with(IO.writer, IO.graphml).write()", Self.read, .derived),
        ("g.call('service', [k: 1])", Self.all, .derived), ("g.V().call('service')", Self.all, .derived), ("g.call()", Self.read, .derived),
        ("g.call('--list')", Self.read, .derived), ("g.mergeV([:]).call('service')", Self.all, .derived)
    ])
    func `each step asks for its own, on the weakest basis of all`(query: String, actions: [DataAction], basis: ActionBasis) {
        let answer = self.answer(query)
        #expect(answer.actions == actions && answer.basis == basis, "\(query): \(answer)")
    }

    @Test(arguments: [
        ("g.V().coalesce(has('k'), addV('a'))", Self.write), ("g.V().where(__.out().drop())", Self.delete),
        ("g.V().choose(has('k'), identity(), drop())", Self.delete), ("g.V().repeat(sideEffect(property('k', 1))).times(0)", Self.all),
        ("g.V().union(out(), __.in().union(addE('a').to('b')))", Self.write), ("g.inject(1).option(2, drop())", Self.delete),
        ("g.V().out(); g.V('2').drop()", Self.delete), ("g.V('1')\ng.addV('x')", Self.write), ("g.V().by(values('k')).by(drop())", Self.delete),
        ("g.V().map(__.has('k', __.drop()))", Self.delete), ("g.inject([key: __.drop()])", Self.delete)
    ])
    func `nested traversals, branches never taken and every statement count`(query: String, actions: [DataAction]) {
        #expect(self.answer(query).actions == actions)
    }

    @Test(arguments: [
        "g.V().has('drop', 'addV()').values(\"property('k', 1)\")", "g.V().hasLabel('drop').properties('k')", "g.V() // .drop()",
        "g.V() /* .drop() */ .out()", "g.V().has('a', '''x'.drop()''')", "g.V().has('a', 'it\\'s.drop()')", "g.V().as('drop').select('drop')",
        "g.inject([drop: 1, addV: 2])", "g.V().has('price', \"${9.99\")", "g.V().propertyMap('property').propertyMap()",
        "g.V().group('mergeV').cap('mergeV')"
    ])
    func `names, texts and comments that look like steps ask for nothing`(query: String) {
        #expect(self.answer(query).actions == Self.read)
        #expect(self.answer(query).basis == .documented)
    }

    @Test(arguments: [
        "g.V().map(x)", "g.V().repeat(x).times(2)", "g.V().union(out(), x)", "g.V().coalesce(x)", "g.V().sideEffect(x)", "g.V().option('k', x)",
        "g.V().local(x)", "t = x; g.V().map(t)", "g.V().map(x.clone())", "g.V().map((Traversal) x)", "g.V().map(x as Traversal)", "g.V().map([x][0])",
        "[x].each { t -> g.V().map(t).iterate() }", "for (t in [x]) g.V().map(t).iterate()", "def f(t) { t }; g.V().map(f(x))"
    ])
    func `a parameter where only a traversal fits could hold any`(query: String) {
        #expect(self.answer(query).actions == Self.all && self.answer(query).basis == .derived)
    }

    @Test(arguments: ["g.V(x)", "g.V().has('k', x)", "g.V().hasLabel(x)", "g.V().limit(x)", "g.V().by(x)", "g.V().where(x)", "g.V().is(x)"])
    func `a parameter where a value fits is a value`(query: String) {
        #expect(self.answer(query).actions == Self.read && self.answer(query).basis == .documented)
    }

    @Test func `each action has the place of the step that asks for it`() throws {
        let answer = self.answer("g.V('ä').addV('x').as('drop').\n  drop().addV('y')")
        let read = try #require(answer.reasons.first)
        #expect(read.action == .readDataViaQuery && read.offset == 2 && read.because == "V() reads")
        #expect(answer.reasons.filter { $0.action == .writeDataViaQuery }.map(\.offset) == [10, 41])
        #expect(answer.reasons.filter { $0.action == .deleteDataViaQuery }.map(\.offset) == [34])
        #expect(answer.reasons.filter { $0.action == .readDataViaQuery }.count == 1)
        #expect(answer.reasons.map(\.offset) == answer.reasons.map(\.offset).sorted())
    }
}
