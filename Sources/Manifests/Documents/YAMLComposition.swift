import Yams

/// What Yams made of a text: all documents up to the first syntax fault.
struct YAMLComposition {
    struct Fault {
        let line: Int
        let column: Int
        let message: String
    }

    var roots: [Node] = []
    var fault: Fault?
    /// Keys that had to be renamed so that the rest could be read: place to the true name.
    var renamedKeys: [KeyPlace: String] = [:]

    struct KeyPlace: Hashable {
        let line: Int
        let column: Int
    }

    /// Doubled keys that are told in one go.
    private static let renamesMax = 20

    /// Yams stops at a doubled key and tells no more; so the first of the two gets another name of the same
    /// length, and the text is read again: then all faults can be told at once, with the right places.
    static func compose(_ text: String, lines: SourceLines) -> YAMLComposition {
        var renamed: [KeyPlace: String] = [:]
        var current = text
        for turn in 0...Self.renamesMax {
            var result = YAMLComposition(renamedKeys: renamed)
            do {
                // The basic resolver reads no types, so that keys compare by their text alone.
                let parser = try Parser(yaml: current, resolver: .basic, encoding: .utf8)
                while let root = try parser.nextRoot() { result.roots.append(root) }
                return result
            } catch YamlError.duplicatedKeysInMapping(let names, let context) {
                let name = names.first ?? ""
                let place = KeyPlace(line: context.mark.line, column: context.mark.column)
                if turn < Self.renamesMax, let next = Self.renaming(name, at: place, in: current, turn: turn) {
                    renamed[place] = name
                    current = next
                    continue
                }
                result.fault = Fault(line: place.line, column: place.column, message: "YAML: the key `\(name)` is written twice in one map")
            } catch {
                result.fault = Self.fault(of: error, lines: lines)
            }
            return result
        }
        return YAMLComposition()
    }

    /// Puts a scalar of the private use area in the place of the key's first one.
    private static func renaming(_ name: String, at place: KeyPlace, in text: String, turn: Int) -> String? {
        guard let first = name.unicodeScalars.first, let stand = Unicode.Scalar(0xE000 + UInt32(turn)) else { return nil }
        let scalars = text.unicodeScalars
        var index = scalars.startIndex
        var line = 1
        while line < place.line, index < scalars.endIndex {
            if Self.endsLine(at: index, in: scalars) { line += 1 }
            index = scalars.index(after: index)
        }
        guard line == place.line,
            var target = scalars.index(index, offsetBy: place.column - 1, limitedBy: scalars.endIndex), target < scalars.endIndex
        else { return nil }
        if scalars[target] == "\"" || scalars[target] == "'" { target = scalars.index(after: target) }
        // Behind an anchor, a tag or an escape the key starts elsewhere.
        guard target < scalars.endIndex, scalars[target] == first else { return nil }
        var result = String.UnicodeScalarView(scalars[..<target])
        result.append(stand)
        result.append(contentsOf: scalars[scalars.index(after: target)...])
        return String(result)
    }

    private static func endsLine(at index: String.UnicodeScalarView.Index, in scalars: String.UnicodeScalarView) -> Bool {
        if scalars[index] == "\n" { return true }
        guard scalars[index] == "\r" else { return false }
        let next = scalars.index(after: index)
        return next == scalars.endIndex || scalars[next] != "\n"
    }

    private static func fault(of error: any Error, lines: SourceLines) -> Fault {
        switch error {
        case YamlError.scanner(let context, let problem, let mark, _), YamlError.parser(let context, let problem, let mark, _),
            YamlError.composer(let context, let problem, let mark, _):
            let line = lines.line(mark.line)
            if line.dropFirst(max(0, mark.column - 1)).first == "\t" {
                return Fault(line: mark.line, column: mark.column, message: "YAML: a tab cannot indent; use blanks")
            }
            let around = context.map { "\(Self.trimmed($0.text)) that starts in line \($0.mark.line): " } ?? ""
            return Fault(line: mark.line, column: mark.column, message: "YAML: \(around)\(problem)")
        case YamlError.reader(let problem, let offset, _, let yaml):
            let before = yaml.prefix(max(0, offset ?? 0))
            let line = before.reduce(1) { $1.isNewline ? $0 + 1 : $0 }
            let column = before.reversed().prefix { !$0.isNewline }.reduce(1) { $0 + $1.unicodeScalars.count }
            return Fault(line: line, column: column, message: "YAML: \(problem)")
        default:
            return Fault(line: 1, column: 1, message: "YAML: the text cannot be read")
        }
    }

    private static func trimmed(_ text: String) -> String { text.hasPrefix("while ") ? text : "while reading \(text)" }
}
