import IAMPolicy

/// JSON text of one line, written from nodes, that knows which of them stands behind each of its columns.
struct PlacedJSON: Sendable {
    private struct Mark: Sendable {
        /// In Unicode scalars, from 1.
        let column: Int
        let place: SourcePlace
    }

    private(set) var text = ""
    private let whole: SourcePlace
    private let placeholders: Placeholders
    private var column = 1
    /// Ascending.
    private var marks: [Mark] = []

    /// The same text that `JSONWriter.compact` makes of the value; a placeholder that cannot be replaced stays.
    init(_ node: SourceNode, placeholders: Placeholders) {
        self.whole = node.place
        self.placeholders = placeholders
        self.write(node)
    }

    /// Where the part is written that a column of the text belongs to.
    func place(column: Int) -> SourcePlace {
        var (low, high) = (0, self.marks.count)
        while low < high {
            let middle = (low + high) / 2
            if self.marks[middle].column <= column { low = middle + 1 } else { high = middle }
        }
        return low == 0 ? self.whole : self.marks[low - 1].place
    }

    private mutating func write(_ node: SourceNode) {
        self.mark(node.place)
        switch node.content {
        case .scalar(let scalar):
            if case .string(let text) = scalar.value { return self.write(text) }
            self.append(JSONWriter.compact(scalar.value))
        case .list(let nodes):
            self.append("[")
            for (index, element) in nodes.enumerated() {
                if index > 0 { self.append(",") }
                self.write(element)
            }
            self.append("]")
        case .map(let members):
            self.append("{")
            for (index, member) in members.enumerated() {
                if index > 0 { self.append(",") }
                self.mark(member.place)
                self.write(member.name)
                self.append(":")
                self.write(member.value)
            }
            self.append("}")
        }
    }

    private mutating func write(_ text: String) {
        self.append(JSONWriter.compact(.string((try? self.placeholders.replace(in: text)) ?? text)))
    }

    private mutating func mark(_ place: SourcePlace) { self.marks.append(Mark(column: self.column, place: place)) }

    private mutating func append(_ text: String) {
        self.text += text
        self.column += text.unicodeScalars.count
    }
}
