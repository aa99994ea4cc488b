import IAMPolicy

/// Differences as lines to read: `-` is live and not declared, `+` is declared and not live.
enum DifferenceLines {
    /// More lines than this are not compared line by line. It bounds the time, which grows with their product.
    private static let comparedMax = 400

    static func lines(_ difference: JSONValue, on screen: Screen, indent: Int) -> [String] {
        let path = difference.text("path")
        let heading = path.isEmpty ? [] : [screen.line(path, .faint, indent: indent)]
        let reason = difference["reason"]?.stringValue.map { [screen.line($0, .warning, indent: indent + 2)] } ?? []
        return heading
            + Self.values(
                desired: difference.present("desired"), live: difference.present("live"), on: screen,
                indent: indent + (path.isEmpty ? 0 : 2)) + reason
    }

    /// - Parameters: `nil` is absent.
    static func values(desired: JSONValue?, live: JSONValue?, on screen: Screen, indent: Int) -> [String] {
        let old = live.map(Self.text) ?? []
        let wanted = desired.map(Self.text) ?? []
        return Self.merged(old: old, wanted: wanted).map { mark, text in
            screen.line("\(mark) \(text)", mark == "-" ? .bad : mark == "+" ? .good : .plain, indent: indent)
        }
    }

    private static func text(_ value: JSONValue) -> [String] {
        if case .string(let text) = value { return VisibleText.lines(text) }
        return YAMLText.lines(value)
    }

    private static func merged(old: [String], wanted: [String]) -> [(mark: String, text: String)] {
        guard !old.isEmpty, !wanted.isEmpty, old.count + wanted.count <= Self.comparedMax else {
            return old.map { ("-", $0) } + wanted.map { ("+", $0) }
        }
        let change = wanted.difference(from: old)
        let removed = Set(change.removals.map(Self.offset))
        let inserted = Set(change.insertions.map(Self.offset))
        var merged: [(mark: String, text: String)] = []
        var position = 0
        for (index, line) in old.enumerated() {
            if removed.contains(index) {
                merged.append(("-", line))
                continue
            }
            while position < wanted.count, inserted.contains(position) {
                merged.append(("+", wanted[position]))
                position += 1
            }
            merged.append((" ", line))
            position += 1
        }
        return merged + wanted.dropFirst(position).map { ("+", $0) }
    }

    private static func offset(_ change: CollectionDifference<String>.Change) -> Int {
        switch change {
        case .insert(let offset, _, _), .remove(let offset, _, _): offset
        }
    }
}
