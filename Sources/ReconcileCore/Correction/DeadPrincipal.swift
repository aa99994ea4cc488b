import IAMPolicy

/// The unique id that stands in a policy where a principal was deleted.
///
/// AWS shows the id instead of the ARN so that a namesake does not inherit the access: writing the
/// ARN again grants it to whoever bears the name.
/// - SeeAlso: IAM User Guide, "AWS JSON policy elements: Principal".
package enum DeadPrincipal {
    package static func isNamed(in drift: AspectDrift) -> Bool {
        drift.differences.contains { $0.live.map(Self.isNamed(in:)) ?? false }
    }

    static func isNamed(in value: JSONValue) -> Bool {
        switch value {
        case .string(let text): Self.isUniqueID(text)
        case .array(let elements): elements.contains(where: Self.isNamed(in:))
        case .object(let object): object.members.contains { Self.isNamed(in: $0.value) }
        case .null, .bool, .number: false
        }
    }

    /// `AROA…` for roles, `AIDA…` for users.
    /// - SeeAlso: IAM User Guide, "IAM identifiers, unique identifiers".
    private static func isUniqueID(_ text: String) -> Bool {
        (text.hasPrefix("AROA") || text.hasPrefix("AIDA")) && text.utf8.count >= 16
            && text.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) }
    }
}
