/// The answer to one request.
package struct Evaluation: Hashable, Sendable {
    package enum Verdict: String, Hashable, Sendable {
        case allowed
        case explicitDeny
        case implicitDeny
        /// The sources disagree or something is not known; `reason` says what.
        case undetermined
    }

    package let verdict: Verdict
    /// For `allowed` the statements that allow, for `explicitDeny` those that deny, in the order of their levels.
    package let decidedBy: [DecidingStatement]
    /// For a denial: the levels at which an Allow is missing.
    package let missing: [PolicyLevel]
    /// Why the verdict is not plain, or what it rests on.
    package let reason: String?

    package init(verdict: Verdict, decidedBy: [DecidingStatement] = [], missing: [PolicyLevel] = [], reason: String? = nil) {
        self.verdict = verdict
        self.decidedBy = decidedBy
        self.missing = missing
        self.reason = reason
    }
}

/// A statement that decides, by its place.
package struct DecidingStatement: Hashable, Sendable {
    package let level: PolicyLevel
    /// Place of the document in its level, from 0.
    package let policy: Int
    /// Place of the statement in its document, from 0.
    package let statement: Int
    package let sid: String?

    package init(level: PolicyLevel, policy: Int, statement: Int, sid: String?) {
        self.level = level
        self.policy = policy
        self.statement = statement
        self.sid = sid
    }
}

extension DecidingStatement: CustomStringConvertible {
    /// Such as `identity[0].Statement[Load]`; a statement without a Sid goes by its place.
    package var description: String {
        let name = self.sid.flatMap { $0.isEmpty ? nil : $0 } ?? String(self.statement)
        return "\(self.level)[\(self.policy)].Statement[\(name)]"
    }
}

/// Whether something holds, as far as it can be told.
enum Match: Hashable, Sendable {
    case no
    case yes
    case unknown(MatchDoubt)

    init(_ holds: Bool) { self = holds ? .yes : .no }
}

/// What keeps a statement from being judged.
enum MatchDoubt: String, Hashable, Sendable {
    case wildcardAcrossColon = "a wildcard inside an ARN segment would have to reach across a colon, on which the documentation is not at one"
    case unresolvedVariable = "a policy variable has no value, and whether that voids the whole statement is not documented"
    case multivaluedWithoutSetOperator = "a condition without ForAllValues or ForAnyValue meets several values that differ"
    case partialNotPrincipal = "NotPrincipal names only some of account, role and session of the principal"
    case unknownOperator = "there is no condition operator of this name"
    case shortARNPattern = "an ARN condition has a value that is no ARN"
    case misplacedPrincipal = "the statement names principals where its kind of policy may not"
    case unknownSession = "it depends on the name of the role session"
}
