@testable import IAMPolicy

/// Makes small random policies over a small world, so that statements overlap, cover and repeat each other.
struct PolicyGenerator {
    var random: SeededGenerator

    init(seed: UInt64) { self.random = SeededGenerator(seed: seed) }

    static let actions = [
        "s3:GetObject", "s3:PutObject", "s3:Get*", "s3:*", "S3:getobject", "kms:Decrypt", "kms:D*", "*", "*:*", "s3:?etObject", "kms:*?", "kms:?*"
    ]
    static let resources = [
        "*", "arn:aws:s3:::b", "arn:aws:s3:::b/*", "arn:aws:s3:::b/k", "arn:aws:s3:::B/k", "arn:aws:s3:::b/**", "arn:aws:s3:*:*:b/k",
        "arn:aws:s3:::b/${aws:username}", "arn:aws:s3:::b/${aws:Username}/*", "arn:aws:s3:::b/?"
    ]
    static let principals = [
        "123456789012", "arn:aws:iam::123456789012:root", "arn:aws:iam::123456789012:role/r", "arn:aws:iam::210987654321:user/u"
    ]

    mutating func document() -> PolicyDocument {
        let statements = (0..<(1 + self.random.below(5))).map { _ in self.statement() }
        return PolicyDocument(
            version: self.random.pick([nil, "2008-10-17", "2012-10-17", "2012-10-17"]), id: self.random.chance(4) ? "id" : nil,
            statements: statements)
    }

    mutating func statement() -> PolicyStatement {
        var statement = PolicyStatement(effect: self.random.chance(4) ? .deny : .allow)
        if self.random.chance(3) { statement.sid = self.random.pick(["", "A", "B"]) }
        let actions = self.random.some(Self.actions, atMost: 4)
        if self.random.chance(6) { statement.notAction = actions } else { statement.action = actions }
        let resources = self.random.some(Self.resources, atMost: 3)
        if self.random.chance(6) { statement.notResource = resources } else { statement.resource = resources }
        if self.random.chance(3) { statement.condition = self.condition() }
        if self.random.chance(2) {
            let set = self.principalSet()
            if self.random.chance(6) { statement.notPrincipal = set } else { statement.principal = set }
        }
        return statement
    }

    private mutating func principalSet() -> PrincipalSet {
        if self.random.chance(4) { return .text("*") }
        var groups = [PrincipalGroup(type: "AWS", values: self.random.some(Self.principals + ["*"], atMost: 3))]
        if self.random.chance(3) { groups.append(PrincipalGroup(type: "Service", values: ["rds.amazonaws.com"])) }
        if self.random.chance(8) { groups.append(PrincipalGroup(type: "Federated", values: [])) }
        return .groups(groups)
    }

    private mutating func condition() -> [ConditionBlock] {
        let operators = ["StringEquals", "stringLike", "Bool", "ArnEquals", "ForAllValues:StringEqualsIfExists"]
        return Array(Set(self.random.some(operators, atMost: 2))).sorted().map { name in
            let keys = Array(Set(self.random.some(["aws:SourceIp", "aws:sourceip", "kms:ViaService"], atMost: 2))).sorted()
            return ConditionBlock(
                operatorName: name,
                entries: keys.map { ConditionEntry(key: $0, values: self.random.some(["x", "X", "true", "y*"], atMost: 3)) })
        }
    }
}

// MARK: - Rewriting without change of meaning

extension PolicyGenerator {
    /// The same document in other words.
    mutating func reworded(_ document: PolicyDocument) -> PolicyDocument {
        var reworded = document
        reworded.statements = document.statements.flatMap { self.split($0) }.map { self.reworded($0) }.shuffled(using: &self.random)
        if self.random.chance(3), let first = reworded.statements.first { reworded.statements.append(first) }
        return reworded
    }

    /// Cuts one of the three lists in two, where the cut is known to change nothing.
    private mutating func split(_ statement: PolicyStatement) -> [PolicyStatement] {
        guard let actions = statement.action, actions.count > 1, self.random.chance(2) else { return [statement] }
        // What stands and falls with one variable can be cut as well.
        if self.random.chance(2), let resources = statement.resource, resources.count > 1, Set(resources.map { $0.contains("${") }).count == 1 {
            var (left, right) = (statement, statement)
            (left.resource, right.resource) = ([resources[0]], Array(resources.dropFirst()))
            return [left, right]
        }
        var (left, right) = (statement, statement)
        (left.action, right.action) = ([actions[0]], Array(actions.dropFirst()))
        return [left, right]
    }

    private mutating func reworded(_ statement: PolicyStatement) -> PolicyStatement {
        var reworded = statement
        reworded.action = self.reworded(statement.action) { $0.uppercased() }
        reworded.notAction = self.reworded(statement.notAction) { $0.lowercased() }
        reworded.resource = self.reworded(statement.resource) { $0 }
        reworded.notResource = self.reworded(statement.notResource) { $0 }
        if case .groups(let groups) = statement.principal {
            reworded.principal = .groups(
                groups.map { group in
                    let values = group.values.map { $0 == "arn:aws:iam::123456789012:root" ? "123456789012" : $0 }
                    return PrincipalGroup(type: group.type, values: values.shuffled(using: &self.random))
                })
        }
        reworded.condition = statement.condition.map { block in
            let entries = block.entries.map { ConditionEntry(key: $0.key, values: ($0.values + $0.values.prefix(1)).reversed()) }
            return ConditionBlock(operatorName: block.operatorName, entries: entries.reversed())
        }
        return reworded
    }

    private mutating func reworded(_ list: [String]?, spelling: (String) -> String) -> [String]? {
        guard let list else { return nil }
        let repeated = self.random.chance(2) ? list + [self.random.pick(list)] : list
        return repeated.map { self.random.chance(2) ? spelling($0) : $0 }.shuffled(using: &self.random)
    }
}
