import FoundationEssentials
package import IAMPolicy

/// Reads a successful answer by the shape of the operation's output.
///
/// The value is of the form that parameters have: blobs in base64, timestamps as seconds since 1970.
package struct OutputReader: Sendable {
    package let operation: AWSOperation

    package init(operation: AWSOperation) { self.operation = operation }

    /// - Throws: `WireFault` where the answer does not fit the model.
    package func output(of answer: AWSAnswer) throws(WireFault) -> JSONObject {
        guard let structure = self.operation.shapes.structure(self.operation.output) else { return JSONObject() }
        return try self.value(of: answer, as: structure)
    }

    /// The same for a structure other than the operation's output: an error's own members.
    package func value(of answer: AWSAnswer, as structure: StructureShape) throws(WireFault) -> JSONObject {
        switch self.operation.service.wire {
        case .query: return try self.xmlReader.object(self.queryResult(answer, structure), as: structure)
        case .ec2:
            let root = answer.xml ?? XMLElement(name: "")
            return try self.xmlReader.object(root["Errors"]?["Error"] ?? root, as: structure)
        case .json:
            return try JSONBodyReader(shapes: self.operation.shapes)
                .object(answer.json?.objectValue ?? JSONObject(), as: structure, members: structure.members)
        case .restXML, .restJSON: return try self.restValue(of: answer, as: structure)
        }
    }

    private var xmlReader: XMLBodyReader { XMLBodyReader(shapes: self.operation.shapes) }

    private func queryResult(_ answer: AWSAnswer, _ structure: StructureShape) -> XMLElement {
        guard let root = answer.xml else { return XMLElement(name: "") }
        return root["Error"] ?? root["\(self.operation.name)Result"] ?? answer.result
    }

    private func restValue(of answer: AWSAnswer, as structure: StructureShape) throws(WireFault) -> JSONObject {
        guard answer.headers.count <= RESTOutputReader.headersMax else { throw WireFault("more than \(RESTOutputReader.headersMax) headers") }
        let head = try RESTOutputReader(shapes: self.operation.shapes).head(status: answer.status, headers: answer.headers, as: structure)
        guard let payload = structure.payload.flatMap(structure.member) else {
            return JSONObject(head.members + (try self.body(of: answer, as: structure)).members)
        }
        guard let value = try self.payload(of: answer, as: payload) else { return head }
        return JSONObject(head.members + [JSONObject.Member(name: payload.name, value: value)])
    }

    private func body(of answer: AWSAnswer, as structure: StructureShape) throws(WireFault) -> JSONObject {
        guard !structure.answerBodyMembers.isEmpty else { return JSONObject() }
        switch answer.body {
        case .xml(let root) where structure.isUnwrapped:
            return try self.xmlReader.object(XMLElement(name: "", children: [root]), as: structure)
        case .xml(let root): return try self.xmlReader.object(root["Error"] ?? root, as: structure)
        case .json(let value):
            return try JSONBodyReader(shapes: self.operation.shapes)
                .object(value.objectValue ?? JSONObject(), as: structure, members: structure.answerBodyMembers)
        case .bytes: return JSONObject()
        }
    }

    private func payload(of answer: AWSAnswer, as payload: ShapeMember) throws(WireFault) -> JSONValue? {
        do throws(WireFault) {
            switch (self.operation.shapes[payload], answer.body) {
            case (.string, .bytes(let bytes)):
                guard let text = String(validating: bytes, as: UTF8.self) else { throw WireFault("bytes that are no UTF-8") }
                return .string(text)
            case (.blob, .bytes(let bytes)) where bytes.isEmpty: return nil
            case (.blob, .bytes(let bytes)): return .string(Data(bytes).base64EncodedString())
            case (_, .xml(let root)): return try self.xmlReader.value(root, as: payload)
            case (_, .json(let value)): return try JSONBodyReader(shapes: self.operation.shapes).value(value, as: payload)
            case (_, .bytes): return nil
            }
        } catch {
            throw error.inside(payload.name)
        }
    }
}
