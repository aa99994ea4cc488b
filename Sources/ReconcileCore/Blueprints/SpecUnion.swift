import IAMPolicy

/// What one key of a spec comes to that two parts declare.
struct SpecUnion {
    let kind: ResourceKind
    /// Of the spec.
    let key: String
    /// Whether the first of the two is a manifest's.
    let isWritten: Bool
    let holder: ResourceIdentity?
    /// Documents of the manifest that stay as they are.
    private(set) var yielded: [String] = []

    init(kind: ResourceKind, key: String, isWritten: Bool, holder: ResourceIdentity?) {
        self.kind = kind
        self.key = key
        self.isWritten = isWritten
        self.holder = holder
    }

    /// The text that says nothing about access: the first one stays.
    private static let descriptive = "description"

    mutating func value(_ base: JSONValue, _ added: JSONValue, _ shape: SpecShape, path: String) throws(SpecMerge.Conflict) -> JSONValue {
        if base == added { return base }
        switch shape {
        case .nullable(let inner):
            if !base.isNull && !added.isNull { return try self.value(base, added, inner, path: path) }
            if case .policy = inner, base.isNull { return try self.whole(base, path: path) }
            throw self.conflict(path, "one of them wants it to be absent")
        case .policy(let type, _): return try self.policy(base, added, type, path: path)
        case .list:
            guard let first = base.arrayValue, let second = added.arrayValue else { break }
            return .array(try self.list(first, second, path: path))
        case .map(_, let values):
            guard let first = base.objectValue, let second = added.objectValue else { break }
            return .object(try self.members(first, second, path: path) { _ in values })
        case .record(let fields):
            guard let first = base.objectValue, let second = added.objectValue else { break }
            return .object(try self.members(first, second, path: path) { name in fields.first { $0.name == name }?.shape ?? .boolean })
        case .string, .text, .integer, .boolean, .reference, .anyOf: break
        }
        if path == Self.descriptive { return base }
        throw self.conflict(path, "\(Self.shown(base)) and \(Self.shown(added))")
    }

    private func conflict(_ path: String, _ message: String) -> SpecMerge.Conflict {
        SpecMerge.Conflict(path: path, holder: self.holder, message: message)
    }

    private static func shown(_ value: JSONValue) -> String {
        let text = JSONWriter.compact(value)
        return text.count > 80 ? "\(text.prefix(77))…" : text
    }

    // MARK: Lists and maps

    private mutating func members(
        _ base: JSONObject, _ added: JSONObject, path: String, shape: (String) -> SpecShape
    ) throws(SpecMerge.Conflict) -> JSONObject {
        if self.isWritten, base.isEmpty { throw self.conflict(path, "the manifest wants it to be empty") }
        let ignoresCase = KindRegistry.definition(of: self.kind)?.namesIgnoreCase ?? false
        var result = base
        for member in added.members {
            let same = base.names.first { ignoresCase ? $0.lowercased() == member.name.lowercased() : ExactText.areIdentical($0, member.name) }
            guard let same, let value = base[same] else {
                result[member.name] = member.value
                continue
            }
            result[same] = try self.value(value, member.value, shape(member.name), path: "\(path)[\(member.name)]")
        }
        return result
    }

    /// Elements are told apart as the kind tells its members apart.
    private func list(_ base: [JSONValue], _ added: [JSONValue], path: String) throws(SpecMerge.Conflict) -> [JSONValue] {
        if self.isWritten, base.isEmpty { throw self.conflict(path, "the manifest wants it to be empty") }
        var result = base
        let known = base.map(self.aspects)
        for element in added where !base.contains(element) {
            let aspects = self.aspects(of: element)
            guard let twin = known.first(where: { !aspects.isEmpty && Set($0.keys) == Set(aspects.keys) }) else {
                result.append(element)
                continue
            }
            for (name, value) in aspects where twin[name].map({ Self.withoutText($0) != Self.withoutText(value) }) ?? true {
                let first: JSONValue? = twin[name] ?? nil
                throw self.conflict("\(path)[\(name.member ?? "")]", "\(Self.shown(first ?? .null)) and \(Self.shown(value ?? .null))")
            }
        }
        return result
    }

    private func aspects(of element: JSONValue) -> [AspectName: JSONValue?] {
        let identity = ResourceIdentity(account: "", region: nil, kind: self.kind, name: "")
        let resource = DesiredResource(identity: identity, spec: JSONObject([.init(name: self.key, value: [element])]), source: .api)
        let aspects = try? KindRegistry.definition(of: self.kind)?.desiredAspects(of: resource, resolver: WrittenReferences())
        return (aspects?.values ?? [:]).filter { $0.key.base == self.key }
    }

    private static func withoutText(_ value: JSONValue?) -> JSONValue? {
        guard case .object(var object)? = value else { return value }
        object[Self.descriptive] = nil
        return .object(object)
    }

    // MARK: Policies

    private mutating func policy(
        _ base: JSONValue, _ added: JSONValue, _ type: PolicyType, path: String
    ) throws(SpecMerge.Conflict) -> JSONValue {
        switch (Self.form(base), Self.form(added)) {
        case (.statements(let first), .statements(let second)): return ["statements": .array(try self.statements(first, second, path: path))]
        case (.access(let first), .access(let second)): return ["access": .array(Self.access(first, second))]
        case (.exact, let other):
            if case .exact = other, case .equal = PolicyEquivalence.compare(desired: base, live: added, type: type) { return base }
            return try self.whole(base, path: path)
        case (.statements, _), (.access, _):
            throw self.conflict(path, "it is declared in the form \(Self.word(base)) and in the form \(Self.word(added)), which cannot be joined")
        }
    }

    /// A whole document stays where somebody wrote it.
    private mutating func whole(_ base: JSONValue, path: String) throws(SpecMerge.Conflict) -> JSONValue {
        guard self.isWritten else { throw self.conflict(path, "both ask for a whole document, and the two differ") }
        self.yielded.append(path)
        return base
    }

    private enum Form {
        case exact
        case statements([JSONValue])
        case access([JSONValue])
    }

    private static func form(_ value: JSONValue) -> Form {
        if let statements = value["statements"]?.arrayValue { return .statements(statements) }
        if let items = value["access"]?.arrayValue { return .access(items) }
        return .exact
    }

    private static func word(_ value: JSONValue) -> String {
        switch Self.form(value) {
        case .exact: "of a whole document"
        case .statements: "`statements`"
        case .access: "`access`"
        }
    }

    private func statements(_ base: [JSONValue], _ added: [JSONValue], path: String) throws(SpecMerge.Conflict) -> [JSONValue] {
        var result = base
        for statement in added {
            guard let sid = StatementList.sid(statement), let twin = base.first(where: { StatementList.sid($0) == sid }) else {
                result.append(statement)
                continue
            }
            if twin != statement { throw self.conflict("\(path).statements[\(sid)]", "two statements of this Sid say different things") }
        }
        return result
    }

    private static func access(_ base: [JSONValue], _ added: [JSONValue]) -> [JSONValue] {
        var known = Set(base.map(Self.meaning))
        return base + added.filter { known.insert(Self.meaning(of: $0)).inserted }
    }

    private static func meaning(of item: JSONValue) -> JSONValue { AccessItem(item)?.value ?? item }
}

/// References as they are written.
private struct WrittenReferences: ReferenceResolver {
    func arn(for reference: String, from resource: DesiredResource) throws(ResolutionFault) -> String { reference }
}
