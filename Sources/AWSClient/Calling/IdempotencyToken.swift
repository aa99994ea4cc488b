/// A token by which a service recognises a repeated request.
///
/// - SeeAlso: RFC 9562, section 5.4, "UUID Version 4".
enum IdempotencyToken {
    /// - Parameter fraction: random numbers from 0 to 1.
    static func text(fraction: () -> Double) -> String {
        // A number that is none counts as 0.
        var bytes = (0..<16).map { _ in
            let value = fraction()
            return value >= 0 && value <= 1 ? UInt8(value * 255) : 0
        }
        bytes[6] = bytes[6] & 0x0F | 0x40
        bytes[8] = bytes[8] & 0x3F | 0x80
        let digits = Hexadecimal.text(bytes)
        var parts: [Substring] = []
        var rest = digits[...]
        for length in [8, 4, 4, 4, 12] {
            parts.append(rest.prefix(length))
            rest = rest.dropFirst(length)
        }
        return parts.joined(separator: "-")
    }
}
