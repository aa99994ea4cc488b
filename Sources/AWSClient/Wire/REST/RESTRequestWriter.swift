import FoundationEssentials
import IAMPolicy

/// Spreads parameters over path, query, headers and body.
///
/// - SeeAlso: Smithy 2.0 specification, "HTTP bindings".
struct RESTRequestWriter {
    enum Dialect { case xml, json }

    let operation: AWSOperation
    let dialect: Dialect
    private var shapes: ShapeTable { self.operation.shapes }

    init(operation: AWSOperation, dialect: Dialect) {
        self.operation = operation
        self.dialect = dialect
    }

    func write(_ parameters: JSONObject, as structure: StructureShape) throws(WireFault) -> WireRequest {
        var head = RESTRequestHead()
        for entry in parameters.members where !entry.value.isNull {
            guard let member = structure.member(entry.name) else { throw WireFault("has no such member", path: entry.name) }
            do throws(WireFault) {
                try head.add(entry.value, as: member, shapes: self.shapes)
            } catch {
                throw error.inside(entry.name)
            }
        }
        var request = WireRequest(method: self.operation.httpMethod)
        request.target = try head.target(template: self.operation.uri)
        request.headers = head.headers
        try self.writeBody(parameters, as: structure, to: &request)
        return request
    }

    private func writeBody(_ parameters: JSONObject, as structure: StructureShape, to request: inout WireRequest) throws(WireFault) {
        if let payload = structure.payload.flatMap(structure.member) {
            let value = parameters[payload.name] ?? .null
            request.body = try WireFault.inside(payload.name) { () throws(WireFault) in try self.body(of: value, as: payload) }
            switch self.shapes[payload] {
            case .string, .blob: return
            default: break
            }
        } else {
            request.body = try self.body(parameters, as: structure)
        }
        let hasType = request.headers.contains { $0.name.lowercased() == "content-type" }
        if self.dialect == .json, !request.body.isEmpty, !hasType { request.headers.append(("Content-Type", "application/json")) }
    }

    private func body(_ parameters: JSONObject, as structure: StructureShape) throws(WireFault) -> [UInt8] {
        let members = structure.bodyMembers
        switch self.dialect {
        case .json:
            guard !members.isEmpty else { return [] }
            return JSONBodyText.bytes(.object(try JSONBodyWriter(shapes: self.shapes).object(parameters, as: structure, members: members)))
        case .xml:
            guard members.contains(where: { !(parameters[$0.name] ?? .null).isNull }) else { return [] }
            var writer = XMLBodyWriter(shapes: self.shapes)
            let root = self.operation.input
            try writer.write(
                parameters, as: structure, members: members, element: structure.rootName ?? root?.traits.wireName ?? structure.name,
                namespace: root?.traits.namespace)
            return writer.bytes
        }
    }

    /// The member's own name says nothing about the element; one that was given to it does.
    private func rootName(of payload: ShapeMember) -> String {
        if let name = payload.traits.wireName, name != payload.name { return name }
        let structure = self.shapes.structure(payload)
        return structure?.rootName ?? structure?.name ?? payload.wireName
    }

    private func body(of value: JSONValue, as payload: ShapeMember) throws(WireFault) -> [UInt8] {
        switch (self.shapes[payload], value) {
        case (.string, .null), (.blob, .null): return []
        case (.string, .string(let text)): return Array(text.utf8)
        case (.blob, .string(let text)):
            guard let data = Data(base64Encoded: text) else { throw WireFault("a text that is not a blob in base64") }
            return Array(data)
        case (.structure(let structure), .null): return self.dialect == .json && !structure.isUnion ? Array("{}".utf8) : []
        case (_, .null): return []
        default: break
        }
        switch self.dialect {
        case .json: return JSONBodyText.bytes(try JSONBodyWriter(shapes: self.shapes).value(value, as: payload))
        case .xml:
            var writer = XMLBodyWriter(shapes: self.shapes)
            try writer.write(value, as: payload, name: self.rootName(of: payload))
            return writer.bytes
        }
    }
}

/// What of a request is not in its body.
struct RESTRequestHead {
    private(set) var headers: [(name: String, value: String)] = []
    private var labels: [String: String] = [:]
    private var query: [(name: String, value: String)] = []
    /// From a map of parameters: what a member of its own says goes before it.
    private var freeQuery: [(name: String, value: String)] = []

    mutating func add(_ value: JSONValue, as member: ShapeMember, shapes: ShapeTable) throws(WireFault) {
        switch member.traits.location {
        case .uri: self.labels[member.wireName] = try Self.queryText(value, as: member, shapes: shapes)
        case .query: try self.addQuery(value, as: member, shapes: shapes)
        case .header:
            // An empty list has no header.
            if let text = try Self.headerText(value, as: member, shapes: shapes) { self.headers.append((member.wireName, text)) }
        case .headers:
            for entry in value.objectValue?.members ?? [] {
                guard let text = entry.value.stringValue else { throw WireFault("\(entry.value.kindDescription) instead of a string") }
                let name = member.traits.wireName.map { $0 + entry.name } ?? entry.name
                if !self.headers.contains(where: { $0.name.lowercased() == name.lowercased() }) { self.headers.append((name, text)) }
            }
        case .statusCode, nil: break
        }
    }

    private mutating func addQuery(_ value: JSONValue, as member: ShapeMember, shapes: ShapeTable) throws(WireFault) {
        switch (shapes[member], value) {
        case (.map(_, let mapValue), .object(let object)):
            for entry in object.members where !entry.value.isNull {
                for text in try Self.queryTexts(entry.value, as: mapValue, shapes: shapes) { self.freeQuery.append((entry.name, text)) }
            }
        default:
            for text in try Self.queryTexts(value, as: member, shapes: shapes) { self.query.append((member.wireName, text)) }
        }
    }

    /// Path and query: the template's own query first.
    func target(template: String) throws(WireFault) -> String {
        let pathTemplate = template.prefix { $0 != "?" }
        var query = template[pathTemplate.endIndex...].dropFirst().split(separator: "&").map(String.init)
        query += self.query.map { "\(PercentEncoding.encode($0.name))=\(PercentEncoding.encode($0.value))" }
        let taken = Set(self.query.map(\.name))
        query += self.freeQuery.filter { !taken.contains($0.name) }
            .map { "\(PercentEncoding.encode($0.name))=\(PercentEncoding.encode($0.value))" }
        let path = try self.path(pathTemplate)
        return query.isEmpty ? path : "\(path)?\(query.joined(separator: "&"))"
    }

    private func path(_ template: Substring) throws(WireFault) -> String {
        var path = ""
        var rest = template
        while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
            let label = rest[rest.index(after: open)..<close]
            let isGreedy = label.hasSuffix("+")
            let name = String(isGreedy ? label.dropLast() : label)
            // An empty label would address something else: the list instead of the item.
            guard let value = self.labels[name], !value.isEmpty else {
                throw WireFault("must not be absent or empty: it is a part of the path", path: name)
            }
            path += rest[..<open]
            path += PercentEncoding.encode(value, keepsSlash: isGreedy)
            rest = rest[rest.index(after: close)...]
        }
        return path + rest
    }

    private static func queryTexts(_ value: JSONValue, as member: ShapeMember, shapes: ShapeTable) throws(WireFault) -> [String] {
        guard case .list(let item) = shapes[member] else { return [try Self.queryText(value, as: member, shapes: shapes)] }
        guard case .array(let items) = value else { throw WireFault("\(value.kindDescription) instead of a list") }
        var texts: [String] = []
        for each in items where !each.isNull { texts.append(try Self.queryText(each, as: item, shapes: shapes)) }
        return texts
    }

    private static func queryText(_ value: JSONValue, as member: ShapeMember, shapes: ShapeTable) throws(WireFault) -> String {
        try ScalarText.text(of: value, as: shapes[member], traits: member.traits, timestamps: .iso8601)
    }

    private static func headerText(_ value: JSONValue, as member: ShapeMember, shapes: ShapeTable) throws(WireFault) -> String? {
        if member.traits.isJSON { return Data((value.stringValue ?? JSONWriter.compact(value)).utf8).base64EncodedString() }
        guard case .list(let item) = shapes[member] else {
            return try ScalarText.text(of: value, as: shapes[member], traits: member.traits, timestamps: .rfc822)
        }
        guard case .array(let items) = value else { throw WireFault("\(value.kindDescription) instead of a list") }
        if items.isEmpty { return nil }
        var texts: [String] = []
        for each in items where !each.isNull {
            let text = try ScalarText.text(of: each, as: shapes[item], traits: item.traits, timestamps: .rfc822)
            texts.append(shapes[item] == .string ? Self.quoted(text) : text)
        }
        return texts.joined(separator: ",")
    }

    /// Items of a header's list are quoted only where they would be taken for several.
    private static func quoted(_ text: String) -> String {
        guard text.contains(",") || text.contains("\"") else { return text }
        return "\"\(text.replacing("\"", with: "\\\""))\""
    }
}
