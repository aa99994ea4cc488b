import Foundation
import HTTPTransport
import IAMPolicy
import Testing

@testable import AWSClient

/// Every operation's request, with least and with most parameters, against what botocore sends (`Fixtures/Tools/requests.py`).
@Suite struct RequestComparisonTests {
    private static let tables = ServiceCatalog.tables

    @Test func fixtureHoldsEveryOperationTwice() throws {
        let operations = Self.tables.flatMap { table in table.operations.map { "\(table.service.id) \($0.name)" } }
        let digests = try self.digests()
        #expect(Set(digests.keys) == Set(operations.flatMap { ["\($0) least", "\($0) most"] }))
        #expect(operations.count == 174)
    }

    @Test(arguments: Self.tables.indices, [false, true])
    func requestsAreThoseOfBotocoreByteForByte(table: Int, most: Bool) throws {
        let digests = try self.digests()
        for operation in Self.tables[table].operations {
            let parameters = SampleParameters(shapes: operation.shapes, most: most).object(operation.inputStructure)
            let text = Self.canonical(try self.sent(operation, parameters))
            let digest = AWSRequestSigner.payloadHash(of: Array(text.utf8))
            #expect(digest == digests["\(operation.service.id) \(operation.name) \(most ? "most" : "least")"], "\(operation.name):\n\(text)")
        }
    }

    private func sent(_ operation: AWSOperation, _ parameters: JSONObject) throws -> HTTPRequest {
        let endpoint = try EndpointResolver(accountEndpointURL: nil, environment: AWSEnvironment([:]))
            .endpoint(for: operation, region: "eu-central-1", parameters: parameters)
        let request = try RequestBuilder(
            operation: operation, endpoint: endpoint, idempotencyToken: "11111111-2222-4333-8444-555555555555"
        ).request(parameters: parameters)
        guard operation.isSigned else { return request }
        let credentials = AWSCredentials(
            accessKeyID: "AKIDEXAMPLE", secretAccessKey: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", sessionToken: "session/token+=")
        let signer = AWSRequestSigner(
            credentials: credentials, region: endpoint.signingRegion, signingName: endpoint.signingName ?? operation.service.signingName)
        return signer.sign(request, at: Date(timeIntervalSince1970: Double(SampleParameters.instant)))
    }

    /// Method, URL, query in order, headers in order, body in base64.
    private static func canonical(_ request: HTTPRequest) -> String {
        let path = request.url.prefix { $0 != "?" }
        let query = request.url[path.endIndex...].dropFirst().split(separator: "&").map { $0.contains("=") ? String($0) : "\($0)=" }
        let headers = request.headers.map { (name: $0.name.lowercased(), value: $0.value) }.filter { $0.name != "host" }
        let lines = headers.sorted { $0.name < $1.name }.map { "\($0.name):\($0.value)" }
        return ([request.method, String(path), query.sorted().joined(separator: "&")] + lines + ["", Data(request.body).base64EncodedString()])
            .joined(separator: "\n")
    }

    /// By `SERVICE OPERATION least` or `most`.
    private func digests() throws -> [String: String] {
        let lines = try Fixtures.text("requests.tsv").split(separator: "\n").map { $0.split(separator: "\t") }
        return Dictionary(
            lines.filter { $0.count == 4 }.map { ("\($0[0]) \($0[1]) \($0[2])", String($0[3])) }, uniquingKeysWith: { first, _ in first })
    }
}

/// Parameters made from an operation's shapes alone, by the rules of `Fixtures/Tools/requests.py`.
struct SampleParameters {
    let shapes: ShapeTable
    /// All members and two items of everything, or the required members and one item.
    let most: Bool

    static let instant = 1_795_286_287
    private static let text = "vä/ü &=+~*<\">,1"

    func object(_ structure: StructureShape, inside path: [String] = []) -> JSONObject {
        guard !path.contains(structure.name) else { return JSONObject() }
        var members = structure.members.filter { self.most || $0.isRequired }
            .filter { $0.traits.wireName != "x-amz-sdk-checksum-algorithm" && $0.traits.wireName != "Content-MD5" }
        if structure.isUnion { members = Array(structure.members.prefix(1)) }
        return JSONObject(members.map { JSONObject.Member(name: $0.name, value: self.value($0, path + [structure.name])) })
    }

    private func value(_ member: ShapeMember, _ path: [String]) -> JSONValue {
        switch self.shapes[member] {
        case .structure(let structure): .object(self.object(structure, inside: path))
        case .list(let item): .array((0..<(self.most ? 2 : 1)).map { _ in self.value(item, path) })
        case .map(_, let value):
            .object(JSONObject((0..<(self.most ? 2 : 1)).map { JSONObject.Member(name: "k\($0)", value: self.value(value, path)) }))
        case .string where member.name == "Bucket": "stage-bucket"
        case .string where member.traits.location == .header: "header value"
        case .string: .string(Self.text)
        case .integer: 7
        case .float: .number("1.5")
        case .boolean: true
        case .blob: "AP8="
        case .timestamp: JSONValue(Self.instant)
        case .document: ["d": [1, "x", .null]]
        }
    }
}
