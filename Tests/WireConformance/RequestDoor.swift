import AWSClient
import HTTPTransport
import IAMPolicy

/// What goes out for an operation: endpoint, protocol and signature.
struct RequestDoor {
    let question: JSONValue

    init(_ question: JSONValue) { self.question = question }

    func answer() throws -> JSONValue {
        let operation = try Door.operation(self.question)
        let input = self.question["input"]?.objectValue ?? JSONObject()
        let variables = (self.question["environment"]?.objectValue ?? JSONObject()).members.compactMap { member in
            member.value.stringValue.map { (member.name, $0) }
        }
        let environment = AWSEnvironment(Dictionary(variables, uniquingKeysWith: { _, last in last }))
        do throws(AWSError) {
            let endpoint = try EndpointResolver(accountEndpointURL: self.question["endpointURL"]?.stringValue, environment: environment)
                .endpoint(for: operation, region: self.question["region"]?.stringValue ?? "", parameters: input)
            let token = self.question["idempotencyToken"]?.stringValue ?? "00000000-0000-4000-8000-000000000000"
            let request = try RequestBuilder(operation: operation, endpoint: endpoint, idempotencyToken: token).request(parameters: input)
            return Door.described(operation.isSigned ? try self.signed(request, operation, endpoint) : request)
        } catch {
            return Door.described(error)
        }
    }

    private func signed(_ request: HTTPRequest, _ operation: AWSOperation, _ endpoint: AWSEndpoint) throws(AWSError) -> HTTPRequest {
        guard let credentials = try? Door.credentials(self.question), let time = try? Door.time(self.question) else { return request }
        let signer = AWSRequestSigner(
            credentials: credentials, region: endpoint.signingRegion, signingName: endpoint.signingName ?? operation.service.signingName)
        return signer.sign(request, at: time)
    }
}

/// What an answer to an operation means.
struct ResponseDoor {
    let question: JSONValue

    init(_ question: JSONValue) { self.question = question }

    func answer() throws -> JSONValue {
        let operation = try Door.operation(self.question)
        let response = HTTPResponse(
            status: self.question["status"]?.intValue ?? 200, headers: Door.headers(self.question["headers"]), body: Door.body(self.question))
        do throws(AWSError) {
            let answer = try AWSAnswerReader(operation: operation).read(response)
            let output = try answer.output(of: operation)
            return ["output": .object(output), "requestID": answer.requestID.map { .string($0) } ?? .null]
        } catch {
            return Door.described(error)
        }
    }
}

/// A request signed as it is given.
struct SigningDoor {
    let question: JSONValue

    init(_ question: JSONValue) { self.question = question }

    func answer() throws -> JSONValue {
        let request = HTTPRequest(
            method: try Door.text("method", self.question), url: try Door.text("url", self.question),
            headers: Door.headers(self.question["headers"]), body: Door.body(self.question))
        let signer = AWSRequestSigner(
            credentials: try Door.credentials(self.question), region: try Door.text("region", self.question),
            signingName: try Door.text("service", self.question))
        let signed = signer.sign(request, at: try Door.time(self.question))
        guard case .object(var answer) = Door.described(signed) else { return .null }
        let hash = signed.header("X-Amz-Content-SHA256") ?? AWSRequestSigner.payloadHash(of: signed.body)
        let canonical = CanonicalRequest(
            signed, pathRule: signer.signingName == "s3" ? .asIs : .normalised, payloadHash: hash)
        answer["canonicalRequest"] = .string(canonical.text)
        return .object(answer)
    }
}
