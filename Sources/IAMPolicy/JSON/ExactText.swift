/// Compares texts by their bytes.
///
/// Swift's `String` compares by canonical equivalence: two spellings of an
/// accented letter, and some pairs of distinct ideographs, are one text to it.
/// To AWS they are two, so nothing that decides on access may use `==` or `<`.
package enum ExactText {
    package static func areIdentical(_ left: String, _ right: String) -> Bool {
        // Identical bytes are always equal to Swift, and its comparison is the fast one.
        left == right && left.utf8.elementsEqual(right.utf8)
    }

    /// The order of the UTF-8 bytes, which is also the order of the Unicode scalars.
    package static func precedes(_ left: String, _ right: String) -> Bool {
        let viaStorage = left.utf8.withContiguousStorageIfAvailable { leftBytes in
            right.utf8.withContiguousStorageIfAvailable { rightBytes in
                let shared = min(leftBytes.count, rightBytes.count)
                for index in 0..<shared where leftBytes[index] != rightBytes[index] {
                    return leftBytes[index] < rightBytes[index]
                }
                return leftBytes.count < rightBytes.count
            }
        }
        return (viaStorage ?? nil) ?? left.utf8.lexicographicallyPrecedes(right.utf8)
    }

    /// The texts in the order of their bytes, each once.
    package static func sortedSet(_ texts: [String]) -> [String] {
        if texts.count < 2 { return texts }
        var result: [String] = []
        result.reserveCapacity(texts.count)
        for text in texts.sorted(by: Self.precedes) {
            if let last = result.last, Self.areIdentical(last, text) { continue }
            result.append(text)
        }
        return result
    }

    /// `true` if the texts are the same, one by one.
    package static func areIdentical(_ left: [String], _ right: [String]) -> Bool {
        left.count == right.count && zip(left, right).allSatisfy { Self.areIdentical($0, $1) }
    }
}
