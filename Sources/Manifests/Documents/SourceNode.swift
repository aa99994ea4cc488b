import IAMPolicy

/// A value somebody wrote in YAML or JSON, with the place of each of its parts.
struct SourceNode: Sendable {
    enum Content: Sendable {
        case scalar(SourceScalar)
        case list([SourceNode])
        case map([SourceMember])
    }

    let place: SourcePlace
    let content: Content

    var scalar: SourceScalar? { if case .scalar(let scalar) = self.content { scalar } else { nil } }
    var list: [SourceNode]? { if case .list(let nodes) = self.content { nodes } else { nil } }
    var map: [SourceMember]? { if case .map(let members) = self.content { members } else { nil } }
    var isNull: Bool { self.scalar?.value.isNull ?? false }

    /// For people: "the text `x`", "the number 5", "a map".
    var described: String {
        switch self.content {
        case .list: return "a list"
        case .map: return "a map"
        case .scalar(let scalar):
            switch scalar.value {
            case .null: return "nothing (null)"
            case .bool: return "the boolean \(scalar.text)"
            case .number: return "the number \(Self.shortened(scalar.text))"
            case .string, .array, .object: return "the text `\(Self.shortened(scalar.text))`"
            }
        }
    }

    /// Long or broken text is cut: a fault is one line.
    static func shortened(_ text: String) -> String {
        let line = text.replacing("\n", with: " ")
        return line.count > 60 ? "\(line.prefix(57))…" : line
    }
}

/// One key of a map with its value.
struct SourceMember: Sendable {
    let name: String
    let place: SourcePlace
    let value: SourceNode
}

/// A value without parts.
struct SourceScalar: Sendable {
    /// What it means: null, a boolean, a number or a string.
    let value: JSONValue
    /// As it was written, without quotes.
    let text: String
    let layout: TextLayout
}

/// How the text of a scalar lies in its file, so that a place in the text can be told as a place in the file.
enum TextLayout: Sendable {
    /// One line that starts `offset` columns behind the scalar's place.
    case inline(offset: Int)
    /// A literal block: its first line, and the columns by which each line is indented.
    case block(firstLine: Int, indent: Int)
    /// Folded or escaped: only the place of the whole is known.
    case opaque
}

extension SourceNode {
    /// The node at `path`, or its nearest ancestor; a list of one may be written as its element, as policies allow.
    func nearest(to path: JSONPath) -> (node: SourceNode, name: SourcePlace?) {
        var (current, name): (SourceNode, SourcePlace?) = (self, nil)
        for step in path.steps {
            switch (step, current.content) {
            case (.name(let key), .map(let members)):
                guard let member = members.first(where: { ExactText.areIdentical($0.name, key) }) else { return (current, name) }
                (current, name) = (member.value, member.place)
            case (.index(let index), .list(let nodes)):
                guard nodes.indices.contains(index) else { return (current, name) }
                (current, name) = (nodes[index], nil)
            case (.index(0), .map), (.index(0), .scalar): continue
            case (.index, _), (.name, _): return (current, name)
            }
        }
        return (current, name)
    }

    /// The place in the file of a place in this scalar's text.
    func place(inText position: JSONPosition) -> SourcePlace? {
        guard let scalar else { return nil }
        switch scalar.layout {
        case .opaque: return nil
        case .inline(let offset):
            guard position.line == 1 else { return nil }
            return SourcePlace(file: self.place.file, line: self.place.line, column: self.place.column + offset + position.column - 1)
        case .block(let firstLine, let indent):
            return SourcePlace(file: self.place.file, line: firstLine + position.line - 1, column: indent + position.column)
        }
    }
}
