import Testing

@testable import NeptuneAccess

@Suite struct SPARQLRobustnessTests {
    private static let seeds = SPARQLActionsTests.examples.map(\.query) + SPARQLSyntaxTests.queries

    @Test(arguments: [UInt64(11), 12, 13, 14])
    func brokenRequestsNeverTrapAndPlacesStayInside(_ seed: UInt64) {
        var numbers = SeededNumbers(seed: seed)
        for round in 0..<3_000 {
            let original = Self.seeds[round % Self.seeds.count]
            let query = round % 10 == 0 ? QueryMutations.noise(with: &numbers) : QueryMutations.mutate(original, with: &numbers)
            let answer = QueryAnalysis.actions(of: query, language: .sparql)
            let last = query.utf8.count
            #expect(answer.reasons.allSatisfy { $0.offset >= 0 && $0.offset <= last }, "\(query)")
            #expect(answer.actions.contains(.readDataViaQuery))
            #expect((answer.fault == nil) || answer.actions == DataAction.allCases)
        }
    }

    @Test(arguments: [
        ("DELETE WHERE { ?a <b> ?c }", DataAction.deleteDataViaQuery), ("CLEAR ALL", .deleteDataViaQuery),
        ("INSERT DATA { <a> <b> <c> }", .writeDataViaQuery), ("LOAD <a>", .writeDataViaQuery)
    ])
    func anUpdateIsNeverLostToWhatStandsBefore(_ update: String, _ action: DataAction) {
        var numbers = SeededNumbers(seed: 21)
        for round in 0..<600 {
            let start = QueryMutations.mutate("PREFIX p: <http://a/#> INSERT { ?s p:x 'it', \"a\" } WHERE { ?s ?p 1 } # c", with: &numbers)
            // A line break ends a comment that a mutation opened.
            let query = "\(start)\n;\n\(update)"
            let answer = QueryAnalysis.actions(of: query, language: .sparql)
            #expect(answer.actions.contains(action), "\(round): \(query)")
        }
    }

    @Test(arguments: [
        ("SELECT * ", "{ ", "", "}"), ("SELECT * { ?s ?p ", "(", "1", ")"), ("SELECT * { ?s ?p ", "[ ?q ", "1", "]"),
        ("SELECT * { FILTER ", "(", "1", ")"), ("SELECT * { ?s ", "(", "<p>", ")")
    ])
    func depthIsBounded(_ pieces: (String, String, String, String)) {
        func query(_ depth: Int) -> String {
            let end = pieces.0.contains("{") ? pieces.0.hasSuffix("?s ") ? " ?o }" : "}" : ""
            return pieces.0 + String(repeating: pieces.1, count: depth) + pieces.2 + String(repeating: pieces.3, count: depth) + end
        }
        #expect(QueryAnalysis.actions(of: query(100), language: .sparql).letters == "R")
        #expect(QueryAnalysis.actions(of: query(QueryAnalysis.depthMax + 1), language: .sparql).basis == .unknown)
        #expect(QueryAnalysis.actions(of: query(100_000), language: .sparql).basis == .unknown)
    }

    @Test func aLongUpdateIsReadWhole() {
        let query = "INSERT DATA { " + (0..<20_000).map { "<s\($0)> <p> \"\($0)\" ." }.joined(separator: " ") + " } ; CLEAR GRAPH <g>"
        #expect(QueryAnalysis.actions(of: query, language: .sparql).letters == "RWD")
    }
}
