package import IAMPolicy

/// What a spec key may hold; from this one table manifests are checked and described.
package indirect enum SpecShape: Sendable {
    case string(StringRule)
    /// A long text that is taken as it stands, without placeholders; in its place, or as `{file: …}`.
    case text(StringRule, bytesMax: Int)
    case integer(ClosedRange<Int>)
    case boolean
    /// A document as a map, as JSON text or as `{file: …}`; with the forms `statements` and `access` where the kind has them.
    case policy(PolicyType, forms: Set<PolicyForm>)
    /// An ARN, or `Kind/name` of another manifest.
    case reference(Set<ResourceKind>, StringRule)
    case list(SpecShape)
    case map(keys: StringRule, values: SpecShape)
    case record([SpecField])
    case nullable(SpecShape)
    case anyOf([SpecShape])
}

/// One key of a spec or of a record within it.
package struct SpecField: Sendable {
    package let name: String
    package let shape: SpecShape
    package let isRequired: Bool
    /// `false`: accepted and stored, not yet compared or corrected; told by `check-config` and `describe`.
    package let isKept: Bool

    package init(_ name: String, _ shape: SpecShape, isRequired: Bool = false, isKept: Bool = true) {
        self.name = name
        self.shape = shape
        self.isRequired = isRequired
        self.isKept = isKept
    }
}

/// How a policy is declared: the whole document, only some statements, or what it must make possible.
package enum PolicyForm: String, Sendable, CaseIterable {
    case exact, statements, access
}

/// A rule for a string, in AWS's own words.
package struct StringRule: Sendable {
    /// What it is: "an IAM role name".
    package let name: String
    /// Returns what is wrong with the text, or `nil`.
    package let fault: @Sendable (String) -> String?

    package init(_ name: String, fault: @escaping @Sendable (String) -> String?) {
        self.name = name
        self.fault = fault
    }

    package static let any = StringRule("text") { _ in nil }
}
