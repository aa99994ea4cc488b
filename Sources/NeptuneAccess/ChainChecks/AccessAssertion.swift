package import IAMPolicy
package import ReconcileCore

/// A test on the whole, without correction: what somebody can do and cannot, by everything that has a say in it.
package struct AccessAssertionBlueprint: Sendable {
    package init() {}

    package let kind = ResourceKind("AccessAssertion")
    package let nameRule = StringRule.localName

    package let fields = [
        SpecField("principal", .reference([.role, .user], Self.principal), isRequired: true),
        SpecField("can", .nullable(.list(Self.item))), SpecField("cannot", .nullable(.list(Self.item)))
    ]

    private static let item = SpecShape.record([
        SpecField("action", .string(Self.action), isRequired: true),
        SpecField("resource", .string(Self.resource), isRequired: true),
        SpecField("context", .nullable(.map(keys: .any, values: .anyOf([.string(.any), .boolean, .integer(0...Int.max), .list(.string(.any))]))))
    ])

    /// - SeeAlso: IAM User Guide, "AWS JSON policy elements: Principal".
    static let principal = StringRule("somebody who makes requests") { text in
        RequestPrincipal(text) == nil ? "names nobody who makes requests: give Role/NAME, User/NAME, an ARN, an account id, a service or `*`" : nil
    }

    /// - SeeAlso: IAM User Guide, "IAM JSON policy elements: Action".
    static let action = StringRule("an action") { text in
        if text == "*" { return nil }
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, parts.allSatisfy({ !$0.isEmpty }) else { return "must look like SERVICE:NAME" }
        if parts[0].contains("*") || parts[0].contains("?") { return "holds a wildcard in the name of the service" }
        return ActionCatalog.hasService(String(parts[0])) ? nil : Self.unknownService(String(parts[0]))
    }

    private static func unknownService(_ prefix: String) -> String {
        "names the service `\(prefix)`, which AWS does not have\(ActionCatalog.serviceSuggestion(for: prefix).map { "; did you mean \($0)?" } ?? "")"
    }

    static let resource = StringRule("a resource") { text in
        if text == "*" || Self.reference(text) != nil { return nil }
        guard text.hasPrefix("arn:"), text.split(separator: ":", maxSplits: 5, omittingEmptySubsequences: false).count == 6 else {
            return "is neither `*` nor an ARN nor Kind/name of what is kept"
        }
        return nil
    }

    /// The kind and the name that `Kind/name` tells.
    static func reference(_ text: String) -> (kind: ResourceKind, name: String)? {
        guard !text.hasPrefix("arn:"), let slash = text.firstIndex(of: "/") else { return nil }
        let kind = ResourceKind(String(text[..<slash]))
        guard KindRegistry.definition(of: kind) != nil else { return nil }
        return (kind, String(text[text.index(after: slash)...]))
    }

    // MARK: Parameters

    /// One thing that somebody can do, or cannot.
    package struct Item: Equatable, Sendable {
        /// `can[0]`, `cannot[2]`.
        package let name: String
        package let isAllowed: Bool
        package let action: String
        /// As written; `Kind/name` is resolved by what was read.
        package let resource: String
        package let context: RequestContext
    }

    package struct Parameters: Equatable, Sendable {
        package let principal: String
        package let items: [Item]

        package init(_ blueprint: DesiredResource) throws(BlueprintFault) {
            guard let principal = blueprint.spec["principal"]?.stringValue else {
                throw BlueprintFault(path: "principal", message: "is missing", suggestion: "principal: Role/NAME")
            }
            if AccessAssertionBlueprint.reference(principal) == nil, let fault = AccessAssertionBlueprint.principal.fault(principal) {
                throw BlueprintFault(path: "principal", message: "`\(principal)` \(fault)")
            }
            self.principal = principal
            self.items =
                try Self.items("can", isAllowed: true, blueprint.spec) + Self.items("cannot", isAllowed: false, blueprint.spec)
            if self.items.isEmpty {
                throw BlueprintFault(
                    path: "can", message: "is empty, and so is `cannot`: nothing would be tested", suggestion: "can: [{action: …, resource: …}]")
            }
        }

        /// Items of one list at most.
        private static let itemsMax = 200

        private static func items(_ key: String, isAllowed: Bool, _ spec: JSONObject) throws(BlueprintFault) -> [Item] {
            guard let value = spec[key], !value.isNull else { return [] }
            guard let elements = value.arrayValue, elements.count <= Self.itemsMax else {
                throw BlueprintFault(path: key, message: "must be a list of at most \(Self.itemsMax)")
            }
            var items: [Item] = []
            for (index, element) in elements.enumerated() {
                let name = "\(key)[\(index)]"
                let action = try Self.text(element["action"], AccessAssertionBlueprint.action, "\(name).action")
                let resource = try Self.text(element["resource"], AccessAssertionBlueprint.resource, "\(name).resource")
                var context = RequestContext()
                for member in element["context"]?.objectValue?.members ?? [] {
                    context[member.name] = Self.values(member.value)
                }
                items.append(Item(name: name, isAllowed: isAllowed, action: action, resource: resource, context: context))
            }
            return items
        }

        /// As AWS compares them: truth values and numbers by their text.
        private static func values(_ value: JSONValue) -> [String] {
            switch value {
            case .string(let text), .number(let text): [text]
            case .bool(let isTrue): [isTrue ? "true" : "false"]
            case .array(let elements): elements.flatMap(Self.values)
            case .null, .object: []
            }
        }

        private static func text(_ value: JSONValue?, _ rule: StringRule, _ path: String) throws(BlueprintFault) -> String {
            guard let text = value?.stringValue else { throw BlueprintFault(path: path, message: "is missing") }
            if let fault = rule.fault(text) { throw BlueprintFault(path: path, message: "`\(text)` \(fault)") }
            return text
        }
    }
}
