package import HTTPTransport
import IAMPolicy

/// Turns an HTTP answer into what the service said, or into the error that it is.
package struct AWSAnswerReader: Sendable {
    package let operation: AWSOperation

    package init(operation: AWSOperation) { self.operation = operation }

    /// - Throws: `AWSError`, also where the answer is none of this service's: a proxy's page, a captive portal's.
    package func read(_ response: HTTPResponse) throws(AWSError) -> AWSAnswer {
        guard response.headers.count <= RESTOutputReader.headersMax else {
            throw self.unparsable(response, because: "more than \(RESTOutputReader.headersMax) headers")
        }
        guard (200...299).contains(response.status) else { throw self.error(in: response) }
        switch self.operation.service.wire {
        case .query, .ec2: return try self.readNamedXML(response)
        case .json: return try self.readJSON(response)
        case .restXML, .restJSON: return try self.readREST(response)
        }
    }

    private func readNamedXML(_ response: HTTPResponse) throws(AWSError) -> AWSAnswer {
        let (root, items) = try self.xml(response, leaving: self.operation.listsLeft)
        guard root.name == "\(self.operation.name)Response" else {
            throw self.unparsable(response, because: "the element \(OneLine.shortened(root.name, 60)) instead of \(self.operation.name)Response")
        }
        let requestID = root["ResponseMetadata"]?.text(of: "RequestId") ?? root.text(of: "requestId")
        return self.answer(response, .xml(root), requestID: requestID, listItems: items)
    }

    private func readJSON(_ response: HTTPResponse) throws(AWSError) -> AWSAnswer {
        // Operations without output answer with an empty body or an empty object, and some servers with `null`.
        if response.body.isEmpty { return self.answer(response, .json(.object(JSONObject()))) }
        let value: JSONValue
        do throws(JSONSyntaxError) {
            value = try JSONReader.parse(response.body, limits: Self.jsonLimits)
        } catch {
            throw self.unparsable(response, because: "no JSON that this client accepts (\(error))")
        }
        if value.isNull { return self.answer(response, .json(.object(JSONObject()))) }
        guard value.objectValue != nil || self.takesAnyJSON else {
            throw self.unparsable(response, because: "\(value.kindDescription) instead of a JSON object")
        }
        return self.answer(response, .json(value))
    }

    private func readREST(_ response: HTTPResponse) throws(AWSError) -> AWSAnswer {
        switch self.payloadShape {
        case .string, .blob: return self.answer(response, .bytes(response.body))
        default: break
        }
        if response.body.isEmpty || self.hasNothingToSay(response) { return self.answer(response, .bytes([])) }
        if self.operation.service.wire == .restJSON { return try self.readJSON(response) }
        let root = try self.xml(response).root
        // S3 may begin to answer before it knows that it will fail.
        if root.name == "Error" { throw self.error(in: response) }
        if root.name.lowercased() == "html" { throw self.unparsable(response, because: "a page in HTML") }
        return self.answer(response, .xml(root))
    }

    /// An operation without output may have any text behind it, if it is the service's own answer and no document.
    private func hasNothingToSay(_ response: HTTPResponse) -> Bool {
        self.operation.output == nil && AnswerFault.requestID(response) != nil
            && response.body.first { !XMLPullReader.isBlank($0) } != UInt8(ascii: "<")
    }

    private var payloadShape: Shape? {
        let structure = self.operation.shapes.structure(self.operation.output)
        return structure?.payload.flatMap { structure?.member($0) }.map { self.operation.shapes[$0] }
    }

    private var takesAnyJSON: Bool {
        switch self.payloadShape {
        case .structure, nil: false
        default: true
        }
    }

    private func xml(
        _ response: HTTPResponse, leaving lists: Set<String> = []
    ) throws(AWSError) -> (root: XMLElement, items: [XMLListItem]) {
        do throws(XMLSyntaxError) {
            return try XMLElement.parse(response.body, leaving: lists)
        } catch {
            throw self.unparsable(response, because: "no XML that this client accepts (\(error))")
        }
    }

    private func answer(
        _ response: HTTPResponse, _ body: AWSAnswer.Body, requestID: String? = nil, listItems: [XMLListItem] = []
    ) -> AWSAnswer {
        AWSAnswer(
            status: response.status, requestID: requestID ?? AnswerFault.requestID(response), headers: response.headers, body: body,
            listItems: listItems)
    }

    static let jsonLimits = JSONReader.Limits(depthMax: 64, bytesMax: 64 << 20)
}

// Error answers.
extension AWSAnswerReader {
    private func error(in response: HTTPResponse) -> AWSError {
        guard let fault = AnswerFault(response) ?? self.bodilessFault(response) else {
            return self.unparsable(response, because: "no error of AWS's form")
        }
        let errorClass = AWSErrorClassifier.errorClass(
            service: self.operation.service.id, status: response.status, code: fault.code, message: fault.message)
        return self.error(
            response, code: OneLine.shortened(fault.code, 100), message: OneLine.shortened(fault.message, 1000),
            requestID: fault.requestID ?? AnswerFault.requestID(response), errorClass: errorClass)
    }

    /// Answers to HEAD have no body: the status is all that there is.
    private func bodilessFault(_ response: HTTPResponse) -> AnswerFault? {
        guard self.operation.httpMethod == "HEAD", response.body.isEmpty else { return nil }
        return AnswerFault(code: String(response.status), message: "the answer has no more than this status", requestID: nil)
    }

    private func unparsable(_ response: HTTPResponse, because reason: String) -> AWSError {
        let errorClass: AWSErrorClass =
            if response.status == 429 { .throttled } else if AWSErrorClassifier.isTransient(status: response.status) { .transient } else {
                .unparsable
            }
        let type = response.header("Content-Type").map { ", content type \(OneLine.shortened($0, 60))" } ?? ""
        return self.error(
            response, code: AWSErrorCode.unparsableAnswer, message: "the answer (\(response.body.count) bytes\(type)) holds \(reason)",
            requestID: AnswerFault.requestID(response), errorClass: errorClass)
    }

    private func error(
        _ response: HTTPResponse, code: String, message: String, requestID: String?, errorClass: AWSErrorClass
    ) -> AWSError {
        // A 3xx or 4xx of AWS's own form is a refusal. Anything else may stand between us and a call that was carried out.
        let isRefusal = (300...499).contains(response.status) && code != AWSErrorCode.unparsableAnswer
        let effect: AWSError.Effect = !self.operation.mutates || isRefusal || errorClass == .throttled ? .none : .unknown
        return AWSError(
            service: self.operation.service.id, operation: self.operation.name, status: response.status, code: code, message: message,
            requestID: requestID.map { OneLine.shortened($0, 100) }, errorClass: errorClass, effect: effect)
    }
}

/// For what strangers wrote: one line, of bounded length.
enum OneLine {
    static func shortened(_ text: String, _ length: Int) -> String {
        let line = String(String.UnicodeScalarView(text.unicodeScalars.prefix(length).map { $0.value < 0x20 || $0.value == 0x7F ? " " : $0 }))
        return line.unicodeScalars.count < text.unicodeScalars.count ? line + "…" : line
    }
}
