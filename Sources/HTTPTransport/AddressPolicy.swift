/// Which network addresses a request may connect to, judged on the address really
/// connected to, so that a name that resolves to a private address does not slip through.
package enum AddressPolicy: Hashable, Sendable {
    case any
    /// Refuses loopback, private, link-local, shared, documentation, multicast and reserved addresses.
    case publicOnly

    /// Whether a connection to this address is in order; `nil` stands for what is no IP address.
    func permits(_ address: IPAddress?) -> Bool {
        switch self {
        case .any: true
        case .publicOnly: address?.isPublic ?? false
        }
    }
}

/// An IPv4 or IPv6 address as its bytes in network order.
enum IPAddress: Hashable, Sendable {
    case v4(UInt32)
    /// The upper and the lower eight bytes.
    case v6(UInt64, UInt64)

    /// Reads 4 or 16 bytes; another length is no address.
    init?(bytes: some Collection<UInt8>) {
        switch bytes.count {
        case 4:
            self = .v4(bytes.reduce(0) { $0 << 8 | UInt32($1) })
        case 16:
            let upper = bytes.prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
            let lower = bytes.dropFirst(8).reduce(0) { $0 << 8 | UInt64($1) }
            self = .v6(upper, lower)
        default:
            return nil
        }
    }

    /// Whether the address is a host's on the public internet.
    ///
    /// Source: IANA IPv4 and IPv6 Special-Purpose Address Registries.
    var isPublic: Bool {
        switch self {
        case .v4(let address):
            return !Self.specialIPv4.contains { address >> (32 - $0.length) == $0.network >> (32 - $0.length) }
        case .v6(let upper, let lower):
            if let embedded = Self.embeddedIPv4(upper: upper, lower: lower) { return IPAddress.v4(embedded).isPublic }
            // Only 2000::/3 is global unicast; loopback, local, multicast and the rest lie outside it.
            guard upper >> 61 == 0b001 else { return false }
            return !Self.specialIPv6.contains { upper >> (64 - $0.length) == $0.network >> (64 - $0.length) }
        }
    }

    /// The IPv4 address that a mapped, translated (NAT64) or 6to4 address stands for.
    private static func embeddedIPv4(upper: UInt64, lower: UInt64) -> UInt32? {
        let last = UInt32(truncatingIfNeeded: lower)
        if upper == 0, lower >> 32 == 0xFFFF { return last }
        if upper == 0x0064_FF9B_0000_0000, lower >> 32 == 0 { return last }
        if upper >> 48 == 0x2002 { return UInt32(truncatingIfNeeded: upper >> 16) }
        return nil
    }

    private static let specialIPv4: [(network: UInt32, length: UInt32)] = [
        (0x0000_0000, 8), (0x0A00_0000, 8), (0x6440_0000, 10), (0x7F00_0000, 8), (0xA9FE_0000, 16),
        (0xAC10_0000, 12), (0xC000_0000, 24), (0xC000_0200, 24), (0xC058_6300, 24), (0xC0A8_0000, 16),
        (0xC612_0000, 15), (0xC633_6400, 24), (0xCB00_7100, 24), (0xE000_0000, 3)
    ]

    /// Within 2000::/3: 2001::/23 (protocol assignments, Teredo), 2001:db8::/32 and 3fff::/20 (documentation).
    private static let specialIPv6: [(network: UInt64, length: UInt64)] = [
        (0x2001_0000_0000_0000, 23), (0x2001_0DB8_0000_0000, 32), (0x3FFF_0000_0000_0000, 20)
    ]
}
