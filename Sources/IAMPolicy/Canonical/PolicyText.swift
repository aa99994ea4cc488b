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
        text.withBytes { bytes in
            guard bytes.contains(where: Self.isUpper) else { return text }
            return String(unsafeUninitializedCapacity: bytes.count) { lowered in
                for index in bytes.indices { lowered[index] = Self.isUpper(bytes[index]) ? bytes[index] | 0x20 : bytes[index] }
                return bytes.count
            }
        }
    }

    @inline(__always)
    static func isUpper(_ byte: UInt8) -> Bool { byte &- UInt8(ascii: "A") < 26 }
}
