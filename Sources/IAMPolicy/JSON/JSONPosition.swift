/// A place in a text.
package struct JSONPosition: Hashable, Sendable {
    /// From 1.
    package let line: Int
    /// In Unicode scalars, from 1.
    package let column: Int

    package init(line: Int, column: Int) {
        self.line = line
        self.column = column
    }

    /// - Parameter offset: In UTF-8 bytes; beyond the end counts as the end.
    init(ofOffset offset: Int, in bytes: [UInt8]) {
        var cursor = JSONPositionCursor()
        self = cursor.position(ofOffset: offset, in: bytes)
    }
}

/// Turns ascending byte offsets into lines and columns in one walk over the text.
struct JSONPositionCursor {
    private var offset = 0
    private var line = 1
    private var column = 1

    /// - Parameter target: Not below the target of the call before; a lower one gives that place again.
    mutating func position(ofOffset target: Int, in bytes: [UInt8]) -> JSONPosition {
        while self.offset < min(target, bytes.count) {
            let byte = bytes[self.offset]
            self.offset += 1
            let startsLine = byte == 0x0A || (byte == 0x0D && !(self.offset < bytes.count && bytes[self.offset] == 0x0A))
            if startsLine {
                self.line += 1
                self.column = 1
            } else if byte & 0xC0 != 0x80 {
                self.column += 1
            }
        }
        return JSONPosition(line: self.line, column: self.column)
    }
}

/// A JSON value that knows where in its text each part was written.
package struct PositionedJSON: Sendable {
    /// Where one value starts, and its name if it is a member of an object.
    struct Mark: Sendable {
        var nameOffset: Int?
        var valueOffset: Int
        /// Index behind the last mark of this value's parts: marks are in the order of the text, parents first.
        var end: Int
    }

    private struct Place: Sendable {
        let name: JSONPosition?
        let value: JSONPosition
        let end: Int
        let nameOffset: Int?
        let valueOffset: Int
    }

    package let value: JSONValue
    private let places: [Place]

    init(value: JSONValue, marks: [Mark], bytes: [UInt8]) {
        self.value = value
        var cursor = JSONPositionCursor()
        self.places = marks.map { mark in
            let name = mark.nameOffset.map { cursor.position(ofOffset: $0, in: bytes) }
            let value = cursor.position(ofOffset: mark.valueOffset, in: bytes)
            return Place(name: name, value: value, end: mark.end, nameOffset: mark.nameOffset, valueOffset: mark.valueOffset)
        }
    }

    /// Where the value at `path` starts, or its nearest ancestor if there is no such part.
    ///
    /// The index 0 of what is no array is the value itself, since a policy's lists of one may be written without brackets.
    package func position(of path: JSONPath) -> JSONPosition {
        self.place(of: path)?.value ?? JSONPosition(line: 1, column: 1)
    }

    /// Where the name of the member at `path` starts; for anything but a member, where the value starts.
    package func namePosition(of path: JSONPath) -> JSONPosition {
        guard let place = self.place(of: path) else { return JSONPosition(line: 1, column: 1) }
        return place.name ?? place.value
    }

    /// Where the value at `path` and its name start, in bytes; `nil` if there is no such part.
    func offsets(of path: JSONPath) -> (name: Int?, value: Int)? {
        guard self.hasPart(at: path), let place = self.place(of: path) else { return nil }
        return (place.nameOffset, place.valueOffset)
    }

    private func hasPart(at path: JSONPath) -> Bool {
        var current = self.value
        for step in path.steps {
            if step == .index(0), current.arrayValue == nil { continue }
            guard let (child, _) = Self.child(of: current, at: step) else { return false }
            current = child
        }
        return true
    }

    private func place(of path: JSONPath) -> Place? {
        var current = self.value
        var index = 0
        for step in path.steps {
            if step == .index(0), current.arrayValue == nil { continue }
            guard let (child, ordinal) = Self.child(of: current, at: step) else { break }
            var next = index + 1
            for _ in 0..<ordinal {
                guard next < self.places.count else { return nil }
                next = self.places[next].end
            }
            guard next < self.places.count else { return nil }
            (current, index) = (child, next)
        }
        return index < self.places.count ? self.places[index] : nil
    }

    private static func child(of value: JSONValue, at step: JSONPath.Step) -> (JSONValue, ordinal: Int)? {
        switch (value, step) {
        case (.object(let object), .name(let name)):
            guard let ordinal = object.members.firstIndex(where: { ExactText.areIdentical($0.name, name) }) else { return nil }
            return (object.members[ordinal].value, ordinal)
        case (.array(let elements), .index(let index)):
            return elements.indices.contains(index) ? (elements[index], index) : nil
        case (.object, .index), (.array, .name), (.null, _), (.bool, _), (.number, _), (.string, _):
            return nil
        }
    }
}
