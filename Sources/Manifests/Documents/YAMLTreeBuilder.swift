import IAMPolicy
import Yams

/// Turns Yams' nodes into source nodes.
struct YAMLTreeBuilder {
    let file: String
    let lines: SourceLines
    let renamedKeys: [YAMLComposition.KeyPlace: String]
    /// How many nodes may still be made; aliases repeat what they name.
    var nodesLeft: Int
    let faults: FaultCollector

    private static let depthMax = 64

    mutating func node(_ node: Node, depth: Int) -> SourceNode? {
        let place = self.place(of: node)
        self.nodesLeft -= 1
        guard self.nodesLeft >= 0 else {
            // Told once: the count stays below zero for all that follows.
            if self.nodesLeft == -1 { self.faults.add(place, "YAML: the aliases of this file stand for too much; write the values out") }
            return nil
        }
        guard depth <= Self.depthMax else {
            self.faults.add(place, "YAML: nested more than \(Self.depthMax) levels deep")
            return nil
        }
        switch node {
        case .scalar(let scalar): return self.scalar(scalar, at: place)
        case .sequence(let sequence):
            return SourceNode(place: place, content: .list(sequence.compactMap { self.node($0, depth: depth + 1) }))
        case .mapping(let mapping): return SourceNode(place: place, content: .map(self.members(of: mapping, depth: depth)))
        case .alias:
            self.faults.add(place, "YAML: this alias cannot be followed")
            return nil
        }
    }

    private func place(of node: Node) -> SourcePlace {
        SourcePlace(file: self.file, line: node.mark?.line ?? 1, column: node.mark?.column ?? 1)
    }

    private func scalar(_ scalar: Node.Scalar, at place: SourcePlace) -> SourceNode? {
        let text = scalar.string
        guard let value = self.value(of: scalar, at: place) else { return nil }
        return SourceNode(place: place, content: .scalar(SourceScalar(value: value, text: text, layout: self.layout(of: scalar, at: place))))
    }

    private func value(of scalar: Node.Scalar, at place: SourcePlace) -> JSONValue? {
        let name = scalar.tag.description
        switch name {
        case Tag.Name.str.rawValue: return .string(scalar.string)
        case Tag.Name.implicit.rawValue, Tag.Name.bool.rawValue, Tag.Name.int.rawValue, Tag.Name.float.rawValue, Tag.Name.null.rawValue:
            return scalar.style == .plain || scalar.style == .any ? YAMLScalarRules.value(ofPlain: scalar.string) : .string(scalar.string)
        default:
            self.faults.add(place, "YAML: the tag `\(name)` is not taken; write the value without it")
            return nil
        }
    }

    /// Only JSON text has places within that anybody asks for.
    private func layout(of scalar: Node.Scalar, at place: SourcePlace) -> TextLayout {
        // It may begin with a comment that JSON does not have.
        guard let first = scalar.string.utf8.first(where: { $0 > 0x20 }), "{/#".utf8.contains(first) else { return .opaque }
        return switch scalar.style {
        case .literal: self.lines.blockLayout(indicatorLine: place.line, text: scalar.string)
        case .singleQuoted, .doubleQuoted: self.lines.quotedLayout(line: place.line, column: place.column, text: scalar.string)
        case .any, .plain: .inline(offset: 0)
        case .folded: .opaque
        }
    }
}

// MARK: - Maps

extension YAMLTreeBuilder {
    private mutating func members(of mapping: Node.Mapping, depth: Int) -> [SourceMember] {
        var members: [SourceMember] = []
        var merged: [SourceMember] = []
        var places: [String: SourcePlace] = [:]
        for (key, value) in mapping {
            let place = self.place(of: key)
            guard let name = self.name(of: key, at: place) else { continue }
            if name == "<<", key.scalar?.style == .plain {
                merged += self.merge(value, at: place, depth: depth)
                continue
            }
            if let first = places[name] {
                self.faults.add(place, "the key `\(name)` is written twice in one map; first in line \(first.line)")
                continue
            }
            places[name] = place
            if let node = self.node(value, depth: depth + 1) { members.append(SourceMember(name: name, place: place, value: node)) }
        }
        for member in merged where places[member.name] == nil {
            places[member.name] = member.place
            members.append(member)
        }
        return members
    }

    private func name(of key: Node, at place: SourcePlace) -> String? {
        guard let scalar = key.scalar else {
            self.faults.add(
                place, "a key must be text, found \(key.mapping == nil ? "a list" : "a map"); a placeholder such as {{region}} needs quotes")
            return nil
        }
        return self.renamedKeys[YAMLComposition.KeyPlace(line: place.line, column: place.column)] ?? scalar.string
    }

    /// What a merge key brings in; of several maps the first that has a key counts.
    /// - SeeAlso: "Merge Key Language-Independent Type for YAML", version 1.1.
    private mutating func merge(_ value: Node, at place: SourcePlace, depth: Int) -> [SourceMember] {
        guard let node = self.node(value, depth: depth + 1) else { return [] }
        switch node.content {
        case .map(let members): return members
        case .list(let nodes) where nodes.allSatisfy({ $0.map != nil }): return nodes.flatMap { $0.map ?? [] }
        case .list, .scalar:
            self.faults.add(place, "the merge key `<<` takes a map or a list of maps, found \(node.described)")
            return []
        }
    }
}
