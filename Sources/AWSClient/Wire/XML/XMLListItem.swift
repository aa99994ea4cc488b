/// An item of a list in an answer, as it is written there.
package struct XMLListItem: Hashable, Sendable {
    /// The name of the list, `RoleDetailList`.
    package let list: String
    /// The whole element, tags included; known to be well-formed.
    package let bytes: ArraySlice<UInt8>

    package init(list: String, bytes: ArraySlice<UInt8>) {
        self.list = list
        self.bytes = bytes
    }

    /// - Throws: `XMLSyntaxError` where the bytes are no element, which those that `XMLElement.parse(_:leaving:)` leaves always are.
    package func element() throws(XMLSyntaxError) -> XMLElement { try XMLElement.parse(Array(self.bytes)) }
}

extension XMLElement {
    /// Reads a whole document, but for the items of the lists of these names, which are left as they are written.
    ///
    /// A list stands where the query protocol has it: directly inside the result, which is directly inside the root.
    /// - Throws: what reading all of it would throw.
    package static func parse(
        _ bytes: [UInt8], leaving lists: Set<String>, limits: XMLPullReader.Limits = XMLPullReader.Limits()
    ) throws(XMLSyntaxError) -> (root: XMLElement, items: [XMLListItem]) {
        var reader = try XMLPullReader(bytes, limits: limits)
        var builder = XMLTreeBuilder()
        var items: [XMLListItem] = []
        var depth = 0
        var list: String?
        while let event = try reader.next() {
            switch event {
            case .start(let name):
                if let list {
                    items.append(XMLListItem(list: list, bytes: bytes[try reader.skipElement()]))
                    continue
                }
                depth += 1
                if depth == Self.listDepth, lists.contains(name) { list = name }
            case .end:
                if depth == Self.listDepth { list = nil }
                depth -= 1
            case .text: break
            }
            builder.take(event, attributes: reader.attributes)
        }
        return (builder.root, items)
    }

    private static let listDepth = 3
}
