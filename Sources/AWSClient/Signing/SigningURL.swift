/// The parts of an absolute URL that a signature covers, as they are written.
struct SigningURL: Hashable, Sendable {
    /// In lower case.
    let scheme: String
    /// Host in lower case, with the port unless it is the scheme's own; what the `Host` header says.
    let host: String
    let path: String
    /// Without the `?`; `nil` where there is none.
    let query: String?

    init(_ url: String) {
        let withoutFragment = url.prefix { $0 != "#" }
        let authorityStart = withoutFragment.firstRange(of: "://")?.upperBound ?? withoutFragment.startIndex
        self.scheme = withoutFragment.prefix { $0 != ":" }.lowercased()
        let rest = withoutFragment[authorityStart...]
        let authority = rest.prefix { $0 != "/" && $0 != "?" }
        self.host = Self.host(authority: authority.lowercased(), scheme: self.scheme)
        let target = rest[authority.endIndex...]
        let path = target.prefix { $0 != "?" }
        self.path = String(path)
        self.query = path.endIndex == target.endIndex ? nil : String(target[target.index(after: path.endIndex)...])
    }

    /// The query as pairs, split but not decoded.
    var queryPairs: [(name: String, value: String)] {
        guard let query = self.query, !query.isEmpty else { return [] }
        return query.split(separator: "&", omittingEmptySubsequences: false).map { pair in
            let name = pair.prefix { $0 != "=" }
            return (String(name), String(pair[name.endIndex...].dropFirst()))
        }
    }

    private static func host(authority: String, scheme: String) -> String {
        let standardPort = scheme == "https" ? ":443" : ":80"
        return authority.hasSuffix(standardPort) ? String(authority.dropLast(standardPort.count)) : authority
    }
}
