// Elements that are passed over.
extension XMLPullReader {
    /// Passes over the element that has just started, with all that is in it.
    ///
    /// It is held to the same rules as one that is read event by event, but nothing is made of what it says.
    /// - Returns: where the element stands, tags included.
    /// - Throws: what `next` would throw.
    package mutating func skipElement() throws(XMLSyntaxError) -> Range<Int> {
        let start = self.elementStart
        if self.settleEnd() { return start..<self.offset }
        let depth = self.open.count
        // Each round takes at least one byte, or throws.
        while self.open.count >= depth {
            guard let byte = self.byte(at: self.offset) else { throw self.endsWithinElement }
            guard byte == UInt8(ascii: "<") else {
                try self.skipText()
                continue
            }
            switch self.byte(at: self.offset + 1) {
            case UInt8(ascii: "/"): try self.readEndTag()
            case UInt8(ascii: "!"): _ = try self.readMarkup()
            case UInt8(ascii: "?"): try self.readInstruction()
            default:
                try self.checkName(self.readStartTag())
                _ = self.settleEnd()
            }
        }
        return start..<self.offset
    }

    private mutating func skipText() throws(XMLSyntaxError) {
        let text = self.textRange()
        if text.isPlain { self.move(to: text.range.upperBound) } else { _ = try self.checkedText(text.range) }
    }

    private func checkName(_ name: Range<Int>) throws(XMLSyntaxError) {
        let isPlain = self.bytes[name].allSatisfy { $0 < 0x80 && $0 != UInt8(ascii: ":") }
        if !isPlain { _ = try self.localName(name) }
    }

    /// The text that begins here, up to the next `<`. It is plain where it stands for itself, character by character:
    /// ASCII without references, carriage returns, forbidden characters or anything that might be `]]>`.
    func textRange() -> (range: Range<Int>, isPlain: Bool) {
        self.bytes.withUnsafeBufferPointer { bytes in
            var end = self.offset
            var isPlain = true
            while end < bytes.count, bytes[end] != UInt8(ascii: "<") {
                if !Self.standsForItself(bytes[end]) { isPlain = false }
                end += 1
            }
            return (self.offset..<end, isPlain)
        }
    }

    private static func standsForItself(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "&"), UInt8(ascii: "]"): false
        case 0x20...0x7F, 0x09, 0x0A: true
        default: false
        }
    }
}
