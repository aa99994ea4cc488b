import Testing

@testable import NeptuneAccess

@Suite struct SPARQLActionsTests {
    static let examples: [QueryCase] = [
        QueryCase("SELECT * { ?s ?p ?o }", "R", .derived), QueryCase("ASK { <a> <b> <c> }", "R", .derived), QueryCase("DESCRIBE <a>", "R", .derived),
        QueryCase("CONSTRUCT { ?s <p> ?o } WHERE { ?s <q> ?o }", "R", .derived), QueryCase("CONSTRUCT WHERE { ?s <q> ?o }", "R", .derived),
        QueryCase("SELECT * { SERVICE SILENT <http://a/> { ?s ?p ?o } }", "R", .derived),
        QueryCase("INSERT DATA { <a> <b> <c> }", "RW", .derived), QueryCase("INSERT DATA { GRAPH <g> { <a> <b> 'c' } }", "RW", .derived),
        QueryCase("DELETE DATA { <a> <b> <c> }", "RD", .derived), QueryCase("DELETE WHERE { ?a <b> ?c }", "RD", .derived),
        QueryCase("INSERT { ?a <b> 1 } WHERE { ?a <c> 2 }", "RW", .derived), QueryCase("DELETE { ?a <b> 1 } WHERE { ?a <c> 2 }", "RD", .derived),
        QueryCase("WITH <g> DELETE { ?a <b> 1 } INSERT { ?a <b> 2 } USING <g> USING NAMED <h> WHERE { ?a <b> 1 }", "RWD", .derived),
        QueryCase("LOAD <http://a/b>", "RW", .derived), QueryCase("LOAD SILENT <http://a/b> INTO GRAPH <g>", "RW", .derived),
        QueryCase("UNLOAD <http://a/b> FROM GRAPH <g>", "RD", .derived), QueryCase("CREATE SILENT GRAPH <g>", "RW", .derived),
        QueryCase("CLEAR DEFAULT", "RD", .derived), QueryCase("CLEAR SILENT ALL", "RD", .derived), QueryCase("DROP GRAPH <g>", "RD", .derived),
        QueryCase("DROP NAMED", "RD", .derived), QueryCase("ADD <a> TO DEFAULT", "RW", .derived), QueryCase("COPY GRAPH <a> TO <b>", "RWD", .derived),
        QueryCase("MOVE SILENT DEFAULT TO <b>", "RWD", .derived),
        QueryCase("INSERT DATA { <a> <b> 1 } ; DELETE DATA { <a> <b> 2 };", "RWD", .derived),
        QueryCase("PREFIX a: <x> INSERT DATA { a:a a:b 1 } ; PREFIX b: <y> CLEAR GRAPH b:g", "RWD", .derived)
    ]

    @Test(arguments: SPARQLActionsTests.examples)
    func formsNeedTheirActions(_ example: QueryCase) {
        let answer = QueryAnalysis.actions(of: example.query, language: .sparql)
        #expect(answer.fault == nil)
        #expect(answer.letters == example.actions)
        #expect(answer.basis == example.basis)
    }

    @Test(arguments: [
        "SELECT * { ?s ?p 'DELETE DATA { }' } # INSERT DATA", "PREFIX delete: <http://a/> SELECT ?insert { ?insert delete:clear delete:drop }",
        "SELECT * { <http://a/INSERT> <http://a/DELETE#CLEAR> ?drop }", "SELECT ?delete WHERE { ?delete ?load \"\"\"a\"INSERT\"\"b\"\"\" }"
    ])
    func wordsOfUpdatesElsewhereChangeNothing(_ query: String) {
        let answer = QueryAnalysis.actions(of: query, language: .sparql)
        #expect(answer.fault == nil)
        #expect(answer.letters == "R")
    }

    @Test func eachDemandIsTracedToItsOperation() {
        let query = "CLEAR ALL; INSERT DATA { <a> <b> <c> }"
        let reasons = QueryAnalysis.actions(of: query, language: .sparql).reasons
        #expect(reasons.map { "\($0.action.rawValue.prefix(1))\($0.offset)" } == ["R0", "D0", "W11"])
    }

    @Test func placesAreThoseOfTheQueryDespiteEscapes() {
        let query = "SELECT ?\\u0061 { ?\\u0061 ?b }"
        #expect(QueryAnalysis.actions(of: query, language: .sparql).fault?.offset == query.utf8.count - 1)
    }

    @Test(arguments: [
        "", "# nothing", ";", "SELECT", "SELECT *", "SELECT * { ?s ?p ?o", "SELECT * { ?s ?p ?o } INSERT DATA { <a> <b> <c> }", "EXPLAIN SELECT * {}",
        "INSERT DATA"
    ])
    func whatIsNoRequestNeedsAllThree(_ query: String) {
        let answer = QueryAnalysis.actions(of: query, language: .sparql)
        #expect(answer.fault != nil)
        #expect(answer.letters == "RWD")
        #expect(answer.basis == .unknown)
    }
}
