/// Recognises the text of an object that needs no reading to be known for what it is: the compact text that `JSONWriter` gives,
/// in ASCII and without escapes.
///
/// What it does not recognise may be JSON all the same; what it does is JSON that `JSONReader` takes.
/// Recursive, one call a level; the depth is checked before each descent.
struct PlainJSON {
    private let bytes: UnsafeBufferPointer<UInt8>
    private let depthMax: Int
    private var offset = 0
    /// Of the objects that are open, where their names stand, the outermost object's first.
    private var names: [Range<Int>] = []

    /// An object of more members may hold no name twice either, but comparing all with all would be quadratic.
    private static let membersMax = 32

    static func isObject(_ bytes: UnsafeBufferPointer<UInt8>, depthMax: Int) -> Bool {
        var recogniser = PlainJSON(bytes: bytes, depthMax: depthMax)
        return bytes.first == UInt8(ascii: "{") && recogniser.takesValue(depth: 0) && recogniser.offset == bytes.count
    }

    private init(bytes: UnsafeBufferPointer<UInt8>, depthMax: Int) {
        self.bytes = bytes
        self.depthMax = depthMax
    }

    private var current: UInt8? { self.offset < self.bytes.count ? self.bytes[self.offset] : nil }

    private mutating func takes(_ byte: UInt8) -> Bool {
        if self.current != byte { return false }
        self.offset += 1
        return true
    }

    private mutating func takesValue(depth: Int) -> Bool {
        switch self.current {
        case UInt8(ascii: "\""): self.takesString()
        case UInt8(ascii: "{"): depth < self.depthMax && self.takesObject(depth: depth + 1)
        case UInt8(ascii: "["): depth < self.depthMax && self.takesArray(depth: depth + 1)
        case UInt8(ascii: "t"): self.takes("true")
        case UInt8(ascii: "f"): self.takes("false")
        case UInt8(ascii: "n"): self.takes("null")
        default: self.takesNumber()
        }
    }

    private mutating func takesObject(depth: Int) -> Bool {
        self.offset += 1
        if self.takes(UInt8(ascii: "}")) { return true }
        let firstName = self.names.count
        repeat {
            let start = self.offset
            guard self.takesString(), self.isNewName(start..<self.offset, since: firstName), self.takes(UInt8(ascii: ":")),
                self.takesValue(depth: depth)
            else { return false }
        } while self.takes(UInt8(ascii: ","))
        self.names.removeSubrange(firstName...)
        return self.takes(UInt8(ascii: "}"))
    }

    private mutating func isNewName(_ name: Range<Int>, since first: Int) -> Bool {
        guard self.names.count - first < Self.membersMax else { return false }
        let text = UnsafeBufferPointer(rebasing: self.bytes[name])
        for known in self.names[first...] where ByteOrder.areEqual(UnsafeBufferPointer(rebasing: self.bytes[known]), text) { return false }
        self.names.append(name)
        return true
    }

    private mutating func takesArray(depth: Int) -> Bool {
        self.offset += 1
        if self.takes(UInt8(ascii: "]")) { return true }
        repeat {
            guard self.takesValue(depth: depth) else { return false }
        } while self.takes(UInt8(ascii: ","))
        return self.takes(UInt8(ascii: "]"))
    }

    private mutating func takesString() -> Bool {
        guard self.takes(UInt8(ascii: "\"")) else { return false }
        while let byte = self.current {
            self.offset += 1
            switch byte {
            case UInt8(ascii: "\""): return true
            case UInt8(ascii: "\\"), 0..<0x20, 0x80...: return false
            default: break
            }
        }
        return false
    }

    /// Whole numbers; what else is a number is left to the reader.
    private mutating func takesNumber() -> Bool {
        let isZero = self.current == UInt8(ascii: "0")
        let start = self.offset
        while let byte = self.current, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) { self.offset += 1 }
        let isWhole = isZero ? self.offset == start + 1 : self.offset > start
        switch self.current {
        case UInt8(ascii: ","), UInt8(ascii: "}"), UInt8(ascii: "]"): return isWhole
        default: return false
        }
    }

    private mutating func takes(_ word: StaticString) -> Bool {
        let end = self.offset + word.utf8CodeUnitCount
        guard end < self.bytes.count, word.withUTF8Buffer({ self.bytes[self.offset..<end].elementsEqual($0) }) else { return false }
        self.offset = end
        return true
    }
}
