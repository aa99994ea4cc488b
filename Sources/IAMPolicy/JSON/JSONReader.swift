/// Reads JSON text as strictly as RFC 8259 is written, and stricter where two
/// readers could disagree: a name that occurs twice in one object is refused,
/// because which of the two counts would be a matter of taste.
///
/// Never traps and takes time linear in the length of the text.
package enum JSONReader {
    /// How much a reader is willing to take in.
    package struct Limits: Hashable, Sendable {
        /// Nested arrays and objects; a scalar alone has depth 0.
        package let depthMax: Int
        /// Length of the text in UTF-8 bytes.
        package let bytesMax: Int

        package init(depthMax: Int = 64, bytesMax: Int = 1 << 20) {
            // The parser recurses once a level: beyond this a caller could overflow the stack of a small thread.
            self.depthMax = min(max(depthMax, 0), 256)
            self.bytesMax = max(bytesMax, 0)
        }

        /// 64 levels, 1 MiB: far above any document that AWS stores.
        package static let `default` = Limits()
    }

    package static func parse(_ text: String, limits: Limits = .default) throws(JSONSyntaxError) -> JSONValue {
        var parser = try Self.parser(forText: text, limits: limits, recordsMarks: false)
        return try parser.parseDocument()
    }

    /// - Parameter bytes: UTF-8 without a byte order mark, which RFC 8259 section 8.1 forbids to add.
    package static func parse(_ bytes: [UInt8], limits: Limits = .default) throws(JSONSyntaxError) -> JSONValue {
        var parser = try Self.parser(forBytes: bytes, limits: limits, recordsMarks: false)
        return try parser.parseDocument()
    }

    /// The same value as `parse` gives, packed: for text that is read to be kept.
    package static func parsePacked(_ text: String, limits: Limits = .default) throws(JSONSyntaxError) -> JSONValue {
        let plain = text.withBytes { bytes -> PackedObject? in
            guard bytes.count <= limits.bytesMax, PlainJSON.isObject(bytes, depthMax: limits.depthMax) else { return nil }
            return PackedObject(text: bytes)
        }
        if let plain { return .object(JSONObject(plain)) }
        return try Self.parse(text, limits: limits).packed
    }

    /// The value together with the place of each of its parts.
    package static func parseWithPositions(_ text: String, limits: Limits = .default) throws(JSONSyntaxError) -> PositionedJSON {
        var parser = try Self.parser(forText: text, limits: limits, recordsMarks: true)
        let value = try parser.parseDocument()
        return PositionedJSON(value: value, marks: parser.marks, bytes: parser.bytes)
    }

    /// - Parameter bytes: UTF-8 without a byte order mark.
    package static func parseWithPositions(_ bytes: [UInt8], limits: Limits = .default) throws(JSONSyntaxError) -> PositionedJSON {
        var parser = try Self.parser(forBytes: bytes, limits: limits, recordsMarks: true)
        let value = try parser.parseDocument()
        return PositionedJSON(value: value, marks: parser.marks, bytes: parser.bytes)
    }

    private static func parser(
        forText text: String, limits: Limits, recordsMarks: Bool
    ) throws(JSONSyntaxError) -> JSONParser {
        if text.utf8.count > limits.bytesMax { throw Self.tooLarge(text.utf8.count, limits) }
        return JSONParser(bytes: Array(text.utf8), depthMax: limits.depthMax, recordsMarks: recordsMarks)
    }

    private static func parser(
        forBytes bytes: [UInt8], limits: Limits, recordsMarks: Bool
    ) throws(JSONSyntaxError) -> JSONParser {
        if bytes.count > limits.bytesMax { throw Self.tooLarge(bytes.count, limits) }
        if let offset = UTF8Validation.firstInvalidOffset(in: bytes) {
            let position = JSONPosition(ofOffset: offset, in: bytes)
            let mark = offset == 0 && (bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]))
            throw JSONSyntaxError(
                code: mark ? .byteOrderMark : .invalidUTF8,
                message: mark ? "the text starts with a UTF-16 byte order mark; save it as UTF-8" : "the bytes here are not UTF-8",
                line: position.line, column: position.column)
        }
        return JSONParser(bytes: bytes, depthMax: limits.depthMax, recordsMarks: recordsMarks)
    }

    private static func tooLarge(_ count: Int, _ limits: Limits) -> JSONSyntaxError {
        JSONSyntaxError(
            code: .tooLarge, message: "the text has \(count) bytes; at most \(limits.bytesMax) are read", line: 1, column: 1)
    }
}
