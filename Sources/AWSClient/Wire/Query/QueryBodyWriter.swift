import IAMPolicy

/// Writes a structure as the pairs of AWS's query protocol.
///
/// Structures become `Name.Member`, lists `Name.member.1`, maps `Name.entry.1.key`; an empty list an empty value, null nothing.
/// - SeeAlso: Smithy 2.0 specification, "AWS query protocol"; "AWS EC2 query protocol".
struct QueryBodyWriter {
    /// In what the two protocols differ.
    enum Dialect { case query, ec2 }

    let shapes: ShapeTable
    let dialect: Dialect
    private(set) var pairs: [(name: String, value: String)] = []

    init(shapes: ShapeTable, dialect: Dialect) {
        self.shapes = shapes
        self.dialect = dialect
    }

    mutating func write(_ value: JSONValue, as member: ShapeMember, key: String) throws(WireFault) {
        let shape = self.shapes[member]
        switch (shape, value) {
        case (_, .null): break
        case (.structure(let structure), .object(let object)): try self.write(object, as: structure, key: key)
        case (.list(let item), .array(let items)): try self.write(items, of: item, as: member, key: key)
        case (.map(let mapKey, let mapValue), .object(let object)):
            let base = member.traits.isFlattened ? key : "\(key).entry"
            for (index, entry) in object.members.enumerated() where !entry.value.isNull {
                let place = "\(base).\(index + 1)"
                self.pairs.append(("\(place).\(self.name(of: mapKey, or: "key"))", entry.name))
                let valueName = self.name(of: mapValue, or: "value")
                try self.inside(entry.name) { writer throws(WireFault) in
                    try writer.write(entry.value, as: mapValue, key: "\(place).\(valueName)")
                }
            }
        default: self.pairs.append((key, try ScalarText.text(of: value, as: shape, traits: member.traits, timestamps: .iso8601)))
        }
    }

    mutating func write(_ object: JSONObject, as structure: StructureShape, key: String?) throws(WireFault) {
        for entry in object.members {
            guard let member = structure.member(entry.name) else { throw WireFault("has no such member", path: entry.name) }
            let name = self.name(of: member, or: member.name)
            try self.inside(entry.name) { writer throws(WireFault) in
                try writer.write(entry.value, as: member, key: key.map { "\($0).\(name)" } ?? name)
            }
        }
    }

    private mutating func write(_ items: [JSONValue], of item: ShapeMember, as list: ShapeMember, key: String) throws(WireFault) {
        // EC2 has no way to say "empty list".
        if items.isEmpty, self.dialect == .query { self.pairs.append((key, "")) }
        let base =
            switch self.dialect {
            case .query where !list.traits.isFlattened: "\(key).\(item.traits.wireName ?? "member")"
            case .query, .ec2: key
            }
        for (index, value) in items.enumerated() {
            try self.inside("[\(index)]") { writer throws(WireFault) in try writer.write(value, as: item, key: "\(base).\(index + 1)") }
        }
    }

    private func name(of member: ShapeMember, or name: String) -> String {
        switch self.dialect {
        case .query: return member.traits.wireName ?? name
        case .ec2:
            if let name = member.traits.queryName { return name }
            let name = member.traits.wireName ?? name
            return name.prefix(1).uppercased() + name.dropFirst()
        }
    }

    private mutating func inside(_ step: String, _ body: (inout QueryBodyWriter) throws(WireFault) -> Void) throws(WireFault) {
        do throws(WireFault) { try body(&self) } catch { throw error.inside(step) }
    }
}
