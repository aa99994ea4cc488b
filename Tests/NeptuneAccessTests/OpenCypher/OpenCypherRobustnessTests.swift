import Testing

@testable import NeptuneAccess

@Suite struct OpenCypherRobustnessTests {
    private static let seeds =
        OpenCypherActionsTests.documented.map(\.query) + OpenCypherActionsTests.derived.map(\.query)
        + OpenCypherSyntaxTests.expressions.map { "MATCH (n) RETURN \($0) AS x" }

    @Test(arguments: [UInt64(1), 2, 3, 4])
    func brokenQueriesNeverTrapAndPlacesStayInside(_ seed: UInt64) {
        var numbers = SeededNumbers(seed: seed)
        for round in 0..<3_000 {
            let original = Self.seeds[round % Self.seeds.count]
            let query = round % 10 == 0 ? QueryMutations.noise(with: &numbers) : QueryMutations.mutate(original, with: &numbers)
            let answer = QueryAnalysis.actions(of: query, language: .openCypher)
            let last = query.utf8.count
            #expect(answer.reasons.allSatisfy { $0.offset >= 0 && $0.offset <= last }, "\(query)")
            #expect(answer.actions.contains(.readDataViaQuery))
            #expect((answer.fault == nil) || answer.actions == DataAction.allCases)
        }
    }

    @Test(arguments: ["DETACH DELETE n", "SET n.x = 1", "CREATE (m)", "MERGE (m)", "REMOVE n.x", "DELETE n"])
    func aChangeIsNeverLostToWhatStandsBefore(_ change: String) {
        var numbers = SeededNumbers(seed: 7)
        for round in 0..<600 {
            let start = QueryMutations.mutate("MATCH (n:A {x: 'it', y: `q`}) WHERE n.x = \"a\" /* c */ WITH n", with: &numbers)
            // A line break ends a comment that a mutation opened; what still swallows the change is an open string, name or comment.
            let query = "\(start)\n\(change)"
            let answer = QueryAnalysis.actions(of: query, language: .openCypher)
            #expect(answer.actions.count > 1, "\(round): \(query)")
        }
    }

    @Test(arguments: [
        ("RETURN ", "(", "1", ")", " AS x"), ("RETURN ", "[", "1", "]", " AS x"), ("RETURN ", "f(", "1", ")", " AS x"),
        ("RETURN ", "{a: ", "1", "}", " AS x")
    ])
    func depthIsBounded(_ pieces: (String, String, String, String, String)) {
        func query(_ depth: Int) -> String {
            pieces.0 + String(repeating: pieces.1, count: depth) + pieces.2 + String(repeating: pieces.3, count: depth) + pieces.4
        }
        #expect(QueryAnalysis.actions(of: query(100), language: .openCypher).letters == "R")
        #expect(QueryAnalysis.actions(of: query(QueryAnalysis.depthMax + 1), language: .openCypher).basis == .unknown)
        #expect(QueryAnalysis.actions(of: query(100_000), language: .openCypher).basis == .unknown)
    }

    @Test(arguments: ["FOREACH (x IN [1] | ", "CALL { ", "MATCH (n) WHERE EXISTS { ", "RETURN CASE WHEN ", "RETURN [x IN ", "MATCH ((", "RETURN n:!("]
    )
    func whatIsOpenedTooOftenIsRefused(_ opening: String) {
        let query = String(repeating: opening, count: 50_000)
        #expect(QueryAnalysis.actions(of: query, language: .openCypher).basis == .unknown)
    }

    @Test func aLongQueryIsReadWhole() {
        let query = "CREATE " + (0..<20_000).map { "(n\($0):L {x: \($0)})" }.joined(separator: ", ") + " SET n0.x = 1"
        #expect(QueryAnalysis.actions(of: query, language: .openCypher).letters == "RWD")
    }
}
