/// Which patterns of a list another one of the list makes redundant.
///
/// Both `Action` and `NotAction` (and their resource twins) speak of the union
/// of their patterns, so a pattern that lies within another adds nothing to either.
struct PatternCover {
    enum Kind: Hashable, Sendable {
        /// Lower-case `service:name`.
        case action
        case resource
    }

    let kind: Kind
    private let patterns: [[UInt8]]
    private let wild: [Int]
    /// Whether a pattern takes no part: a variable has no text yet, and one without a value may void its whole statement.
    private let isFixed: [Bool]

    /// Lengths of the wild patterns times lengths of all, beyond which no cover is looked for.
    ///
    /// Keeps hostile documents cheap. Beyond it, redundant patterns stay and count as a difference.
    private static let workMax = 1 << 26

    /// - Parameter texts: In canonical spelling.
    init(_ texts: [String], kind: Kind) {
        self.kind = kind
        self.patterns = texts.map { Array($0.utf8) }
        let wild = self.patterns.indices.filter { [patterns] in GlobPattern.hasWildcard(patterns[$0]) }
        let (all, outer) = (patterns.reduce(0) { $0 + $1.count }, wild.reduce(0) { [patterns] in $0 + patterns[$1].count })
        let work = all.multipliedReportingOverflow(by: outer)
        self.isFixed = kind == .action ? [] : self.patterns.map { PolicyVariable.occurs(in: $0) }
        self.wild = work.overflow || work.partialValue > Self.workMax ? [] : wild
    }

    /// For each pattern the others that cover it; of two that cover each other only the first covers.
    func coverers() -> [[Int]] {
        if self.wild.isEmpty { return Array(repeating: [], count: self.patterns.count) }
        return self.patterns.indices.map { inner in self.wild.filter { self.isCovered(inner, by: $0) } }
    }

    /// The texts that no other one covers, in their order.
    static func reduced(_ texts: [String], kind: Kind) -> [String] {
        if texts.count < 2 || !texts.contains(where: { GlobPattern.hasWildcard($0.utf8) }) { return texts }
        let cover = PatternCover(texts, kind: kind)
        var kept: [String] = []
        for inner in texts.indices where !cover.wild.contains(where: { cover.isCovered(inner, by: $0) }) { kept.append(texts[inner]) }
        return kept
    }

    private func isCovered(_ inner: Int, by outer: Int) -> Bool {
        outer != inner && self.covers(outer, inner) && !(outer > inner && self.covers(inner, outer))
    }

    private func covers(_ outer: Int, _ inner: Int) -> Bool {
        switch self.kind {
        case .action: return Self.actionCovers(self.patterns[outer], self.patterns[inner])
        case .resource:
            if self.isFixed[outer] || self.isFixed[inner] { return false }
            return Self.resourceCovers(self.patterns[outer], self.patterns[inner])
        }
    }

    private static let star = UInt8(ascii: "*")
    private static let colon = UInt8(ascii: ":")

    private static func actionCovers(_ outer: [UInt8], _ inner: [UInt8]) -> Bool {
        if outer == [Self.star] { return true }
        if !Self.startsFit(outer, inner) { return false }
        guard let outerColon = outer.firstIndex(of: Self.colon), let innerColon = inner.firstIndex(of: Self.colon) else { return false }
        return GlobPattern.covers(outer[..<outerColon], inner[..<innerColon])
            && GlobPattern.covers(outer[(outerColon + 1)...], inner[(innerColon + 1)...])
    }

    /// A cheap look at the characters before the first wildcard of `outer`: `inner` must have the same.
    private static func startsFit(_ outer: [UInt8], _ inner: [UInt8]) -> Bool {
        for index in outer.indices {
            if outer[index] == Self.star || outer[index] == UInt8(ascii: "?") { return true }
            if index >= inner.count || outer[index] != inner[index] { return false }
        }
        return true
    }

    /// Part by part, so that the answer holds whether or not a star may reach beyond the colon behind it.
    ///
    /// Sources disagree on that reach: IAM User Guide, "IAM JSON policy elements:
    /// Resource". Where a part of `inner` ends in a star, the same part of `outer`
    /// must, so that whatever the one reaches the other does too.
    private static func resourceCovers(_ outer: [UInt8], _ inner: [UInt8]) -> Bool {
        if outer == [Self.star] { return true }
        if !Self.startsFit(outer, inner) { return false }
        let outerParts = outer.split(separator: Self.colon, maxSplits: 5, omittingEmptySubsequences: false)
        let innerParts = inner.split(separator: Self.colon, maxSplits: 5, omittingEmptySubsequences: false)
        guard outerParts.count == 6 && innerParts.count == 6 else { return false }
        return zip(outerParts, innerParts).allSatisfy { outer, inner in
            (inner.last != Self.star || outer.last == Self.star) && GlobPattern.covers(outer, inner)
        }
    }
}

/// The opening of a policy variable, `${`.
///
/// Source: IAM User Guide, "IAM policy elements: Variables and tags".
enum PolicyVariable {
    static func occurs<Bytes: Sequence>(in text: Bytes) -> Bool where Bytes.Element == UInt8 {
        var previous: UInt8 = 0
        for byte in text {
            if byte == UInt8(ascii: "{") && previous == UInt8(ascii: "$") { return true }
            previous = byte
        }
        return false
    }

    static func occurs(in text: String) -> Bool { Self.occurs(in: text.utf8) }
}
