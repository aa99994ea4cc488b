import Foundation
import IAMPolicy

/// Reads one map whose keys are fixed: each getter takes one key and tells what is wrong with it.
struct MapReader {
    let place: SourcePlace
    /// The way to this map, for messages: `webhooks[0]`; empty at the top.
    let path: String
    let faults: FaultCollector
    private let members: [String: SourceMember]

    /// - Parameter keys: All keys that may occur; others are faults.
    /// - Returns: `nil`, with a fault, where the node is no map.
    init?(_ node: SourceNode, path: String, keys: [String], faults: FaultCollector) {
        guard let members = node.map else {
            faults.add(node.place, "\(path.isEmpty ? "the document" : path) must be a map, found \(node.described)")
            return nil
        }
        self.place = node.place
        self.path = path
        self.faults = faults
        self.members = Dictionary(members.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        for member in members where !keys.contains(member.name) {
            faults.add(
                member.place, "unknown key `\(member.name)`\(path.isEmpty ? "" : " in \(path)")",
                suggestion: Suggestion.nearest(to: member.name, among: keys))
        }
    }

    func path(_ key: String) -> String { self.path.isEmpty ? key : "\(self.path).\(key)" }

    /// The value, unless it is left out; `null` counts as left out.
    func node(_ key: String) -> SourceNode? {
        guard let node = self.members[key]?.value, !node.isNull else { return nil }
        return node
    }

    func has(_ key: String) -> Bool { self.node(key) != nil }

    func place(_ key: String) -> SourcePlace { self.members[key]?.value.place ?? self.place }

    func fault(_ key: String, _ message: String, suggestion: String? = nil) {
        self.faults.add(self.place(key), "\(self.path(key)) \(message)", suggestion: suggestion)
    }

    func reader(_ key: String, keys: [String]) -> MapReader? {
        self.node(key).flatMap { MapReader($0, path: self.path(key), keys: keys, faults: self.faults) }
    }

    /// The elements of a list, each with its path.
    func list(_ key: String) -> [(node: SourceNode, path: String)]? {
        guard let node = self.node(key) else { return nil }
        guard let list = node.list else {
            self.fault(key, "must be a list, found \(node.described)")
            return nil
        }
        return list.enumerated().map { ($0.element, "\(self.path(key))[\($0.offset)]") }
    }

    func texts(_ key: String) -> [String]? {
        self.list(key)?.compactMap { element in
            Self.text(of: element.node) { self.faults.add(element.node.place, "\(element.path) \($0)") }
        }
    }

    /// Text; a number or a boolean is a fault, because quotes are missing.
    func text(_ key: String) -> String? {
        self.node(key).flatMap { node in Self.text(of: node) { self.fault(key, $0) } }
    }

    func requiredText(_ key: String) -> String? {
        if !self.has(key) { self.faults.add(self.place, "\(self.path(key)) is missing") }
        return self.text(key)
    }

    static func text(of node: SourceNode, fault: (String) -> Void) -> String? {
        switch node.scalar?.value {
        case .string("")?:
            fault("must not be empty")
            return nil
        case .string(let text)?: return text
        case .number?, .bool?:
            fault("must be text, found \(node.described): quote it")
            return nil
        case .null?, .array?, .object?, nil:
            fault("must be text, found \(node.described)")
            return nil
        }
    }

    /// One of the words of an enumeration.
    func word<Word: RawRepresentable & CaseIterable>(_ key: String, _ type: Word.Type) -> Word? where Word.RawValue == String {
        guard let text = self.text(key) else { return nil }
        if let word = Word(rawValue: text) { return word }
        let words = Word.allCases.map(\.rawValue)
        self.fault(
            key, "must be \(words.dropLast().joined(separator: ", ")) or \(words.last ?? ""), found `\(text)`",
            suggestion: Suggestion.nearest(to: text, among: words))
        return nil
    }

    func boolean(_ key: String) -> Bool? {
        guard let node = self.node(key) else { return nil }
        if let value = node.scalar?.value.boolValue { return value }
        self.fault(key, Self.booleanFault(node))
        return nil
    }

    static func booleanFault(_ node: SourceNode) -> String {
        let hint = node.scalar.map { YAMLScalarRules.isFormerBoolean($0.text) } == true ? "; YAML 1.1's yes and no are text here" : ""
        return "must be true or false, found \(node.described)\(hint)"
    }

    func integer(_ key: String, in range: ClosedRange<Int>) -> Int? {
        guard let node = self.node(key) else { return nil }
        if let value = node.scalar?.value.intValue, range.contains(value) { return value }
        self.fault(key, Self.integerFault(node, range))
        return nil
    }

    static func integerFault(_ node: SourceNode, _ range: ClosedRange<Int>) -> String {
        let end = range.upperBound == .max ? "on" : "to \(range.upperBound)"
        let isQuoted = node.scalar?.value.stringValue.flatMap { Int($0) } != nil
        return "must be a whole number from \(range.lowerBound) \(end), found \(node.described)\(isQuoted ? ": remove the quotes" : "")"
    }
}

// MARK: - Quantities

extension MapReader {
    /// Seconds of `90s`, `10m`, `6h` or `30d`.
    func seconds(_ key: String, min: Double = 0) -> Double? {
        self.node(key).flatMap { node in Quantity.seconds(node, min: min) { self.fault(key, $0, suggestion: $1) } }
    }

    /// `10%`, or the bare number where `takesNumber`.
    func percent(_ key: String, takesNumber: Bool) -> Int? {
        guard let node = self.node(key), let scalar = node.scalar else {
            if let node = self.node(key) { self.fault(key, "must be a percentage such as 10%, found \(node.described)") }
            return nil
        }
        let isWritten = scalar.text.hasSuffix("%") || takesNumber && scalar.value.intValue != nil
        let digits = scalar.text.hasSuffix("%") ? String(scalar.text.dropLast()) : scalar.text
        if isWritten, digits.utf8.count <= 3, let value = Int(digits), (0...100).contains(value) { return value }
        self.fault(key, "must be a percentage from 0 to 100\(takesNumber ? "" : " such as 10%"), found \(node.described)")
        return nil
    }
}
