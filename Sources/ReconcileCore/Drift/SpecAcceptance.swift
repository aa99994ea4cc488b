import IAMPolicy

/// Makes what was found the declaration: the same spec, but for the aspect that drifted.
///
/// A change of the spec counts only if, read as any spec is read, it declares just what was found and everything else as before.
package struct SpecAcceptance {
    let resource: DesiredResource
    let definition: any KindDefinition
    let resolver: any ReferenceResolver

    package init(resource: DesiredResource, definition: any KindDefinition, resolver: any ReferenceResolver) {
        self.resource = resource
        self.definition = definition
        self.resolver = resolver
    }

    /// - Throws: `ResolutionFault` that says why it cannot be declared.
    package func accepting(_ drift: AspectDrift) throws(ResolutionFault) -> DesiredResource {
        if drift.aspect == .existence {
            throw ResolutionFault(message: "\(self.resource.identity) is gone: to accept that, `reconcilectl delete` it")
        }
        if drift.aspect.isAccessItem {
            throw ResolutionFault(
                message: "\(drift.aspect) says what must be possible, which no state of AWS can change: take it out of the manifest")
        }
        let before = try self.definition.desiredAspects(of: self.resource, resolver: self.resolver)
        for spec in self.candidates(drift) {
            var changed = self.resource
            changed.spec = spec
            guard let after = try? self.definition.desiredAspects(of: changed, resolver: self.resolver) else { continue }
            if self.isAccepted(drift, before: before, after: after) { return changed }
        }
        throw ResolutionFault(message: "what \(drift.aspect) is cannot be declared: change the manifest by hand")
    }

    private func isAccepted(_ drift: AspectDrift, before: DesiredAspects, after: DesiredAspects) -> Bool {
        let declared = after.values[drift.aspect] ?? nil
        guard AspectComparator.areEqual(drift.aspect, of: self.resource.identity.kind, declared, drift.live) else { return false }
        var (others, same) = (before.values, after.values)
        others[drift.aspect] = nil
        same[drift.aspect] = nil
        return others == same && before.closedBases == after.closedBases
    }

    /// Specs that may declare it, the likeliest first.
    private func candidates(_ drift: AspectDrift) -> [JSONObject] {
        let base = drift.aspect.base
        guard let member = drift.aspect.member else { return [self.spec(base, drift.live ?? .null)] }
        switch self.resource.spec[base] {
        case .object(let object) where object["statements"] != nil && object.count == 1:
            return self.lists(object["statements"]?.arrayValue ?? [], drift.live?["Statement"]?.arrayValue?.first) {
                self.spec(base, ["statements": .array($0)])
            }
        case .object(var object):
            object[member] = drift.live
            return [self.spec(base, .object(object))]
        case .array(let elements):
            return self.lists(elements, drift.live) { self.spec(base, .array($0)) }
        case .null:
            return [self.spec(base, [member: drift.live ?? .null]), self.spec(base, drift.live.map { [$0] } ?? [])]
        case .bool, .number, .string, nil:
            return []
        }
    }

    /// The list with one element changed, added or taken away; which one it is shows only when it is read.
    private func lists(_ elements: [JSONValue], _ live: JSONValue?, _ make: ([JSONValue]) -> JSONObject) -> [JSONObject] {
        var lists = live.map { [elements + [$0]] } ?? []
        for index in elements.indices {
            var list = elements
            if let live { list[index] = live } else { list.remove(at: index) }
            lists.append(list)
        }
        return lists.map(make)
    }

    private func spec(_ base: String, _ value: JSONValue) -> JSONObject {
        var spec = self.resource.spec
        spec[base] = value
        return spec
    }
}
