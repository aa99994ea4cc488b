extension String {
    /// Runs `body` over the UTF-8 bytes where they lie.
    @inline(__always)
    func withBytes<Result>(_ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
        if let result = self.utf8.withContiguousStorageIfAvailable(body) { return result }
        // A text that came from elsewhere may hold its bytes otherwise.
        return Array(self.utf8).withUnsafeBufferPointer(body)
    }
}

/// Comparisons of bytes, eight at a time.
enum ByteOrder {
    static func areEqual(_ left: UnsafeBufferPointer<UInt8>, _ right: UnsafeBufferPointer<UInt8>) -> Bool {
        left.count == right.count && Self.firstDifference(left, right, count: left.count) == nil
    }

    /// The order of the first byte that differs; a text before those that start with it.
    static func precedes(_ left: UnsafeBufferPointer<UInt8>, _ right: UnsafeBufferPointer<UInt8>) -> Bool {
        let shared = min(left.count, right.count)
        guard let place = Self.firstDifference(left, right, count: shared) else { return left.count < right.count }
        return left[place] < right[place]
    }

    static func hasPrefix(_ text: UnsafeBufferPointer<UInt8>, _ prefix: UnsafeBufferPointer<UInt8>) -> Bool {
        prefix.count <= text.count && Self.firstDifference(text, prefix, count: prefix.count) == nil
    }

    /// - Parameter count: At most the count of either.
    private static func firstDifference(
        _ left: UnsafeBufferPointer<UInt8>, _ right: UnsafeBufferPointer<UInt8>, count: Int
    ) -> Int? {
        let (leftBytes, rightBytes) = (UnsafeRawBufferPointer(left), UnsafeRawBufferPointer(right))
        var place = 0
        while place + 8 <= count {
            let leftWord = leftBytes.loadUnaligned(fromByteOffset: place, as: UInt64.self)
            let rightWord = rightBytes.loadUnaligned(fromByteOffset: place, as: UInt64.self)
            if leftWord != rightWord { return place + (UInt64(littleEndian: leftWord ^ rightWord).trailingZeroBitCount >> 3) }
            place += 8
        }
        while place < count {
            if leftBytes[place] != rightBytes[place] { return place }
            place += 1
        }
        return nil
    }
}

/// What RFC 8259, section 7, lets stand in a string as it is.
enum JSONText {
    /// How many bytes stand before the first quote, backslash or control character; all, if there is none.
    static func plainCount(of bytes: UnsafeBufferPointer<UInt8>) -> Int {
        let raw = UnsafeRawBufferPointer(bytes)
        var place = 0
        while place + 8 <= bytes.count {
            let word = UInt64(littleEndian: raw.loadUnaligned(fromByteOffset: place, as: UInt64.self))
            let marks =
                Self.markedLow(word, below: 0x20) | Self.markedLow(word ^ 0x2222_2222_2222_2222, below: 1)
                | Self.markedLow(word ^ 0x5C5C_5C5C_5C5C_5C5C, below: 1)
            if marks != 0 { return place + (marks.trailingZeroBitCount >> 3) }
            place += 8
        }
        while place < bytes.count, bytes[place] >= 0x20, bytes[place] != UInt8(ascii: "\""), bytes[place] != UInt8(ascii: "\\") { place += 1 }
        return place
    }

    /// Index behind the string whose opening quote stands at `start`; the end of the text if it is not closed.
    static func endOfString(from start: Int, in bytes: [UInt8]) -> Int {
        var index = start + 1
        while index < bytes.count {
            if bytes[index] == UInt8(ascii: "\\") {
                index += 2
            } else if bytes[index] == UInt8(ascii: "\"") {
                return index + 1
            } else {
                index += 1
            }
        }
        return bytes.count
    }

    /// The high bit of each byte that is below `limit`, correct up to the lowest such byte; `limit` is 128 at most.
    @inline(__always)
    private static func markedLow(_ word: UInt64, below limit: UInt64) -> UInt64 {
        (word &- limit &* 0x0101_0101_0101_0101) & ~word & 0x8080_8080_8080_8080
    }
}
