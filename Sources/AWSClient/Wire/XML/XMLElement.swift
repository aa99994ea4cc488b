/// An element of an answer: its local name, and either text or elements inside.
package struct XMLElement: Hashable, Sendable {
    package let name: String
    package let children: [XMLElement]
    /// All text directly inside, in one piece; blanks between elements are left out.
    package let text: String
    /// But for the declarations of namespaces.
    package let attributes: [XMLAttribute]

    package init(name: String, children: [XMLElement] = [], text: String = "", attributes: [XMLAttribute] = []) {
        self.name = name
        self.children = children
        self.text = text
        self.attributes = attributes
    }

    /// The first element of that name inside.
    package subscript(_ name: String) -> XMLElement? { self.children.first { $0.name == name } }

    /// The text of the first element of that name inside; empty text is text.
    package func text(of name: String) -> String? { self[name]?.text }

    /// The value of the attribute of that name, written with the same prefix or with none on either side.
    package func attribute(_ name: String) -> String? {
        self.attributes.first { $0.name == name || $0.localName == name }?.value
    }

    /// The items of a list: the elements inside the first element of that name, whatever they are called.
    /// An absent list has none.
    package func items(of name: String) -> [XMLElement] { self[name]?.children ?? [] }

    /// Reads a whole document.
    package static func parse(
        _ bytes: [UInt8], limits: XMLPullReader.Limits = XMLPullReader.Limits()
    ) throws(XMLSyntaxError) -> XMLElement {
        var reader = try XMLPullReader(bytes, limits: limits)
        var builder = XMLTreeBuilder()
        // Ends with the document: each event takes at least one byte, or closes an element that did.
        while let event = try reader.next() { builder.take(event, attributes: reader.attributes) }
        return builder.root
    }
}

/// Puts the events of a well-formed document together to its tree.
package struct XMLTreeBuilder {
    private struct Open {
        let name: String
        let attributes: [XMLAttribute]
        var children: [XMLElement] = []
        var text = ""

        var element: XMLElement {
            let onlyBlanks = !self.children.isEmpty && self.text.allSatisfy(\.isWhitespace)
            return XMLElement(name: self.name, children: self.children, text: onlyBlanks ? "" : self.text, attributes: self.attributes)
        }
    }

    /// The finished element; an empty one before any has been finished.
    package private(set) var root = XMLElement(name: "")
    /// True after an event that finished the outermost element begun here.
    package var isComplete: Bool { self.open.isEmpty }
    private var open: [Open] = []

    package init() {}

    /// - Parameter attributes: those of the element that starts.
    package mutating func take(_ event: XMLPullReader.Event, attributes: [XMLAttribute] = []) {
        switch event {
        case .start(let name): self.open.append(Open(name: name, attributes: attributes))
        case .text(let text):
            guard let last = self.open.indices.last else { return }
            self.open[last].text += text
        case .end:
            guard let element = self.open.popLast()?.element else { return }
            if let parent = self.open.indices.last { self.open[parent].children.append(element) } else { self.root = element }
        }
    }
}
