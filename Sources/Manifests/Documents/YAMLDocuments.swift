import IAMPolicy
import Yams

/// YAML text as source nodes, one for each document that is not empty.
///
/// Anchors and merge keys are followed, up to a bound: the tree may hold no more nodes than the text has
/// bytes, plus 100,000. What cannot be told apart later is refused: a key written twice, keys that are no text,
/// tags beside those of the core schema.
struct YAMLDocuments {
    private let file: String
    private let text: String
    private let lines: SourceLines
    private let faults: FaultCollector

    static func read(_ text: String, file: String, faults: FaultCollector) -> [SourceNode] {
        Self(file: file, text: text, faults: faults).read()
    }

    private init(file: String, text: String, faults: FaultCollector) {
        // Yams tells libyaml the encoding, and libyaml then takes a byte order mark for text.
        let text = text.unicodeScalars.first == "\u{FEFF}" ? String(String.UnicodeScalarView(text.unicodeScalars.dropFirst())) : text
        self.file = file
        self.text = text
        self.lines = SourceLines(text)
        self.faults = faults
    }

    private func read() -> [SourceNode] {
        if let refusal = YAMLAliasGuard.refusal(of: self.text) {
            self.faults.add(SourcePlace(file: self.file), refusal)
            return []
        }
        let composition = YAMLComposition.compose(self.text, lines: self.lines)
        if let fault = composition.fault {
            self.faults.add(SourcePlace(file: self.file, line: fault.line, column: fault.column), fault.message)
        }
        var builder = YAMLTreeBuilder(
            file: self.file, lines: self.lines, renamedKeys: composition.renamedKeys, nodesLeft: self.text.utf8.count + 100_000,
            faults: self.faults)
        return composition.roots.compactMap { root in
            if let scalar = root.scalar, scalar.string.isEmpty, scalar.style == .plain || scalar.style == .any { return nil }
            return builder.node(root, depth: 0)
        }
    }
}
