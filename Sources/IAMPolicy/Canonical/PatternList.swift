/// A list of patterns on its way to its canonical spelling, as bytes: most of a document's length is in such lists.
struct PatternList {
    private let kind: PatternCover.Kind
    private let written: [String]
    /// The patterns in canonical spelling, one behind the other.
    private var bytes: [UInt8] = []
    private var ranges: [Range<Int>] = []
    /// Whether each is spelled as it was written.
    private var isAsWritten: [Bool] = []
    private var hasWildcards = false

    private static let star = UInt8(ascii: "*")
    private static let mark = UInt8(ascii: "?")

    /// - Returns: The patterns in canonical spelling, in the order of their bytes, without those that another one covers.
    static func canonical(_ patterns: [String], kind: PatternCover.Kind) -> [String] {
        if patterns.isEmpty { return [] }
        var list = PatternList(patterns, kind: kind)
        return list.reduced()
    }

    private init(_ patterns: [String], kind: PatternCover.Kind) {
        self.kind = kind
        self.written = patterns
        self.bytes.reserveCapacity(patterns.reduce(0) { $0 + $1.utf8.count })
        self.ranges.reserveCapacity(patterns.count)
        self.isAsWritten.reserveCapacity(patterns.count)
        for pattern in patterns { self.append(pattern) }
    }

    private mutating func append(_ pattern: String) {
        let start = self.bytes.count
        let found = pattern.withBytes { text in
            self.bytes.append(contentsOf: text)
            return Self.kinds(of: text)
        }
        var isChanged = found.hasUpper && self.kind == .action
        if isChanged { self.lowerLast(from: start) }
        if found.isWild {
            self.hasWildcards = true
            isChanged = self.spellRunsOfLast(from: start) || isChanged
        }
        // Every action has a colon, so this is all of them.
        if self.kind == .action, self.bytes.count - start == 3, self.bytes[start...].elementsEqual("*:*".utf8) {
            self.bytes.removeLast(2)
            isChanged = true
        }
        self.ranges.append(start..<self.bytes.count)
        self.isAsWritten.append(!isChanged)
    }

    /// Which bytes occur that ask for more than copying. Without branches, so that many bytes are looked at in one step.
    private static func kinds(of text: UnsafeBufferPointer<UInt8>) -> (hasUpper: Bool, isWild: Bool) {
        var upper: UInt8 = 0
        var wild: UInt8 = 0
        for byte in text {
            upper |= ASCIICase.isUpper(byte) ? 1 : 0
            wild |= byte == Self.star ? 1 : 0
            wild |= byte == Self.mark ? 1 : 0
        }
        return (upper != 0, wild != 0)
    }

    private mutating func lowerLast(from start: Int) {
        self.bytes.withUnsafeMutableBufferPointer { bytes in
            for index in start..<bytes.count { bytes[index] |= ASCIICase.isUpper(bytes[index]) ? 0x20 : 0 }
        }
    }

    /// Spells the runs of wildcards of the pattern that was appended last.
    /// - Returns: Whether that may have changed it.
    private mutating func spellRunsOfLast(from start: Int) -> Bool {
        let hasRun = (start + 1..<self.bytes.count).contains { index in
            self.bytes[index - 1] == Self.star && (self.bytes[index] == Self.star || self.bytes[index] == Self.mark)
        }
        if !hasRun { return false }
        let text = String(decoding: self.bytes[start...], as: UTF8.self)
        if self.kind == .resource && PolicyVariable.occurs(in: text) { return false }
        let spelt = self.kind == .action ? GlobPattern.withOrderedRuns(text) : GlobPattern.withSingleStars(text)
        self.bytes.removeSubrange(start...)
        self.bytes += spelt.utf8
        return true
    }

    private mutating func reduced() -> [String] {
        let order = self.distinct()
        if !self.hasWildcards || order.count < 2 { return order.map(self.text) }
        let isCovered = PatternCover(bytes: self.bytes, ranges: order.map { self.ranges[$0] }, kind: self.kind).areCovered()
        return order.indices.filter { !isCovered[$0] }.map { self.text(order[$0]) }
    }

    /// The patterns in the order of their bytes, each once.
    private func distinct() -> [Int] {
        if self.ranges.count == 1 { return [0] }
        var distinct: [Int] = []
        distinct.reserveCapacity(self.ranges.count)
        self.bytes.withUnsafeBufferPointer { bytes in
            for index in SortableTexts(bytes: self.bytes, ranges: self.ranges).order() {
                if let last = distinct.last {
                    let (left, right) = (bytes[self.ranges[last]], bytes[self.ranges[index]])
                    if ByteOrder.areEqual(UnsafeBufferPointer(rebasing: left), UnsafeBufferPointer(rebasing: right)) { continue }
                }
                distinct.append(index)
            }
        }
        return distinct
    }

    private func text(_ index: Int) -> String {
        if self.isAsWritten[index] { return self.written[index] }
        let range = self.ranges[index]
        return self.bytes.withUnsafeBufferPointer { String(decoding: UnsafeBufferPointer(rebasing: $0[range]), as: UTF8.self) }
    }
}
