/// Compares policy documents by meaning.
///
/// Equality is identity of canonical forms, hence an equivalence. What is no
/// policy by its structure compares as JSON.
package enum PolicyEquivalence {
    /// - Parameters:
    ///   - type: Not needed for the verdict, which every type shares; for callers that hold it anyway.
    ///   - resolver: Maps unique ids of principals that exist; without it an id and an ARN are different.
    package static func compare(
        desired: JSONValue, live: JSONValue, type: PolicyType, resolver: PrincipalResolver? = nil
    ) -> PolicyComparison {
        guard let desiredDocument = PolicyDocument.read(desired), let liveDocument = PolicyDocument.read(live) else {
            let differences = StructuralDifference.differences(desired: desired, live: live)
            return differences.isEmpty ? .equal(spelledDifferently: false) : .different(differences)
        }
        return Self.compare(
            desired: PrincipalResolution.resolved(desiredDocument, by: resolver),
            live: PrincipalResolution.resolved(liveDocument, by: resolver))
    }

    /// Compares texts, percent-encoded or not; identical ones are not even parsed.
    /// - Throws: Which text is no JSON, and where.
    package static func compare(
        desiredText: String, liveText: String, type: PolicyType, resolver: PrincipalResolver? = nil
    ) throws(PolicyTextError) -> PolicyComparison {
        if ExactText.areIdentical(desiredText, liveText) { return .equal(spelledDifferently: false) }
        let desired = try Self.parse(desiredText, side: .desired)
        let live = try Self.parse(liveText, side: .live)
        return Self.compare(desired: desired, live: live, type: type, resolver: resolver)
    }

    private static func parse(_ text: String, side: PolicyTextError.Side) throws(PolicyTextError) -> JSONValue {
        do {
            return try JSONReader.parse(PolicyText.decode(text))
        } catch {
            throw PolicyTextError(side: side, syntaxError: error)
        }
    }

    private static func compare(desired: PolicyDocument, live: PolicyDocument) -> PolicyComparison {
        let desiredLabelled = CanonicalPolicy(desired, keepsLabels: true)
        let liveLabelled = CanonicalPolicy(live, keepsLabels: true)
        if desiredLabelled == liveLabelled { return .equal(spelledDifferently: false) }
        // From the labelled forms, so that documents whose labelled forms agree agree here too: equality stays transitive.
        let desiredMeaning = CanonicalPolicy(desiredLabelled.document)
        if desiredMeaning == CanonicalPolicy(liveLabelled.document) { return .equal(spelledDifferently: true) }
        // The author's statements read best; where they were cut anew as well, the canonical ones differ in less.
        let asWritten = DocumentDifference(desired: desired, live: live).differences
        let asMeant = DocumentDifference(desired: desiredLabelled.document, live: liveLabelled.document).differences
        let differences = asWritten.count <= asMeant.count || asMeant.isEmpty ? asWritten : asMeant
        if !differences.isEmpty { return .different(differences) }
        return .different([PolicyDifference(path: "Statement", desired: desired.jsonValue, live: live.jsonValue)])
    }
}

/// A text that was to be compared is no JSON.
package struct PolicyTextError: Error, Hashable, Sendable {
    package enum Side: String, Hashable, Sendable {
        case desired
        case live
    }

    package let side: Side
    package let syntaxError: JSONSyntaxError
}

extension PolicyTextError: CustomStringConvertible {
    package var description: String { "the \(self.side.rawValue) policy is no JSON: \(self.syntaxError)" }
}
