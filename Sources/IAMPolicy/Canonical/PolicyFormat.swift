/// The canonical form as text for people.
package enum PolicyFormat {
    /// The canonical form of a document, laid out with two blanks a level.
    ///
    /// Writing the canonical form of what comes out gives the same text again,
    /// and the document in it means what the given one means. Labels (`Id` and
    /// `Sid`) carry no meaning and are left out.
    /// - Parameter text: Plain or percent-encoded JSON, as AWS answers it.
    package static func canonicalText(of text: String) throws(PolicyFormatError) -> String {
        let json: JSONValue
        do throws(JSONSyntaxError) {
            json = try JSONReader.parse(PolicyText.decode(text))
        } catch {
            throw PolicyFormatError(message: error.description)
        }
        var reader = PolicyReader()
        guard let document = reader.readDocument(json) else {
            let first = reader.faults.first?.description ?? "a policy is an object with a Statement"
            throw PolicyFormatError(message: "this is no policy that can be understood: \(first)")
        }
        return Self.canonicalText(of: document)
    }

    /// The same for a document that has been read; ends in a line feed.
    package static func canonicalText(of document: PolicyDocument) -> String {
        JSONWriter.pretty(CanonicalPolicy(document).document.jsonValue) + "\n"
    }
}

/// Why a text has no canonical form.
package struct PolicyFormatError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What is wrong, where, and what to write instead where that can be said.
    package let message: String
    package var description: String { self.message }
}
