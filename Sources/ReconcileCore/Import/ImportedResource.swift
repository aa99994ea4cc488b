import IAMPolicy

/// A live resource as a declaration of all that is kept of it.
package struct ImportedResource: Equatable, Sendable {
    package private(set) var resource: DesiredResource
    /// What is left out of the declaration, and why.
    package private(set) var notes: [String] = []

    /// - Parameters:
    ///   - stub: what finds it.
    ///   - references: the names under which ARNs are declared, as `Kind/name`.
    package init(stub: DesiredResource, live: LiveResource, references: [String: String]) {
        self.resource = stub
        guard let definition = KindRegistry.definition(of: stub.identity.kind) else { return }
        for field in definition.fields where stub.spec[field.name] == nil {
            guard definition.aspects.contains(where: { $0.base == field.name }) else { continue }
            if let gap = live.gaps.first(where: { AspectName(parsing: $0.key).base == field.name })?.value {
                self.notes.append("\(field.name) is left out: \(gap.message)")
            } else {
                self.resource.spec[field.name] = Self.value(field.name, field.shape, live, references)
            }
        }
    }

    /// Takes out what, read as a declaration, is not what is there.
    package mutating func verify(live: LiveResource, resolver: any ReferenceResolver) throws(ResolutionFault) {
        guard let definition = KindRegistry.definition(of: self.resource.identity.kind) else { return }
        let desired = try definition.desiredAspects(of: self.resource, resolver: resolver)
        let verdicts = DriftDetector(kind: definition.kind, desired: desired, ownership: self.resource.settings.ownership)
            .verdicts(for: .present(live))
        let wrong = Set(verdicts.filter { if case .drifted = $0.value { true } else { false } }.keys.map(\.base))
        for base in wrong.sorted() {
            self.resource.spec[base] = nil
            self.notes.append("\(base) is left out: what AWS has cannot be declared")
        }
    }

    private static func value(_ base: String, _ shape: SpecShape, _ live: LiveResource, _ references: [String: String]) -> JSONValue? {
        let members = live.aspects.filter { $0.key.base == base }.sorted { $0.key < $1.key }
        switch shape {
        case .nullable(let inner):
            return members.isEmpty ? .null : Self.value(base, inner, live, references)
        case .list:
            return .array(members.map { Self.named($0.value, references) })
        case .map:
            let pairs = members.compactMap { aspect, value in aspect.member.map { JSONObject.Member(name: $0, value: value) } }
            return .object(JSONObject(pairs.filter { base != "tags" || !$0.name.lowercased().hasPrefix("aws:") }))
        case .reference:
            return live.aspects[AspectName(base)].map { Self.named($0, references) }
        case .string, .text, .integer, .boolean, .policy, .record, .anyOf:
            return live.aspects[AspectName(base)]
        }
    }

    private static func named(_ value: JSONValue, _ references: [String: String]) -> JSONValue {
        value.stringValue.flatMap { references[$0] }.map(JSONValue.string) ?? value
    }
}
