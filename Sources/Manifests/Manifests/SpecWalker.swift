import IAMPolicy
import ReconcileCore

/// Checks a spec against its kind's fields and turns it into the value that is stored.
///
/// Everything wrong is told; what is wrong is left out of the result, which then counts for nothing.
struct SpecWalker {
    /// A reference to another manifest, to be looked up when all are read.
    struct Reference {
        let kind: ResourceKind
        let name: String
        let path: String
        let place: SourcePlace
    }

    let definition: ManifestKind
    let placeholders: Placeholders
    /// `false`: texts are checked with their placeholders replaced, but handed on as written.
    let replaces: Bool
    /// The folder that policy files must lie in; `nil` where no file can be meant.
    let folder: String?
    var faults: FaultCollector
    /// What the language of policies does not allow; with all else unless somebody else judges policies.
    var policyFaults: FaultCollector
    private(set) var references: [Reference] = []
    var notes: [ManifestNote] = []
    var inlinedFiles: Set<String> = []

    init(
        definition: ManifestKind, placeholders: Placeholders, replaces: Bool, folder: String?, faults: FaultCollector,
        policyFaults: FaultCollector? = nil
    ) {
        self.definition = definition
        self.placeholders = placeholders
        self.replaces = replaces
        self.folder = folder
        self.faults = faults
        self.policyFaults = policyFaults ?? faults
    }

    mutating func spec(_ node: SourceNode) -> JSONObject {
        self.record(node, self.definition.fields, path: "spec")?.objectValue ?? JSONObject()
    }

    mutating func value(_ node: SourceNode, _ shape: SpecShape, path: String) -> JSONValue? {
        switch shape {
        case .string(let rule): return self.string(node, rule, path: path)
        case .text(let rule, let bytesMax): return self.wholeText(node, rule, bytesMax: bytesMax, path: path)
        case .integer(let range):
            if let value = node.scalar?.value.intValue, range.contains(value) { return JSONValue(value) }
            return self.refuse(node, path, MapReader.integerFault(node, range))
        case .boolean:
            if let value = node.scalar?.value.boolValue { return .bool(value) }
            return self.refuse(node, path, MapReader.booleanFault(node))
        case .policy(let type, let forms): return self.policy(node, type, forms: forms, path: path)
        case .reference(let kinds, let rule): return self.reference(node, kinds, rule, path: path)
        case .list(let element):
            guard let nodes = node.list else { return self.refuse(node, path, "must be a list, found \(node.described)") }
            return .array(nodes.enumerated().compactMap { self.value($0.element, element, path: "\(path)[\($0.offset)]") })
        case .map(let keys, let values): return self.map(node, keys, values, path: path)
        case .record(let fields): return self.record(node, fields, path: path)
        case .nullable(let inner): return node.isNull ? .null : self.value(node, inner, path: path)
        case .anyOf(let shapes): return self.anyOf(node, shapes, path: path)
        }
    }

    @discardableResult
    func refuse(_ node: SourceNode, _ path: String, _ message: String, suggestion: String? = nil) -> JSONValue? {
        self.faults.add(node.place, "\(path) \(message)", suggestion: suggestion)
        return nil
    }

    /// The text with its placeholders replaced, for checks; `nil` with a fault where that fails.
    func checkable(_ text: String, at place: SourcePlace, path: String) -> String? {
        do {
            return try self.placeholders.replace(in: text)
        } catch {
            self.faults.add(place, "\(path): \(error.message)", suggestion: error.suggestion.map { "{{\($0)}}" })
            return nil
        }
    }
}

// MARK: - Texts

extension SpecWalker {
    private func text(_ node: SourceNode, path: String) -> (written: String, checked: String)? {
        guard let scalar = node.scalar, case .string(let written) = scalar.value else {
            let hint = node.scalar.map { $0.value.isNull ? "" : ": quote it" } ?? ""
            self.refuse(node, path, "must be text, found \(node.described)\(hint)")
            return nil
        }
        return self.checkable(written, at: node.place, path: path).map { (written, $0) }
    }

    private func string(_ node: SourceNode, _ rule: StringRule, path: String) -> JSONValue? {
        guard let (written, checked) = self.text(node, path: path) else { return nil }
        if let fault = rule.fault(checked) {
            return self.refuse(node, path, "must be \(rule.name): `\(SourceNode.shortened(checked))` \(fault)")
        }
        return .string(self.replaces ? checked : written)
    }

    private mutating func reference(_ node: SourceNode, _ kinds: Set<ResourceKind>, _ rule: StringRule, path: String) -> JSONValue? {
        guard let (written, checked) = self.text(node, path: path) else { return nil }
        let result = JSONValue.string(self.replaces ? checked : written)
        if checked.hasPrefix("arn:") {
            if let fault = ARNRules.fault(checked) { return self.refuse(node, path, fault.message, suggestion: fault.suggestion) }
        } else if let slash = checked.firstIndex(of: "/"), checked.first?.isUppercase == true {
            let (kind, name) = (String(checked[..<slash]), String(checked[checked.index(after: slash)...]))
            let allowed = kinds.map(\.rawValue).sorted()
            guard allowed.contains(kind) else {
                return self.refuse(
                    node, path, "must name a \(allowed.joined(separator: " or ")) or an ARN, found `\(SourceNode.shortened(checked))`",
                    suggestion: Suggestion.nearest(to: kind, among: allowed).map { "\($0)/\(name)" })
            }
            self.references.append(Reference(kind: ResourceKind(kind), name: name, path: path, place: node.place))
            return result
        }
        if let fault = rule.fault(checked) {
            let names = kinds.map(\.rawValue).sorted().map { " or \($0)/NAME" }.joined()
            return self.refuse(node, path, "must be \(rule.name)\(names): `\(SourceNode.shortened(checked))` \(fault)")
        }
        return result
    }
}

// MARK: - Maps

extension SpecWalker {
    private mutating func map(_ node: SourceNode, _ keys: StringRule, _ values: SpecShape, path: String) -> JSONValue? {
        guard let members = node.map else { return self.refuse(node, path, "must be a map, found \(node.described)") }
        // AWS: at most 50 tags on a resource, for IAM and KMS alike.
        if path == "spec.tags", members.count > 50 { self.refuse(node, path, "holds \(members.count) tags; AWS takes at most 50") }
        var result: [JSONObject.Member] = []
        var places: [String: SourceMember] = [:]
        for member in members {
            guard let checked = self.checkable(member.name, at: member.place, path: path) else { continue }
            if let fault = keys.fault(checked) {
                self.faults.add(member.place, "\(path): the key must be \(keys.name): `\(SourceNode.shortened(checked))` \(fault)")
            }
            let unique = self.definition.namesIgnoreCase ? checked.lowercased() : checked
            if let first = places[unique] {
                self.faults.add(
                    member.place,
                    "\(path): `\(member.name)` and `\(first.name)` in line \(first.place.line) are one name to AWS, which ignores case")
            }
            places[unique] = member
            if let value = self.value(member.value, values, path: "\(path).\(member.name)") {
                result.append(JSONObject.Member(name: self.replaces ? checked : member.name, value: value))
            }
        }
        return .object(JSONObject(result))
    }

    private mutating func record(_ node: SourceNode, _ fields: [SpecField], path: String) -> JSONValue? {
        guard let members = node.map else { return self.refuse(node, path, "must be a map, found \(node.described)") }
        for field in fields where field.isRequired && !members.contains(where: { $0.name == field.name }) {
            self.faults.add(node.place, "\(path).\(field.name) is missing")
        }
        var result: [JSONObject.Member] = []
        for member in members {
            guard let field = fields.first(where: { $0.name == member.name }) else {
                self.faults.add(
                    member.place, "unknown key `\(SourceNode.shortened(member.name))` in \(path)",
                    suggestion: Suggestion.nearest(to: member.name, among: fields.map(\.name)))
                continue
            }
            if !field.isKept { self.note(field.name, at: member.place) }
            if let value = self.value(member.value, field.shape, path: "\(path).\(field.name)") {
                result.append(JSONObject.Member(name: field.name, value: value))
            }
        }
        return .object(JSONObject(result))
    }

    mutating func note(_ key: String, at place: SourcePlace) {
        let message = "\(self.definition.kind) \(key) is accepted and stored, but not kept by this version"
        self.notes.append(ManifestNote(place: place, kind: self.definition.kind, key: key, message: message))
    }

    /// The first shape that fits; else the faults of the one whose outer form fits.
    private mutating func anyOf(_ node: SourceNode, _ shapes: [SpecShape], path: String) -> JSONValue? {
        for shape in shapes {
            var trial = self
            trial.faults = FaultCollector()
            trial.policyFaults = trial.faults
            if let value = trial.value(node, shape, path: path), trial.faults.isEmpty {
                (trial.faults, trial.policyFaults) = (self.faults, self.policyFaults)
                self = trial
                return value
            }
        }
        if let shape = shapes.first(where: { $0.fits(node) }) { return self.value(node, shape, path: path) }
        return self.refuse(node, path, "must be \(shapes.map(\.expected).joined(separator: " or ")), found \(node.described)")
    }
}

extension SpecShape {
    /// Whether the outer form of the node is this shape's.
    func fits(_ node: SourceNode) -> Bool {
        switch self {
        case .string, .reference: node.scalar?.value.stringValue != nil
        case .integer: node.scalar?.value.intValue != nil
        case .boolean: node.scalar?.value.boolValue != nil
        case .policy, .text: node.map != nil || node.scalar?.value.stringValue != nil
        case .list: node.list != nil
        case .map, .record: node.map != nil
        case .nullable(let inner): node.isNull || inner.fits(node)
        case .anyOf(let shapes): shapes.contains { $0.fits(node) }
        }
    }

    /// For people: "text", "a list".
    var expected: String {
        switch self {
        case .string: "text"
        case .text: "text or {file: NAME}"
        case .integer: "a whole number"
        case .boolean: "true or false"
        case .policy: "a policy"
        case .reference: "an ARN or Kind/name"
        case .list: "a list"
        case .map, .record: "a map"
        case .nullable(let inner): "\(inner.expected) or null"
        case .anyOf(let shapes): shapes.map(\.expected).joined(separator: " or ")
        }
    }
}
