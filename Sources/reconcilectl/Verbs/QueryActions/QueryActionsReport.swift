import IAMPolicy
import NeptuneAccess
import ReconcileCore

/// What a query needs, and whether somebody has it.
struct QueryActionsReport {
    let query: String
    let language: QueryLanguage
    let actions: QueryActions
    let resource: String
    /// The answers of `policy can` in the order of the actions; nil where nobody was named.
    var access: [JSONValue]?

    /// What is asked of the snapshot, one question for each action.
    func questions(of principal: String, account: String?) -> [AccessQuestion] {
        self.actions.actions.map { action in
            AccessQuestion(
                principal: principal, action: QueryStatement.name(of: action), resource: self.resource,
                context: QueryStatement.context(of: self.language), account: account)
        }
    }

    /// The statement that a policy needs for all of it.
    var statement: QueryStatement { QueryStatement(actions: self.actions.actions, language: self.language, resource: self.resource) }

    /// The statement that lacks, where an Allow of the principal's own would do; nil where a Deny or another level decides.
    var lackingStatement: QueryStatement? {
        let lacking = self.verdicts.filter { $0.verdict == .implicitDeny }
        guard !lacking.isEmpty, lacking.allSatisfy({ $0.isIdentityAlone }), !self.verdicts.contains(where: { $0.verdict == .explicitDeny }) else {
            return nil
        }
        return QueryStatement(actions: lacking.map(\.action), language: self.language, resource: self.resource)
    }

    struct Verdict {
        let action: DataAction
        let verdict: Evaluation.Verdict
        let answer: JSONValue

        /// Whether nothing but an Allow of an identity policy is missing.
        var isIdentityAlone: Bool { self.answer.list("missing").compactMap(\.stringValue).allSatisfy { $0 == PolicyLevel.identity.description } }
    }

    /// Each action with what the snapshot says of it; empty where nobody was named.
    var verdicts: [Verdict] {
        zip(self.actions.actions, self.access ?? []).map { action, answer in
            Verdict(action: action, verdict: answer["verdict"]?.stringValue.flatMap(Evaluation.Verdict.init) ?? .undetermined, answer: answer)
        }
    }

    var exit: ExitStatus {
        let understood: ExitStatus = self.actions.basis == .unknown ? .undetermined : .fine
        return ExitStatus.worst([understood] + self.verdicts.map { EvaluationReport.exit(of: $0.verdict) })
    }

    // MARK: JSON

    /// `{"language", "actions", "basis", "reasons", "furtherNeeds"?, "fault"?, "statement", "access"?, "lackingStatement"?}`.
    var json: JSONValue {
        var object: JSONObject = ["language": .string(self.language.rawValue)]
        for member in Self.object(self.actions).members { object[member.name] = member.value }
        object["statement"] = self.statement.json
        if self.access != nil {
            object["access"] = .array(
                self.verdicts.map { verdict in
                    var member: JSONObject = ["action": .string(verdict.action.rawValue)]
                    for part in verdict.answer.objectValue?.members ?? [] { member[part.name] = part.value }
                    return .object(member)
                })
        }
        if let lackingStatement { object["lackingStatement"] = lackingStatement.json }
        return .object(object)
    }

    /// `{"actions", "basis", "reasons": [{"action", "because", "offset"}], "furtherNeeds"?, "fault"?}`.
    static func object(_ actions: QueryActions) -> JSONObject {
        var object: JSONObject = [
            "actions": .array(actions.actions.map { .string($0.rawValue) }), "basis": .string(actions.basis.rawValue),
            "reasons": .array(
                actions.reasons.map {
                    ["action": .string($0.action.rawValue), "because": .string($0.because), "offset": JSONValue($0.offset)]
                })
        ]
        if !actions.furtherNeeds.isEmpty {
            object["furtherNeeds"] = .array(
                actions.furtherNeeds.map {
                    ["action": .string($0.action), "because": .string($0.because), "offset": JSONValue($0.offset)]
                })
        }
        if let fault = actions.fault { object["fault"] = ["message": .string(fault.message), "offset": JSONValue(fault.offset)] }
        return object
    }
}
