import AWSClient
import Foundation
import HTTPTransport
import IAMPolicy

/// A question that cannot be answered because it is malformed itself.
struct DoorFault: Error {
    let message: String

    init(_ message: String) { self.message = message }
}

/// Answers the questions of checkers outside of this repository about what the client puts on the wire.
enum Door {
    static func answer(_ question: JSONValue) throws -> JSONValue {
        switch question["kind"]?.stringValue {
        case "operations": return Self.operations()
        case "request": return try RequestDoor(question).answer()
        case "response": return try ResponseDoor(question).answer()
        case "sign": return try SigningDoor(question).answer()
        case "endpoint": return try EndpointDoor(question).answer()
        case "protocolInput": return try ProtocolDoor(question).request()
        case "protocolOutput": return try ProtocolDoor(question).output()
        default: throw DoorFault("kind must be operations, request, response, sign, endpoint, protocolInput or protocolOutput")
        }
    }

    private static func operations() -> JSONValue {
        .array(
            ServiceCatalog.tables.flatMap(\.operations).map { operation in
                [
                    "service": .string(operation.service.id), "name": .string(operation.name), "mutates": .bool(operation.mutates),
                    "action": operation.iamAction.map { .string($0) } ?? .null, "pages": .bool(operation.paging != nil),
                    "errors": .array(operation.errors.map { .string($0) })
                ]
            })
    }

    /// By the service's id, `Neptune Graph`, whatever its case and blanks.
    static func operation(_ question: JSONValue) throws -> AWSOperation {
        let service = try Self.text("service", question).lowercased().filter { $0 != "-" && $0 != " " && $0 != "_" }
        let name = try Self.text("operation", question)
        let table = ServiceCatalog.tables.first { $0.service.id.lowercased().filter { $0 != " " } == service }
        guard let operation = table?.operation(name) else { throw DoorFault("no operation \(service) \(name)") }
        return operation
    }

    static func text(_ name: String, _ question: JSONValue) throws -> String {
        guard let text = question[name]?.stringValue else { throw DoorFault("\(name) must be a string") }
        return text
    }

    static func object(_ name: String, _ question: JSONValue) throws -> JSONObject {
        guard let object = question[name]?.objectValue else { throw DoorFault("\(name) must be an object") }
        return object
    }

    /// `[["Name", "value"], …]` or an object.
    static func headers(_ value: JSONValue?) -> [(name: String, value: String)] {
        if let object = value?.objectValue { return object.members.map { ($0.name, $0.value.stringValue ?? "") } }
        return (value?.arrayValue ?? []).map { ($0.arrayValue?.first?.stringValue ?? "", $0.arrayValue?.last?.stringValue ?? "") }
    }

    static func body(_ question: JSONValue) -> [UInt8] {
        if let text = question["bodyBase64"]?.stringValue { return Array(Data(base64Encoded: text) ?? Data()) }
        return Array((question["body"]?.stringValue ?? "").utf8)
    }

    static func described(_ request: HTTPRequest) -> JSONValue {
        var answer: JSONObject = [
            "method": .string(request.method), "url": .string(request.url),
            "headers": .array(request.headers.map { [.string($0.name), .string($0.value)] })
        ]
        if let text = String(validating: request.body, as: UTF8.self) { answer["body"] = .string(text) }
        answer["bodyBase64"] = .string(Data(request.body).base64EncodedString())
        return .object(answer)
    }

    static func described(_ error: AWSError) -> JSONValue {
        [
            "error": [
                "service": .string(error.service), "operation": .string(error.operation), "code": .string(error.code),
                "message": .string(error.message), "class": .string(error.errorClass.rawValue), "effect": .string(error.effect.rawValue),
                "requestID": error.requestID.map { .string($0) } ?? .null
            ]
        ]
    }

    static func credentials(_ question: JSONValue) throws -> AWSCredentials {
        let value = question["credentials"] ?? .null
        return AWSCredentials(
            accessKeyID: try self.text("accessKeyId", value), secretAccessKey: try self.text("secretAccessKey", value),
            sessionToken: value["sessionToken"]?.stringValue)
    }

    static func time(_ question: JSONValue) throws -> Date {
        guard let seconds = question["time"]?.intValue else { throw DoorFault("time must be seconds since 1970") }
        return Date(timeIntervalSince1970: Double(seconds))
    }
}
