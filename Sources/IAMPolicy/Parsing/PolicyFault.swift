/// Something in a document that AWS itself would refuse when it is written.
package struct PolicyFault: Hashable, Sendable {
    package enum Code: String, Hashable, Sendable {
        case conflictingElements
        case duplicateSid
        case emptyElement
        case emptyStatements
        case invalidAction
        case invalidCharacter
        case invalidEffect
        case invalidOperator
        case invalidPrincipal
        case invalidResource
        case invalidSid
        case invalidVersion
        case missingAction
        case missingEffect
        case missingPrincipal
        case missingResource
        case missingStatement
        case unexpectedPrincipal
        case unexpectedResource
        case unknownElement
        case wrongType
    }

    /// Where; `PositionedJSON.position(of:)` turns it into line and column.
    package let path: JSONPath
    package let message: String
    package let code: Code

    package init(path: JSONPath, message: String, code: Code) {
        self.path = path
        self.message = message
        self.code = code
    }
}

extension PolicyFault: CustomStringConvertible {
    package var description: String {
        let place = self.path.description
        return place.isEmpty ? self.message : "\(place): \(self.message)"
    }
}

/// What came of reading a JSON value as a policy document.
package struct PolicyParse: Hashable, Sendable {
    /// The document, as far as its structure can be understood without guessing; it may still have faults.
    package let document: PolicyDocument?
    /// Those of the structure first, then those of the grammar; empty if AWS would take the document as far as is known here.
    package let faults: [PolicyFault]
}

extension PolicyDocument {
    /// Reads a JSON value as a policy and tells what AWS would refuse in it.
    ///
    /// A document with faults that leave its meaning plain (a duplicate Sid, an
    /// unknown version) is returned too, because live documents must be compared
    /// whatever is wrong with them.
    package static func parse(_ json: JSONValue, type: PolicyType) -> PolicyParse {
        var reader = PolicyReader()
        let document = reader.readDocument(json)
        if let document { reader.faults += PolicyGrammar.faults(of: document, type: type) }
        return PolicyParse(document: document, faults: reader.faults)
    }

    /// The document if its structure is a policy's, without any judgement on it.
    package static func read(_ json: JSONValue) -> PolicyDocument? {
        var reader = PolicyReader()
        return reader.readDocument(json)
    }
}
