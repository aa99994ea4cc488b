@testable import IAMPolicy

/// Random policies of every type, with several conditions a statement, over alphabets so small that most requests worth asking can be asked.
struct WidePolicies {
    var random: SeededGenerator
    let type: PolicyType

    init(seed: UInt64, type: PolicyType) {
        self.random = SeededGenerator(seed: seed)
        self.type = type
    }

    static let home = "111111111111"
    static let key = "arn:aws:kms:us-east-1:111111111111:key/k"
    static let role = "arn:aws:iam::111111111111:role/target"

    // MARK: - Documents

    private var actionPatterns: [String] {
        switch self.type {
        case .trust: ["sts:AssumeRole", "sts:TagSession", "sts:*", "sts:Assume*", "*", "sts:GetCallerIdentity"]
        case .key: ["kms:Decrypt", "kms:D*", "kms:*", "kms:Encrypt", "*"]
        default: SmallPolicies.actionPatterns
        }
    }

    private var resourcePatterns: [String] {
        switch self.type {
        case .trust, .key: ["*"]
        default: SmallPolicies.resourcePatterns + ["arn:p:s:::${aws:username}", "arn:p:s:::${ctx:two}", "arn:p:s:*"]
        }
    }

    private static let principalGroups: [PrincipalSet] =
        [
            ["*"], ["111111111111"], ["222222222222"], ["arn:aws:iam::111111111111:role/r"], ["arn:aws:sts::111111111111:assumed-role/r/one"],
            ["arn:aws:iam::222222222222:user/u"], ["arn:aws:iam::111111111111:user/v", "arn:aws:iam::222222222222:role/r"]
        ].map { .groups([PrincipalGroup(type: "AWS", values: $0)]) } + [
            .text("*"), .groups([PrincipalGroup(type: "Service", values: ["rds.amazonaws.com"])]),
            .groups([PrincipalGroup(type: "Federated", values: ["example.com"]), PrincipalGroup(type: "AWS", values: ["222222222222"])])
        ]

    mutating func document() -> PolicyDocument {
        PolicyDocument(
            version: self.random.chance(6) ? nil : "2012-10-17", statements: (0..<(1 + self.random.below(4))).map { _ in self.statement() })
    }

    mutating func statement() -> PolicyStatement {
        var statement = PolicyStatement(effect: self.random.chance(3) ? .deny : .allow)
        let actions = self.random.some(self.actionPatterns, atMost: 2)
        if self.random.chance(6) { statement.notAction = actions } else { statement.action = actions }
        let resources = self.random.some(self.resourcePatterns, atMost: 2)
        if self.type == .trust {
            statement.resource = nil
        } else if self.random.chance(6) && self.type != .key {
            statement.notResource = resources
        } else {
            statement.resource = resources
        }
        statement.condition = (0..<self.random.below(4)).map { _ in self.condition() }
        if self.type.namesPrincipals {
            let principal = self.random.pick(Self.principalGroups)
            if self.random.chance(12) && principal != .text("*") { statement.notPrincipal = principal } else { statement.principal = principal }
        }
        return statement
    }

    /// A small change.
    mutating func changed(_ document: PolicyDocument) -> PolicyDocument {
        var changed = document
        let index = self.random.below(document.statements.count)
        switch self.random.below(8) {
        case 0: changed.statements.append(self.statement())
        case 1: changed.statements.remove(at: index)
        case 2: changed.statements[index].effect = document.statements[index].effect == .allow ? .deny : .allow
        case 3: changed.statements[index].condition.append(self.condition())
        case 4: changed.statements[index].condition = changed.statements[index].condition.isEmpty ? [self.condition()] : []
        case 5: changed.statements[index].resource = changed.statements[index].resource.map { $0 + [self.random.pick(self.resourcePatterns)] }
        case 6:
            let another = self.statement()
            (changed.statements[index].principal, changed.statements[index].notPrincipal) = (another.principal, another.notPrincipal)
        default: changed.statements[index].action = changed.statements[index].action.map { _ in self.random.some(self.actionPatterns, atMost: 2) }
        }
        return changed
    }

    // MARK: - Conditions

    /// Operators of one family, keys that they go with, and values to compare with.
    private struct Family {
        let operators: [String]
        let keys: [String]
        let values: [String]
    }

    private static let families = [
        Family(
            operators: [
                "StringEquals", "StringNotEquals", "StringLike", "StringNotLike", "StringEqualsIgnoreCase", "StringNotEqualsIgnoreCase"
            ],
            keys: ["ctx:one", "ctx:two"], values: ["k", "K", "kl", "k*", "?", "${aws:username}"]),
        Family(
            operators: ["NumericEquals", "NumericNotEquals", "NumericLessThan", "NumericGreaterThanEquals"], keys: ["ctx:number"],
            values: ["1", "2.0", "5", "-3", "x"]),
        Family(
            operators: ["DateLessThan", "DateGreaterThan", "DateEquals", "DateNotEquals"], keys: ["ctx:date"],
            values: ["2024-01-01", "2024-01-01T00:00:00Z", "1704067200", "2025-06-01T12:00:00+02:00"]),
        Family(operators: ["IpAddress", "NotIpAddress"], keys: ["ctx:address"], values: ["10.0.0.0/8", "10.1.0.0/16", "10.1.2.3", "2001:db8::/32"]),
        Family(operators: ["Bool"], keys: ["ctx:flag"], values: ["true", "false"]),
        Family(
            operators: ["ArnLike", "ArnEquals", "ArnNotLike"], keys: ["ctx:arn"],
            values: ["arn:aws:s3:::b", "arn:aws:s3:::*", "arn:*:s3:::b*", "arn:aws:sqs:*:*:q"]),
        Family(
            operators: ["ArnLike", "ArnNotLike", "StringLike", "StringNotEquals"], keys: ["aws:PrincipalArn"],
            values: ["arn:aws:iam::111111111111:role/r", "arn:aws:iam::*:role/*", "arn:aws:iam::222222222222:user/u"]),
        Family(
            operators: ["StringEquals", "StringNotEquals"], keys: ["aws:PrincipalAccount"],
            values: ["111111111111", "222222222222", "${aws:ResourceAccount}"])
    ]

    private mutating func condition() -> ConditionBlock {
        if self.random.chance(7) {
            let key = self.random.pick(["ctx:one", "ctx:number", "ctx:flag", "ctx:many"])
            return ConditionBlock(operatorName: "Null", entries: [ConditionEntry(key: key, values: [self.random.pick(["true", "false"])])])
        }
        if self.random.chance(5) {
            let name = self.random.pick(["ForAnyValue:", "ForAllValues:"]) + self.random.pick(["StringEquals", "StringLike", "StringNotEquals"])
            return ConditionBlock(
                operatorName: name, entries: [ConditionEntry(key: "ctx:many", values: self.random.some(["k", "kl", "k*", "m"], atMost: 2))])
        }
        let family = self.random.pick(Self.families)
        let name = self.random.pick(family.operators) + (self.random.chance(4) ? "IfExists" : "")
        let entry = ConditionEntry(key: self.random.pick(family.keys), values: self.random.some(family.values, atMost: 2))
        return ConditionBlock(operatorName: name, entries: [entry])
    }

    // MARK: - Asking

    private static let values: [String: [[String]]] = [
        "ctx:one": [["k"], ["K"], ["kl"], ["m"], ["v"]], "ctx:two": [["k"], ["x"], ["kl"], ["xy"]],
        "ctx:many": [["k"], ["kl"], ["mm"], ["m"], ["k", "mm"], ["k", "kl"]],
        "ctx:number": [["0"], ["1"], ["1.5"], ["2"], ["5"], ["7"], ["-3"], ["-9"]],
        "ctx:date": [["2023-01-01"], ["2024-01-01T00:00:00Z"], ["2024-05-05"], ["2025-06-01T10:00:00Z"], ["2026-01-01"]],
        "ctx:address": [["10.1.2.3"], ["10.1.9.9"], ["10.9.9.9"], ["9.9.9.9"], ["2001:db8::1"], ["::1"]], "ctx:flag": [["true"], ["false"]],
        "aws:ResourceAccount": [["111111111111"], ["222222222222"]],
        "ctx:arn": [["arn:aws:s3:::b"], ["arn:aws:s3:::bc"], ["arn:x:s3:::b"], ["arn:aws:sqs:r:1:q"], ["arn:aws:x:::y"]]
    ]

    /// At most `limit` combinations of values of the keys that the documents ask for; all of them if there are fewer.
    mutating func contexts(for documents: [PolicyDocument], limit: Int) -> [RequestContext] {
        var keys = Set(documents.flatMap { $0.statements.flatMap { $0.condition.flatMap { $0.entries.map(\.key) } } })
        // These occur as variables.
        keys.formUnion(["ctx:two", "aws:ResourceAccount"])
        let asked = keys.sorted().filter { Self.values[$0] != nil }
        let choices = asked.map { [nil] + (Self.values[$0] ?? []).map { Optional($0) } }
        let count = choices.reduce(1) { min(1_000_000, $0 * $1.count) }
        return (0..<min(limit, count)).map { number in
            var context = RequestContext()
            var rest = count <= limit ? number : self.random.below(count)
            for (key, values) in zip(asked, choices) {
                context[key] = values[rest % values.count]
                rest /= values.count
            }
            return context
        }
    }

    var principals: [RequestPrincipal] {
        let identities: [RequestPrincipal] = [
            .user(PrincipalARN(account: Self.home, name: "v")), .role(PrincipalARN(account: Self.home, name: "r"), sessionName: "one"),
            .role(PrincipalARN(account: Self.home, name: "r"), sessionName: "two"), .user(PrincipalARN(account: "222222222222", name: "u"))
        ]
        guard self.type.namesPrincipals else { return identities }
        return identities + [
            .anonymous, .service("rds.amazonaws.com"), .federated(provider: "example.com"),
            .role(PrincipalARN(account: "333333333333", name: "z"), sessionName: "s")
        ]
    }

    var actions: [String] {
        switch self.type {
        case .trust: ["sts:AssumeRole", "sts:TagSession", "sts:AssumeX", "sts:GetCallerIdentity"]
        case .key: ["kms:Decrypt", "kms:DX", "kms:Encrypt", "kms:X"]
        default: ["s:a", "s:b", "s:ab", "s:ba", "s:bb", "t:a", "t:b"]
        }
    }

    var resources: [String] {
        switch self.type {
        case .trust: [Self.role]
        case .key: [Self.key]
        default: SmallPolicies.resources + ["arn:p:s:::v", "arn:p:s:::k", "*"]
        }
    }

    /// The sets by which a document of this type is judged alone, and with principals whose own policies allow everything.
    func sets(_ document: PolicyDocument) -> [PolicySet] {
        let full = PolicyDocument(version: "2012-10-17", statements: [PolicyStatement(effect: .allow, action: ["*"], resource: ["*"])])
        let everyone = PolicyDocument(
            version: "2012-10-17", statements: [PolicyStatement(effect: .allow, principal: .text("*"), action: ["*"], resource: ["*"])])
        switch self.type {
        case .identity: return [PolicySet(identity: [document])]
        case .trust, .resource, .key: return [PolicySet(resource: [document]), PolicySet(identity: [full], resource: [document])]
        case .boundary: return [PolicySet(identity: [full], boundary: [document])]
        case .session: return [PolicySet(identity: [full], session: [document])]
        case .scp: return [PolicySet(identity: [full], scps: [[document]])]
        case .rcp: return [PolicySet(identity: [full], resource: [everyone], rcps: [[document]])]
        case .endpoint: return [PolicySet(identity: [full], resource: [everyone], endpoint: [document])]
        }
    }
}
