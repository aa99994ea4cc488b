package import HTTPTransport
package import IAMPolicy

/// Writes an operation and its parameters as an HTTP request, not yet signed.
package struct RequestBuilder: Sendable {
    package let operation: AWSOperation
    package let endpoint: AWSEndpoint
    /// What to send where the caller gives no idempotency token.
    package let idempotencyToken: String

    package init(operation: AWSOperation, endpoint: AWSEndpoint, idempotencyToken: String) {
        self.operation = operation
        self.endpoint = endpoint
        self.idempotencyToken = idempotencyToken
    }

    /// - Throws: `AWSError` with code `InvalidParameters` for what does not fit the service's model; nothing was sent then.
    package func request(parameters: JSONObject) throws(AWSError) -> HTTPRequest {
        let written: WireRequest
        do throws(WireFault) {
            written = try RequestWriter(operation: self.operation, idempotencyToken: self.idempotencyToken)
                .write(S3Conventions.parameters(parameters, for: self.operation))
        } catch {
            throw AWSError(
                service: self.operation.service.id, operation: self.operation.name, code: AWSErrorCode.invalidParameters,
                message: "the parameters do not fit the service's model: \(error)", errorClass: .invalid)
        }
        var request = HTTPRequest(method: written.method, url: self.url(written))
        request.headers = written.headers + BodyChecksum.headers(for: self.operation, written)
        request.body = written.body
        // Reads may travel on a used connection; libcurl would silently repeat a write whose used connection died.
        request.connectionReuse = self.operation.mutates ? .freshAndNotReused : .reuse
        return request
    }

    private func url(_ written: WireRequest) -> String {
        let target = written.target.hasPrefix("/?") && self.endpointHasPath ? String(written.target.dropFirst()) : written.target
        guard let prefix = written.hostPrefix, let range = self.endpoint.url.firstRange(of: "://") else { return self.endpoint.url + target }
        return self.endpoint.url[..<range.upperBound] + prefix + self.endpoint.url[range.upperBound...] + target
    }

    /// A bucket in the path takes no slash behind it.
    private var endpointHasPath: Bool {
        guard self.operation.service.endpoints == .s3, let url = EndpointURL(self.endpoint.url) else { return false }
        return !url.path.isEmpty
    }
}
