import Testing

@testable import NeptuneAccess

@Suite struct SPARQLSyntaxTests {
    static let queries = [
        "BASE <http://a/> PREFIX : <b#> SELECT DISTINCT ?x $y WHERE { ?x :p $y }", "SELECT REDUCED * FROM <a> FROM NAMED <b> { }",
        "SELECT (1 + 2 AS ?x) (?x * 2 AS ?y) {}",
        "SELECT (COUNT(DISTINCT ?s) AS ?n) { ?s ?p ?o } GROUP BY ?p HAVING (COUNT(*) > 1) ORDER BY DESC(COUNT(*)) ?p LIMIT 1 OFFSET 2",
        "SELECT (GROUP_CONCAT(?o ; SEPARATOR = ',') AS ?x) { ?s ?p ?o } GROUP BY (STR(?s) AS ?k) ?p OFFSET 2 LIMIT 1",
        "SELECT * { ?s ?p ?o ; ?q 1, 1.5, -2, +.5e3, 'a'@en-GB, \"b\"^^xsd:int, true , '''a'b''' ; . }",
        "SELECT * { [] ?p [ ?q () ; ?r (1 [ ?s 2 ] _:b) ] . _:b ?p 2 }",
        "SELECT * { [ ?p 1 ] . (1 2) ?p 3 . (1) }", "SELECT * { ?s <p>/^<q>|!(<r>|^a|<s>)*/(<t>+)?/!a ?o }",
        "SELECT * { OPTIONAL { ?a ?b ?c } MINUS { ?a ?b 1 } . { } UNION { } UNION { } }",
        "SELECT * { GRAPH ?g { ?a ?b ?c } SERVICE ?s { ?d ?e ?f } FILTER(?a != ?c && !BOUND(?z) || ?a IN (1, 2) || ?b NOT IN ()) }",
        "SELECT * { FILTER EXISTS { ?a ?b ?c } FILTER NOT EXISTS { } FILTER REGEX(?a, 'b', 'i') FILTER <f>(?x) }",
        "SELECT * { ?a ?b ?c BIND(IF(?a = 1, ?b, COALESCE()) AS ?d) VALUES ?e { 1 UNDEF <x> } VALUES (?f ?g) { (1 2) (UNDEF 'x') } VALUES () { () } } VALUES ?h { 1 }",
        "SELECT * { { SELECT ?s (MAX(?o) AS ?m) { ?s ?p ?o } GROUP BY ?s ORDER BY ?s LIMIT 3 VALUES ?s { 1 } } ?s ?q ?m }",
        "DESCRIBE ?x <y> { ?x ?p ?o } ORDER BY ?x", "DESCRIBE *{}",
        "ASK FROM <a> { FILTER(?a -1 < 2 * +?b / 3 - -4) }", "SELECT * { ?s ?p ?o FILTER(?o < 3 && ?s>2) }",
        "SELECT * { ?s rdf:type owl:Class ; rdfs:label ?l ; <p> xsd:int }",
        "SELECT * { hint:Query hint:joinOrder \"Ordered\" . ?s ?p ?o }",
        "PREFIX h: <http://aws.amazon.com/neptune/vocab/v01/QueryHints#> SELECT * { h:Group h:bottomUp true }",
        "PREFIX e: <a> SELECT * { e:a.b:c e:1%20 e:x\\,y\\~ . e: e:_a-b ?o }", "select ?X where { ?X a <Y> } order by asc(?X)",
        "SELECT ?été ?_1 ?1 { ?été ?_1 ?1 }",
        "CONSTRUCT { ?s <p> [ <q> _:a ] } { ?s ?p _:a }", "SELECT (SHA256(STRDT(STR(NOW()), xsd:string)) AS ?x) (RAND() AS ?y) (CONCAT() AS ?z) {}",
        "INSERT { _:a <p> ?o } WHERE { _:a <q> ?o }",
        "DELETE { GRAPH ?g { ?s ?p ?o } ?s ?p 1 . } INSERT { } WHERE { GRAPH ?g { ?s ?p ?o } }", "PREFIX a: <b>",
        "SELECT * { ?s ?p \"\\t\\\"\\\\u0041\" }", "SELECT (SUM(?o) AS ?x) { ?s ?p ?o }",
        "SELECT ?p (COUNT(?o) + ?p AS ?x) { ?s ?p ?o } GROUP BY ?p"
    ]

    @Test(arguments: SPARQLSyntaxTests.queries)
    func requestsAreRead(_ query: String) {
        let answer = QueryAnalysis.actions(of: query, language: .sparql)
        #expect(answer.fault == nil, "\(query): \(answer.fault.map { "\($0)" } ?? "")")
    }

    @Test(arguments: [
        "SELECT ?x", "SELECT { ?s ?p ?o }", "SELECT * { ?s ?p }", "SELECT * { ?s ?p ?o ?q }", "SELECT * { . ?s ?p ?o }", "SELECT * { ?s ?p ?o . . }",
        "SELECT * { ?s ?p ?o ; ; ?q }", "SELECT * { ?s ?p ?o , }",
        "SELECT * { () }", "SELECT * { [] }", "SELECT * { 'a' 'b' 'c' }", "SELECT * { FILTER ?x }", "SELECT * { FILTER <a> }",
        "SELECT * { FILTER(1 = 2 = 3) }", "SELECT * { FILTER(foo(1)) }", "SELECT * { FILTER(STR()) }",
        "SELECT * { FILTER(REGEX(?a)) }", "SELECT * { FILTER(?x = _:a) }", "SELECT * { ?s ex:p ?o }", "SELECT * { ?s :p ?o }",
        "SELECT * { ?s ?p 'a }", "SELECT * { ?s ?p 'a\nb' }", "SELECT * { ?s ?p '\\q' }",
        "SELECT * { ?s ?p '\\uD800' }", "SELECT * { ?s ?p <a b> }", "SELECT * { ?s ?p - 5 }", "SELECT * { ?s ?p 5 @en }", "SELECT * { ?s <p>{2} ?o }",
        "SELECT * { ?s ?p/<q> ?o }", "SELECT * { ?s A ?o }",
        "SELECT * {} LIMIT -1", "SELECT * {} LIMIT 1.5", "SELECT * {} LIMIT 1 LIMIT 2", "SELECT * {} ORDER BY", "SELECT * {} GROUP BY",
        "SELECT * { VALUES (?a ?b) { (1) } }", "SELECT * { VALUES ?a { ?b } }", "ASK WHERE", "CONSTRUCT { ?s ?p ?o }",
        "CONSTRUCT { ?s <p>/<q> ?o } {}", "CONSTRUCT WHERE { ?s ?p ?o FILTER(?o = 1) }", "DESCRIBE", "SELECT * {} ; SELECT * {}",
        "SELECT * { SELECT * {} SELECT * {} }", "SELECT (1 AS x) {}", "SELECT (1) {}",
        "INSERT DATA { ?s ?p ?o }", "DELETE DATA { _:a <p> <o> }", "DELETE DATA { ?s <p> <o> }", "DELETE WHERE { _:a <p> ?o }",
        "DELETE WHERE { [] <p> ?o }", "DELETE { [] <p> ?o } WHERE { }", "DELETE { ?s <p> ?o }", "INSERT { ?s <p> ?o }",
        "INSERT DATA { GRAPH ?g { <a> <b> <c> } }", "INSERT DATA { GRAPH <g> { GRAPH <h> { <a> <b> <c> } } }",
        "INSERT DATA { <a> <b> <c> } INSERT DATA { <a> <b> <d> }", "CLEAR", "CLEAR <g>", "CREATE <g>", "LOAD <a> INTO <b>", "COPY <a>", "ADD <a> <b>",
        "WITH <g> INSERT DATA { <a> <b> <c> }", "INSERT { } USING <g> { }", "DROP GRAPH ?g", "INSERT WHERE { }"
    ])
    func whatIsNotOfTheLanguageNeedsAllThree(_ query: String) {
        let answer = QueryAnalysis.actions(of: query, language: .sparql)
        #expect(answer.fault != nil, "\(query)")
        #expect(answer.actions == DataAction.allCases)
    }

    @Test(arguments: [
        "SELECT * { _:a ?p ?o { _:a ?q ?o } }", "SELECT * { _:a ?p ?o OPTIONAL { ?x ?y ?z } _:a ?q ?r }",
        "INSERT DATA { _:a <p> 1 } ; INSERT DATA { _:a <p> 2 }", "SELECT * { ?s ?p ?o BIND(1 AS ?o) }", "SELECT (1 AS ?o) { ?s ?p ?o }",
        "SELECT (1 AS ?x) (2 AS ?x) {}", "SELECT ?s (COUNT(*) AS ?n) { ?s ?p ?o }", "SELECT ?o { ?s ?p ?o } GROUP BY ?s",
        "SELECT * { ?s ?p ?o } GROUP BY ?s", "SELECT (?o + COUNT(*) AS ?n) { ?s ?p ?o } GROUP BY ?s",
        "SELECT (COUNT(SUM(?o)) AS ?n) { ?s ?p ?o }", "SELECT * { ?s ?p ?o FILTER(COUNT(?o) > 1) }", "SELECT * { BIND(SUM(?x) AS ?y) }",
        "SELECT (1 AS ?k) { ?s ?p ?o } GROUP BY (?s AS ?k)"
    ])
    func rulesOfScopesAreKept(_ query: String) {
        #expect(QueryAnalysis.actions(of: query, language: .sparql).fault != nil, "\(query)")
    }

    @Test(arguments: [
        "SELECT * { _:a ?p ?o FILTER(?o > 1) _:a ?q ?r }", "SELECT * { _:a ?p ?o FILTER EXISTS { ?x ?y ?z } _:a ?q ?r }",
        "SELECT * { { ?s ?p ?o } UNION { BIND(1 AS ?o) } }", "SELECT * { ?s ?p ?o MINUS { ?s ?p ?z } BIND(1 AS ?z) }",
        "SELECT * { { SELECT ?s { ?s ?p ?o } } BIND(1 AS ?o) }", "SELECT (MAX(?o) AS ?m) (?m * 2 AS ?n) { ?s ?p ?o }",
        "SELECT ?k { ?s ?p ?o } GROUP BY (STR(?s) AS ?k)"
    ])
    func scopesAreNotNarrowedFurther(_ query: String) {
        let answer = QueryAnalysis.actions(of: query, language: .sparql)
        #expect(answer.fault == nil, "\(query): \(answer.fault.map { "\($0)" } ?? "")")
    }
}
