import Crypto
import Foundation
package import IAMPolicy

/// One item of the form `access`: what somebody must be able to do, whoever grants it.
package struct AccessItem: Hashable, Sendable {
    /// The principal as declared: an ARN, a service, or `Role/name`.
    package let reference: String
    /// The principal as policies name it; the reference itself where it leads nowhere.
    package let principal: String
    /// Sorted, each once; wildcards stand for all actions of the service that they reach.
    package let actions: [String]
    /// Sorted, each once.
    package let resources: [String]
    /// What the requests say of themselves.
    package let context: RequestContext
    /// Why it is not known who is meant; `nil` where it is.
    package let fault: String?

    static let memberPrefix = "access "

    /// - Parameter resolve: what a reference stands for.
    /// - Returns: `nil` where the value is no item.
    init?(_ value: JSONValue, resolve: (String) throws(ResolutionFault) -> String) {
        guard let reference = value["principal"]?.stringValue else { return nil }
        self.reference = reference
        do throws(ResolutionFault) {
            self.principal = try resolve(reference)
            self.fault = nil
        } catch {
            self.principal = reference
            self.fault = error.message
        }
        self.actions = Self.texts(value["actions"])
        self.resources = Self.texts(value["resources"])
        var context = RequestContext()
        for member in value["context"]?.objectValue?.members ?? [] { context[member.name] = Self.texts(member.value) }
        self.context = context
        if self.actions.isEmpty || self.resources.isEmpty { return nil }
    }

    /// Reads what `value` writes.
    init?(_ value: JSONValue?) {
        guard let value else { return nil }
        self.init(value) { (text) throws(ResolutionFault) in text }
    }

    private static func texts(_ value: JSONValue?) -> [String] {
        let texts = value?.stringValue.map { [$0] } ?? (value?.arrayValue ?? []).compactMap(\.stringValue)
        return Set(texts).sorted()
    }

    /// `{"principal", "actions", "resources", "context"?}`.
    package var value: JSONValue { self.value(actions: self.actions) }

    func value(actions: [String]) -> JSONValue {
        var object: JSONObject = [
            "principal": .string(self.principal), "actions": .array(actions.map(JSONValue.string)),
            "resources": .array(self.resources.map(JSONValue.string))
        ]
        let context = self.context.entries.map { JSONObject.Member(name: $0.key, value: .array($0.values.map(JSONValue.string))) }
        if !context.isEmpty { object["context"] = .object(JSONObject(context)) }
        return .object(object)
    }

    // MARK: Its name

    /// Actions that are named before the rest is counted.
    private static let actionsNamedMax = 4

    /// Such as `access Role/neptune-export kms:Decrypt,kms:DescribeKey`; made of what is declared, so that it stays the same.
    package var member: String {
        let named = self.actions.prefix(Self.actionsNamedMax).joined(separator: ",")
        let isWhole = self.actions.count <= Self.actionsNamedMax && self.resources == ["*"] && self.context.entries.isEmpty
        let text = "\(Self.memberPrefix)\(self.reference) \(named)"
        return isWhole ? text : "\(text) #\(self.value.contentHash(digits: 8))"
    }
}

extension JSONValue {
    /// The first digits of the SHA-256 of the value with its members sorted, in lower-case hexadecimal.
    func contentHash(digits: Int) -> String {
        let digest = SHA256.hash(data: Data(JSONWriter.compact(self.sorted).utf8))
        return String(digest.map { byte in (byte < 16 ? "0" : "") + String(byte, radix: 16) }.joined().prefix(digits))
    }

    private var sorted: JSONValue {
        switch self {
        case .object(let object): .object(JSONObject(object.sortedMembers.map { .init(name: $0.name, value: $0.value.sorted) }))
        case .array(let elements): .array(elements.map(\.sorted))
        case .null, .bool, .number, .string: self
        }
    }
}

// MARK: - The statement that grants it

extension AccessItem {
    /// A statement that grants some of the item's actions and nothing beyond the item, without a Sid.
    func grant(of actions: [String]) -> JSONObject {
        let type = RequestPrincipal(self.principal).map { if case .service = $0 { "Service" } else { "AWS" } } ?? "AWS"
        var statement: JSONObject = [
            "Effect": "Allow", "Principal": [type: .string(self.principal)], "Action": Self.listed(actions),
            "Resource": Self.listed(self.resources)
        ]
        if let condition = self.condition { statement["Condition"] = condition }
        return statement
    }

    /// Whether a statement grants nothing that the item does not ask for, to nobody else.
    func covers(_ statement: PolicyStatement) -> Bool {
        guard let whole = PolicyStatement(json: .object(self.grant(of: self.actions))) else { return false }
        let (own, asked) = (OwnStatement.content(of: statement), OwnStatement.content(of: whole))
        guard let own, let asked else { return false }
        return own.principals == asked.principals && own.condition == asked.condition && own.actions.isSubset(of: asked.actions)
            && own.resources.isSubset(of: asked.resources)
    }

    /// Limits the grant to requests that say of themselves what the item says.
    private var condition: JSONValue? {
        var blocks: [(name: String, entries: [JSONObject.Member])] = []
        func add(_ name: String, _ key: String, _ value: JSONValue) {
            if let place = blocks.firstIndex(where: { $0.name == name }) {
                blocks[place].entries.append(.init(name: key, value: value))
            } else {
                blocks.append((name, [.init(name: key, value: value)]))
            }
        }
        for (key, values) in self.context.entries {
            if values.count > 1 {
                // Without `Null` a request that says nothing would do as well.
                add("ForAllValues:StringEquals", key, Self.listed(values))
                add("Null", key, "false")
            } else {
                add(Self.conditionOperator(of: key, values), key, Self.listed(values))
            }
        }
        guard !blocks.isEmpty else { return nil }
        return .object(JSONObject(blocks.map { .init(name: $0.name, value: .object(JSONObject($0.entries))) }))
    }

    /// - SeeAlso: IAM User Guide, "IAM JSON policy elements: Condition operators".
    private static func conditionOperator(of key: String, _ values: [String]) -> String {
        if ["aws:sourceip", "aws:vpcsourceip"].contains(key.lowercased()) { return "IpAddress" }
        return values == ["true"] || values == ["false"] ? "Bool" : "StringEquals"
    }

    private static func listed(_ texts: [String]) -> JSONValue {
        texts.count == 1 ? .string(texts[0]) : .array(texts.map(JSONValue.string))
    }
}
