import IAMPolicy

/// Reads an XML body by the shape of an output, for the query, EC2 and rest-xml protocols.
///
/// Elements that the shape does not have are left out.
struct XMLBodyReader {
    let shapes: ShapeTable

    func object(_ element: XMLElement, as structure: StructureShape) throws(WireFault) -> JSONObject {
        let elements = Dictionary(grouping: element.children, by: \.name)
        if structure.isUnion { return try self.union(element, elements, as: structure) }
        var read: [JSONObject.Member] = []
        for member in structure.answerBodyMembers {
            let value = try WireFault.inside(member.name) { () throws(WireFault) in
                member.traits.isAttribute
                    ? element.attribute(member.wireName).map { .string($0) }
                    : try self.value(elements[self.elementName(of: member)] ?? [], as: member)
            }
            if let value { read.append(JSONObject.Member(name: member.name, value: value)) }
        }
        return JSONObject(read)
    }

    private func union(_ element: XMLElement, _ elements: [String: [XMLElement]], as structure: StructureShape) throws(WireFault) -> JSONObject {
        guard elements.count == 1, let name = elements.keys.first else { throw WireFault("\(elements.count) members of a union instead of one") }
        guard let member = structure.members.first(where: { self.elementName(of: $0) == name }),
            let value = try WireFault.inside(member.name, { () throws(WireFault) in try self.value(elements[name] ?? [], as: member) })
        else { return UnknownUnionMember.value(named: name) }
        return JSONObject([JSONObject.Member(name: member.name, value: value)])
    }

    private func elementName(of member: ShapeMember) -> String { member.wireName }

    /// - Parameter elements: all that bear the member's name; more than one only where a list or map is flattened.
    private func value(_ elements: [XMLElement], as member: ShapeMember) throws(WireFault) -> JSONValue? {
        guard let first = elements.first else { return nil }
        switch self.shapes[member] {
        case .list(let item): return .array(try self.items(member.traits.isFlattened ? elements : first.children, as: item))
        case .map(let key, let mapValue):
            return .object(try self.entries(member.traits.isFlattened ? elements : first.children, key: key, value: mapValue))
        default: return try self.value(first, as: member)
        }
    }

    /// One element, whatever its name.
    func value(_ element: XMLElement, as member: ShapeMember) throws(WireFault) -> JSONValue {
        let shape = self.shapes[member]
        switch shape {
        case .structure(let structure): return .object(try self.object(element, as: structure))
        case .list(let item): return .array(try self.items(element.children, as: item))
        case .map(let key, let mapValue): return .object(try self.entries(element.children, key: key, value: mapValue))
        case .string, .boolean, .integer, .float, .timestamp, .blob, .document:
            guard element.children.isEmpty else { throw WireFault("elements instead of \(shape.description)") }
            return try ScalarText.value(of: element.text, as: shape)
        }
    }

    private func items(_ elements: [XMLElement], as item: ShapeMember) throws(WireFault) -> [JSONValue] {
        var read: [JSONValue] = []
        read.reserveCapacity(elements.count)
        for (index, element) in elements.enumerated() {
            read.append(try WireFault.inside("[\(index)]") { () throws(WireFault) in try self.value(element, as: item) })
        }
        return read
    }

    private func entries(_ elements: [XMLElement], key: ShapeMember, value: ShapeMember) throws(WireFault) -> JSONObject {
        var read: [JSONObject.Member] = []
        for (index, element) in elements.enumerated() {
            guard let name = element.text(of: key.traits.wireName ?? "key"), let inside = element[value.traits.wireName ?? "value"] else {
                throw WireFault("an entry without key or value", path: "[\(index)]")
            }
            let value = try WireFault.inside("[\(index)]") { () throws(WireFault) in try self.value(inside, as: value) }
            read.append(JSONObject.Member(name: name, value: value))
        }
        return JSONObject(read)
    }
}
