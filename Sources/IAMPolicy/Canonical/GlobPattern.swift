/// Patterns with `*` (any characters, also none) and `?` (any one character).
enum GlobPattern {
    private static let star = UInt8(ascii: "*")
    private static let mark = UInt8(ascii: "?")

    static func hasWildcard<Bytes: Sequence>(_ pattern: Bytes) -> Bool where Bytes.Element == UInt8 {
        pattern.contains { $0 == Self.star || $0 == Self.mark }
    }

    /// The same language with each run of stars as one.
    static func withSingleStars(_ pattern: String) -> String {
        if !Self.hasWildcard(pattern, before: { $0 == Self.star }) { return pattern }
        var previous: UInt8 = 0
        var kept: [UInt8] = []
        for byte in pattern.utf8 {
            if byte != Self.star || previous != Self.star { kept.append(byte) }
            previous = byte
        }
        return String(decoding: kept, as: UTF8.self)
    }

    /// The same language with the question marks of each run of wildcards before its one star.
    static func withOrderedRuns(_ pattern: String) -> String {
        if !Self.hasWildcard(pattern, before: { $0 == Self.star || $0 == Self.mark }) { return pattern }
        var ordered: [UInt8] = []
        var starPending = false
        for byte in pattern.utf8 {
            if byte == Self.star {
                starPending = true
                continue
            }
            if byte != Self.mark && starPending {
                ordered.append(Self.star)
                starPending = false
            }
            ordered.append(byte)
        }
        if starPending { ordered.append(Self.star) }
        return String(decoding: ordered, as: UTF8.self)
    }

    /// Whether a star stands right before such a byte: most patterns need no rewriting, and are not copied to find that out.
    private static func hasWildcard(_ pattern: String, before isNext: (UInt8) -> Bool) -> Bool {
        pattern.withBytes { bytes in
            bytes.indices.dropFirst().contains { bytes[$0 - 1] == Self.star && isNext(bytes[$0]) }
        }
    }

    /// Whether every text of `inner` is one of `outer`, as far as matching the patterns' own characters proves it.
    ///
    /// Sound, not complete: a `*` of `inner` must fall into a `*` of `outer`, a `?` into either.
    /// Takes at most the product of the lengths.
    static func covers(_ outer: ArraySlice<UInt8>, _ inner: ArraySlice<UInt8>) -> Bool {
        outer.withUnsafeBufferPointer { outerBytes in inner.withUnsafeBufferPointer { Self.covers(outerBytes, $0) } }
    }

    static func covers(_ outer: UnsafeBufferPointer<UInt8>, _ inner: UnsafeBufferPointer<UInt8>) -> Bool {
        // A `?` stands for a character, the walk is over bytes: with anything but ASCII it proves nothing.
        if outer.contains(Self.mark) && inner.contains(where: { $0 >= 0x80 }) { return false }
        var (outerIndex, innerIndex) = (outer.startIndex, inner.startIndex)
        var retry: (outer: Int, inner: Int)?
        while innerIndex < inner.endIndex {
            if outerIndex < outer.endIndex, outer[outerIndex] == Self.star {
                retry = (outerIndex + 1, innerIndex)
                outerIndex += 1
            } else if outerIndex < outer.endIndex, Self.matches(outer[outerIndex], inner[innerIndex]) {
                outerIndex += 1
                innerIndex += 1
            } else if let last = retry {
                retry = (last.outer, last.inner + 1)
                (outerIndex, innerIndex) = (last.outer, last.inner + 1)
            } else {
                return false
            }
        }
        while outerIndex < outer.endIndex {
            if outer[outerIndex] != Self.star { return false }
            outerIndex += 1
        }
        return true
    }

    private static func matches(_ outer: UInt8, _ inner: UInt8) -> Bool {
        if outer == Self.mark { return inner != Self.star }
        return outer == inner && inner != Self.mark && inner != Self.star
    }
}
