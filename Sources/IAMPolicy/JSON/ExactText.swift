/// Compares texts by their bytes.
///
/// Swift's `String` compares by canonical equivalence: two spellings of an
/// accented letter, and some pairs of distinct ideographs, are one text to it.
/// To AWS they are two, so nothing that decides on access may use `==` or `<`.
package enum ExactText {
    package static func areIdentical(_ left: String, _ right: String) -> Bool {
        if left.utf8.count != right.utf8.count { return false }
        return left.withBytes { leftBytes in right.withBytes { ByteOrder.areEqual(leftBytes, $0) } }
    }

    /// The order of the UTF-8 bytes, which is also the order of the Unicode scalars.
    package static func precedes(_ left: String, _ right: String) -> Bool {
        left.withBytes { leftBytes in right.withBytes { ByteOrder.precedes(leftBytes, $0) } }
    }

    /// The texts in the order of their bytes, each once.
    package static func sortedSet(_ texts: [String]) -> [String] {
        if Self.isSortedSet(texts) { return texts }
        let sorted = SortableTexts(texts)
        var result: [String] = []
        result.reserveCapacity(texts.count)
        for index in sorted.order() {
            if let last = result.last, Self.areIdentical(last, texts[index]) { continue }
            result.append(texts[index])
        }
        return result
    }

    private static func isSortedSet(_ texts: [String]) -> Bool {
        for index in texts.indices.dropFirst() where !Self.precedes(texts[index - 1], texts[index]) { return false }
        return true
    }

    /// `true` if the texts are the same, one by one.
    package static func areIdentical(_ left: [String], _ right: [String]) -> Bool {
        left.count == right.count && zip(left, right).allSatisfy { Self.areIdentical($0, $1) }
    }
}

/// Texts laid one behind the other, so that sorting moves numbers and counts no references.
struct SortableTexts {
    private struct Entry {
        /// The first eight bytes as one number: most comparisons end there.
        let start: UInt64
        let index: Int
        let range: Range<Int>
    }

    private var bytes: [UInt8] = []
    private var entries: [Entry] = []

    init(_ texts: [String]) {
        self.bytes.reserveCapacity(texts.reduce(0) { $0 + $1.utf8.count })
        self.entries.reserveCapacity(texts.count)
        for index in texts.indices { texts[index].withBytes { self.append($0, index: index) } }
    }

    /// - Parameter ranges: Of the texts in `bytes`.
    init(bytes: [UInt8], ranges: [Range<Int>]) {
        self.bytes = bytes
        self.entries = bytes.withUnsafeBufferPointer { bytes in
            ranges.indices.map { index in
                Entry(start: Self.start(of: UnsafeBufferPointer(rebasing: bytes[ranges[index]])), index: index, range: ranges[index])
            }
        }
    }

    private mutating func append(_ text: UnsafeBufferPointer<UInt8>, index: Int) {
        let offset = self.bytes.count
        self.bytes.append(contentsOf: text)
        self.entries.append(Entry(start: Self.start(of: text), index: index, range: offset..<self.bytes.count))
    }

    /// The first eight bytes as a number that is in the order of the bytes; shorter texts count as if zeros followed.
    @inline(__always)
    static func start(of text: UnsafeBufferPointer<UInt8>) -> UInt64 {
        if text.count >= 8 { return UInt64(bigEndian: UnsafeRawBufferPointer(text).loadUnaligned(as: UInt64.self)) }
        return text.reduce(UInt64(0)) { $0 << 8 | UInt64($1) } << UInt64(8 * (8 - text.count))
    }

    /// The indices of the texts in the order of their bytes; those of identical texts ascend.
    func order() -> [Int] {
        if self.entries.count < 2 { return self.entries.map(\.index) }
        return self.bytes.withUnsafeBufferPointer { bytes in
            self.entries.sorted { left, right in
                if left.start != right.start { return left.start < right.start }
                return ByteOrder.precedes(UnsafeBufferPointer(rebasing: bytes[left.range]), UnsafeBufferPointer(rebasing: bytes[right.range]))
            }
        }.map(\.index)
    }
}
