/// An endpoint that somebody configured, in its parts.
///
/// - SeeAlso: Smithy 2.0 specification, "parseURL function".
struct EndpointURL: Hashable, Sendable {
    /// `http` or `https`.
    let scheme: String
    /// Host, and port where one is written.
    let authority: String
    /// Empty, or with a slash in front and none at the end.
    let path: String

    /// - Returns: `nil` for what is no such URL, or has a query, a fragment or a user.
    init?(_ text: String) {
        let lower = text.lowercased()
        guard let scheme = ["https", "http"].first(where: { lower.hasPrefix("\($0)://") }), !text.contains("?"), !text.contains("#"),
            !text.contains("@"), text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F })
        else { return nil }
        let rest = text.dropFirst(scheme.utf8.count + 3)
        let authority = rest.prefix { $0 != "/" }
        guard !authority.isEmpty, !authority.hasPrefix(":") else { return nil }
        self.scheme = scheme
        self.authority = String(authority)
        let path = rest[authority.endIndex...]
        self.path = String(path.hasSuffix("/") ? path.dropLast() : path)
    }

    var text: String { "\(self.scheme)://\(self.authority)\(self.path)" }

    /// A number instead of a name: no bucket can be put before it.
    var isIP: Bool {
        if self.authority.hasPrefix("[") { return true }
        let parts = self.authority.prefix { $0 != ":" }.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts.allSatisfy { part in part.count <= 3 && (Int(part).map { (0...255).contains($0) } ?? false) }
    }
}
