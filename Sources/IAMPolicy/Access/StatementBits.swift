/// A set of up to 256 numbered things: statements, groups of patterns, or condition clauses.
struct StatementBits: Hashable, Sendable {
    static let countMax = 256

    private var words = SIMD4<UInt64>()

    init() {}

    /// Numbers outside of 0..<256 are not taken in; callers bound their counts first.
    mutating func insert(_ index: Int) {
        guard (0..<Self.countMax).contains(index) else { return }
        self.words[index >> 6] |= 1 << UInt64(index & 63)
    }

    func contains(_ index: Int) -> Bool {
        (0..<Self.countMax).contains(index) && self.words[index >> 6] & (1 << UInt64(index & 63)) != 0
    }

    var isEmpty: Bool { self.words == SIMD4<UInt64>() }

    func isSubset(of other: Self) -> Bool { self.words & ~other.words == SIMD4<UInt64>() }

    static func & (left: Self, right: Self) -> Self { Self(words: left.words & right.words) }
    static func | (left: Self, right: Self) -> Self { Self(words: left.words | right.words) }

    private init(words: SIMD4<UInt64>) { self.words = words }

    /// One number for all of it; the same for the same.
    var folded: UInt64 {
        self.words[0] ^ (self.words[1] &* 0x9E37_79B9_7F4A_7C15) ^ (self.words[2] &* 0xBF58_476D_1CE4_E5B9) ^ (self.words[3] &* 0x94D0_49BB_1331_11EB)
    }

    /// The numbers in it, rising.
    var indices: [Int] {
        var result: [Int] = []
        for word in 0..<4 {
            var rest = self.words[word]
            while rest != 0 {
                result.append(word << 6 + rest.trailingZeroBitCount)
                rest &= rest - 1
            }
        }
        return result
    }
}
