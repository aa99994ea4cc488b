/// Dates as IAM reads them in policies.
///
/// Sources: IAM User Guide, "Date condition operators" (the W3C profile of ISO
/// 8601, or seconds of Unix time); the bounds are those of what IAM has been seen to refuse.
enum LintedDate {
    static func isWellFormed(_ text: String) -> Bool {
        let lowered = ASCIICase.lowered(text)
        if lowered.contains("t") || lowered.contains("-") { return Self.isDateTime(lowered) }
        return Int64(lowered).map { $0 >= 0 } ?? false
    }

    private static func isDateTime(_ text: String) -> Bool {
        let halves = text.split(separator: "t", maxSplits: 1, omittingEmptySubsequences: false)
        var date = halves[0]
        let isBeforeChrist = date.first == "-"
        if isBeforeChrist { date = date.dropFirst() }
        let parts = date.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count <= 3, let year = Int(parts[0]) else { return false }
        guard (isBeforeChrist ? -year : year) >= -292_275_054, year <= 292_278_993 else { return false }
        for (part, range) in zip(parts.dropFirst(), [1...12, 1...31]) where !(Int(part).map(range.contains) ?? false) { return false }
        return halves.count == 1 || halves[1].isEmpty || Self.isTime(halves[1])
    }

    private static func isTime(_ text: Substring) -> Bool {
        var time = text
        if time.last == "z" {
            time = time.dropLast()
        } else if let sign = time.lastIndex(where: { $0 == "+" || $0 == "-" }) {
            guard Self.isZone(time[time.index(after: sign)...]) else { return false }
            time = time[..<sign]
        }
        let parts = time.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count <= 3, Int(parts[0]).map((0...23).contains) ?? false else { return false }
        if parts.count > 1, !(Int(parts[1]).map((0...59).contains) ?? false) { return false }
        if parts.count < 3 { return true }
        let seconds = parts[2].split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        guard Int(seconds[0]).map((0...59).contains) ?? false else { return false }
        return seconds.count == 1 || (seconds[1].utf8.count <= 9 && Int(seconds[1]).map { $0 >= 0 } ?? false)
    }

    private static func isZone(_ text: Substring) -> Bool {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count <= 2, parts.allSatisfy({ $0.utf8.count == 2 }) || (parts.count == 1 && text.utf8.count == 4) else { return false }
        if parts.count == 1, text.utf8.count == 4 { return Int(text) != nil }
        guard Int(parts[0]).map((0...23).contains) ?? false else { return false }
        return parts.count == 1 || Int(parts[1]).map((0...59).contains) ?? false
    }
}
