import Testing

@testable import IAMPolicy

/// Comparisons of every type of policy against asking many requests.
@Suite struct WideComparisonTests {
    /// The first request that `new` allows and `old` surely does not.
    static func difference(_ old: PolicyDocument, _ new: PolicyDocument, _ policies: inout WidePolicies) -> AccessRequest? {
        let type = policies.type
        let evaluators = zip(policies.sets(old), policies.sets(new)).map { (PolicyEvaluator($0), PolicyEvaluator($1)) }
        for context in policies.contexts(for: [old, new], limit: 6) {
            for principal in policies.principals {
                for action in policies.actions {
                    for resource in policies.resources {
                        let account = type.namesPrincipals ? WidePolicies.home : nil
                        let request = AccessRequest(
                            principal: principal, action: action, resource: resource, resourceAccount: account, context: context)
                        // At home a principal's own policies do without those of a resource.
                        let needsNoResource = type == .resource && principal.account == account
                        for (before, after) in needsNoResource ? Array(evaluators.prefix(1)) : evaluators {
                            guard after.evaluate(request).verdict == .allowed else { continue }
                            let verdict = before.evaluate(request).verdict
                            if verdict == .implicitDeny || verdict == .explicitDeny { return request }
                        }
                    }
                }
            }
        }
        return nil
    }

    @Test(arguments: PolicyType.allCases)
    func whatIsSaidToAddNothingAddsNothing(_ type: PolicyType) {
        var policies = WidePolicies(seed: 51, type: type)
        var counts = (same: 0, more: 0, open: 0)
        for _ in 0..<20 {
            let old = policies.document()
            let new = policies.changed(old)
            switch AccessComparison.compare(old: [old], new: [new], type: type) {
            case .noNewAccess:
                counts.same += 1
                let found = Self.difference(old, new, &policies)
                #expect(found == nil, "\(JSONWriter.compact(old.jsonValue)) → \(JSONWriter.compact(new.jsonValue))")
            case .newAccess(let witness):
                counts.more += 1
                let isTrue = zip(policies.sets(old), policies.sets(new)).contains { before, after in
                    Judging.verdict(witness.request, after) == .allowed && Judging.verdict(witness.request, before) != .allowed
                }
                #expect(isTrue || witness.needsResourcePolicy, "\(JSONWriter.compact(witness.jsonValue))")
            case .undetermined: counts.open += 1
            }
        }
        #expect(counts.same > 2 && counts.more > 2)
    }

    private func verdict(_ old: String..., new: [String], type: PolicyType) throws -> AccessComparison.Verdict {
        let text = { (statements: [String]) in "{\"Version\": \"2012-10-17\", \"Statement\": [\(statements.joined(separator: ", "))]}" }
        return AccessComparison.compare(old: [try Judging.document(text(old))], new: [try Judging.document(text(new))], type: type)
    }

    @Test func aVariableThatMeetsWhatThePrincipalSettlesIsLookedAt() throws {
        let own = Judging.statement(action: "sqs:*", condition: #"{"StringEquals": {"aws:PrincipalAccount": "${aws:ResourceAccount}"}}"#)
        let free = Judging.statement(action: "sqs:*")
        #expect(try self.verdict(own, new: [free], type: .identity).witness != nil)
        #expect(try self.verdict(Judging.statement("Deny"), new: [own], type: .identity).witness != nil)
        #expect(try self.verdict(free, new: [own], type: .identity) == .noNewAccess)
    }

    @Test func aResourceControlPolicyThatGoesIsAccessThatComes() throws {
        let denial = Judging.statement("Deny", principal: "*", action: "s3:*")
        #expect(try self.verdict(denial, new: [], type: .rcp).witness != nil)
        #expect(try self.verdict(new: [denial], type: .rcp) == .noNewAccess)
        #expect(try self.verdict(new: [Judging.statement(principal: "*", action: "s3:*")], type: .rcp) == .noNewAccess)
    }

    @Test func whatNeedsNoPermissionIsNoAccess() throws {
        let free = Judging.statement(action: "sts:GetCallerIdentity")
        #expect(try self.verdict(new: [free], type: .identity) == .noNewAccess)
        #expect(try self.verdict(free, new: [Judging.statement(action: "sts:Get*")], type: .identity).witness != nil)
        #expect(try self.verdict(free, new: [], type: .identity) == .noNewAccess)
    }

    @Test func variablesOfStatementsThatCannotFitAreNoObstacle() throws {
        let home = Judging.statement("Deny", action: "s3:*", resource: "arn:aws:s3:::home/${aws:PrincipalTag/team}?")
        let queues = Judging.statement("Deny", action: "sqs:*")
        let full = Judging.statement(action: "ec2:*")
        #expect(try self.verdict(full, home, queues, new: [full], type: .identity) == .noNewAccess)
    }

    @Test func aWitnessThatNeedsNoPolicyOfTheResourceComesFirst() throws {
        let witness = try #require(
            try self.verdict(
                new: [Judging.statement(action: "kms:Decrypt", resource: "arn:aws:kms:*:*:key/*"), Judging.statement(action: "sqs:*")],
                type: .identity
            ).witness)
        #expect(witness.request.action.hasPrefix("sqs:") && !witness.needsResourcePolicy)
        let key = Judging.statement(action: "kms:Decrypt", resource: "arn:aws:kms:*:*:key/*")
        let onlyKey = try #require(try self.verdict(new: [key], type: .identity).witness)
        #expect(onlyKey.needsResourcePolicy)
    }
}
