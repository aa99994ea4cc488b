/// An address or CIDR range of a condition, as far as lint needs to know it.
///
/// Source: RFC 4632 and RFC 4291, section 2.2.
struct LintedIPRange {
    /// 4 or 16.
    let bytes: [UInt8]
    let prefixLength: Int
    private let hasPrefix: Bool

    init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count <= 2, let bytes = Self.address(String(parts[0])) else { return nil }
        self.bytes = bytes
        self.hasPrefix = parts.count == 2
        guard parts.count == 2 else {
            self.prefixLength = bytes.count * 8
            return
        }
        let isNumber = !parts[1].isEmpty && parts[1].utf8.count <= 3 && parts[1].utf8.allSatisfy { (0x30...0x39).contains($0) }
        guard isNumber, let length = Int(parts[1]), length <= bytes.count * 8 else { return nil }
        self.prefixLength = length
    }

    /// The same range without bits behind the mask; `nil` if there are none, or the address is of version 6.
    var maskedText: String? {
        guard self.hasPrefix, self.bytes.count == 4 else { return nil }
        let masked = self.bytes.enumerated().map { index, byte in
            let kept = min(max(self.prefixLength - index * 8, 0), 8)
            return kept == 0 ? 0 : byte & ~UInt8((1 << (8 - kept)) - 1)
        }
        return masked == self.bytes ? nil : "\(masked.map(String.init).joined(separator: "."))/\(self.prefixLength)"
    }

    /// Whether every address of the range is for private networks only (RFC 1918, RFC 4193).
    var isPrivate: Bool {
        if self.bytes.count == 16 { return self.prefixLength >= 7 && self.bytes[0] & 0xFE == 0xFC }
        switch (self.bytes[0], self.bytes[1]) {
        case (10, _): return self.prefixLength >= 8
        case (172, 16...31): return self.prefixLength >= 12
        case (192, 168): return self.prefixLength >= 16
        default: return false
        }
    }

    private static func address(_ text: String) -> [UInt8]? { text.contains(":") ? Self.version6(text) : Self.version4(text) }

    private static func version4(_ text: String) -> [UInt8]? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        let bytes = parts.compactMap { $0.utf8.allSatisfy { (0x30...0x39).contains($0) } ? UInt8($0) : nil }
        return parts.count == 4 && bytes.count == 4 ? bytes : nil
    }

    private static func version6(_ text: String) -> [UInt8]? {
        guard let gap = Self.gap(in: text) else { return Self.groups(text[...]).flatMap { $0.count == 16 ? $0 : nil } }
        guard let left = Self.groups(text[..<gap.lowerBound]), let right = Self.groups(text[gap.upperBound...]), left.count + right.count <= 14
        else { return nil }
        return left + [UInt8](repeating: 0, count: 16 - left.count - right.count) + right
    }

    private static func gap(in text: String) -> Range<String.Index>? {
        var index = text.startIndex
        while index < text.endIndex {
            let next = text.index(after: index)
            if next < text.endIndex, text[index] == ":", text[next] == ":" { return index..<text.index(after: next) }
            index = next
        }
        return nil
    }

    private static func groups(_ text: Substring) -> [UInt8]? {
        if text.isEmpty { return [] }
        var bytes: [UInt8] = []
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        for (index, part) in parts.enumerated() {
            if index == parts.count - 1, part.contains(".") {
                guard let last = Self.version4(String(part)) else { return nil }
                bytes += last
            } else {
                guard part.utf8.count <= 4, let value = UInt16(part, radix: 16), part.first != "+", part.first != "-" else { return nil }
                bytes += [UInt8(value >> 8), UInt8(value & 0xFF)]
            }
        }
        return bytes
    }
}
