package import IAMPolicy

/// Writes an operation's parameters in the protocol of its service.
package struct RequestWriter: Sendable {
    package let operation: AWSOperation
    /// What to send where the caller gives no idempotency token.
    package let idempotencyToken: String

    /// How deep parameters may be nested.
    static let depthMax = 64

    package init(operation: AWSOperation, idempotencyToken: String) {
        self.operation = operation
        self.idempotencyToken = idempotencyToken
    }

    /// - Parameter parameters: as the service's API reference names them, in the form that `docs/AWS-CLIENT.md` describes.
    /// - Throws: `WireFault` with the place of what does not fit the model: an unknown name, a missing one, a wrong kind of value.
    package func write(_ parameters: JSONObject) throws(WireFault) -> WireRequest {
        let parameters = self.withToken(parameters)
        guard Self.depth(of: .object(parameters)) <= Self.depthMax else { throw WireFault("more than \(Self.depthMax) levels of parameters") }
        let structure = self.operation.inputStructure
        for member in structure.members where member.isRequired && (parameters[member.name] ?? .null).isNull {
            throw WireFault("is required", path: member.name)
        }
        var request = try self.written(parameters, as: structure)
        request.hostPrefix = try HostPrefix.expanded(self.operation.hostPrefix, parameters, structure)
        return request
    }

    private func written(_ parameters: JSONObject, as structure: StructureShape) throws(WireFault) -> WireRequest {
        let shapes = self.operation.shapes
        switch self.operation.service.wire {
        case .query, .ec2:
            var writer = QueryBodyWriter(shapes: shapes, dialect: self.operation.service.wire == .ec2 ? .ec2 : .query)
            try writer.write(parameters, as: structure, key: nil)
            let named = [(name: "Action", value: self.operation.name), (name: "Version", value: self.operation.service.apiVersion)]
            return WireRequest(
                method: self.operation.httpMethod, headers: [("Content-Type", "application/x-www-form-urlencoded; charset=utf-8")],
                body: FormEncoding.body(named + writer.pairs))
        case .json(let version, let targetPrefix, let isQueryCompatible):
            let body = try JSONBodyWriter(shapes: shapes).object(parameters, as: structure, members: structure.members)
            var headers = [
                (name: "X-Amz-Target", value: "\(targetPrefix).\(self.operation.name)"),
                (name: "Content-Type", value: "application/x-amz-json-\(version)")
            ]
            if isQueryCompatible { headers.append(("x-amzn-query-mode", "true")) }
            return WireRequest(method: self.operation.httpMethod, headers: headers, body: JSONBodyText.bytes(.object(body)))
        case .restXML: return try RESTRequestWriter(operation: self.operation, dialect: .xml).write(parameters, as: structure)
        case .restJSON: return try RESTRequestWriter(operation: self.operation, dialect: .json).write(parameters, as: structure)
        }
    }

    private func withToken(_ parameters: JSONObject) -> JSONObject {
        var parameters = parameters
        for member in self.operation.inputStructure.members where member.traits.isIdempotencyToken {
            if (parameters[member.name] ?? .null).isNull { parameters[member.name] = .string(self.idempotencyToken) }
        }
        return parameters
    }

    /// Counts no further than one beyond the limit.
    private static func depth(of value: JSONValue, limit: Int = RequestWriter.depthMax + 1) -> Int {
        guard limit > 0 else { return 0 }
        switch value {
        case .array(let items): return 1 + (items.map { Self.depth(of: $0, limit: limit - 1) }.max() ?? 0)
        case .object(let object): return 1 + (object.members.map { Self.depth(of: $0.value, limit: limit - 1) }.max() ?? 0)
        case .null, .bool, .number, .string: return 0
        }
    }
}

/// The part of a host name that comes from parameters.
enum HostPrefix {
    /// - Parameter template: `{AccountId}.data.`; labels in braces.
    static func expanded(
        _ template: String?, _ parameters: JSONObject, _ structure: StructureShape
    ) throws(WireFault) -> String? {
        guard var text = template else { return nil }
        for member in structure.members where member.traits.isHostLabel {
            guard let value = parameters[member.name]?.stringValue, Self.isLabel(value) else {
                throw WireFault("must be 1 to 63 letters, digits, hyphens or dots, as a part of the host name", path: member.name)
            }
            text = text.replacing("{\(member.name)}", with: value)
        }
        return text
    }

    private static func isLabel(_ text: String) -> Bool {
        let letters = UInt8(ascii: "a")...UInt8(ascii: "z")
        let capitals = UInt8(ascii: "A")...UInt8(ascii: "Z")
        return (1...63).contains(text.utf8.count)
            && text.utf8.allSatisfy { letters ~= $0 || capitals ~= $0 || (0x30...0x39) ~= $0 || $0 == 0x2D || $0 == 0x2E }
    }
}
