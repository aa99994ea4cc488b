import HTTPTransport
import IAMPolicy
import Testing

@testable import AWSClient

/// Our operations against what botocore's service models make of them (`Fixtures/Tools/service_models.py`).
@Suite struct ServiceModelTests {
    @Test(arguments: [IAM.operations, STS.operations, KMS.operations])
    func operationsAreThoseOfTheModelAndGoOutAsItPrescribes(operations: [AWSOperation]) throws {
        let service = try #require(operations.first).service
        let model = try #require(try Fixtures.json("\(service.id.lowercased())-operations.json").objectValue)
        #expect(Set(operations.map(\.name)) == Set(model.names))
        for operation in operations {
            let expected = try #require(model[operation.name])
            let request = RequestBuilder(operation: operation, endpoint: AWSEndpoint(url: "https://h", signingRegion: "r"))
                .request(parameters: try #require(expected["parameters"]?.objectValue))
            #expect(try self.content(of: request) == expected["request"], "\(operation.name)")
            #expect(request.header("X-Amz-Target") == expected["target"]?.stringValue)
            #expect(expected["contentType"]?.stringValue.map { request.header("Content-Type") == $0 } ?? true)
            #expect(try self.paging(operation) == expected["paging"], "\(operation.name)")
        }
    }

    @Test(arguments: IAM.operations + STS.operations + KMS.operations)
    func whatChangesSomethingIsKnownByItsName(operation: AWSOperation) {
        let isRead = ["Get", "List", "Describe", "AssumeRole"].contains { operation.name.hasPrefix($0) }
        #expect(operation.mutates == !isRead)
        let request = RequestBuilder(operation: operation, endpoint: AWSEndpoint(url: "https://h", signingRegion: "r"))
            .request(parameters: JSONObject())
        #expect(request.connectionReuse == (isRead ? .reuse : .freshAndNotReused))
        #expect(operation.iamAction.map { $0 == "\(operation.service.signingName):\(operation.name)" } ?? (operation == STS.getCallerIdentity))
    }

    private func content(of request: HTTPRequest) throws -> JSONValue {
        let body = String(decoding: request.body, as: UTF8.self)
        if body.hasPrefix("{") { return try JSONReader.parse(body) }
        let pairs = body.split(separator: "&").map { pair in
            let name = pair.prefix { $0 != "=" }
            return JSONObject.Member(
                name: PercentEncoding.decode(name),
                value: .string(PercentEncoding.decode(pair[name.endIndex...].dropFirst(), plusIsBlank: true)))
        }
        return .object(JSONObject(pairs))
    }

    private func paging(_ operation: AWSOperation) throws -> JSONValue {
        guard let paging = operation.paging else { return .null }
        return [
            "in": .string(paging.requestToken), "out": .string(paging.answerToken),
            "more": paging.moreFlag.map { .string($0) } ?? .null, "limit": .string(paging.limit)
        ]
    }
}
