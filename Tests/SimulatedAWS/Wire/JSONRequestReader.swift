import AWSClient
import IAMPolicy

/// Reads a JSON body and checks that each value is of its shape.
struct JSONRequestReader {
    let shapes: ShapeTable

    func object(_ body: [UInt8], as structure: StructureShape) throws(ServiceFault) -> JSONObject {
        if body.isEmpty { return JSONObject() }
        guard let json = try? JSONReader.parse(body, limits: .init(bytesMax: 16 << 20)), case .object(let object) = json else {
            throw ServiceFault("SerializationException", "the body is no JSON object")
        }
        return try self.object(object, as: structure)
    }

    func object(_ object: JSONObject, as structure: StructureShape) throws(ServiceFault) -> JSONObject {
        var read = JSONObject()
        for member in structure.members {
            guard let value = object[member.traits.wireName ?? member.name], !value.isNull else { continue }
            read[member.name] = try self.value(value, as: member)
        }
        return read
    }

    private func value(_ value: JSONValue, as member: ShapeMember) throws(ServiceFault) -> JSONValue {
        switch (self.shapes[member], value) {
        case (.structure(let structure), .object(let object)): return .object(try self.object(object, as: structure))
        case (.list(let item), .array(let items)):
            var read: [JSONValue] = []
            for each in items { read.append(try self.value(each, as: item)) }
            return .array(read)
        case (.map(_, let inner), .object(let object)):
            var read = JSONObject()
            for entry in object.members { read[entry.name] = try self.value(entry.value, as: inner) }
            return .object(read)
        case (.string, .string), (.boolean, .bool), (.integer, .number), (.float, .number), (.timestamp, .number), (.timestamp, .string),
            (.blob, .string), (.document, _):
            return value
        default: throw ServiceFault("SerializationException", "\(value.kindDescription) can not be converted to what \(member.name) is")
        }
    }
}
