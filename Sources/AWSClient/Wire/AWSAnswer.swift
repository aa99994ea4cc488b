package import IAMPolicy

/// A successful answer, read but not yet interpreted.
package struct AWSAnswer: Sendable {
    package enum Body: Hashable, Sendable {
        case xml(XMLElement)
        case json(JSONValue)
        /// What is no document: the body of an operation that gives text or bytes, or no body at all.
        case bytes([UInt8])
    }

    /// From 200 to 299.
    package let status: Int
    package let requestID: String?
    /// As received.
    package let headers: [(name: String, value: String)]
    package let body: Body
    /// The items of the lists that the call left as they are written (`AWSOperation.listsLeft`); `body` is without them.
    package let listItems: [XMLListItem]

    package init(
        status: Int, requestID: String?, headers: [(name: String, value: String)] = [], body: Body, listItems: [XMLListItem] = []
    ) {
        self.status = status
        self.requestID = requestID
        self.headers = headers
        self.body = body
        self.listItems = listItems
    }

    /// The root element (`GetRoleResponse`), if the service answers in XML.
    package var xml: XMLElement? {
        if case .xml(let root) = self.body { root } else { nil }
    }

    /// What the operation gives in the query protocol: the element `GetRoleResult`; an empty element where there is none.
    package var result: XMLElement {
        self.xml?.children.first { $0.name.hasSuffix("Result") } ?? XMLElement(name: "")
    }

    /// What the operation gives, if the service answers in JSON.
    package var json: JSONValue? {
        if case .json(let value) = self.body { value } else { nil }
    }

    /// What `operation` gives, by its model, whatever the protocol.
    /// - Throws: `AWSError` of class `unparsable` where the answer does not fit the model.
    package func output(of operation: AWSOperation) throws(AWSError) -> JSONObject {
        do throws(WireFault) {
            return S3Conventions.output(try OutputReader(operation: operation).output(of: self), of: operation)
        } catch {
            throw AWSError(
                service: operation.service.id, operation: operation.name, status: self.status, code: AWSErrorCode.unparsableAnswer,
                message: "the answer does not fit the service's model: \(error)", requestID: self.requestID, errorClass: .unparsable,
                effect: operation.mutates ? .unknown : .none)
        }
    }
}
