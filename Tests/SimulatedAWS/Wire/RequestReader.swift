import AWSClient
import HTTPTransport
import IAMPolicy

/// A call as it arrived: which operation, with what.
struct IncomingCall {
    let operation: AWSOperation
    let input: JSONObject
    /// `nil` where the request is not signed.
    let accessKeyID: String?
    let sessionToken: String?
    let region: String
}

/// Reads a request in the protocol of its service.
enum RequestReader {
    /// - Throws: the refusal that a request deserves which is of no service's form.
    static func read(_ request: HTTPRequest) throws(ServiceFault) -> IncomingCall {
        let head = RequestHead(request)
        let signingName = head.credential?.signingName ?? (head.host.hasPrefix("sts.") ? "sts" : "")
        guard let service = OperationCatalog.service(signingName) else {
            throw ServiceFault("MissingAuthenticationToken", "Request is missing Authentication Token", status: 403)
        }
        let (operation, input) = try Self.read(request, head, of: service)
        try Self.requireMembers(input, of: operation)
        return IncomingCall(
            operation: operation, input: input, accessKeyID: head.credential?.accessKeyID,
            sessionToken: request.header("X-Amz-Security-Token"), region: head.credential?.region ?? "us-east-1")
    }

    private static func read(
        _ request: HTTPRequest, _ head: RequestHead, of service: AWSService
    ) throws(ServiceFault) -> (AWSOperation, JSONObject) {
        switch service.wire {
        case .query, .ec2:
            let form = FormTree(PercentText.pairs(String(decoding: request.body, as: UTF8.self), plusIsBlank: true))
            guard let name = form["Action"]?.text, let operation = OperationCatalog.operation(service, name) else {
                throw ServiceFault("InvalidAction", "Could not find operation \(form["Action"]?.text ?? "")")
            }
            return (operation, try FormReader(shapes: operation.shapes, isEC2: service.wire == .ec2).object(form, as: operation.inputStructure))
        case .json(_, let targetPrefix, _):
            let target = request.header("X-Amz-Target") ?? ""
            guard target.hasPrefix(targetPrefix + "."),
                let operation = OperationCatalog.operation(service, String(target.dropFirst(targetPrefix.count + 1)))
            else { throw ServiceFault("UnknownOperationException", target) }
            return (operation, try JSONRequestReader(shapes: operation.shapes).object(request.body, as: operation.inputStructure))
        case .restXML, .restJSON:
            return try RESTRequestReader(service: service, head: head).read(request)
        }
    }

    private static func requireMembers(_ input: JSONObject, of operation: AWSOperation) throws(ServiceFault) {
        for member in operation.inputStructure.members where member.isRequired && input[member.name] == nil {
            throw .validation("1 validation error detected: Value null at '\(member.name)' failed to satisfy constraint: Member must not be null")
        }
    }
}

/// The operations of the product's tables and those that only a simulated account needs.
enum OperationCatalog {
    static func service(_ signingName: String) -> AWSService? {
        ServiceCatalog.tables.first { $0.service.signingName == signingName }?.service
    }

    static func operation(_ service: AWSService, _ name: String) -> AWSOperation? {
        ServiceCatalog.operation(signingName: service.signingName, name: name) ?? SetupOperations.operation(service, name)
    }

    static func operations(of service: AWSService) -> [AWSOperation] {
        (ServiceCatalog.tables.first { $0.service == service }?.operations ?? []) + SetupOperations.operations(of: service)
    }
}
