/// An IPv4 or IPv6 address, as a number.
struct InternetAddress: Hashable, Sendable {
    let isIPv6: Bool
    /// IPv4 in the lowest 32 bits.
    let bits: UInt128

    init(isIPv6: Bool, bits: UInt128) {
        self.isIPv6 = isIPv6
        self.bits = bits
    }

    /// Dotted decimal, or RFC 4291 section 2.2 in any of its three forms.
    init?(_ text: String) {
        if text.contains(":") {
            guard let bits = Self.ipv6(text) else { return nil }
            self.init(isIPv6: true, bits: bits)
        } else {
            guard let bits = Self.ipv4(text[...]) else { return nil }
            self.init(isIPv6: false, bits: UInt128(bits))
        }
    }

    private static func ipv4(_ text: Substring) -> UInt32? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 4 else { return nil }
        var bits: UInt32 = 0
        for part in parts {
            guard (1...3).contains(part.utf8.count), part.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let byte = UInt8(part) else { return nil }
            bits = bits << 8 | UInt32(byte)
        }
        return bits
    }

    private static func ipv6(_ text: String) -> UInt128? {
        var halves: [[UInt16]] = []
        let pieces = text.split(separator: "::", maxSplits: 2, omittingEmptySubsequences: false)
        guard pieces.count <= 2 else { return nil }
        for (index, piece) in pieces.enumerated() {
            guard let groups = Self.groups(piece, mayEndInIPv4: index == pieces.count - 1) else { return nil }
            halves.append(groups)
        }
        let count = halves.reduce(0) { $0 + $1.count }
        if halves.count == 2 {
            guard count <= 7 else { return nil }
            halves.insert(Array(repeating: 0, count: 8 - count), at: 1)
        } else if count != 8 {
            return nil
        }
        return halves.joined().reduce(UInt128(0)) { $0 << 16 | UInt128($1) }
    }

    private static func groups(_ text: Substring, mayEndInIPv4: Bool) -> [UInt16]? {
        if text.isEmpty { return [] }
        var groups: [UInt16] = []
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        for (index, part) in parts.enumerated() {
            if mayEndInIPv4, index == parts.count - 1, part.contains(".") {
                guard let bits = Self.ipv4(part) else { return nil }
                groups += [UInt16(bits >> 16), UInt16(bits & 0xFFFF)]
            } else {
                guard (1...4).contains(part.utf8.count), let group = UInt16(part, radix: 16), part.first != "+" else { return nil }
                groups.append(group)
            }
        }
        return groups
    }

    /// For witnesses.
    var text: String {
        if !self.isIPv6 { return (0..<4).reversed().map { String(UInt8(truncatingIfNeeded: self.bits >> UInt128($0 * 8))) }.joined(separator: ".") }
        return (0..<8).reversed().map { String(UInt16(truncatingIfNeeded: self.bits >> UInt128($0 * 16)), radix: 16) }.joined(separator: ":")
    }
}

/// A block of addresses in CIDR notation; an address alone is a block of one.
struct AddressRange: Hashable, Sendable {
    let first: InternetAddress
    let last: InternetAddress

    init?(_ text: String) {
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard let head = parts.first, let address = InternetAddress(String(head)) else { return nil }
        let width = address.isIPv6 ? 128 : 32
        var length = width
        if parts.count == 2 {
            guard parts[1].utf8.allSatisfy({ (0x30...0x39).contains($0) }), let value = Int(parts[1]), value <= width else { return nil }
            length = value
        }
        let hostBits = width - length
        let mask: UInt128 = hostBits == 128 ? .max : (UInt128(1) << UInt128(hostBits)) - 1
        self.first = InternetAddress(isIPv6: address.isIPv6, bits: address.bits & ~mask)
        self.last = InternetAddress(isIPv6: address.isIPv6, bits: address.bits | mask)
    }

    func contains(_ address: InternetAddress) -> Bool {
        address.isIPv6 == self.first.isIPv6 && self.first.bits <= address.bits && address.bits <= self.last.bits
    }
}
