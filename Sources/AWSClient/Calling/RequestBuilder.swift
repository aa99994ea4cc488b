package import HTTPTransport
package import IAMPolicy

/// Writes an operation and its parameters as an HTTP request, not yet signed.
package struct RequestBuilder: Sendable {
    package let operation: AWSOperation
    package let endpoint: AWSEndpoint

    package init(operation: AWSOperation, endpoint: AWSEndpoint) {
        self.operation = operation
        self.endpoint = endpoint
    }

    package func request(parameters: JSONObject) -> HTTPRequest {
        let service = self.operation.service
        var request = HTTPRequest(method: "POST", url: self.endpoint.url + "/")
        switch service.wire {
        case .query:
            request.headers = [("Content-Type", "application/x-www-form-urlencoded; charset=utf-8")]
            request.body = QueryEncoder().body(action: self.operation.name, version: service.apiVersion, parameters: parameters)
        case .json(let version, let targetPrefix):
            request.headers = [
                ("Content-Type", "application/x-amz-json-\(version)"), ("X-Amz-Target", "\(targetPrefix).\(self.operation.name)")
            ]
            request.body = Array(JSONWriter.compact(.object(parameters)).utf8)
        }
        // Reads may travel on a used connection; libcurl would silently repeat a write whose used connection died.
        request.connectionReuse = self.operation.mutates ? .freshAndNotReused : .reuse
        return request
    }
}
