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

    /// A policy in the form `exact`; the other forms are told as not kept.
    mutating func policy(_ key: String) {
        guard let value = self.resource.spec[key] else { return }
        if value["statements"] != nil || value["access"] != nil {
            self.aspects.notKept.append("\(key) (forms `statements` and `access`)")
        } else {
            self.aspects.values[AspectName(key)] = .some(value.isNull ? nil : value)
        }
    }

    /// Named values: policies, tags.
    mutating func members(_ key: String) {
        guard let value = self.resource.spec[key] else { return }
        self.aspects.closedBases.insert(key)
        for member in value.objectValue?.members ?? [] {
            self.aspects.values[AspectName(key, member.name)] = member.value
        }
    }

    /// Members without a value of their own; each is its own value.
    mutating func references(_ key: String) throws(ResolutionFault) {
        guard let value = self.resource.spec[key] else { return }
        self.aspects.closedBases.insert(key)
        for element in value.arrayValue ?? [] {
            guard let text = element.stringValue else { continue }
            let arn = try self.resolver.arn(for: text, from: self.resource)
            self.aspects.values[AspectName(key, arn)] = .string(arn)
        }
    }

    mutating func noteNotKept(of fields: [SpecField]) {
        for field in fields where !field.isKept && self.resource.spec[field.name] != nil {
            self.aspects.notKept.append(field.name)
        }
    }
}
