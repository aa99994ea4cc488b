/// One thing to look for; it holds no state.
protocol LintRule: SendableMetatype {
    /// Everything that the rule can find.
    static var codes: [LintCode] { get }

    static func check(_ subject: LintSubject, _ report: inout LintReport)
}

/// A document under judgement.
struct LintSubject {
    let text: String
    let type: PolicyType
    let document: PolicyDocument
    let statements: [LintStatement]
    /// The account that the document belongs to, if the caller knows it.
    let account: String?
    let quotas: PolicyQuotas

    init(
        text: String, json: JSONValue, document: PolicyDocument, type: PolicyType, account: String?, quotas: PolicyQuotas
    ) {
        self.text = text
        self.type = type
        self.document = document
        self.account = account
        self.quotas = quotas
        let objects = json["Statement"].map { $0.arrayValue ?? [$0] } ?? []
        let path = JSONPath.root.appending("Statement")
        self.statements = zip(document.statements, objects).enumerated().map { index, pair in
            LintStatement(statement: pair.0, json: pair.1, path: path.appending(index), index: index)
        }
    }

    /// Whether a policy variable occurs anywhere, so that the language version matters.
    var hasVariables: Bool { PolicyVariable.occurs(in: self.text) }
}

/// One statement with its place.
struct LintStatement {
    let statement: PolicyStatement
    let json: JSONValue
    let path: JSONPath
    let index: Int

    var isAllow: Bool { self.statement.effect == .allow }

    /// The actions named or excluded.
    var actions: [LintedText] { self.texts(self.statement.action, "Action") + self.texts(self.statement.notAction, "NotAction") }
    var namedActions: [LintedText] { self.texts(self.statement.action, "Action") }
    /// The resources named or excluded.
    var resources: [LintedText] { self.texts(self.statement.resource, "Resource") + self.texts(self.statement.notResource, "NotResource") }
    var namedResources: [LintedText] { self.texts(self.statement.resource, "Resource") }

    /// The principals named or excluded, with their types; a bare text has none.
    var principals: [LintedPrincipal] {
        [("Principal", self.statement.principal), ("NotPrincipal", self.statement.notPrincipal)].flatMap { element, set in
            self.principals(set, at: self.path.appending(element))
        }
    }

    private func principals(_ set: PrincipalSet?, at place: JSONPath) -> [LintedPrincipal] {
        switch set {
        case nil: []
        case .text(let text): [LintedPrincipal(type: nil, value: text, path: place)]
        case .groups(let groups):
            groups.flatMap { group in
                group.values.enumerated().map { index, value in
                    LintedPrincipal(type: group.type, value: value, path: place.appending(group.type).appending(index))
                }
            }
        }
    }

    /// Every key of the condition with its operator.
    var conditions: [LintedCondition] {
        self.statement.condition.flatMap { block in
            block.entries.map { entry in
                LintedCondition(
                    operatorName: ConditionOperator.canonicalName(of: block.operatorName) ?? block.operatorName, key: entry.key,
                    values: entry.values, path: self.path.appending("Condition").appending(block.operatorName).appending(entry.key))
            }
        }
    }

    /// Whether a key is asked for in any way.
    /// - Parameter key: Lower case.
    func asks(for key: String) -> Bool { self.conditions.contains { $0.loweredKey == key } }

    private func texts(_ values: [String]?, _ element: String) -> [LintedText] {
        let place = self.path.appending(element)
        return (values ?? []).enumerated().map { LintedText(value: $0.element, path: place.appending($0.offset)) }
    }
}

/// An element of a list with its place.
struct LintedText {
    let value: String
    let path: JSONPath
}

struct LintedPrincipal {
    /// `nil` for a bare text.
    let type: String?
    let value: String
    let path: JSONPath
}

/// One key of a condition.
struct LintedCondition {
    /// In AWS's spelling if it is one of AWS's.
    let operatorName: String
    let key: String
    let values: [String]
    /// Of the key.
    let path: JSONPath

    var loweredKey: String { ASCIICase.lowered(self.key) }
    var isForAllValues: Bool { self.operatorName.hasPrefix("ForAllValues:") }
    var isForAnyValue: Bool { self.operatorName.hasPrefix("ForAnyValue:") }
    var isIfExists: Bool { self.operatorName.hasSuffix("IfExists") }

    /// The operator without what stands before and behind it.
    var baseOperator: String {
        var name = self.operatorName
        for prefix in ["ForAllValues:", "ForAnyValue:"] where name.hasPrefix(prefix) { name.removeFirst(prefix.count) }
        if name.hasSuffix("IfExists") { name.removeLast("IfExists".count) }
        return name
    }

    var isNegated: Bool { self.baseOperator.contains("Not") }

    /// The values with their places.
    var texts: [LintedText] {
        self.values.enumerated().map { LintedText(value: $0.element, path: self.path.appending($0.offset)) }
    }
}
