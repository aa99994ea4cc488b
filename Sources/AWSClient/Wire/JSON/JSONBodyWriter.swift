import FoundationEssentials
import IAMPolicy

/// Puts a value into the form that the JSON protocols prescribe for its shape.
///
/// - SeeAlso: Smithy 2.0 specification, "AWS JSON 1.1 protocol", "AWS restJson1 protocol".
struct JSONBodyWriter {
    let shapes: ShapeTable

    func value(_ value: JSONValue, as member: ShapeMember) throws(WireFault) -> JSONValue {
        let shape = self.shapes[member]
        switch (shape, value) {
        case (_, .null), (.document, _): return value
        case (.string, .string(let text)): return .string(text)
        case (.string, _) where member.traits.isJSON: return .string(JSONWriter.compact(value))
        case (.structure(let structure), .object(let object)):
            return .object(try self.object(object, as: structure, members: structure.members))
        case (.list(let item), .array(let items)):
            var written: [JSONValue] = []
            for (index, value) in items.enumerated() {
                written.append(try WireFault.inside("[\(index)]") { () throws(WireFault) in try self.value(value, as: item) })
            }
            return .array(written)
        case (.map(_, let mapValue), .object(let object)):
            var written: [JSONObject.Member] = []
            for entry in object.members {
                let value = try WireFault.inside(entry.name) { () throws(WireFault) in try self.value(entry.value, as: mapValue) }
                written.append(JSONObject.Member(name: entry.name, value: value))
            }
            return .object(JSONObject(written))
        case (.boolean, .bool), (.float, .number): return value
        case (.timestamp, _): return try self.timestamp(value, format: member.traits.timestampFormat ?? .unixTimestamp)
        default:
            let text = try ScalarText.text(of: value, as: shape, traits: member.traits, timestamps: .unixTimestamp)
            if case .integer = shape { return .number(text) }
            return .string(text)
        }
    }

    /// - Parameter members: those that travel in this body; the others of the structure are left out.
    func object(_ object: JSONObject, as structure: StructureShape, members: [ShapeMember]) throws(WireFault) -> JSONObject {
        var written: [JSONObject.Member] = []
        for entry in object.members {
            guard structure.member(entry.name) != nil else { throw WireFault("has no such member", path: entry.name) }
            // Null stands for absent, in structures only.
            guard !entry.value.isNull, let member = members.first(where: { $0.name == entry.name }) else { continue }
            let value = try WireFault.inside(entry.name) { () throws(WireFault) in try self.value(entry.value, as: member) }
            written.append(JSONObject.Member(name: member.wireName, value: value))
        }
        return JSONObject(written)
    }

    private func timestamp(_ value: JSONValue, format: TimestampFormat) throws(WireFault) -> JSONValue {
        let text = try ScalarText.instant(value).text(format)
        return format == .unixTimestamp ? .number(text) : .string(text)
    }
}
