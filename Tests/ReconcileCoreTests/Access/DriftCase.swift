import IAMPolicy
import ReconcileCore
import ReconcileTestKit

/// A change of one aspect and what is to be said of it.
struct DriftCase: CustomStringConvertible, Sendable {
    let description: String
    let kind: ResourceKind
    let aspect: String
    let desired: JSONValue?
    let live: JSONValue?
    let direction: Direction
    let severity: Severity
    /// What the witness says; empty: there is none.
    var witness: JSONObject = [:]

    init(
        _ description: String, _ kind: ResourceKind, _ aspect: String, _ desired: JSONValue?, _ live: JSONValue?,
        _ direction: Direction, _ severity: Severity, _ witness: JSONObject = [:]
    ) {
        self.description = description
        self.kind = kind
        self.aspect = aspect
        self.desired = desired
        self.live = live
        self.direction = direction
        self.severity = severity
        self.witness = witness
    }

    static let account = AccountSettings(name: "prod", accountID: "111122223333", region: "eu-west-1")
    static let roleARN = "arn:aws:iam::111122223333:role/load"
    static let keyARN = "arn:aws:kms:eu-west-1:111122223333:key/11111111-2222-3333-4444-555555555555"
    static let policyARN = "arn:aws:iam::111122223333:policy/read"

    var arn: String {
        switch self.kind {
        case .role: Self.roleARN
        case .kmsKey: Self.keyARN
        default: Self.policyARN
        }
    }

    var drift: AspectDrift {
        let differences =
            AspectComparator.policyType(of: AspectName(parsing: self.aspect), in: self.kind) == nil
            ? [] : Self.differences(self.desired, self.live, AspectName(parsing: self.aspect), self.kind)
        return AspectDrift(
            aspect: AspectName(parsing: self.aspect), kind: self.desired == nil ? .extra : self.live == nil ? .missing : .modified,
            desired: self.desired, live: self.live, differences: differences)
    }

    private static func differences(_ desired: JSONValue?, _ live: JSONValue?, _ aspect: AspectName, _ kind: ResourceKind) -> [Difference] {
        guard case .different(let differences) = AspectComparator.compare(aspect, of: kind, desired: desired, live: live) else { return [] }
        return differences
    }

    func assessment(policies: KnownPolicies = KnownPolicies(), desired: DesiredAspects = DesiredAspects(), live: LiveResource? = nil) -> Assessment {
        let surroundings = AccessSurroundings(account: Self.account, arn: self.arn, desired: desired, live: live, policies: policies)
        return DriftAssessor(kind: self.kind, surroundings: surroundings).assess(self.drift)
    }

    // MARK: Documents

    static func policy(_ statements: JSONValue...) -> JSONValue { ["Version": "2012-10-17", "Statement": .array(statements)] }

    static func allow(_ actions: JSONValue, on resource: JSONValue = "*", when condition: JSONValue? = nil) -> JSONValue {
        Self.statement("Allow", nil, actions, resource, condition)
    }

    static func deny(_ actions: JSONValue, on resource: JSONValue = "*") -> JSONValue { Self.statement("Deny", nil, actions, resource, nil) }

    /// A statement of a trust policy.
    static func trusts(_ principal: JSONValue, when condition: JSONValue? = nil, effect: String = "Allow") -> JSONValue {
        Self.statement(effect, principal, "sts:AssumeRole", nil, condition)
    }

    /// A statement of a key policy.
    static func lets(
        _ principal: JSONValue, _ actions: JSONValue = "kms:Decrypt", when condition: JSONValue? = nil, effect: String = "Allow"
    ) -> JSONValue {
        Self.statement(effect, principal, actions, "*", condition)
    }

    private static func statement(
        _ effect: String, _ principal: JSONValue?, _ actions: JSONValue, _ resource: JSONValue?, _ condition: JSONValue?
    ) -> JSONValue {
        var statement: JSONObject = ["Effect": .string(effect)]
        statement["Principal"] = principal
        statement["Action"] = actions
        statement["Resource"] = resource
        statement["Condition"] = condition
        return .object(statement)
    }
}
