/// A block of addresses, such as `10.0.0.0/16` or `2001:db8::/32`.
/// - SeeAlso: RFC 4632, section 3.1; RFC 4291, section 2.3.
package struct NetworkBlock: Hashable, Sendable, CustomStringConvertible {
    /// 4 bytes, or 16.
    private let bytes: [UInt8]
    package let prefixLength: Int

    /// - Returns: `nil` where the text is no block. Bits behind the prefix may be set, as in `10.0.0.5/16`.
    package init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 2, let length = Self.number(parts[1], max: 128, radix: 10) else { return nil }
        guard let bytes = parts[0].contains(":") ? Self.sixteen(parts[0]) : Self.four(parts[0]), length <= bytes.count * 8 else { return nil }
        self.init(bytes: bytes, prefixLength: length)
    }

    private init(bytes: [UInt8], prefixLength: Int) {
        self.bytes = bytes
        self.prefixLength = prefixLength
    }

    package var isVersion6: Bool { self.bytes.count == 16 }

    /// Whether it holds every address of its version.
    package var isEverything: Bool { self.prefixLength == 0 }

    /// The same without the bits behind the prefix; what AWS takes.
    package var network: NetworkBlock {
        let bytes = self.bytes.enumerated().map { index, byte in
            let kept = min(max(self.prefixLength - index * 8, 0), 8)
            return byte & UInt8(truncatingIfNeeded: 0xFF00 >> kept)
        }
        return NetworkBlock(bytes: bytes, prefixLength: self.prefixLength)
    }

    /// In the one spelling that RFC 5952 recommends.
    package var description: String {
        "\(self.isVersion6 ? self.address6 : self.bytes.map(String.init).joined(separator: "."))/\(self.prefixLength)"
    }

    // MARK: Reading

    private static func number(_ text: String, max: Int, radix: Int) -> Int? {
        guard !text.isEmpty, text.utf8.count <= 4, text.utf8.allSatisfy({ $0 != UInt8(ascii: "+") && $0 != UInt8(ascii: "-") }) else { return nil }
        // Some read a leading zero as octal: AWS refuses it.
        if radix == 10, text.utf8.count > 1, text.hasPrefix("0") { return nil }
        return Int(text, radix: radix).flatMap { $0 <= max ? $0 : nil }
    }

    private static func four(_ text: String) -> [UInt8]? {
        let numbers = text.split(separator: ".", omittingEmptySubsequences: false).map { Self.number(String($0), max: 255, radix: 10) }
        let bytes = numbers.compactMap { $0.map { UInt8(truncatingIfNeeded: $0) } }
        return numbers.count == 4 && bytes.count == 4 ? bytes : nil
    }

    private static func sixteen(_ text: String) -> [UInt8]? {
        let halves = text.split(separator: "::", omittingEmptySubsequences: false).map(String.init)
        guard halves.count <= 2 else { return nil }
        // Only what ends the address may be written as one of version 4.
        let groups = halves.enumerated().map { Self.groups($0.element, mayEndDotted: $0.offset == halves.count - 1) }
        guard groups.allSatisfy({ $0 != nil }) else { return nil }
        let (head, tail) = ((groups.first ?? nil) ?? [], groups.count == 2 ? groups[1] ?? [] : [])
        let count = head.count + tail.count
        guard halves.count == 2 ? count <= 14 : count == 16 else { return nil }
        return head + Array(repeating: 0, count: 16 - count) + tail
    }

    /// Groups of four hexadecimal digits; the last may be an address of version 4.
    private static func groups(_ text: String, mayEndDotted: Bool) -> [UInt8]? {
        guard !text.isEmpty else { return [] }
        var bytes: [UInt8] = []
        let parts = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        guard parts.count <= 8 else { return nil }
        for (index, part) in parts.enumerated() {
            if part.contains(".") {
                guard mayEndDotted, index == parts.count - 1, let four = Self.four(part) else { return nil }
                bytes += four
            } else {
                guard let group = Self.number(part, max: 0xFFFF, radix: 16) else { return nil }
                bytes += [UInt8(truncatingIfNeeded: group >> 8), UInt8(truncatingIfNeeded: group)]
            }
        }
        return bytes.count <= 16 ? bytes : nil
    }

    // MARK: Writing

    private var address6: String {
        let groups = stride(from: 0, to: 16, by: 2).map { Int(self.bytes[$0]) << 8 | Int(self.bytes[$0 + 1]) }
        let zeros = Self.longestZeros(groups)
        guard zeros.count > 1 else { return Self.text(groups[...]) }
        return "\(Self.text(groups[..<zeros.lowerBound]))::\(Self.text(groups[zeros.upperBound...]))"
    }

    private static func text(_ groups: ArraySlice<Int>) -> String { groups.map { String($0, radix: 16) }.joined(separator: ":") }

    private static func longestZeros(_ groups: [Int]) -> Range<Int> {
        var longest = 0..<0
        var start = 0
        for index in groups.indices {
            if groups[index] != 0 { start = index + 1 } else if index + 1 - start > longest.count { longest = start..<index + 1 }
        }
        return longest
    }
}
