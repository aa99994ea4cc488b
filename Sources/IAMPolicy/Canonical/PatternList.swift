/// A list of patterns in its canonical spelling: in the order of their bytes, without those that another one covers.
///
/// Kept as bytes: most of a document's length is in such lists, and to write one nobody needs a text of each pattern.
struct PatternList: Sendable {
    private struct Entry: Sendable {
        /// The first eight bytes as one number: most comparisons end there.
        let start: UInt64
        /// In `bytes`.
        let range: Range<Int>
        /// Its place in `written`.
        let source: Int
        /// Whether it is spelled as it was written.
        let isAsWritten: Bool
        let hasWildcard: Bool
        let hasVariable: Bool
        /// Whether a JSON string can hold the bytes as they are.
        let isPlain: Bool
    }

    private let kind: PatternCover.Kind
    private let written: [String]
    /// The patterns in canonical spelling, one behind the other.
    private var bytes: [UInt8] = []
    private var entries: [Entry] = []

    private static let star = UInt8(ascii: "*")
    private static let mark = UInt8(ascii: "?")

    init(_ patterns: [String], kind: PatternCover.Kind) {
        self.kind = kind
        self.written = patterns
        self.bytes.reserveCapacity(patterns.reduce(0) { $0 + $1.utf8.count })
        self.entries.reserveCapacity(patterns.count)
        for index in patterns.indices { self.append(patterns[index], source: index) }
        if self.entries.count > 1 {
            self.sortOnce()
            self.dropCovered()
        }
    }

    var count: Int { self.entries.count }
    var isEmpty: Bool { self.entries.isEmpty }
    /// Whether a policy variable occurs in some pattern.
    var hasVariables: Bool { self.entries.contains(where: \.hasVariable) }

    /// The keys of the variables without a default, sorted, if they are the same in every pattern of the list and there are some.
    var sharedVariables: [String]? {
        var shared: [String]?
        for entry in self.entries {
            let text = String(decoding: self.bytes[entry.range], as: UTF8.self)
            guard entry.hasVariable, let keys = TextTemplate(text, hasVariables: true, hasWildcards: true).variablesWithoutDefault else { return nil }
            if let shared, shared != keys { return nil }
            shared = keys
        }
        return shared
    }

    var texts: [String] {
        self.entries.map { entry in
            if entry.isAsWritten { return self.written[entry.source] }
            return self.bytes.withUnsafeBufferPointer { String(decoding: UnsafeBufferPointer(rebasing: $0[entry.range]), as: UTF8.self) }
        }
    }

    static func areIdentical(_ left: Self?, _ right: Self?) -> Bool {
        guard let left, let right else { return left == nil && right == nil }
        guard left.entries.count == right.entries.count else { return false }
        return left.bytes.withUnsafeBufferPointer { leftBytes in
            right.bytes.withUnsafeBufferPointer { rightBytes in
                zip(left.entries, right.entries).allSatisfy { left, right in
                    left.start == right.start
                        && ByteOrder.areEqual(
                            UnsafeBufferPointer(rebasing: leftBytes[left.range]), UnsafeBufferPointer(rebasing: rightBytes[right.range]))
                }
            }
        }
    }

    /// The patterns as JSON: a single one stands by itself.
    func write(to output: inout JSONOutput) {
        if self.entries.count != 1 { output.bytes.append(UInt8(ascii: "[")) }
        self.bytes.withUnsafeBufferPointer { bytes in
            for index in self.entries.indices {
                if index > 0 { output.bytes.append(UInt8(ascii: ",")) }
                let entry = self.entries[index]
                output.writeString(UnsafeBufferPointer(rebasing: bytes[entry.range]), isPlain: entry.isPlain)
            }
        }
        if self.entries.count != 1 { output.bytes.append(UInt8(ascii: "]")) }
    }
}

// MARK: - Spelling

extension PatternList {
    /// Which bytes occur that ask for more than copying.
    private struct Traits {
        var hasUpper = false
        var hasWildcard = false
        var hasDollar = false
        var isPlain = true

        /// Without branches, so that many bytes are looked at in one step.
        init(_ text: UnsafeBufferPointer<UInt8>) {
            var (upper, wild, dollar, special): (UInt8, UInt8, UInt8, UInt8) = (0, 0, 0, 0)
            for byte in text {
                upper |= ASCIICase.isUpper(byte) ? 1 : 0
                wild |= (byte == PatternList.star ? 1 : 0) | (byte == PatternList.mark ? 1 : 0)
                dollar |= byte == UInt8(ascii: "$") ? 1 : 0
                special |= (byte < 0x20 ? 1 : 0) | (byte == UInt8(ascii: "\"") ? 1 : 0) | (byte == UInt8(ascii: "\\") ? 1 : 0)
            }
            (self.hasUpper, self.hasWildcard, self.hasDollar, self.isPlain) = (upper != 0, wild != 0, dollar != 0, special == 0)
        }
    }

    private mutating func append(_ pattern: String, source: Int) {
        let start = self.bytes.count
        let traits = pattern.withBytes { text in
            self.bytes.append(contentsOf: text)
            return Traits(text)
        }
        let hasVariable = traits.hasDollar && PolicyVariable.occurs(in: pattern)
        var isChanged = traits.hasUpper && self.kind == .action
        if isChanged { self.lowerLast(from: start) }
        if traits.hasWildcard, self.kind == .action || !hasVariable { isChanged = self.spellRunsOfLast(from: start) || isChanged }
        // Every action has a colon, so this is all of them.
        if self.kind == .action, self.bytes.count - start == 3, self.bytes[start...].elementsEqual("*:*".utf8) {
            self.bytes.removeLast(2)
            isChanged = true
        }
        let range = start..<self.bytes.count
        let first = self.bytes.withUnsafeBufferPointer { SortableTexts.start(of: UnsafeBufferPointer(rebasing: $0[range])) }
        self.entries.append(
            Entry(
                start: first, range: range, source: source, isAsWritten: !isChanged, hasWildcard: traits.hasWildcard, hasVariable: hasVariable,
                isPlain: traits.isPlain))
    }

    private mutating func lowerLast(from start: Int) {
        self.bytes.withUnsafeMutableBufferPointer { bytes in
            for index in start..<bytes.count { bytes[index] |= ASCIICase.isUpper(bytes[index]) ? 0x20 : 0 }
        }
    }

    /// Spells the runs of wildcards of the pattern that was appended last.
    /// - Returns: Whether that may have changed it.
    private mutating func spellRunsOfLast(from start: Int) -> Bool {
        let hasRun = self.bytes.withUnsafeBufferPointer { bytes in
            (start + 1..<max(bytes.count, start + 1)).contains { index in
                bytes[index - 1] == Self.star && (bytes[index] == Self.star || bytes[index] == Self.mark)
            }
        }
        if !hasRun { return false }
        let text = String(decoding: self.bytes[start...], as: UTF8.self)
        let spelt = self.kind == .action ? GlobPattern.withOrderedRuns(text) : GlobPattern.withSingleStars(text)
        self.bytes.removeSubrange(start...)
        self.bytes += spelt.utf8
        return true
    }
}

// MARK: - Order

extension PatternList {
    /// Puts the patterns in the order of their bytes, each once.
    private mutating func sortOnce() {
        self.bytes.withUnsafeBufferPointer { bytes in
            self.entries.sort { left, right in
                if left.start != right.start { return left.start < right.start }
                return ByteOrder.precedes(UnsafeBufferPointer(rebasing: bytes[left.range]), UnsafeBufferPointer(rebasing: bytes[right.range]))
            }
            var kept = 1
            for index in 1..<self.entries.count {
                let (last, entry) = (self.entries[kept - 1], self.entries[index])
                let isRepeated =
                    last.start == entry.start
                    && ByteOrder.areEqual(UnsafeBufferPointer(rebasing: bytes[last.range]), UnsafeBufferPointer(rebasing: bytes[entry.range]))
                if isRepeated { continue }
                if kept < index { self.entries[kept] = entry }
                kept += 1
            }
            self.entries.removeLast(self.entries.count - kept)
        }
    }

    private mutating func dropCovered() {
        guard self.entries.count > 1, self.entries.contains(where: \.hasWildcard) else { return }
        let isFixed = self.kind == .resource ? self.entries.map(\.hasVariable) : Array(repeating: false, count: self.entries.count)
        let cover = PatternCover(
            bytes: self.bytes, sorted: self.entries.map(\.range), isWild: self.entries.map(\.hasWildcard), isFixed: isFixed, kind: self.kind)
        guard let isCovered = cover.areCovered() else { return }
        var kept = 0
        for index in self.entries.indices where !isCovered[index] {
            self.entries[kept] = self.entries[index]
            kept += 1
        }
        self.entries.removeLast(self.entries.count - kept)
    }
}
