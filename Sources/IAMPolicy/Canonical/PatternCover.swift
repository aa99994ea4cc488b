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

    private let kind: Kind
    /// All patterns, one behind the other.
    private let bytes: [UInt8]
    /// Of each pattern in `bytes`.
    private let ranges: [Range<Int>]
    /// The patterns in the order of their bytes: those that start alike stand together.
    private let order: [Int]
    /// Those with a wildcard that take part.
    private var wild: [Int]
    /// Whether a pattern takes no part: a variable has no text yet, and one without a value may void its whole statement.
    private let isFixed: [Bool]

    /// Lengths of the wild patterns, each times the lengths of all that start like it, beyond which no cover is looked for.
    ///
    /// Keeps hostile documents cheap. Beyond it, redundant patterns stay and count as a difference.
    private static let workMax = 1 << 26

    /// - Parameter texts: In canonical spelling.
    init(_ texts: [String], kind: Kind) {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(texts.reduce(0) { $0 + $1.utf8.count })
        let ranges = texts.map { text in
            let start = bytes.count
            text.withBytes { bytes.append(contentsOf: $0) }
            return start..<bytes.count
        }
        self.init(bytes: bytes, ranges: ranges, kind: kind)
    }

    /// - Parameter ranges: Of the patterns, in canonical spelling, in `bytes`.
    init(bytes: [UInt8], ranges: [Range<Int>], kind: Kind) {
        self.kind = kind
        self.bytes = bytes
        self.ranges = ranges
        let flags = bytes.withUnsafeBufferPointer { bytes in
            ranges.map { range in
                let pattern = UnsafeBufferPointer(rebasing: bytes[range])
                return (wild: GlobPattern.hasWildcard(pattern), fixed: kind == .resource && PolicyVariable.occurs(in: pattern))
            }
        }
        self.isFixed = flags.map(\.fixed)
        self.wild = ranges.indices.filter { flags[$0].wild && !flags[$0].fixed }
        self.order = self.wild.isEmpty ? [] : SortableTexts(bytes: bytes, ranges: ranges).order()
        if !self.isAffordable { self.wild = [] }
    }

    /// - Parameters:
    ///   - sorted: Of the patterns, in canonical spelling, in `bytes`; in the order of their bytes.
    ///   - isWild: Which of them have a wildcard.
    ///   - isFixed: Which of them take no part.
    init(bytes: [UInt8], sorted ranges: [Range<Int>], isWild: [Bool], isFixed: [Bool], kind: Kind) {
        self.kind = kind
        self.bytes = bytes
        self.ranges = ranges
        self.isFixed = isFixed
        self.wild = ranges.indices.filter { isWild[$0] && !isFixed[$0] }
        self.order = self.wild.isEmpty ? [] : Array(ranges.indices)
        if !self.isAffordable { self.wild = [] }
    }

    /// Whether looking for what the wild patterns cover is cheap enough.
    private var isAffordable: Bool {
        let all = self.ranges.reduce(0) { $0 + $1.count }
        let atMost = all.multipliedReportingOverflow(by: self.wild.reduce(0) { $0 + self.ranges[$1].count })
        if !atMost.overflow && atMost.partialValue <= Self.workMax { return true }
        // Long lists of real policies are cheap all the same: most of what is in them starts differently.
        var lengths = [0]
        lengths.reserveCapacity(self.order.count + 1)
        for index in self.order { lengths.append(lengths[lengths.count - 1] + self.ranges[index].count) }
        return self.bytes.withUnsafeBufferPointer { bytes in
            var work = 0
            for outer in self.wild {
                let places = self.placesStarting(like: outer, in: bytes)
                let step = (lengths[places.upperBound] - lengths[places.lowerBound]).multipliedReportingOverflow(by: self.ranges[outer].count)
                if step.overflow || step.partialValue > Self.workMax - work { return false }
                work += step.partialValue
            }
            return true
        }
    }

    /// For each pattern the others that cover it; of two that cover each other only the first covers. `nil` if none is covered.
    func coverers() -> [[Int]]? {
        var coverers: [[Int]]?
        self.forEachCover { inner, outer in
            coverers = coverers ?? Array(repeating: [], count: self.ranges.count)
            coverers?[inner].append(outer)
            return true
        }
        return coverers
    }

    /// The texts that no other one covers, in their order.
    static func reduced(_ texts: [String], kind: Kind) -> [String] {
        if texts.count < 2 || !texts.contains(where: { $0.withBytes(GlobPattern.hasWildcard) }) { return texts }
        guard let isCovered = PatternCover(texts, kind: kind).areCovered() else { return texts }
        return texts.indices.filter { !isCovered[$0] }.map { texts[$0] }
    }

    /// Of each pattern, whether another one covers it; `nil` if none is covered.
    func areCovered() -> [Bool]? {
        var isCovered: [Bool]?
        self.forEachCover { inner, _ in
            isCovered = isCovered ?? Array(repeating: false, count: self.ranges.count)
            isCovered?[inner] = true
            return false
        }
        return isCovered
    }

    /// Tells each pattern with each other one that covers it.
    /// - Parameter body: Returns whether it wants more of the same inner pattern.
    private func forEachCover(_ body: (_ inner: Int, _ outer: Int) -> Bool) {
        if self.wild.isEmpty { return }
        var isDone = Array(repeating: false, count: self.ranges.count)
        self.bytes.withUnsafeBufferPointer { bytes in
            for outer in self.wild {
                for place in self.placesStarting(like: outer, in: bytes) {
                    let inner = self.order[place]
                    if inner != outer, !isDone[inner], self.isCovered(inner, by: outer, in: bytes) { isDone[inner] = !body(inner, outer) }
                }
            }
        }
    }

    private func isCovered(_ inner: Int, by outer: Int, in bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        self.covers(outer, inner, in: bytes) && !(outer > inner && self.covers(inner, outer, in: bytes))
    }

    private func pattern(_ index: Int, in bytes: UnsafeBufferPointer<UInt8>) -> UnsafeBufferPointer<UInt8> {
        UnsafeBufferPointer(rebasing: bytes[self.ranges[index]])
    }
}

// MARK: - Where to look

extension PatternCover {
    /// The places in `order` of all that start with what stands before the first wildcard of `outer`: nothing else can lie within it.
    private func placesStarting(like outer: Int, in bytes: UnsafeBufferPointer<UInt8>) -> Range<Int> {
        let pattern = self.pattern(outer, in: bytes)
        let literal = pattern.firstIndex { $0 == Self.star || $0 == UInt8(ascii: "?") } ?? pattern.count
        let start = UnsafeBufferPointer(rebasing: pattern[..<literal])
        let first = self.firstPlace(from: 0, in: bytes) { !ByteOrder.precedes($0, start) }
        return first..<self.firstPlace(from: first, in: bytes) { !ByteOrder.hasPrefix($0, start) }
    }

    /// The first place of `order` whose pattern satisfies `isBeyond`, as all that follow it do.
    private func firstPlace(
        from start: Int, in bytes: UnsafeBufferPointer<UInt8>, where isBeyond: (UnsafeBufferPointer<UInt8>) -> Bool
    ) -> Int {
        var (low, high) = (start, self.order.count)
        while low < high {
            let middle = low + (high - low) / 2
            if isBeyond(self.pattern(self.order[middle], in: bytes)) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}

// MARK: - Cover of two

extension PatternCover {
    private func covers(_ outer: Int, _ inner: Int, in bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        switch self.kind {
        case .action: return Self.actionCovers(self.pattern(outer, in: bytes), self.pattern(inner, in: bytes))
        case .resource:
            if self.isFixed[outer] || self.isFixed[inner] { return false }
            return Self.resourceCovers(self.pattern(outer, in: bytes), self.pattern(inner, in: bytes))
        }
    }

    private static let star = UInt8(ascii: "*")
    private static let colon = UInt8(ascii: ":")

    private static func isStar(_ pattern: UnsafeBufferPointer<UInt8>) -> Bool { pattern.count == 1 && pattern[0] == Self.star }

    private static func actionCovers(_ outer: UnsafeBufferPointer<UInt8>, _ inner: UnsafeBufferPointer<UInt8>) -> Bool {
        if Self.isStar(outer) { return true }
        guard let outerColon = outer.firstIndex(of: Self.colon), let innerColon = inner.firstIndex(of: Self.colon) else { return false }
        return GlobPattern.covers(UnsafeBufferPointer(rebasing: outer[..<outerColon]), UnsafeBufferPointer(rebasing: inner[..<innerColon]))
            && GlobPattern.covers(
                UnsafeBufferPointer(rebasing: outer[(outerColon + 1)...]), UnsafeBufferPointer(rebasing: inner[(innerColon + 1)...]))
    }

    /// Part by part, so that the answer holds whether or not a star may reach beyond the colon behind it.
    ///
    /// Sources disagree on that reach: IAM User Guide, "IAM JSON policy elements:
    /// Resource". Where a part of `inner` ends in a star, the same part of `outer`
    /// must, so that whatever the one reaches the other does too.
    private static func resourceCovers(_ outer: UnsafeBufferPointer<UInt8>, _ inner: UnsafeBufferPointer<UInt8>) -> Bool {
        if Self.isStar(outer) { return true }
        var (outerRest, innerRest) = (outer[...], inner[...])
        for part in 0..<6 {
            guard let outerPart = Self.nextPart(of: &outerRest, isLast: part == 5),
                let innerPart = Self.nextPart(of: &innerRest, isLast: part == 5)
            else { return false }
            guard innerPart.last != Self.star || outerPart.last == Self.star, GlobPattern.covers(outerPart, innerPart) else { return false }
        }
        return true
    }

    /// Takes what stands before the next colon, or all of it; `nil` if there is no colon.
    private static func nextPart(of rest: inout Slice<UnsafeBufferPointer<UInt8>>, isLast: Bool) -> UnsafeBufferPointer<UInt8>? {
        if isLast { return UnsafeBufferPointer(rebasing: rest) }
        guard let end = rest.firstIndex(of: Self.colon) else { return nil }
        defer { rest = rest[(end + 1)...] }
        return UnsafeBufferPointer(rebasing: rest[..<end])
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

    static func occurs(in text: String) -> Bool { text.withBytes { Self.occurs(in: $0) } }

    static func occurs(in text: UnsafeBufferPointer<UInt8>) -> Bool {
        // Without branches, so that many bytes are looked at in one step: few texts have a dollar at all.
        var dollars: UInt8 = 0
        for byte in text { dollars |= byte == UInt8(ascii: "$") ? 1 : 0 }
        if dollars == 0 { return false }
        for index in text.indices.dropFirst() where text[index] == UInt8(ascii: "{") && text[index - 1] == UInt8(ascii: "$") { return true }
        return false
    }
}
