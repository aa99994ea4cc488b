/// Finds the keyword that a run of ASCII letters spells, in either case, without building a string.
///
/// Keywords longer than 16 bytes cannot be held: each is packed into two machine words.
struct KeywordTable<Word: RawRepresentable & CaseIterable & Sendable>: Sendable where Word.RawValue == String {
    private struct Packed: Hashable {
        var low: UInt64 = 0
        var high: UInt64 = 0

        mutating func append(_ byte: UInt8, at index: Int) {
            if index < 8 {
                self.low |= UInt64(byte) << UInt64(index * 8)
            } else {
                self.high |= UInt64(byte) << UInt64((index - 8) * 8)
            }
        }
    }

    static var bytesMax: Int { 16 }

    private let words: [Packed: Word]

    /// The raw value of each case is the keyword in lower case; those that are empty or too long are never found.
    init() {
        var words: [Packed: Word] = [:]
        for word in Word.allCases {
            let spelling = Array(word.rawValue.utf8)
            guard !spelling.isEmpty, spelling.count <= Self.bytesMax else { continue }
            words[Self.pack(spelling, 0, spelling.count)] = word
        }
        self.words = words
    }

    /// The keyword in `text[start..<end]`, or nil.
    func word(_ text: [UInt8], from start: Int, to end: Int) -> Word? {
        guard start >= 0, start < end, end <= text.count, end - start <= Self.bytesMax else { return nil }
        return self.words[Self.pack(text, start, end)]
    }

    private static func pack(_ text: [UInt8], _ start: Int, _ end: Int) -> Packed {
        var packed = Packed()
        for index in start..<end {
            let byte = text[index]
            packed.append(byte >= 0x41 && byte <= 0x5A ? byte | 0x20 : byte, at: index - start)
        }
        return packed
    }
}

/// A number that stands for a name while a query is read, so that names are compared without being copied.
///
/// Two different names get the same number with a chance of 2⁻⁶⁴; a query made to collide could only pass a check of scopes that it
/// should not pass, never lose a demand.
enum NameNumber {
    /// The 64-bit Fowler–Noll–Vo hash (variant 1a) of `text[start..<end]`.
    static func of(_ text: [UInt8], from start: Int, to end: Int) -> UInt64 {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        guard start >= 0, start <= end, end <= text.count else { return hash }
        for index in start..<end {
            hash = (hash ^ UInt64(text[index])) &* 0x100_0000_01B3
        }
        return hash
    }
}
