import IAMPolicy

/// Writes a structure as the XML body of a rest-xml request.
///
/// - SeeAlso: Smithy 2.0 specification, "AWS restXml protocol", "XML bindings".
struct XMLBodyWriter {
    let shapes: ShapeTable
    private(set) var bytes: [UInt8] = []

    init(shapes: ShapeTable) { self.shapes = shapes }

    mutating func write(_ value: JSONValue, as member: ShapeMember, name: String) throws(WireFault) {
        switch (self.shapes[member], value) {
        case (_, .null): break
        case (.structure(let structure), .object(let object)):
            try self.write(object, as: structure, members: structure.members, element: name, namespace: member.traits.namespace)
        case (.list(let item), .array(let items)):
            guard member.traits.isFlattened else {
                return try self.element(name, attributes: Self.attributes(member.traits.namespace)) { writer throws(WireFault) in
                    try writer.writeItems(items, as: item, name: item.traits.wireName ?? "member")
                }
            }
            try self.writeItems(items, as: item, name: name)
        case (.map(let key, let mapValue), .object(let object)):
            let attributes = Self.attributes(member.traits.namespace)
            if member.traits.isFlattened {
                try self.writeEntries(object, key: key, value: mapValue, element: name, attributes: attributes)
            } else {
                try self.element(name, attributes: attributes) { writer throws(WireFault) in
                    try writer.writeEntries(object, key: key, value: mapValue, element: "entry", attributes: [])
                }
            }
        case (let shape, _):
            let text = try ScalarText.text(of: value, as: shape, traits: member.traits, timestamps: .iso8601)
            try self.element(name, attributes: Self.attributes(member.traits.namespace)) { writer throws(WireFault) in
                writer.bytes += Self.escaped(text, inAttribute: false).utf8
            }
        }
    }

    /// - Parameter members: those that travel in this body; the others of the structure are left out.
    mutating func write(
        _ object: JSONObject, as structure: StructureShape, members: [ShapeMember], element: String, namespace: ShapeTraits.Namespace?
    ) throws(WireFault) {
        var attributes = Self.attributes(namespace)
        var inside: [(member: ShapeMember, value: JSONValue)] = []
        for entry in object.members {
            guard structure.member(entry.name) != nil else { throw WireFault("has no such member", path: entry.name) }
            guard !entry.value.isNull, let member = members.first(where: { $0.name == entry.name }) else { continue }
            if member.traits.isAttribute {
                let text = try WireFault.inside(entry.name) { () throws(WireFault) in
                    try ScalarText.text(of: entry.value, as: self.shapes[member], traits: member.traits, timestamps: .iso8601)
                }
                attributes.append((member.wireName, text))
            } else {
                inside.append((member, entry.value))
            }
        }
        try self.element(element, attributes: attributes) { writer throws(WireFault) in
            for (member, value) in inside {
                do throws(WireFault) {
                    try writer.write(value, as: member, name: member.wireName)
                } catch {
                    throw error.inside(member.name)
                }
            }
        }
    }

    private mutating func writeItems(_ items: [JSONValue], as item: ShapeMember, name: String) throws(WireFault) {
        for (index, value) in items.enumerated() {
            do throws(WireFault) {
                try self.write(value, as: item, name: name)
            } catch {
                throw error.inside("[\(index)]")
            }
        }
    }

    private mutating func writeEntries(
        _ object: JSONObject, key: ShapeMember, value: ShapeMember, element: String, attributes: [(name: String, value: String)]
    ) throws(WireFault) {
        for entry in object.members where !entry.value.isNull {
            try self.element(element, attributes: attributes) { writer throws(WireFault) in
                try writer.write(.string(entry.name), as: key, name: key.traits.wireName ?? "key")
                do throws(WireFault) {
                    try writer.write(entry.value, as: value, name: value.traits.wireName ?? "value")
                } catch {
                    throw error.inside(entry.name)
                }
            }
        }
    }

    private mutating func element(
        _ name: String, attributes: [(name: String, value: String)], _ content: (inout XMLBodyWriter) throws(WireFault) -> Void
    ) throws(WireFault) {
        self.bytes += "<\(name)".utf8
        for attribute in attributes { self.bytes += " \(attribute.name)=\"\(Self.escaped(attribute.value, inAttribute: true))\"".utf8 }
        let start = self.bytes.count
        self.bytes.append(UInt8(ascii: ">"))
        try content(&self)
        if self.bytes.count == start + 1 {
            // As AWS's SDK for Python writes an empty element.
            self.bytes.removeLast()
            self.bytes += " />".utf8
        } else {
            self.bytes += "</\(name)>".utf8
        }
    }

    private static func attributes(_ namespace: ShapeTraits.Namespace?) -> [(name: String, value: String)] {
        guard let namespace else { return [] }
        return [(namespace.prefix.map { "xmlns:\($0)" } ?? "xmlns", namespace.uri)]
    }

    /// A carriage return as a reference, because a parser would make a line feed of it.
    private static func escaped(_ text: String, inAttribute: Bool) -> String {
        guard text.utf8.contains(where: { Self.special.contains($0) }) else { return text }
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\r": result += "&#xD;"
            case "\"" where inAttribute: result += "&quot;"
            case "\n" where inAttribute: result += "&#xA;"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }

    private static let special = Set("&<>\r\n\"".utf8)
}
