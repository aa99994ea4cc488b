import AWSClient
import IAMPolicy

/// Writes an output as the JSON protocols have it, by its shape.
struct JSONAnswerWriter {
    let shapes: ShapeTable

    func object(_ object: JSONObject, as structure: StructureShape) throws(ServiceFault) -> JSONObject {
        var written: [JSONObject.Member] = []
        for entry in object.members where !entry.value.isNull {
            guard let member = structure.members.first(where: { $0.name == entry.name }) else {
                throw .notSimulated("\(structure.name) has no member \(entry.name)")
            }
            written.append(.init(name: member.traits.wireName ?? member.name, value: try self.value(entry.value, as: member)))
        }
        return JSONObject(written)
    }

    private func value(_ value: JSONValue, as member: ShapeMember) throws(ServiceFault) -> JSONValue {
        switch (self.shapes[member], value) {
        case (.structure(let structure), .object(let object)): return .object(try self.object(object, as: structure))
        case (.list(let item), .array(let items)):
            var written: [JSONValue] = []
            for each in items { written.append(try self.value(each, as: item)) }
            return .array(written)
        case (.map(_, let inner), .object(let object)):
            var written: [JSONObject.Member] = []
            for entry in object.members { written.append(.init(name: entry.name, value: try self.value(entry.value, as: inner))) }
            return .object(JSONObject(written))
        case (.timestamp, .number(let text)) where member.traits.timestampFormat == .iso8601: return .string(XMLAnswerWriter.instant(text))
        case (.string, .string), (.boolean, .bool), (.integer, .number), (.float, .number), (.timestamp, .number), (.blob, .string), (.document, _):
            return value
        default: throw .notSimulated("\(member.name) holds \(value.kindDescription), which is not of its shape")
        }
    }
}
