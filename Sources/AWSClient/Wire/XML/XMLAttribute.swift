/// An attribute of an element.
package struct XMLAttribute: Hashable, Sendable {
    /// As written, `xsi:type`.
    package let name: String
    package let value: String

    package init(name: String, value: String) {
        self.name = name
        self.value = value
    }

    /// Without the prefix.
    package var localName: Substring { self.name.firstIndex(of: ":").map { self.name[self.name.index(after: $0)...] } ?? self.name[...] }
}
