import IAMPolicy
import NeptuneAccess
import Testing

@Suite struct QueryActionsTests {
    private func reason(_ action: DataAction, _ offset: Int, _ basis: ActionBasis = .documented) -> QueryActions.Reason {
        QueryActions.Reason(action: action, because: "because", offset: offset, basis: basis)
    }

    @Test func `a query without demands reads`() {
        let actions = QueryActions(demands: [], readBasis: .derived)
        #expect(actions.actions == [.readDataViaQuery] && actions.basis == .derived && actions.reasons.count == 1)
    }

    @Test func `reading is told once, changes at every place, repeats never`() {
        let actions = QueryActions(demands: [
            self.reason(.readDataViaQuery, 2), self.reason(.deleteDataViaQuery, 5), self.reason(.readDataViaQuery, 7),
            self.reason(.deleteDataViaQuery, 9, .derived), self.reason(.deleteDataViaQuery, 9, .derived)
        ])
        #expect(actions.actions == [.readDataViaQuery, .deleteDataViaQuery])
        #expect(actions.reasons.map(\.offset) == [2, 5, 9])
        #expect(actions.basis == .derived)
    }

    @Test func `what was not understood needs everything`() {
        let actions = QueryActions(notUnderstood: QuerySyntaxFault(message: "m", offset: 3))
        #expect(actions.actions == DataAction.allCases && actions.basis == .unknown)
        #expect(actions.reasons.allSatisfy { $0.offset == 3 && $0.basis == .unknown } && actions.fault?.offset == 3)
    }

    @Test func `the weaker basis is the greater`() {
        #expect(ActionBasis.documented < .marker && ActionBasis.marker < .derived && ActionBasis.derived < .unknown)
    }

    @Test func `the statement admits the actions in one language on one cluster`() throws {
        let statement = QueryStatement(
            actions: [.readDataViaQuery, .deleteDataViaQuery], language: .openCypher,
            resource: "arn:aws:neptune-db:eu-west-1:111122223333:cluster-A/*")
        let document = try #require(PolicyDocument.read(["Version": "2012-10-17", "Statement": statement.json]))
        let principal = try #require(RequestPrincipal("arn:aws:iam::111122223333:role/app"))
        let verdict = { (action: DataAction, language: QueryLanguage, cluster: String) in
            PolicyEvaluator.evaluate(
                AccessRequest(
                    principal: principal, action: QueryStatement.name(of: action),
                    resource: "arn:aws:neptune-db:eu-west-1:111122223333:\(cluster)/*", context: QueryStatement.context(of: language)),
                PolicySet(identity: [document])
            ).verdict
        }
        #expect(verdict(.readDataViaQuery, .openCypher, "cluster-A") == .allowed)
        #expect(verdict(.deleteDataViaQuery, .openCypher, "cluster-A") == .allowed)
        #expect(verdict(.writeDataViaQuery, .openCypher, "cluster-A") == .implicitDeny)
        #expect(verdict(.readDataViaQuery, .gremlin, "cluster-A") == .implicitDeny)
        #expect(verdict(.readDataViaQuery, .openCypher, "cluster-B") == .implicitDeny)
    }

    @Test(arguments: [
        "g.V().count()", "g.addV('a')", "g.V().drop()", "g.V().property('k', 1)", "g.mergeV([:])", "g.io('a').read()", "g.nonsense()"
    ])
    func `a derived policy permits the query, and without any of its actions no longer`(query: String) throws {
        let actions = QueryAnalysis.actions(of: query, language: .gremlin).actions
        let principal = try #require(RequestPrincipal("arn:aws:iam::111122223333:role/app"))
        let resource = "arn:aws:neptune-db:eu-west-1:111122223333:cluster-A/*"
        let permits = { (granted: [DataAction]) throws -> Bool in
            let statement = QueryStatement(actions: granted, language: .gremlin, resource: resource)
            let document = try #require(PolicyDocument.read(["Version": "2012-10-17", "Statement": statement.json]))
            return actions.allSatisfy { action in
                let request = AccessRequest(
                    principal: principal, action: QueryStatement.name(of: action), resource: resource, context: QueryStatement.context(of: .gremlin))
                return PolicyEvaluator.evaluate(request, PolicySet(identity: [document])).verdict == .allowed
            }
        }
        #expect(try permits(actions))
        for action in actions where actions.count > 1 { #expect(try !permits(actions.filter { $0 != action })) }
    }
}
