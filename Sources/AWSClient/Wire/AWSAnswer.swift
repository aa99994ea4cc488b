package import IAMPolicy

/// A successful answer, read but not yet interpreted.
package struct AWSAnswer: Sendable {
    package enum Body: Hashable, Sendable {
        case xml(XMLElement)
        case json(JSONValue)
    }

    /// From 200 to 299.
    package let status: Int
    package let requestID: String?
    package let body: Body

    package init(status: Int, requestID: String?, body: Body) {
        self.status = status
        self.requestID = requestID
        self.body = body
    }

    /// The root element (`GetRoleResponse`), if the service answers in XML.
    package var xml: XMLElement? {
        if case .xml(let root) = self.body { root } else { nil }
    }

    /// What the operation gives, in XML: the element `GetRoleResult`; an empty element where there is none.
    package var result: XMLElement {
        self.xml?.children.first { $0.name.hasSuffix("Result") } ?? XMLElement(name: "")
    }

    /// What the operation gives, if the service answers in JSON.
    package var json: JSONValue? {
        if case .json(let value) = self.body { value } else { nil }
    }
}
