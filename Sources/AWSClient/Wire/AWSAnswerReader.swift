package import HTTPTransport
import IAMPolicy

/// Turns an HTTP answer into what the service said, or into the error that it is.
package struct AWSAnswerReader: Sendable {
    package let operation: AWSOperation

    package init(operation: AWSOperation) { self.operation = operation }

    /// - Throws: `AWSError`, also where the answer is none of this service's: a proxy's page, a captive portal's.
    package func read(_ response: HTTPResponse) throws(AWSError) -> AWSAnswer {
        guard (200...299).contains(response.status) else { throw self.error(in: response) }
        switch self.operation.service.wire {
        case .query: return try self.readXML(response)
        case .json: return try self.readJSON(response)
        }
    }

    private func readXML(_ response: HTTPResponse) throws(AWSError) -> AWSAnswer {
        let root: XMLElement
        do throws(XMLSyntaxError) {
            root = try XMLElement.parse(response.body)
        } catch {
            throw self.unparsable(response, because: "no XML that this client accepts (\(error))")
        }
        guard root.name == "\(self.operation.name)Response" else {
            throw self.unparsable(response, because: "the element \(Self.shortened(root.name, 60)) instead of \(self.operation.name)Response")
        }
        let requestID = root["ResponseMetadata"]?.text(of: "RequestId") ?? Self.requestID(response)
        return AWSAnswer(status: response.status, requestID: requestID, body: .xml(root))
    }

    private func readJSON(_ response: HTTPResponse) throws(AWSError) -> AWSAnswer {
        // Operations without output answer with an empty body or an empty object.
        if response.body.isEmpty {
            return AWSAnswer(status: response.status, requestID: Self.requestID(response), body: .json(.object(JSONObject())))
        }
        let value: JSONValue
        do throws(JSONSyntaxError) {
            value = try JSONReader.parse(response.body, limits: Self.jsonLimits)
        } catch {
            throw self.unparsable(response, because: "no JSON that this client accepts (\(error))")
        }
        // `null` is how some servers write "no output".
        if value.isNull { return AWSAnswer(status: response.status, requestID: Self.requestID(response), body: .json(.object(JSONObject()))) }
        guard value.objectValue != nil else {
            throw self.unparsable(response, because: "\(value.kindDescription) instead of a JSON object")
        }
        return AWSAnswer(status: response.status, requestID: Self.requestID(response), body: .json(value))
    }

    static let jsonLimits = JSONReader.Limits(depthMax: 64, bytesMax: 64 << 20)
}

// Error answers.
extension AWSAnswerReader {
    /// What a service, or something before it, says in an error answer.
    private struct Fault {
        var code: String
        var message: String
        var requestID: String?
    }

    private func error(in response: HTTPResponse) -> AWSError {
        // The body decides, not the protocol: a refusal may come from a layer that speaks another one.
        let fault =
            switch response.body.first(where: { !XMLPullReader.isBlank($0) }) {
            case UInt8(ascii: "<"): Self.xmlFault(response)
            case UInt8(ascii: "{"): Self.jsonFault(response)
            default: nil as Fault?
            }
        guard let fault, !fault.code.isEmpty else { return self.unparsable(response, because: "no error of AWS's form") }
        let errorClass = AWSErrorClassifier.errorClass(
            service: self.operation.service.id, status: response.status, code: fault.code, message: fault.message)
        return self.error(
            response, code: Self.shortened(fault.code, 100), message: Self.shortened(fault.message, 1000),
            requestID: fault.requestID ?? Self.requestID(response), errorClass: errorClass)
    }

    /// `<ErrorResponse><Error>`, `<Response><Errors><Error>` or a bare `<Error>`.
    private static func xmlFault(_ response: HTTPResponse) -> Fault? {
        guard let root = try? XMLElement.parse(response.body) else { return nil }
        guard let error = root.name == "Error" ? root : root["Error"] ?? root["Errors"]?["Error"] else { return nil }
        return Fault(
            code: error.text(of: "Code") ?? "", message: error.text(of: "Message") ?? "",
            requestID: root.text(of: "RequestId") ?? root.text(of: "RequestID") ?? error.text(of: "RequestId"))
    }

    /// `__type` or `code`, with what stands before `#` and after `:` taken away; the header where the body has none.
    private static func jsonFault(_ response: HTTPResponse) -> Fault? {
        guard let body = try? JSONReader.parse(response.body, limits: Self.jsonLimits) else { return nil }
        let type = body["__type"]?.stringValue ?? body["code"]?.stringValue ?? response.header("X-Amzn-Errortype") ?? ""
        let code = type.split(separator: "#").last.map { $0.prefix { $0 != ":" } } ?? ""
        return Fault(code: String(code), message: body["message"]?.stringValue ?? body["Message"]?.stringValue ?? "", requestID: nil)
    }

    private func unparsable(_ response: HTTPResponse, because reason: String) -> AWSError {
        let errorClass: AWSErrorClass =
            if response.status == 429 { .throttled } else if AWSErrorClassifier.isTransient(status: response.status) { .transient } else {
                .unparsable
            }
        let type = response.header("Content-Type").map { ", content type \(Self.shortened($0, 60))" } ?? ""
        return self.error(
            response, code: AWSErrorCode.unparsableAnswer, message: "the answer (\(response.body.count) bytes\(type)) holds \(reason)",
            requestID: Self.requestID(response), errorClass: errorClass)
    }

    private func error(
        _ response: HTTPResponse, code: String, message: String, requestID: String?, errorClass: AWSErrorClass
    ) -> AWSError {
        // A 4xx of AWS's own form is a refusal. Anything else may stand between us and a call that was carried out.
        let isRefusal = (400...499).contains(response.status) && code != AWSErrorCode.unparsableAnswer
        let effect: AWSError.Effect = !self.operation.mutates || isRefusal || errorClass == .throttled ? .none : .unknown
        return AWSError(
            service: self.operation.service.id, operation: self.operation.name, status: response.status, code: code, message: message,
            requestID: requestID.map { Self.shortened($0, 100) }, errorClass: errorClass, effect: effect)
    }

    private static func requestID(_ response: HTTPResponse) -> String? {
        response.header("x-amzn-RequestId") ?? response.header("x-amz-request-id")
    }

    /// For what strangers wrote: one line, of bounded length.
    private static func shortened(_ text: String, _ length: Int) -> String {
        let line = String(String.UnicodeScalarView(text.unicodeScalars.prefix(length).map { $0.value < 0x20 || $0.value == 0x7F ? " " : $0 }))
        return line.unicodeScalars.count < text.unicodeScalars.count ? line + "…" : line
    }
}
