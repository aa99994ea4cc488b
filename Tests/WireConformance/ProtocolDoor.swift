import AWSClient
import Foundation
import HTTPTransport
import IAMPolicy

/// A codec on a case of a protocol test suite in botocore's form.
struct ProtocolDoor {
    let question: JSONValue
    let operation: AWSOperation
    let errors: [String: ShapeMember]

    init(_ question: JSONValue) throws {
        self.question = question
        (self.operation, self.errors) = try ServiceModel.operation(
            metadata: question["metadata"] ?? .null, definitions: try Door.object("shapes", question), given: question["given"] ?? .null)
    }

    func request() throws -> JSONValue {
        let params = self.question["params"]?.objectValue ?? JSONObject()
        let values = SuiteValues(shapes: self.operation.shapes)
        let input = self.operation.input.map { values.ours(.object(params), as: $0) }?.objectValue ?? params
        do throws(WireFault) {
            let written = try RequestWriter(operation: self.operation, idempotencyToken: "00000000-0000-4000-8000-000000000000").write(input)
            let headers = written.headers + BodyChecksum.headers(for: self.operation, written)
            let base = self.question["clientEndpoint"]?.stringValue?.split(separator: "/", maxSplits: 2).dropFirst(2).first.map { "/\($0)" } ?? ""
            let request = HTTPRequest(method: written.method, url: base + written.target, headers: headers, body: written.body)
            guard case .object(var answer) = Door.described(request) else { return .null }
            answer["hostPrefix"] = written.hostPrefix.map { .string($0) }
            return .object(answer)
        } catch {
            return ["error": .string(error.description)]
        }
    }

    func output() throws -> JSONValue {
        let given = self.question["response"] ?? .null
        var body = Array((given["body"]?.stringValue ?? "").utf8)
        // The suites leave out what says nothing.
        if body.isEmpty, self.operation.service.wire == .query { body = Array("<\(self.operation.name)Response/>".utf8) }
        let response = HTTPResponse(status: given["status_code"]?.intValue ?? 200, headers: Door.headers(given["headers"]), body: body)
        guard (200...299).contains(response.status) else { return try self.error(response) }
        do throws(AWSError) {
            let answer = try AWSAnswerReader(operation: self.operation).read(response)
            let output = try answer.output(of: self.operation)
            guard let root = self.operation.output else { return ["result": .object(output)] }
            return ["result": SuiteValues(shapes: self.operation.shapes).theirs(.object(output), as: root)]
        } catch {
            return Door.described(error)
        }
    }

    private func error(_ response: HTTPResponse) throws -> JSONValue {
        do throws(AWSError) {
            _ = try AWSAnswerReader(operation: self.operation).read(response)
            return ["fault": "an error answer was taken for a success"]
        } catch {
            var result: JSONObject = ["Error": ["Code": .string(error.code), "Message": .string(error.message)]]
            if let member = self.errors[error.code], let structure = self.operation.shapes.structure(member) {
                let members = try self.members(of: response, structure)
                result = JSONObject(
                    result.members + (SuiteValues(shapes: self.operation.shapes).theirs(.object(members), as: member).objectValue?.members ?? []))
            }
            return ["result": .object(result)]
        }
    }

    private func members(of response: HTTPResponse, _ structure: StructureShape) throws -> JSONObject {
        let body: AWSAnswer.Body =
            switch response.body.first {
            case UInt8(ascii: "<"): .xml(try XMLElement.parse(response.body))
            case UInt8(ascii: "{"): .json(try JSONReader.parse(response.body))
            default: .bytes(response.body)
            }
        let answer = AWSAnswer(status: response.status, requestID: nil, headers: response.headers, body: body)
        return try OutputReader(operation: self.operation).value(of: answer, as: structure)
    }
}

/// The suites write a blob as its text; this client has it in base64.
struct SuiteValues {
    let shapes: ShapeTable

    func ours(_ value: JSONValue, as member: ShapeMember) -> JSONValue {
        self.converted(value, as: member) { Data($0.utf8).base64EncodedString() }
    }

    func theirs(_ value: JSONValue, as member: ShapeMember) -> JSONValue {
        self.converted(value, as: member) { String(decoding: Data(base64Encoded: $0) ?? Data(), as: UTF8.self) }
    }

    private func converted(_ value: JSONValue, as member: ShapeMember, _ convert: (String) -> String) -> JSONValue {
        switch (self.shapes[member], value) {
        case (.blob, .string(let text)): .string(convert(text))
        case (.list(let item), .array(let items)): .array(items.map { self.converted($0, as: item, convert) })
        case (.map(_, let mapValue), .object(let object)):
            .object(JSONObject(object.members.map { JSONObject.Member(name: $0.name, value: self.converted($0.value, as: mapValue, convert)) }))
        case (.structure(let structure), .object(let object)):
            .object(
                JSONObject(
                    object.members.map { entry in
                        guard let member = structure.member(entry.name) else { return entry }
                        return JSONObject.Member(name: entry.name, value: self.converted(entry.value, as: member, convert))
                    }))
        default: value
        }
    }
}
