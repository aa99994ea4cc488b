import Testing

@testable import IAMPolicy

/// Shorthands for documents in tables of cases.
enum Documents {
    /// A document of one statement; `body` is its members behind the effect.
    static func statement(_ body: String, effect: String = "Allow", version: String? = "2012-10-17") -> String {
        Self.document("{\"Effect\": \"\(effect)\"\(body.isEmpty ? "" : ", ")\(body)}", version: version)
    }

    static func document(_ statements: String..., version: String? = "2012-10-17") -> String {
        let versionMember = version.map { "\"Version\": \"\($0)\", " } ?? ""
        return "{\(versionMember)\"Statement\": [\(statements.joined(separator: ", "))]}"
    }

    static func compare(_ desired: String, _ live: String, type: PolicyType = .resource, resolver: PrincipalResolver? = nil) throws
        -> PolicyComparison
    {
        try PolicyEquivalence.compare(desiredText: desired, liveText: live, type: type, resolver: resolver)
    }
}
