/// Reads XML 1.0 event by event: elements, text, the five predefined entities, numeric
/// references, CDATA; comments and processing instructions are skipped.
///
/// Document types are refused, so nothing can be declared, expanded or fetched. Never
/// traps; takes time linear in the length of the input.
/// - SeeAlso: W3C, "Extensible Markup Language (XML) 1.0 (Fifth Edition)".
package struct XMLPullReader: Sendable {
    package enum Event: Hashable, Sendable {
        /// The name without its prefix.
        case start(name: String)
        /// Not empty; one stretch of text may come in several pieces.
        case text(String)
        case end
    }

    package struct Limits: Hashable, Sendable {
        package let bytesMax: Int
        /// Elements within elements; the root has depth 1.
        package let depthMax: Int
        package let elementsMax: Int

        package init(bytesMax: Int = 64 << 20, depthMax: Int = 64, elementsMax: Int = 4_000_000) {
            self.bytesMax = bytesMax
            // Trees are released element within element: deeper ones could overflow the stack of a small thread.
            self.depthMax = min(depthMax, 256)
            self.elementsMax = elementsMax
        }
    }

    /// Where the next event begins. Unit: bytes from the start.
    package private(set) var offset = 0
    /// Where the element that started last begins. Unit: bytes from the start.
    private(set) var elementStart = 0
    /// Of the element that started last, but for the declarations of namespaces.
    package private(set) var attributes: [XMLAttribute] = []
    let bytes: [UInt8]
    private let limits: Limits
    /// The names of the open elements as ranges of `bytes`, prefix included.
    private(set) var open: [Range<Int>] = []
    private var elementCount = 0
    private var sawRoot = false
    /// An element that was written `<a/>` still owes its end.
    private(set) var owesEnd = false
    private static let attributesMax = 64

    package init(_ bytes: [UInt8], limits: Limits = Limits()) throws(XMLSyntaxError) {
        self.bytes = bytes
        self.limits = limits
        if bytes.count > limits.bytesMax { throw self.fault(.tooLarge, "longer than \(limits.bytesMax) bytes") }
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { self.offset = 3 }
        try self.readDeclaration()
    }

    /// The next event, or `nil` after the whole document was read and found well-formed.
    package mutating func next() throws(XMLSyntaxError) -> Event? {
        if self.settleEnd() { return .end }
        while self.offset < self.bytes.count {
            guard self.bytes[self.offset] == UInt8(ascii: "<") else {
                if let text = try self.readText() { return .text(text) }
                continue
            }
            switch self.byte(at: self.offset + 1) {
            case UInt8(ascii: "/"):
                try self.readEndTag()
                return .end
            case UInt8(ascii: "!"):
                if let text = try self.readMarkup() { return .text(text) }
            case UInt8(ascii: "?"): try self.readInstruction()
            default: return .start(name: try self.localName(self.readStartTag()))
            }
        }
        guard self.open.isEmpty else { throw self.endsWithinElement }
        guard self.sawRoot else { throw self.fault(.malformed, "the document has no element") }
        return nil
    }
}

extension XMLPullReader {
    mutating func advance() { self.offset += 1 }

    /// Takes back what an empty element owes; true if it did.
    mutating func settleEnd() -> Bool {
        defer { self.owesEnd = false }
        return self.owesEnd
    }

    var endsWithinElement: XMLSyntaxError { self.fault(.malformed, "the document ends within an element") }

    private mutating func readDeclaration() throws(XMLSyntaxError) {
        guard self.hasPrefix("<?xml"), let next = self.byte(at: self.offset + 5), Self.isBlank(next) else { return }
        guard let end = self.find("?>", from: self.offset) else { throw self.fault(.malformed, "the XML declaration has no end") }
        let text = String(decoding: self.bytes[self.offset..<end], as: UTF8.self).lowercased()
        if let range = text.firstRange(of: "encoding") {
            let value = text[range.upperBound...].drop { " =\t\r\n\"'".contains($0) }.prefix { !"\"' ".contains($0) }
            if value != "utf-8" && value != "us-ascii" { throw self.fault(.notUTF8, "the encoding is not UTF-8") }
        }
        self.offset = end + 2
    }

    mutating func readInstruction() throws(XMLSyntaxError) {
        let target = self.nameRange(from: self.offset + 2)
        guard !target.isEmpty, !self.bytes[target].elementsEqual("xml".utf8), let end = self.find("?>", from: target.upperBound) else {
            throw self.fault(.malformed, "a processing instruction is malformed or out of place")
        }
        self.offset = end + 2
    }

    /// A comment gives `nil`, a CDATA section its text (`nil` if empty).
    mutating func readMarkup() throws(XMLSyntaxError) -> String? {
        if self.hasPrefix("<!--") {
            guard let end = self.find("--", from: self.offset + 4), self.byte(at: end + 2) == UInt8(ascii: ">") else {
                throw self.fault(.malformed, "a comment has no end or holds two hyphens")
            }
            self.offset = end + 3
            return nil
        }
        if self.hasPrefix("<![CDATA[") {
            guard !self.open.isEmpty else { throw self.fault(.malformed, "text outside the root element") }
            let start = self.offset + 9
            guard let end = self.find("]]>", from: start) else { throw self.fault(.malformed, "a CDATA section has no end") }
            let text = try self.string(self.normalised(start..<end))
            self.offset = end + 3
            return text.isEmpty ? nil : text
        }
        if self.hasPrefix("<!DOCTYPE") { throw self.fault(.documentTypeRefused, "document types are not accepted") }
        throw self.fault(.malformed, "unknown markup")
    }

    /// - Returns: where the name stands, prefix included.
    mutating func readStartTag() throws(XMLSyntaxError) -> Range<Int> {
        let name = self.nameRange(from: self.offset + 1)
        guard !name.isEmpty else { throw self.fault(.malformed, "an element has no name") }
        if self.open.isEmpty && self.sawRoot { throw self.fault(.malformed, "a second root element") }
        if self.open.count >= self.limits.depthMax { throw self.fault(.tooDeep, "deeper than \(self.limits.depthMax) elements") }
        self.elementCount += 1
        if self.elementCount > self.limits.elementsMax {
            throw self.fault(.tooManyElements, "more than \(self.limits.elementsMax) elements")
        }
        self.elementStart = self.offset
        self.offset = name.upperBound
        if !self.attributes.isEmpty { self.attributes = [] }
        let isEmpty = try self.readAttributes()
        self.sawRoot = true
        if isEmpty { self.owesEnd = true } else { self.open.append(name) }
        return name
    }

    /// Reads up to and including `>`; true if the element is empty (`/>`).
    private mutating func readAttributes() throws(XMLSyntaxError) -> Bool {
        while let byte = self.byte(at: self.offset) {
            if byte == UInt8(ascii: ">") {
                self.offset += 1
                return false
            }
            if byte == UInt8(ascii: "/"), self.byte(at: self.offset + 1) == UInt8(ascii: ">") {
                self.offset += 2
                return true
            }
            guard Self.isBlank(byte) else { break }
            self.skipBlanks()
            if let next = self.byte(at: self.offset), next != UInt8(ascii: ">"), next != UInt8(ascii: "/") { try self.readAttribute() }
        }
        throw self.fault(.malformed, "a tag is malformed or has no end")
    }

    private mutating func readAttribute() throws(XMLSyntaxError) {
        let name = self.nameRange(from: self.offset)
        self.offset = name.upperBound
        self.skipBlanks()
        guard !name.isEmpty, self.byte(at: self.offset) == UInt8(ascii: "=") else {
            throw self.fault(.malformed, "an attribute is malformed")
        }
        self.offset += 1
        self.skipBlanks()
        guard let quote = self.byte(at: self.offset), quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'"),
            let end = self.bytes[(self.offset + 1)...].firstIndex(of: quote)
        else { throw self.fault(.malformed, "an attribute's value is not quoted") }
        let value = (self.offset + 1)..<end
        guard !self.bytes[value].contains(UInt8(ascii: "<")) else { throw self.fault(.malformed, "`<` in an attribute's value") }
        let text = try self.string(self.resolved(value))
        self.offset = end + 1
        let fullName = try self.string(self.bytes[name])
        guard fullName != "xmlns", !fullName.hasPrefix("xmlns:") else { return }
        if self.attributes.count >= Self.attributesMax {
            throw self.fault(.tooManyElements, "more than \(Self.attributesMax) attributes of an element")
        }
        if self.attributes.contains(where: { $0.name == fullName }) { throw self.fault(.malformed, "an attribute that occurs twice") }
        self.attributes.append(XMLAttribute(name: fullName, value: text))
    }

    mutating func readEndTag() throws(XMLSyntaxError) {
        let name = self.nameRange(from: self.offset + 2)
        guard let expected = self.open.last, self.bytes[name].elementsEqual(self.bytes[expected]) else {
            throw self.fault(.malformed, "an end tag does not match the open element")
        }
        self.offset = name.upperBound
        self.skipBlanks()
        guard self.byte(at: self.offset) == UInt8(ascii: ">") else { throw self.fault(.malformed, "an end tag has no end") }
        self.offset += 1
        self.open.removeLast()
    }

    /// Text up to the next `<`; outside the root only blanks are legal, and give `nil`.
    private mutating func readText() throws(XMLSyntaxError) -> String? {
        let text = self.textRange()
        if self.open.isEmpty || !text.isPlain { return try self.checkedText(text.range) }
        self.offset = text.range.upperBound
        return String(decoding: self.bytes[text.range], as: UTF8.self)
    }

    /// The same, byte by byte where it is not plain.
    mutating func checkedText(_ range: Range<Int>) throws(XMLSyntaxError) -> String? {
        if self.open.isEmpty {
            guard self.bytes[range].allSatisfy(Self.isBlank) else { throw self.fault(.malformed, "text outside the root element") }
            self.offset = range.upperBound
            return nil
        }
        if let wrong = self.find("]]>", from: range.lowerBound, to: range.upperBound) {
            self.offset = wrong
            throw self.fault(.malformed, "`]]>` in text")
        }
        let text = try self.string(self.resolved(range))
        self.offset = range.upperBound
        return text
    }

    mutating func move(to offset: Int) { self.offset = offset }
}
