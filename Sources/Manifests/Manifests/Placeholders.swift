import ReconcileCore

/// What `{{account.id}}`, `{{account.name}}`, `{{region}}` and `{{partition}}` stand for; IAM's own `${…}` is not touched.
struct Placeholders: Sendable {
    let values: [String: String]

    init(account: AccountSettings, region: String?) {
        self.values = [
            "account.id": account.accountID, "account.name": account.name, "region": region ?? account.region,
            "partition": account.partition
        ]
    }

    /// Values of the right shape for checks where no account is known yet.
    static let standIns = Placeholders(account: AccountSettings(name: "account", accountID: "111122223333", region: "us-east-1"), region: nil)

    struct Fault: Error {
        let message: String
        let suggestion: String?
    }

    func replace(in text: String) throws(Fault) -> String {
        guard text.contains("{{") else { return text }
        return try self.pieces(of: text[...]).map(\.value).joined()
    }

    /// A piece of a text, and what stands for it.
    private typealias Piece = (written: Substring, value: String)

    private func pieces(of text: Substring) throws(Fault) -> [Piece] {
        var pieces: [Piece] = []
        var rest = text
        while let open = rest.firstRange(of: "{{") {
            let before = rest[..<open.lowerBound]
            guard let close = rest[open.upperBound...].firstRange(of: "}}") else {
                throw Fault(message: "`{{` is not closed by `}}`", suggestion: nil)
            }
            let name = rest[open.upperBound..<close.lowerBound].trimmingBlanks
            guard let value = self.values[name] else {
                let names = self.values.keys.sorted()
                throw Fault(
                    message: "unknown placeholder `{{\(SourceNode.shortened(name))}}`; there are \(names.joined(separator: ", "))",
                    suggestion: Suggestion.nearest(to: name, among: names))
            }
            pieces += [(before, String(before)), (rest[open.lowerBound..<close.upperBound], value)]
            rest = rest[close.upperBound...]
        }
        return pieces + [(rest, String(rest))]
    }
}

// MARK: - Text that may be broken

extension Placeholders {
    /// Every line with its placeholders replaced, or as it is where that fails.
    func replacingWhatCanBe(in text: String) -> String {
        guard text.contains("{{") else { return text }
        return Self.lines(of: text).map { (try? self.replace(in: String($0))) ?? String($0) }.joined(separator: "\n")
    }

    /// The column of `text` that became `column` in what `replacingWhatCanBe` makes of it; within a value, where its placeholder begins.
    ///
    /// - Parameters:
    ///   - column: In Unicode scalars, from 1.
    ///   - line: From 1.
    func column(before column: Int, inLine line: Int, of text: String) -> Int {
        guard text.contains("{{") else { return column }
        let lines = Self.lines(of: text)
        guard lines.indices.contains(line - 1), let pieces = try? self.pieces(of: lines[line - 1]) else { return column }
        var (before, after) = (1, 1)
        for (index, piece) in pieces.enumerated() {
            let length = piece.value.unicodeScalars.count
            // What was written and what was replaced take turns.
            if column < after + length { return index.isMultiple(of: 2) ? before + column - after : before }
            before += piece.written.unicodeScalars.count
            after += length
        }
        return before + column - after
    }

    /// Lines as JSON counts them.
    private static func lines(of text: String) -> [Substring] {
        text.split(omittingEmptySubsequences: false) { $0 == "\n" || $0 == "\r\n" || $0 == "\r" }
    }
}

extension Substring {
    fileprivate var trimmingBlanks: String {
        let start = self.drop { $0 == " " || $0 == "\t" }
        let backwards = start.reversed().drop { $0 == " " || $0 == "\t" }
        return String(backwards.reversed())
    }
}
