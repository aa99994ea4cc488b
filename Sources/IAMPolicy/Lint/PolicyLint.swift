/// Tells what is wrong with a policy, from what AWS refuses to what could be said better.
///
/// An `error` is what AWS refuses when the document is written, and nothing
/// else: a document that AWS stores has none. What Access Analyzer calls an
/// error although IAM stores it is a warning here.
///
/// Sources: IAM User Guide, "Grammar of the IAM JSON policy language" and
/// "Access Analyzer policy check reference"; Neptune User Guide; the services' quotas.
package enum PolicyLint {
    /// - Parameters:
    ///   - text: Plain JSON text.
    ///   - type: What the document is attached to; `nil` infers it from principals and actions.
    ///   - account: The account that the document belongs to, twelve digits; lets principals of other accounts be told apart.
    ///   - quotas: The sizes that the account allows.
    /// - Returns: In the order of the text, graver ones first; at most 500.
    package static func lint(
        text: String, type: PolicyType? = nil, account: String? = nil, quotas: PolicyQuotas = .default
    ) -> [LintFinding] {
        LintRun(text: text, type: type, account: account, quotas: quotas).findings.map(\.finding)
    }

    /// The text with every change that a finding offers and that cannot do harm; the author's layout stays.
    ///
    /// Such a change leaves the document's meaning as it is, or touches what AWS
    /// would refuse as it stands. What would let in more, or less, is left to a person.
    /// - Returns: `nil` if there is nothing to change.
    package static func fixed(text: String, type: PolicyType? = nil) -> String? {
        var current = text
        // Mending one thing can show another; no document needs more than a few rounds.
        for _ in 0..<16 {
            let edits = LintRun(text: current, type: type, account: nil, quotas: .default).findings.compactMap { $0.finding.fix?.edit }
            guard !edits.isEmpty, let next = LintEditing.applying(edits, to: current), next != current else { break }
            current = next
        }
        return current == text ? nil : current
    }

    /// All kinds of findings, by name.
    package static let codes: [LintCode] = (LintCatalog.documentCodes + LintCatalog.rules.flatMap { $0.codes }).sorted { $0.name < $1.name }
}
