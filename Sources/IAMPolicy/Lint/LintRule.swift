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

/// One statement with its place. A class, for rules pass it around, and nothing in it changes.
final class LintStatement: Sendable {
    let statement: PolicyStatement
    let json: JSONValue
    let path: JSONPath
    let index: Int
    let namedActions: [LintedText]
    /// The actions named or excluded.
    let actions: [LintedText]
    let namedResources: [LintedText]
    /// The resources named or excluded.
    let resources: [LintedText]
    /// The principals named or excluded, with their types; a bare text has none.
    let principals: [LintedPrincipal]
    /// Every key of the condition with its operator.
    let conditions: [LintedCondition]

    init(statement: PolicyStatement, json: JSONValue, path: JSONPath, index: Int) {
        self.statement = statement
        self.json = json
        self.path = path
        self.index = index
        self.namedActions = Self.actions(statement.action, at: path.appending("Action"))
        self.actions = self.namedActions + Self.actions(statement.notAction, at: path.appending("NotAction"))
        self.namedResources = Self.texts(statement.resource, at: path.appending("Resource"))
        self.resources = self.namedResources + Self.texts(statement.notResource, at: path.appending("NotResource"))
        self.principals = [("Principal", statement.principal), ("NotPrincipal", statement.notPrincipal)].flatMap { element, set in
            Self.principals(set, at: path.appending(element))
        }
        self.conditions = statement.condition.flatMap { block in
            let name = ConditionOperator.canonicalName(of: block.operatorName) ?? block.operatorName
            let place = path.appending("Condition").appending(block.operatorName)
            return block.entries.map { LintedCondition(operatorName: name, key: $0.key, values: $0.values, path: place.appending($0.key)) }
        }
    }

    var isAllow: Bool { self.statement.effect == .allow }

    /// Whether a key is asked for in any way.
    /// - Parameter key: Lower case.
    func asks(for key: String) -> Bool { self.conditions.contains { $0.loweredKey == key } }

    private static func principals(_ set: PrincipalSet?, at place: JSONPath) -> [LintedPrincipal] {
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

    private static func texts(_ values: [String]?, at place: JSONPath) -> [LintedText] {
        (values ?? []).enumerated().map { LintedText(value: $0.element, path: place.appending($0.offset)) }
    }

    private static func actions(_ values: [String]?, at place: JSONPath) -> [LintedText] {
        (values ?? []).enumerated().map {
            LintedText(value: $0.element, path: place.appending($0.offset), action: LintedAction($0.element))
        }
    }
}

/// An element of a list with its place.
struct LintedText: Sendable {
    let value: String
    let path: JSONPath
    /// What it says as an action, in a list of actions.
    var action: LintedAction?
}

struct LintedPrincipal: Sendable {
    /// `nil` for a bare text.
    let type: String?
    let value: String
    let path: JSONPath
}

/// One key of a condition.
struct LintedCondition: Sendable {
    /// In AWS's spelling if it is one of AWS's.
    let operatorName: String
    let key: String
    let values: [String]
    /// Of the key.
    let path: JSONPath
    let loweredKey: String

    init(operatorName: String, key: String, values: [String], path: JSONPath) {
        self.operatorName = operatorName
        self.key = key
        self.values = values
        self.path = path
        self.loweredKey = ASCIICase.lowered(key)
    }

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
