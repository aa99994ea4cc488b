import Foundation
import NeptuneAccess

/// Measures how many queries a second are judged for the actions that they need.
struct BenchQueries {
    /// At least, for each measurement.
    let seconds: Double

    func all() -> [BenchRow] { QueryLanguage.allCases.map { self.row($0, Self.queries(in: $0)) } }

    private func row(_ language: QueryLanguage, _ queries: [String]) -> BenchRow {
        for query in queries where QueryAnalysis.actions(of: query, language: language).fault != nil {
            FileHandle.standardError.write(Data("not understood: \(query)\n".utf8))
            exit(1)
        }
        let time = BenchClock.average(over: self.seconds) {
            for query in queries where QueryAnalysis.actions(of: query, language: language).actions.isEmpty { exit(1) }
        }
        let lines = queries.compactMap { try? JSONSerialization.data(withJSONObject: ["query": $0]) }
        let reading = BenchClock.average(over: self.seconds) {
            for line in lines where (try? JSONSerialization.jsonObject(with: line)) == nil { exit(1) }
        }
        return BenchRow(
            name: "query-actions, \(language.rawValue)", value: Double(queries.count) / time, unit: "queries/s", asked: ">= 5000",
            ratio: time / reading, baseline: "JSONSerialization reading them")
    }

    /// Short and long ones, that read and that change.
    private static func queries(in language: QueryLanguage) -> [String] {
        switch language {
        case .gremlin:
            [
                "g.V().has('airport','code','LHR').outE('route').inV().values('code').dedup().limit(10)",
                "g.V().hasLabel('person').where(__.out('knows').count().is(gt(3))).order().by('name', desc).project('n','k')"
                    + ".by('name').by(__.out('knows').values('name').fold())",
                "g.V('a-1').fold().coalesce(__.unfold(), __.addV('author').property(T.id, 'a-1').property('name', \"B. O'Keefe\"))"
                    + ".addE('wrote').to(__.V('post-7')).property(single, 'at', 1650000000)",
                "g.V().has('stale', true).choose(__.outE().count().is(0), __.drop(), __.property(single, 'stale', false))"
            ]
        case .openCypher:
            [
                "MATCH (p:Person {name: $name})-[:KNOWS*1..3]->(f) WHERE f.age > 30 AND NOT f.name STARTS WITH 'x' RETURN DISTINCT f.name "
                    + "ORDER BY f.name SKIP 5 LIMIT 10",
                "UNWIND $rows AS row MERGE (p:Person {id: row.id}) ON CREATE SET p.at = timestamp() ON MATCH SET p.seen = p.seen + 1 RETURN count(p)",
                "MATCH (a:Account)-[t:TRANSFER]->(b) WITH a, b, sum(t.amount) AS total WHERE total > 1000 "
                    + "OPTIONAL MATCH (b)-[:OWNED_BY]->(o) RETURN a.id, b.id, total, collect(o.name)",
                "MATCH (n:Session) WHERE n.until < datetime() DETACH DELETE n"
            ]
        case .sparql:
            [
                "PREFIX ex: <http://example.org/> SELECT ?s (COUNT(?o) AS ?n) WHERE { ?s ex:knows ?o . OPTIONAL { ?o ex:name ?name } "
                    + "FILTER(?n > 3 || REGEX(?name, \"^a\", \"i\")) } GROUP BY ?s HAVING (COUNT(?o) > 2) ORDER BY DESC(?n) LIMIT 20",
                "INSERT DATA { GRAPH <http://example.org/g> { <http://example.org/a> <http://example.org/p> \"v\"@en , 42 , true } }",
                "PREFIX ex: <http://example.org/> DELETE { ?s ex:state ?old } INSERT { ?s ex:state \"done\" } WHERE { ?s ex:state ?old ; ex:at ?t . "
                    + "FILTER(?t < \"2026-01-01T00:00:00Z\"^^<http://www.w3.org/2001/XMLSchema#dateTime>) }",
                "CLEAR GRAPH <http://example.org/g>"
            ]
        }
    }
}
