import Testing

@testable import IAMPolicy

@Suite struct AccessComparisonPropertyTests {
    static let rounds = 40

    /// The first request that `new` allows and `old` does not, of all in the small world.
    static func difference(_ old: PolicyDocument, _ new: PolicyDocument, _ type: PolicyType) -> AccessRequest? {
        let principals: [RequestPrincipal] =
            type.namesPrincipals
            ? [
                .role(PrincipalARN(account: "111111111111", name: "r"), sessionName: nil), .user(PrincipalARN(account: "111111111111", name: "v")),
                .user(PrincipalARN(account: "222222222222", name: "u")), .anonymous
            ] : [.user(PrincipalARN(account: "111111111111", name: "v"))]
        let evaluators = { (document: PolicyDocument) in
            PolicyEvaluator(type.namesPrincipals ? PolicySet(resource: [document]) : PolicySet(identity: [document]))
        }
        let (before, after) = (evaluators(old), evaluators(new))
        let contexts = SmallPolicies.contexts(for: old, new)
        for principal in principals {
            for action in SmallPolicies.actions {
                for resource in SmallPolicies.resources {
                    for context in contexts {
                        let request = AccessRequest(principal: principal, action: action, resource: resource, context: context)
                        if after.evaluate(request).verdict == .allowed && before.evaluate(request).verdict != .allowed { return request }
                    }
                }
            }
        }
        return nil
    }

    @Test(arguments: [PolicyType.identity, .resource])
    func agreesWithAskingEverything(_ type: PolicyType) {
        var policies = SmallPolicies(seed: type == .identity ? 41 : 42)
        var counts = (same: 0, more: 0, open: 0)
        for _ in 0..<Self.rounds {
            let old = policies.document(type: type)
            let new = policies.changed(old, type)
            let verdict = AccessComparison.compare(old: [old], new: [new], type: type)
            switch verdict {
            case .noNewAccess:
                counts.same += 1
                let found = Self.difference(old, new, type)
                #expect(found == nil, "\(JSONWriter.compact(old.jsonValue)) → \(JSONWriter.compact(new.jsonValue))")
            case .newAccess: counts.more += 1
            case .undetermined: counts.open += 1
            }
        }
        #expect(counts.same > 5 && counts.more > 5 && counts.open <= 1)
    }

    @Test(arguments: [PolicyType.identity, .resource])
    func witnessesAreAllowedOnOneSideOnly(_ type: PolicyType) {
        var policies = SmallPolicies(seed: 43)
        for _ in 0..<400 {
            let (old, new) = (policies.document(type: type), policies.document(type: type))
            guard let witness = AccessComparison.compare(old: [old], new: [new], type: type).witness else { continue }
            let everything = PolicyDocument(statements: [PolicyStatement(effect: .allow, action: ["*"], resource: ["*"])])
            let verdict = { (document: PolicyDocument) in
                let set =
                    type.namesPrincipals
                    ? PolicySet(identity: witness.needsIdentityPolicy ? [everything] : [], resource: [document]) : PolicySet(identity: [document])
                return PolicyEvaluator.evaluate(witness.request, set).verdict
            }
            #expect(verdict(new) == .allowed)
            #expect(verdict(old) != .allowed)
        }
    }

    @Test(arguments: [PolicyType.identity, .resource, .scp, .boundary, .session, .rcp, .endpoint])
    func narrowingGivesNothing(_ type: PolicyType) {
        var policies = SmallPolicies(seed: 44)
        for _ in 0..<60 {
            let document = policies.document(type: type)
            #expect(AccessComparison.compare(old: [document], new: [document], type: type) == .noNewAccess)
            #expect(AccessDirection.of(old: [document], new: [document], type: type).kind == .neutral)
            var denied = document
            var denial = policies.statement(type)
            denial.effect = .deny
            denied.statements.append(denial)
            #expect(AccessComparison.compare(old: [document], new: [denied], type: type) == .noNewAccess)
            var fewer = document
            fewer.statements.removeAll { $0.effect == .allow }
            #expect(AccessComparison.compare(old: [document], new: [fewer], type: type) == .noNewAccess)
        }
    }

    @Test func otherWordsAreNeutral() {
        var generator = PolicyGenerator(seed: 45)
        for _ in 0..<200 {
            var document = generator.document()
            for index in document.statements.indices { (document.statements[index].principal, document.statements[index].notPrincipal) = (nil, nil) }
            let reworded = generator.reworded(document)
            let direction = AccessDirection.of(old: [document], new: [reworded], type: .identity)
            #expect(direction.kind == .neutral, "\(direction) \(JSONWriter.compact(document.jsonValue)) → \(JSONWriter.compact(reworded.jsonValue))")
        }
    }
}
