/// Lets the options that hold everywhere stand before the verb, as they may with kubectl and systemctl.
enum ArgumentOrder {
    private static let valued: Set<String> = ["-o", "--output", "--socket", "--database", "--account"]
    private static let flags: Set<String> = ["--no-color"]

    /// The arguments with leading options moved behind the rest, but before a `--`.
    static func withOptionsBehindVerb(_ arguments: [String]) -> [String] {
        var rest = arguments[...]
        var moved: [String] = []
        while let first = rest.first {
            let name = first.split(separator: "=", maxSplits: 1).first.map(String.init) ?? first
            if Self.flags.contains(first) || (first.contains("=") && Self.valued.contains(name)) {
                moved.append(String(rest.removeFirst()))
            } else if Self.valued.contains(first), rest.count >= 2 {
                moved += rest.prefix(2)
                rest = rest.dropFirst(2)
            } else {
                break
            }
        }
        guard !rest.isEmpty, !moved.isEmpty else { return arguments }
        let end = rest.firstIndex(of: "--") ?? rest.endIndex
        return Array(rest[..<end]) + moved + Array(rest[end...])
    }
}
