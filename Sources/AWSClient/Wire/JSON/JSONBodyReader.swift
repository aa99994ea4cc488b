import FoundationEssentials
import IAMPolicy

/// Reads a JSON body by the shape of an output. Members that the shape does not have are left out.
struct JSONBodyReader {
    let shapes: ShapeTable

    func value(_ value: JSONValue, as member: ShapeMember) throws(WireFault) -> JSONValue {
        let shape = self.shapes[member]
        switch (shape, value) {
        case (_, .null), (.document, _), (.string, .string), (.boolean, .bool): return value
        case (.structure(let structure), .object(let object)):
            return .object(try self.object(object, as: structure, members: structure.answerBodyMembers))
        case (.list(let item), .array(let items)):
            var read: [JSONValue] = []
            read.reserveCapacity(items.count)
            // A null says nothing where every item must say something.
            for (index, value) in items.enumerated() where !value.isNull {
                read.append(try WireFault.inside("[\(index)]") { () throws(WireFault) in try self.value(value, as: item) })
            }
            return .array(read)
        case (.map(_, let mapValue), .object(let object)):
            var read: [JSONObject.Member] = []
            for entry in object.members where !entry.value.isNull {
                // The key is the answer's own and may be anything: it does not go into a message.
                let value = try WireFault.inside("{}") { () throws(WireFault) in try self.value(entry.value, as: mapValue) }
                read.append(JSONObject.Member(name: entry.name, value: value))
            }
            return .object(JSONObject(read))
        case (.integer, .number(let text)) where ScalarText.isInteger(text): return value
        case (.float, .number): return value
        case (.timestamp, .number(let text)): if let instant = WireInstant(number: text) { return instant.number }
        case (.string, .number(let text)): return .string(text)
        case (_, .string(let text)): return try ScalarText.value(of: text, as: shape)
        default: break
        }
        throw WireFault("\(value.kindDescription) instead of \(shape.description)")
    }

    func object(_ object: JSONObject, as structure: StructureShape, members: [ShapeMember]) throws(WireFault) -> JSONObject {
        if structure.isUnion { return try self.union(object, as: structure) }
        // Through the members of the shape, not those of the answer, which may be many.
        var read: [JSONObject.Member] = []
        for member in members {
            guard let value = object[member.wireName], !value.isNull else { continue }
            let written = try WireFault.inside(member.name) { () throws(WireFault) in try self.value(value, as: member) }
            read.append(JSONObject.Member(name: member.name, value: written))
        }
        return JSONObject(read)
    }

    private func union(_ object: JSONObject, as structure: StructureShape) throws(WireFault) -> JSONObject {
        let set = object.members.filter { !$0.value.isNull && $0.name != "__type" }
        guard set.count == 1, let entry = set.first else { throw WireFault("\(set.count) members of a union instead of one") }
        guard let member = structure.members.first(where: { $0.wireName == entry.name }) else {
            return UnknownUnionMember.value(named: entry.name)
        }
        let value = try WireFault.inside(member.name) { () throws(WireFault) in try self.value(entry.value, as: member) }
        return JSONObject([JSONObject.Member(name: member.name, value: value)])
    }
}

/// What stands for a member of a union that this version does not know.
enum UnknownUnionMember {
    static func value(named name: String) -> JSONObject { ["SDK_UNKNOWN_MEMBER": ["name": .string(name)]] }
}
