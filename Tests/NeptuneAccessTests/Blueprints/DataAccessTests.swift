import IAMPolicy
import ReconcileCore
import Testing

@testable import NeptuneAccess

/// That a policy derived from queries permits them, and nothing more; by the evaluator.
@Suite struct DataAccessTests {
    private typealias Query = (language: QueryLanguage, text: String)

    private static let sets: [[Query]] = [
        [(.gremlin, "g.V().count()")],
        [(.gremlin, "g.addV()"), (.gremlin, "g.V().drop()")],
        [(.gremlin, "g.V('1').property(single, 'key1', 'value1')")],
        [(.openCypher, "MATCH (n) RETURN n"), (.openCypher, "MERGE (n:Person {name: 'John'}) RETURN n")],
        [(.sparql, "SELECT * WHERE { ?s ?p ?o }"), (.sparql, "INSERT DATA { <urn:a> <urn:b> <urn:c> }")],
        [(.gremlin, "g.V().count()"), (.openCypher, "MATCH (n) DETACH DELETE n"), (.sparql, "INSERT DATA { <urn:a> <urn:b> 1 }")],
        [(.gremlin, "g.V().count()"), (.openCypher, "MATCH (n) RETURN n"), (.sparql, "ASK { ?s ?p ?o }")]
    ]

    private static func spec(_ queries: [Query]) -> JSONObject {
        [
            "principal": "Role/app", "cluster": "graph-prod",
            "queries": .array(queries.map { ["language": .string($0.language.rawValue), "text": .string($0.text)] })
        ]
    }

    private static func policy(_ spec: JSONObject) throws -> JSONValue {
        let expansion = try BlueprintScene.withCluster.expand("NeptuneDataAccess", spec)
        return try #require(expansion.member(.role, "app")?.spec["inlinePolicies"]?["data-nightly"])
    }

    private static func permits(_ policy: JSONValue, _ action: DataAction, _ language: QueryLanguage, on resource: String = BlueprintScene.dataARN)
        throws
        -> Bool
    {
        let document = try #require(PolicyDocument.parse(policy, type: .identity).document)
        let principal = try #require(RequestPrincipal("arn:aws:iam::111122223333:role/app"))
        let request = AccessRequest(
            principal: principal, action: QueryStatement.name(of: action), resource: resource, context: QueryStatement.context(of: language))
        return PolicyEvaluator.evaluate(request, PolicySet(identity: [document])).verdict == .allowed
    }

    private static func permits(_ policy: JSONValue, _ query: Query) throws -> Bool {
        try QueryAnalysis.actions(of: query.text, language: query.language).actions.allSatisfy { try Self.permits(policy, $0, query.language) }
    }

    @Test(arguments: Self.sets.indices)
    func theDerivedPolicyPermitsEachQueryAndNoMore(of index: Int) throws {
        let queries = Self.sets[index]
        let policy = try Self.policy(Self.spec(queries))
        for query in queries { #expect(try Self.permits(policy, query), "\(query.text)") }
        for language in QueryLanguage.allCases {
            let needed = Set(queries.filter { $0.language == language }.flatMap { QueryAnalysis.actions(of: $0.text, language: language).actions })
            for action in DataAction.allCases {
                #expect(try Self.permits(policy, action, language) == needed.contains(action), "\(action) in \(language)")
                let elsewhere = "arn:aws:neptune-db:eu-west-1:111122223333:cluster-OTHER/*"
                #expect(try !Self.permits(policy, action, language, on: elsewhere))
            }
        }
    }

    @Test(arguments: Self.sets.indices)
    func withoutAnyOneOfItsActionsSomeQueryFails(of index: Int) throws {
        let queries = Self.sets[index]
        let policy = try Self.policy(Self.spec(queries))
        let statements = try #require(policy["Statement"]?.arrayValue)
        var removed = 0
        for (place, statement) in statements.enumerated() {
            let actions = BlueprintExpansion.actions(of: ["Statement": [statement]])
            for action in actions {
                var changed = try #require(statement.objectValue)
                // A statement without any action is none: what is left over names one that no query needs.
                let rest = actions.filter { $0 != action }
                changed["Action"] = .listed(rest.isEmpty ? ["neptune-db:GetEngineStatus"] : rest)
                var others = statements
                others[place] = .object(changed)
                let smaller: JSONValue = ["Version": "2012-10-17", "Statement": .array(others)]
                #expect(try queries.contains { try !Self.permits(smaller, $0) }, "\(action)")
                removed += 1
            }
        }
        #expect(removed > 0)
    }

    @Test func languagesThatNeedTheSameShareAStatement() throws {
        let policy = try Self.policy(Self.spec(Self.sets[6]))
        #expect(policy["Statement"]?.arrayValue?.count == 1)
        let languages = policy["Statement"]?.arrayValue?.first?["Condition"]?["StringEquals"]?["neptune-db:QueryLanguage"]
        #expect(languages == ["Gremlin", "OpenCypher", "Sparql"])
    }

    @Test func aLanguageLimitsOnlyActionsThatTellTheirs() throws {
        let policy = try Self.policy([
            "principal": "Role/app", "cluster": "graph-prod", "languages": ["Gremlin"],
            "actions": ["ReadDataViaQuery", "GetQueryStatus", "GetEngineStatus", "CancelQuery", "GetStreamRecords"]
        ])
        let statements = try #require(policy["Statement"]?.arrayValue)
        #expect(statements.map { $0["Sid"]?.stringValue } == ["UseData", "QueryGremlin"])
        #expect(
            Set(BlueprintExpansion.actions(of: ["Statement": [statements[0]]])) == [
                "neptune-db:GetEngineStatus", "neptune-db:CancelQuery", "neptune-db:GetStreamRecords"
            ])
        #expect(statements[0]["Condition"] == nil)
    }

    @Test func anActionOfEveryLanguageIsNotNamedAgainForOne() throws {
        var spec = Self.spec([(.gremlin, "g.addV()")])
        spec["actions"] = ["ReadDataViaQuery"]
        let policy = try Self.policy(spec)
        #expect(BlueprintExpansion.actions(of: policy) == ["neptune-db:ReadDataViaQuery", "neptune-db:WriteDataViaQuery"])
        #expect(try Self.permits(policy, .readDataViaQuery, .sparql))
        #expect(try !Self.permits(policy, .writeDataViaQuery, .sparql))
    }

    @Test func theReasonNamesTheStepThatAsks() throws {
        let expansion = try BlueprintScene.withCluster.expand("NeptuneDataAccess", Self.spec([(.gremlin, "g.V().drop()")]))
        let because = expansion.reasons.first { $0.actions == ["neptune-db:DeleteDataViaQuery"] }?.because
        #expect(because?.hasPrefix("for queries[0]: ") == true)
        #expect(because?.contains("drop()") == true)
    }

    @Test func aClusterThatNobodyLookedAtIsAFaultWithTheWayOut() throws {
        let fault = try #require(BlueprintScene().fault("NeptuneDataAccess", Self.spec([(.gremlin, "g.V()")])))
        #expect(fault.path == "cluster")
        #expect(fault.message.contains("DbClusterResourceId") && fault.message.contains("NeptuneCluster"))
        var spec = Self.spec([(.gremlin, "g.V()")])
        spec["cluster"] = .string(BlueprintScene.clusterID)
        #expect(BlueprintScene().fault("NeptuneDataAccess", spec) == nil)
    }

    /// Granting all three would permit whatever it was, deleting everything included.
    @Test func aQueryThatIsNotUnderstoodGrantsNothing() throws {
        let fault = try #require(BlueprintScene.withCluster.fault("NeptuneDataAccess", Self.spec([(.gremlin, "g.V()"), (.sparql, "SELEC * {")])))
        #expect(fault.path == "queries[1].text")
        #expect(fault.message.contains("is not understood as Sparql"))
    }
}
