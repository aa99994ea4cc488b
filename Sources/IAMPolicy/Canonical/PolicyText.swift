/// The text of a policy as a service's answer carries it.
package enum PolicyText {
    /// The JSON text of a document that may be percent-encoded.
    ///
    /// IAM's reads answer documents encoded by RFC 3986; other services, and
    /// emulators now and then, answer plain JSON. A JSON value never starts with
    /// `%`, and an encoded document always does, so the first character decides.
    /// What is no legal encoding is returned as it is, for the reader to refuse.
    package static func decode(_ text: String) -> String {
        guard let first = text.utf8.first, first == UInt8(ascii: "%"), let decoded = Self.percentDecoded(text) else { return text }
        return decoded
    }

    private static func percentDecoded(_ text: String) -> String? {
        let bytes = Array(text.utf8)
        var decoded: [UInt8] = []
        decoded.reserveCapacity(bytes.count)
        var index = 0
        while index < bytes.count {
            guard bytes[index] == UInt8(ascii: "%") else {
                decoded.append(bytes[index])
                index += 1
                continue
            }
            guard index + 2 < bytes.count, let high = Self.digit(bytes[index + 1]), let low = Self.digit(bytes[index + 2]) else {
                return nil
            }
            decoded.append(high << 4 | low)
            index += 3
        }
        return String(validating: decoded, as: UTF8.self)
    }

    private static func digit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}

/// Case, as AWS ignores it: of ASCII letters only.
enum ASCIICase {
    static func lowered(_ text: String) -> String {
        let hasUpper = text.utf8.contains { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) }
        if !hasUpper { return text }
        return String(
            decoding: text.utf8.map { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) ? $0 | 0x20 : $0 }, as: UTF8.self)
    }
}
