import IAMPolicy

/// JSON text and JSON values as source nodes.
enum JSONSource {
    /// Above this finding the places of all parts would take long.
    private static let bytesMax = 1 << 20

    /// Reads JSON text strictly; a syntax fault goes to `faults`.
    ///
    /// - Parameter place: Where a place of the text lies in the file, if that can be told; `whole` stands for those that cannot.
    static func node(
        of text: String, whole: SourcePlace, faults: FaultCollector, bytesMax: Int = Self.bytesMax, place: (JSONPosition) -> SourcePlace?
    ) -> SourceNode? {
        do {
            let positioned = try JSONReader.parseWithPositions(text, limits: JSONReader.Limits(bytesMax: bytesMax))
            return Self.node(positioned.value, at: .root, in: positioned) { place($0) ?? whole }
        } catch {
            let exact = place(JSONPosition(line: error.line, column: error.column))
            let within = exact == nil ? " (line \(error.line), column \(error.column) of the text)" : ""
            faults.add(exact ?? whole, "JSON: \(error.message)\(within)")
            return nil
        }
    }

    /// A value that came without its text: all its parts are at one place.
    static func node(_ value: JSONValue, at place: SourcePlace) -> SourceNode {
        switch value {
        case .array(let elements):
            SourceNode(place: place, content: .list(elements.map { Self.node($0, at: place) }))
        case .object(let object):
            SourceNode(
                place: place,
                content: .map(object.members.map { SourceMember(name: $0.name, place: place, value: Self.node($0.value, at: place)) }))
        case .null, .bool, .number, .string: SourceNode(place: place, content: .scalar(Self.scalar(value)))
        }
    }

    private static func node(
        _ value: JSONValue, at path: JSONPath, in source: PositionedJSON, place: (JSONPosition) -> SourcePlace
    ) -> SourceNode {
        let here = place(source.position(of: path))
        switch value {
        case .array(let elements):
            let nodes = elements.enumerated().map { Self.node($0.element, at: path.appending($0.offset), in: source, place: place) }
            return SourceNode(place: here, content: .list(nodes))
        case .object(let object):
            let members = object.members.map { member in
                let memberPath = path.appending(member.name)
                return SourceMember(
                    name: member.name, place: place(source.namePosition(of: memberPath)),
                    value: Self.node(member.value, at: memberPath, in: source, place: place))
            }
            return SourceNode(place: here, content: .map(members))
        case .null, .bool, .number, .string: return SourceNode(place: here, content: .scalar(Self.scalar(value)))
        }
    }

    private static func scalar(_ value: JSONValue) -> SourceScalar {
        switch value {
        case .string(let text), .number(let text): SourceScalar(value: value, text: text, layout: .opaque)
        case .bool(let flag): SourceScalar(value: value, text: flag ? "true" : "false", layout: .opaque)
        case .null, .array, .object: SourceScalar(value: .null, text: "null", layout: .opaque)
        }
    }
}
