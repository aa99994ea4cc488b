@testable import IAMPolicy

/// Random policies over an alphabet so small that all requests worth asking can be asked.
struct SmallPolicies {
    var random: SeededGenerator

    init(seed: UInt64) { self.random = SeededGenerator(seed: seed) }

    static let actionPatterns = ["s:a", "s:b", "s:a*", "s:*b", "s:?", "s:*", "*", "t:a", "s:ab", "s:*a*"]
    static let resourcePatterns = ["arn:p:s:::x", "arn:p:s:::x*", "arn:p:s:::*y", "arn:p:s:::?", "*", "arn:p:s:::x?y", "arn:p:s:::xy"]
    static let principalNames = ["111111111111", "arn:aws:iam::111111111111:role/r", "arn:aws:iam::222222222222:user/u", "*"]

    /// Names of up to two characters of two letters, in two services.
    static let actions: [String] = ["s", "t"].flatMap { service in Self.words("ab", upTo: 2).filter { !$0.isEmpty }.map { "\(service):\($0)" } }
    static let resources: [String] = (Self.words("xy", upTo: 2).filter { !$0.isEmpty } + ["xzy", "z", "zy", "xzz"]).map { "arn:p:s:::\($0)" }

    private static func words(_ letters: String, upTo length: Int) -> [String] {
        var words = [""]
        var last = [""]
        for _ in 0..<length {
            last = last.flatMap { word in letters.map { word + String($0) } }
            words += last
        }
        return words
    }

    mutating func document(type: PolicyType) -> PolicyDocument {
        PolicyDocument(version: "2012-10-17", statements: (0..<(1 + self.random.below(3))).map { _ in self.statement(type) })
    }

    mutating func statement(_ type: PolicyType) -> PolicyStatement {
        var statement = PolicyStatement(effect: self.random.chance(3) ? .deny : .allow)
        let actions = self.random.some(Self.actionPatterns, atMost: 2)
        if self.random.chance(5) { statement.notAction = actions } else { statement.action = actions }
        let resources = self.random.some(Self.resourcePatterns, atMost: 2)
        if self.random.chance(5) { statement.notResource = resources } else { statement.resource = resources }
        if self.random.chance(2) { statement.condition = [self.condition()] }
        if type.namesPrincipals {
            statement.principal = .groups([PrincipalGroup(type: "AWS", values: self.random.some(Self.principalNames, atMost: 2))])
        }
        return statement
    }

    private mutating func condition() -> ConditionBlock {
        let name = self.random.pick([
            "StringEquals", "StringNotEquals", "StringLike", "StringNotLike", "StringEqualsIfExists", "StringEqualsIgnoreCase", "Null",
            "ForAnyValue:StringEquals", "ForAllValues:StringLike"
        ])
        let values = name == "Null" ? [self.random.pick(["true", "false"])] : self.random.some(["k", "K", "kl", "k*", "?"], atMost: 2)
        // Set operators go with keys of several values, the others with keys of one.
        let key = name.hasPrefix("For") ? "ctx:many" : self.random.pick(["ctx:one", "ctx:two"])
        return ConditionBlock(operatorName: name, entries: [ConditionEntry(key: key, values: values)])
    }

    /// A small change.
    mutating func changed(_ document: PolicyDocument, _ type: PolicyType) -> PolicyDocument {
        var changed = document
        let index = self.random.below(document.statements.count)
        switch self.random.below(6) {
        case 0: changed.statements.append(self.statement(type))
        case 1: changed.statements.remove(at: index)
        case 2: changed.statements[index].effect = document.statements[index].effect == .allow ? .deny : .allow
        case 3: changed.statements[index].condition = self.random.chance(2) ? [] : [self.condition()]
        case 4:
            changed.statements[index].resource = changed.statements[index].resource.map { _ in self.random.some(Self.resourcePatterns, atMost: 2) }
        default: changed.statements[index].action = changed.statements[index].action.map { _ in self.random.some(Self.actionPatterns, atMost: 2) }
        }
        return changed
    }

    // MARK: - Asking everything

    private static let values: [String: [[String]]] = [
        "ctx:one": [["k"], ["K"], ["kl"], ["m"]], "ctx:two": [["k"], ["K"], ["kl"], ["kxy"]],
        "ctx:many": [["k"], ["kl"], ["mm"], ["k", "mm"], ["k", "kl"]]
    ]

    /// Every combination of values of the keys that the documents ask for.
    static func contexts(for documents: PolicyDocument...) -> [RequestContext] {
        let keys = Set(documents.flatMap { $0.statements.flatMap { $0.condition.flatMap { $0.entries.map(\.key) } } })
        return keys.sorted().reduce([RequestContext()]) { contexts, key in
            contexts.flatMap { context in
                ([nil] + (Self.values[key] ?? [])).map { (values: [String]?) in
                    var extended = context
                    extended[key] = values
                    return extended
                }
            }
        }
    }
}
