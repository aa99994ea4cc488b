import IAMPolicy

/// How kinds read their specs: by key, `nil` where the key is not managed.
struct SpecReading {
    let resource: DesiredResource
    let resolver: any ReferenceResolver

    private(set) var aspects = DesiredAspects()

    init(_ resource: DesiredResource, resolver: any ReferenceResolver) {
        self.resource = resource
        self.resolver = resolver
    }

    /// What somebody wrote himself he means to be all of it; what only blueprints add leaves others' members alone.
    private mutating func close(_ key: String) {
        if self.resource.ownSpec.map({ $0[key] != nil }) ?? true { self.aspects.closedBases.insert(key) }
    }

    /// One value; `null` and an empty text mean absent.
    mutating func value(_ key: String) {
        guard let value = self.resource.spec[key] else { return }
        let isAbsent = value.isNull || value == .string("")
        self.aspects.values[AspectName(key)] = .some(isAbsent ? nil : value)
    }

    mutating func reference(_ key: String) throws(ResolutionFault) {
        guard let value = self.resource.spec[key] else { return }
        let name = AspectName(key)
        guard let text = value.stringValue, !text.isEmpty else {
            self.aspects.values[name] = .some(nil)
            return
        }
        self.aspects.values[name] = .string(try self.resolver.arn(for: text, from: self.resource))
    }

    /// A policy in any of its forms.
    mutating func policy(_ key: String) {
        guard let value = self.resource.spec[key] else { return }
        if let statements = value["statements"]?.arrayValue {
            self.statements(key, statements)
        } else if let items = value["access"]?.arrayValue {
            self.access(key, items)
        } else {
            self.aspects.values[AspectName(key)] = .some(value.isNull ? nil : value)
        }
    }

    /// Each statement as a document by itself, in the language that has policy variables.
    private mutating func statements(_ key: String, _ statements: [JSONValue]) {
        self.aspects.forms[key] = .statements
        for statement in statements {
            guard let sid = statement["Sid"]?.stringValue else { continue }
            self.aspects.values[AspectName(key, sid)] = [
                "Version": .string(PolicyDocument.currentVersion), "Statement": .array([statement])
            ]
        }
    }

    /// A reference that leads nowhere leaves only its own item in the dark.
    private mutating func access(_ key: String, _ values: [JSONValue]) {
        let (resource, resolver) = (self.resource, self.resolver)
        let items = values.compactMap { value in
            AccessItem(value) { (reference) throws(ResolutionFault) in try resolver.arn(for: reference, from: resource) }
        }
        self.aspects.forms[key] = .access(items)
        for item in items { self.aspects.values[AspectName(key, item.member)] = item.value }
    }

    /// Named values: policies, tags.
    mutating func members(_ key: String) {
        guard let value = self.resource.spec[key] else { return }
        self.close(key)
        for member in value.objectValue?.members ?? [] {
            self.aspects.values[AspectName(key, member.name)] = member.value
        }
    }

    /// Members without a value of their own; each is its own value.
    mutating func references(_ key: String) throws(ResolutionFault) {
        guard let value = self.resource.spec[key] else { return }
        self.close(key)
        for element in value.arrayValue ?? [] {
            guard let text = element.stringValue else { continue }
            let arn = try self.resolver.arn(for: text, from: self.resource)
            self.aspects.values[AspectName(key, arn)] = .string(arn)
        }
    }

    /// Texts that are their own values; `implied` holds those that count though the key itself is not declared.
    mutating func texts(_ key: String, implied: [String] = []) {
        for text in implied { self.aspects.values[AspectName(key, text)] = .string(text) }
        guard let value = self.resource.spec[key] else { return }
        self.close(key)
        for text in (value.arrayValue ?? []).compactMap(\.stringValue) { self.aspects.values[AspectName(key, text)] = .string(text) }
    }

    /// Names of IAM, or `Kind/name`: members are told apart without case, their values keep the spelling.
    mutating func names(_ key: String) throws(ResolutionFault) {
        guard let value = self.resource.spec[key] else { return }
        self.close(key)
        for text in (value.arrayValue ?? []).compactMap(\.stringValue) {
            let resolved = try self.resolver.arn(for: text, from: self.resource)
            let name = resolved.split(separator: "/").last.map(String.init) ?? resolved
            self.aspects.values[AspectName(key, name.lowercased())] = .string(name)
        }
    }

    /// Values of several parts, each under the name that its meaning gives it.
    mutating func elements(
        _ key: String, _ read: (JSONValue) throws(ResolutionFault) -> (member: String, value: JSONValue)?
    ) throws(ResolutionFault) {
        guard let value = self.resource.spec[key] else { return }
        self.close(key)
        for element in value.arrayValue ?? [] {
            guard let read = try read(element) else { continue }
            self.aspects.values[AspectName(key, read.member)] = read.value
        }
    }
}
