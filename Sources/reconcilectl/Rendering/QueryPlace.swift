/// A place in a query as a person finds it: line, column, and the line itself.
struct QueryPlace: Equatable {
    /// From 1.
    let line: Int
    /// From 1, in characters.
    let column: Int
    /// The part of the line around the place, without line breaks.
    let excerpt: String
    /// Columns of a terminal before the place in the excerpt.
    let indent: Int

    /// Widest excerpt, in characters.
    static let widthMax = 88
    /// Bytes of a line that are looked at on either side of the place.
    private static let reach = 512

    /// - Parameter offset: in UTF-8 bytes; one beyond the end stands for the end.
    init(_ bytes: [UInt8], offset: Int) {
        let lineBreak = UInt8(ascii: "\n")
        let offset = min(max(0, offset), bytes.count)
        let start = bytes[..<offset].lastIndex(of: lineBreak).map { $0 + 1 } ?? 0
        self.line = bytes[..<start].count { $0 == lineBreak } + 1
        let before = String(decoding: bytes[start..<offset], as: UTF8.self)
        self.column = before.count + 1
        let end = bytes[offset...].prefix(Self.reach).firstIndex(of: lineBreak) ?? min(bytes.count, offset + Self.reach)
        let after = String(decoding: bytes[offset..<end], as: UTF8.self)
        let shown = before.suffix(Self.widthMax / 2)
        let lead = (shown.count < before.count ? "…" : "") + shown
        let tail = after.prefix(Self.widthMax - lead.count)
        self.excerpt = VisibleText.line(lead + tail + (tail.count < after.count ? "…" : ""))
        self.indent = VisibleText.width(VisibleText.line(lead))
    }
}
