package import HTTPTransport
import IAMPolicy

/// What a service, or something before it, says in an error answer.
package struct AnswerFault: Hashable, Sendable {
    /// The service's code, without namespace and URL.
    package let code: String
    /// Empty where there is none.
    package let message: String
    package let requestID: String?

    package init(code: String, message: String, requestID: String?) {
        self.code = code
        self.message = message
        self.requestID = requestID
    }

    /// `nil` where the answer names no error.
    ///
    /// The body decides on the form, not the protocol: a refusal may come from a layer that speaks another one.
    package init?(_ response: HTTPResponse) {
        let fault =
            switch response.body.first(where: { !XMLPullReader.isBlank($0) }) {
            case UInt8(ascii: "<"): Self.xml(response)
            case UInt8(ascii: "{"): Self.json(response)
            case nil: Self.header(response).map { AnswerFault(code: $0, message: "", requestID: nil) }
            default: nil as AnswerFault?
            }
        guard let fault, !fault.code.isEmpty else { return nil }
        self = fault
    }

    /// `<ErrorResponse><Error>`, `<Response><Errors><Error>` or a bare `<Error>`.
    private static func xml(_ response: HTTPResponse) -> AnswerFault? {
        guard let root = try? XMLElement.parse(response.body) else { return nil }
        guard let error = root.name == "Error" ? root : root["Error"] ?? root["Errors"]?["Error"] else { return nil }
        return AnswerFault(
            code: error.text(of: "Code") ?? "", message: error.text(of: "Message") ?? "",
            requestID: root.text(of: "RequestId") ?? root.text(of: "RequestID") ?? error.text(of: "RequestId"))
    }

    /// The code of the query protocol where the service once spoke it, else the header's, else the body's.
    private static func json(_ response: HTTPResponse) -> AnswerFault? {
        guard let body = try? JSONReader.parse(response.body, limits: AWSAnswerReader.jsonLimits) else { return nil }
        let type = ["__type", "code", "Code"].lazy.compactMap { body[$0]?.stringValue }.first
        return AnswerFault(
            code: Self.queryCode(response) ?? Self.header(response) ?? type.map(Self.bareCode) ?? "",
            message: body["message"]?.stringValue ?? body["Message"]?.stringValue ?? "", requestID: nil)
    }

    private static func header(_ response: HTTPResponse) -> String? {
        let code = response.header("X-Amzn-Errortype").map(Self.bareCode)
        return code == "" ? nil : code
    }

    /// `AWS.SimpleQueueService.NonExistentQueue;Sender`.
    private static func queryCode(_ response: HTTPResponse) -> String? {
        let parts = response.header("x-amzn-query-error")?.split(separator: ";", omittingEmptySubsequences: false) ?? []
        return parts.count == 2 && !parts[0].isEmpty ? String(parts[0]) : nil
    }

    /// `com.example#Name:http://example.com/` is `Name`.
    private static func bareCode(_ text: String) -> String {
        let beforeColon = text.prefix { $0 != ":" }
        return String(beforeColon.split(separator: "#", omittingEmptySubsequences: false).last ?? "")
    }

    static func requestID(_ response: HTTPResponse) -> String? {
        response.header("x-amzn-RequestId") ?? response.header("x-amz-request-id")
    }
}
