/// How much a finding matters.
package enum LintSeverity: String, Hashable, Sendable, CaseIterable {
    /// AWS refuses to store the document.
    case error
    /// AWS stores it, and it lets in more than its author is likely to mean.
    case securityWarning
    /// AWS stores it, and some part of it does not do what it says.
    case warning
    /// It could be said better.
    case suggestion

    /// 0 for the gravest.
    package var rank: Int { Self.allCases.firstIndex(of: self) ?? 0 }
}

/// What to do about a finding.
package struct LintFix: Hashable, Sendable {
    /// For people: what to write instead.
    package let text: String
    /// The change that does it, where there is one that cannot do harm; `nil` if a person has to decide.
    let edit: LintEdit?

    init(_ text: String, edit: LintEdit? = nil) {
        self.text = text
        self.edit = edit
    }

    /// Whether `PolicyLint.fixed(text:type:)` makes the change.
    package var isAutomatic: Bool { self.edit != nil }
}

/// Something in a policy that AWS refuses, or that hardly says what its author means.
package struct LintFinding: Hashable, Sendable {
    /// Upper case with underscores; Access Analyzer's issue code where it has one. `docs/LINT.md` lists all.
    package let code: String
    package let severity: LintSeverity
    /// One sentence: what is wrong here and why it matters.
    package let message: String
    /// Such as `Statement[0].Action[1]`; empty for the whole document.
    package let path: String
    /// From 1.
    package let line: Int
    /// In Unicode scalars, from 1.
    package let column: Int
    package let fix: LintFix?
}

/// One kind of finding.
package struct LintCode: Hashable, Sendable {
    package let name: String
    package let severity: LintSeverity
    /// The severity where the same thing weighs differently; which one it is depends on the policy's type.
    package let otherSeverity: LintSeverity?
    /// For people: what it says.
    package let meaning: String

    init(_ name: String, _ severity: LintSeverity, or otherSeverity: LintSeverity? = nil, _ meaning: String) {
        self.name = name
        self.severity = severity
        self.otherSeverity = otherSeverity
        self.meaning = meaning
    }
}
