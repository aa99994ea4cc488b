/// Keeps Yams from hashing an exponential number of nodes: it hashes keys, and a key may be an alias of aliases.
///
/// Works on the bytes alone, before any parsing, so it may see an alias where there is only text; it therefore
/// refuses nothing but many of them together with what looks like an alias within a key.
enum YAMLAliasGuard {
    /// With so few aliases no tree grows beyond 3⁴ times the text.
    private static let aliasesMax = 12
    /// How far the beginning of a key is looked for.
    private static let keyBytesMax = 4_096

    static func refusal(of text: String) -> String? {
        let bytes = Array(text.utf8)
        var aliases = 0
        var mayHaveAliasKeys = false
        for index in bytes.indices {
            if Self.startsAlias(at: index, in: bytes) { aliases += 1 }
            if !mayHaveAliasKeys { mayHaveAliasKeys = Self.mayEndAliasKey(at: index, in: bytes) }
        }
        guard aliases > Self.aliasesMax, mayHaveAliasKeys else { return nil }
        return "YAML: more than \(Self.aliasesMax) aliases together with aliases, maps or lists as keys are not read; write keys as text"
    }

    private static func startsAlias(at index: Int, in bytes: [UInt8]) -> Bool {
        guard bytes[index] == UInt8(ascii: "*"), index + 1 < bytes.count, bytes[index + 1] > 0x20 else { return false }
        return index == 0 || Self.isBlank(bytes[index - 1]) || Self.flowStarts.contains(bytes[index - 1])
    }

    private static let flowStarts = Set("[{,:".utf8)

    private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D }

    /// `? ` opens a key of any form; a colon ends one that may be `*name`, `{…}` or `[…]`.
    private static func mayEndAliasKey(at index: Int, in bytes: [UInt8]) -> Bool {
        switch bytes[index] {
        case UInt8(ascii: "?"):
            let isAlone = index + 1 == bytes.count || Self.isBlank(bytes[index + 1])
            return isAlone && (index == 0 || Self.isBlank(bytes[index - 1]) || Self.flowStarts.contains(bytes[index - 1]))
        case UInt8(ascii: ":"): return Self.holdsAlias(before: index, in: bytes)
        default: return false
        }
    }

    /// Whether the token or the brackets that end before `index` hold an asterisk.
    private static func holdsAlias(before index: Int, in bytes: [UInt8]) -> Bool {
        var depth = 0
        var isBehindBlanks = true
        for offset in 1...Self.keyBytesMax {
            guard index - offset >= 0 else { return false }
            let byte = bytes[index - offset]
            if isBehindBlanks, Self.isBlank(byte) { continue }
            isBehindBlanks = false
            switch byte {
            case UInt8(ascii: "*"): return true
            case UInt8(ascii: "}"), UInt8(ascii: "]"): depth += 1
            case UInt8(ascii: "{"), UInt8(ascii: "["):
                depth -= 1
                if depth <= 0 { return false }
            case _ where depth == 0 && (Self.isBlank(byte) || byte == UInt8(ascii: ",") || byte == UInt8(ascii: ":")): return false
            default: break
            }
        }
        return true
    }
}
