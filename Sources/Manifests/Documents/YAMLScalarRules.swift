import IAMPolicy

/// What an unquoted YAML scalar means: YAML 1.2's core schema.
///
/// YAML 1.1 would read `on`, `no` and `2012-10-17` as booleans and dates; here they are text, so that a
/// region, a Version or a tag value never changes its meaning because its quotes were forgotten.
/// - SeeAlso: YAML 1.2.2, section 10.3, "Core Schema".
enum YAMLScalarRules {
    static func value(ofPlain text: String) -> JSONValue {
        switch text {
        case "", "~", "null", "Null", "NULL": .null
        case "true", "True", "TRUE": .bool(true)
        case "false", "False", "FALSE": .bool(false)
        default: Self.isNumber(text) ? .number(text) : .string(text)
        }
    }

    /// Whether YAML 1.1 readers take the text for a boolean.
    static func isFormerBoolean(_ text: String) -> Bool {
        ["y", "yes", "on", "n", "no", "off"].contains(text.lowercased())
    }

    /// Decimal numbers of the core schema; some of them (`007`, `+1`, `.5`) are none in JSON.
    static func isNumber(_ text: String) -> Bool {
        var rest = text.utf8[...]
        if rest.first == UInt8(ascii: "-") || rest.first == UInt8(ascii: "+") { rest.removeFirst() }
        let whole = Self.takeDigits(&rest)
        var fraction = 0
        if rest.first == UInt8(ascii: ".") {
            rest.removeFirst()
            fraction = Self.takeDigits(&rest)
        }
        guard whole + fraction > 0 else { return false }
        if rest.first == UInt8(ascii: "e") || rest.first == UInt8(ascii: "E") {
            rest.removeFirst()
            if rest.first == UInt8(ascii: "-") || rest.first == UInt8(ascii: "+") { rest.removeFirst() }
            guard Self.takeDigits(&rest) > 0 else { return false }
        }
        return rest.isEmpty
    }

    /// Whether JSON knows the number in this spelling.
    /// - SeeAlso: RFC 8259, section 6.
    static func isJSONNumber(_ text: String) -> Bool {
        guard Self.isNumber(text), !text.hasPrefix("+"), !text.hasSuffix(".") else { return false }
        let digits = text.hasPrefix("-") ? text.dropFirst() : text[...]
        if digits.hasPrefix(".") || digits.contains(".e") || digits.contains(".E") { return false }
        let whole = digits.prefix { $0.isNumber }
        return whole == "0" || !whole.hasPrefix("0")
    }

    private static func takeDigits(_ rest: inout Substring.UTF8View) -> Int {
        var count = 0
        while let byte = rest.first, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) {
            rest.removeFirst()
            count += 1
        }
        return count
    }
}
