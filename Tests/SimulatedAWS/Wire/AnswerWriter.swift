import AWSClient
import HTTPTransport
import IAMPolicy

/// Writes what an operation gives, or why it gives nothing, in the protocol of its service.
struct AnswerWriter {
    let operation: AWSOperation
    let requestID: String

    private var wire: AWSService.Wire { self.operation.service.wire }
    private var output: StructureShape? { self.operation.shapes.structure(self.operation.output) }

    /// - Throws: `NotSimulated` where the simulator's output has members that the operation does not.
    func answer(_ output: JSONObject) throws(ServiceFault) -> HTTPResponse {
        switch self.wire {
        case .query:
            var writer = XMLAnswerWriter(shapes: self.operation.shapes)
            let namespace = "https://\(self.operation.service.signingName).amazonaws.com/doc/\(self.operation.service.apiVersion)/"
            writer.open("\(self.operation.name)Response", attributes: " xmlns=\"\(namespace)\"")
            if let shape = self.output {
                writer.open("\(self.operation.name)Result")
                try writer.members(of: output, as: shape)
                writer.close("\(self.operation.name)Result")
            }
            writer.raw("<ResponseMetadata><RequestId>\(self.requestID)</RequestId></ResponseMetadata>")
            writer.close("\(self.operation.name)Response")
            return self.response(200, "text/xml", writer.text)
        case .ec2:
            var writer = XMLAnswerWriter(shapes: self.operation.shapes)
            let namespace = "http://ec2.amazonaws.com/doc/\(self.operation.service.apiVersion)/"
            writer.open("\(self.operation.name)Response", attributes: " xmlns=\"\(namespace)\"")
            writer.raw("<requestId>\(self.requestID)</requestId>")
            if let shape = self.output { try writer.members(of: output, as: shape) } else { writer.raw("<return>true</return>") }
            writer.close("\(self.operation.name)Response")
            return self.response(200, "text/xml;charset=UTF-8", writer.text)
        case .json(let version, _, _):
            guard let shape = self.output else { return self.response(200, "application/x-amz-json-\(version)", "") }
            let object = try JSONAnswerWriter(shapes: self.operation.shapes).object(output, as: shape)
            return self.response(200, "application/x-amz-json-\(version)", JSONWriter.compact(.object(object)))
        case .restJSON:
            guard let shape = self.output else { return self.response(200, "application/json", "") }
            let object = try JSONAnswerWriter(shapes: self.operation.shapes).object(output, as: shape)
            return self.response(200, "application/json", JSONWriter.compact(.object(object)))
        case .restXML: return try self.restXML(output)
        }
    }

    private func restXML(_ output: JSONObject) throws(ServiceFault) -> HTTPResponse {
        let isEmpty = self.operation.httpMethod == "DELETE" || self.operation.httpMethod == "PUT"
        guard let shape = self.output else { return self.response(isEmpty ? 204 : 200, nil, "") }
        var headers: [(name: String, value: String)] = []
        for member in shape.members where member.traits.location == .header {
            guard let text = output[member.name].map(XMLAnswerWriter.scalar) else { continue }
            headers.append((member.traits.wireName ?? member.name, text))
        }
        var writer = XMLAnswerWriter(shapes: self.operation.shapes)
        let namespace = " xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\""
        if let payload = shape.payload.flatMap({ name in shape.members.first { $0.name == name } }) {
            switch (self.operation.shapes[payload], output[payload.name]) {
            case (.string, .string(let text)?): return self.response(200, "application/json", text, headers)
            case (.structure(let inner), .object(let object)?):
                let name = payload.traits.wireName ?? inner.name
                writer.open(name, attributes: namespace)
                try writer.members(of: object, as: inner)
                writer.close(name)
            default: throw .notSimulated("\(self.operation.name) has no payload")
            }
        } else if shape.isUnwrapped, let member = shape.members.first {
            writer.raw("<\(member.name)\(namespace)>\(output[member.name].map(XMLAnswerWriter.scalar) ?? "")</\(member.name)>")
        } else if shape.members.contains(where: { $0.traits.location == nil }) {
            let name = Self.rootNames[self.operation.name] ?? shape.name
            writer.open(name, attributes: namespace)
            try writer.members(of: output, as: shape)
            writer.close(name)
        }
        return self.response(200, writer.text.isEmpty ? nil : "application/xml", writer.text, headers)
    }

    private static let rootNames = [
        "ListBuckets": "ListAllMyBucketsResult", "ListObjectsV2": "ListBucketResult", "GetBucketTagging": "Tagging"
    ]

    private func response(
        _ status: Int, _ type: String?, _ body: String, _ more: [(name: String, value: String)] = []
    ) -> HTTPResponse {
        var headers = [(name: "x-amzn-RequestId", value: self.requestID)] + more
        if self.wire == .restXML { headers.append(("x-amz-request-id", self.requestID)) }
        if let type { headers.append(("Content-Type", type)) }
        let bytes = Array(body.utf8)
        return HTTPResponse(status: status, headers: headers, body: bytes)
    }
}

// Refusals.
extension AnswerWriter {
    func answer(_ fault: ServiceFault) -> HTTPResponse {
        let message = XMLAnswerWriter.escaped(fault.message)
        let more = fault.headers.sorted { $0.key < $1.key }.map { (name: $0.key, value: $0.value) }
        switch self.wire {
        case .query:
            return self.response(
                fault.status, "text/xml",
                "<ErrorResponse><Error><Type>\(fault.status < 500 ? "Sender" : "Receiver")</Type><Code>\(fault.code)</Code>"
                    + "<Message>\(message)</Message></Error><RequestId>\(self.requestID)</RequestId></ErrorResponse>", more)
        case .ec2:
            return self.response(
                fault.status, "text/xml;charset=UTF-8",
                "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Response><Errors><Error><Code>\(fault.code)</Code><Message>\(message)</Message>"
                    + "</Error></Errors><RequestID>\(self.requestID)</RequestID></Response>", more)
        case .json(let version, _, let isQueryCompatible):
            let body: JSONValue = ["__type": .string("com.amazonaws.simulated#\(fault.code)"), "message": .string(fault.message)]
            let compatible = isQueryCompatible ? [(name: "x-amzn-query-error", value: "\(fault.code);Sender")] : []
            return self.response(fault.status, "application/x-amz-json-\(version)", JSONWriter.compact(body), more + compatible)
        case .restJSON:
            let body: JSONValue = ["message": .string(fault.message)]
            return self.response(fault.status, "application/json", JSONWriter.compact(body), more + [(name: "X-Amzn-Errortype", value: fault.code)])
        case .restXML:
            if self.operation.httpMethod == "HEAD" { return self.response(fault.status, nil, "", more) }
            return self.response(
                fault.status, "application/xml",
                "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>\(fault.code)</Code><Message>\(message)</Message>"
                    + "<RequestId>\(self.requestID)</RequestId></Error>", more)
        }
    }
}
