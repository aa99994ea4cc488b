/// Finds what people write into JSON for other people: `#`, `//` and `/* */`.
enum JSONComments {
    /// Beyond this a text is no annotated policy.
    private static let countMax = 100

    /// - Returns: Ranges of UTF-8 bytes, ascending; ends of lines are not part of them.
    static func ranges(in text: String) -> [Range<Int>] {
        let bytes = Array(text.utf8)
        var ranges: [Range<Int>] = []
        var index = 0
        while index < bytes.count && ranges.count < Self.countMax {
            if bytes[index] == UInt8(ascii: "\"") {
                index = JSONText.endOfString(from: index, in: bytes)
            } else if let end = Self.endOfComment(from: index, in: bytes) {
                ranges.append(index..<end)
                index = end
            } else {
                index += 1
            }
        }
        return ranges
    }

    /// The text with blanks in place of the ranges, so that all else keeps its line and column.
    static func blanked(_ text: String, _ ranges: [Range<Int>]) -> String {
        var bytes: [UInt8] = []
        let source = Array(text.utf8)
        bytes.reserveCapacity(source.count)
        var next = 0
        for range in ranges where range.lowerBound >= next && range.upperBound <= source.count {
            bytes += source[next..<range.lowerBound]
            // A column is a Unicode scalar: one blank for each.
            for byte in source[range] where byte & 0xC0 != 0x80 { bytes.append(byte == 0x0A || byte == 0x0D ? byte : 0x20) }
            next = range.upperBound
        }
        bytes += source[next...]
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func endOfComment(from start: Int, in bytes: [UInt8]) -> Int? {
        let next = start + 1 < bytes.count ? bytes[start + 1] : 0
        switch (bytes[start], next) {
        case (UInt8(ascii: "#"), _), (UInt8(ascii: "/"), UInt8(ascii: "/")):
            return bytes[start...].firstIndex { $0 == 0x0A || $0 == 0x0D } ?? bytes.count
        case (UInt8(ascii: "/"), UInt8(ascii: "*")):
            var index = start + 2
            while index + 1 < bytes.count {
                if bytes[index] == UInt8(ascii: "*") && bytes[index + 1] == UInt8(ascii: "/") { return index + 2 }
                index += 1
            }
            return bytes.count
        default: return nil
        }
    }
}
