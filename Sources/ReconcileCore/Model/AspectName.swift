/// The smallest part of a resource that AWS reads and writes by itself:
/// `trustPolicy`, `inlinePolicies[load]`, `tags[owner]`.
package struct AspectName: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// The spec key.
    package let base: String
    /// Which member, where the spec key holds several.
    package let member: String?

    package init(_ base: String, _ member: String? = nil) {
        self.base = base
        self.member = member
    }

    /// Reads what `description` writes; anything else is taken as a base alone.
    package init(parsing text: String) {
        guard text.hasSuffix("]"), let bracket = text.firstIndex(of: "[") else {
            self.init(text)
            return
        }
        self.init(String(text[..<bracket]), String(text[text.index(after: bracket)...].dropLast()))
    }

    /// The resource as a whole: there or not.
    package static let existence = AspectName("existence")

    package var description: String { self.member.map { "\(self.base)[\($0)]" } ?? self.base }

    /// By base, then by member; the base alone comes before its members.
    package static func < (left: AspectName, right: AspectName) -> Bool {
        guard left.base == right.base else { return left.base < right.base }
        guard let member = right.member else { return false }
        return left.member.map { $0 < member } ?? true
    }
}
