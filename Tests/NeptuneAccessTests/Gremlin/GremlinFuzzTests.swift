import NeptuneAccess
import Testing

/// Texts that nobody wrote: an answer comes back for every one, and reading alone is never said of a text that lost its sense.
@Suite struct GremlinFuzzTests {
    /// Numbers that are the same in every run.
    private struct Numbers {
        var state: UInt64

        mutating func below(_ limit: Int) -> Int {
            self.state ^= self.state << 13
            self.state ^= self.state >> 7
            self.state ^= self.state << 17
            return limit > 0 ? Int(self.state % UInt64(limit)) : 0
        }
    }

    private static let seeds = [
        "g.V('1').as('a').out('created').addE('createdBy').to('a').property(single, 'k', [1, 2.5f, 'x'])",
        "def f = { v -> v.get().value('k') }; g.V().map(f).filter{ it > 1 }.each { println \"${it.id()}\" }",
        "g.mergeV([(T.label): 'a', name: \"b\"]).option(Merge.onMatch, [age: 1]) // end\ng.V().has('x', P.within(1..5).or(gt(3))).drop()",
        "for (i in [1, 2]) { if (g.V(i).hasNext()) g.V(i).drop().iterate() else x = i ?: 2 }", "g.inject({1, {2}}, [:], datetime('x'), /a/, '''b''')"
    ].map { Array($0.utf8) }

    private static let pieces = [
        "(", ")", "{", "}", "[", "]", "'", "\"", ".", ",", ";", ":", "->", "${", "__", "g.", "\n", "/*", "*/", "//", "\\", "/", "-", "=", "?", "*.",
        ".&",
        "..", "def ", "if (", "for (x in ", "new ", "drop()", "<", ">", "\"\"\"", "é", "“", "\u{0}", " as ", " in ", "return ", "import "
    ].map { Array($0.utf8) }

    private static func mutated(_ numbers: inout Numbers) -> [UInt8] {
        var text = Self.seeds[numbers.below(Self.seeds.count)]
        for _ in 0...numbers.below(4) {
            let place = numbers.below(text.count + 1)
            switch numbers.below(5) {
            case 0: text.insert(contentsOf: Self.pieces[numbers.below(Self.pieces.count)], at: place)
            case 1: if place < text.count { text.remove(at: place) }
            case 2: if place < text.count { text[place] = UInt8(numbers.below(256)) }
            case 3: text = Array(text[..<place])
            default: text.insert(contentsOf: text[place..<min(text.count, place + 20)], at: numbers.below(text.count + 1))
            }
        }
        return text
    }

    private func check(_ bytes: [UInt8]) {
        let text = String(decoding: bytes, as: UTF8.self)
        let answer = QueryAnalysis.actions(of: text, language: .gremlin)
        #expect(answer.actions.first == .readDataViaQuery)
        #expect((answer.basis == .unknown) == (answer.fault != nil))
        #expect(answer.reasons.allSatisfy { (0...text.utf8.count).contains($0.offset) }, "\(text)")
        #expect(Set(answer.reasons.map(\.action)) == Set(answer.actions))
    }

    @Test func `mutations of queries get an answer`() {
        var numbers = Numbers(state: 0x9E37_79B9_7F4A_7C15)
        for _ in 0..<3_000 { self.check(Self.mutated(&numbers)) }
    }

    @Test func `bytes without sense get an answer, and it is not that they only read`() {
        var numbers = Numbers(state: 42)
        for _ in 0..<500 {
            let bytes = (0...numbers.below(200)).map { _ in UInt8(numbers.below(256)) }
            self.check(bytes)
            #expect(QueryAnalysis.actions(of: String(decoding: bytes, as: UTF8.self), language: .gremlin).basis == .unknown)
        }
    }

    @Test func `every beginning of a query gets an answer`() {
        for seed in Self.seeds { for end in seed.indices { self.check(Array(seed[..<end])) } }
    }

    @Test func `a text beyond the limit is not looked at`() {
        let text = "g.V()" + String(repeating: " ", count: QueryAnalysis.bytesMax)
        #expect(QueryAnalysis.actions(of: text, language: .gremlin).basis == .unknown)
    }
}
