/// Finds what is not UTF-8 (RFC 3629) in bytes from outside.
enum UTF8Validation {
    /// Offset of the first byte that starts no well-formed sequence, or `nil` if all is well.
    static func firstInvalidOffset(in bytes: [UInt8]) -> Int? {
        var offset = 0
        while offset < bytes.count {
            if bytes[offset] < 0x80 {
                offset += 1
                continue
            }
            guard let length = Self.sequenceLength(at: offset, in: bytes) else { return offset }
            offset += length
        }
        return nil
    }

    /// Length of the well-formed sequence of several bytes that starts here.
    private static func sequenceLength(at offset: Int, in bytes: [UInt8]) -> Int? {
        let (length, second): (Int, ClosedRange<UInt8>)
        switch bytes[offset] {
        case 0xC2...0xDF: (length, second) = (2, 0x80...0xBF)
        case 0xE0: (length, second) = (3, 0xA0...0xBF)
        case 0xED: (length, second) = (3, 0x80...0x9F)
        case 0xE1...0xEF: (length, second) = (3, 0x80...0xBF)
        case 0xF0: (length, second) = (4, 0x90...0xBF)
        case 0xF1...0xF3: (length, second) = (4, 0x80...0xBF)
        case 0xF4: (length, second) = (4, 0x80...0x8F)
        default: return nil
        }
        guard offset + length <= bytes.count, second.contains(bytes[offset + 1]) else { return nil }
        for index in (offset + 2)..<(offset + max(length, 2)) where bytes[index] & 0xC0 != 0x80 { return nil }
        return length
    }
}
