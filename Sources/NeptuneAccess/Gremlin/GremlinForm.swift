/// One way to write the arguments of a step, predicate or method.
struct GremlinForm {
    let slots: [GremlinShape]
    /// Whether the last slot may be filled again and again, or not at all.
    let lastRepeats: Bool

    /// Whether the arguments fill the slots.
    func admits(_ arguments: [GremlinShape]) -> Bool {
        let fixed = self.lastRepeats ? self.slots.count - 1 : self.slots.count
        guard arguments.count == fixed || (self.lastRepeats && arguments.count > fixed) else { return false }
        return arguments.indices.allSatisfy { arguments[$0].fits(self.slot($0)) }
    }

    /// What is asked for at a place that `admits` found filled.
    func slot(_ index: Int) -> GremlinShape { self.slots[min(index, self.slots.count - 1)] }
}

/// Tables of forms, written as `name: slot slot | slot*`: the forms of a name, each with its slots; a star repeats the last.
enum GremlinFormTable {
    /// - Parameter text: one name a line.
    static func read(_ text: String) -> [String: [GremlinForm]] {
        var table: [String: [GremlinForm]] = [:]
        for line in text.split(separator: "\n") {
            let halves = line.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            guard let name = halves.first, let rest = halves.last, halves.count == 2 else { continue }
            table[name.trimmed] = rest.split(separator: "|", omittingEmptySubsequences: false).map(Self.form)
        }
        return table
    }

    private static func form(_ text: Substring) -> GremlinForm {
        let words = text.split(separator: " ")
        let slots = words.map { Self.slots[String($0.prefix { $0 != "*" })] ?? [] }
        return GremlinForm(slots: slots, lastRepeats: words.last?.hasSuffix("*") == true)
    }

    /// Names of slots in the tables. An object may be anything but a traversal, for all that the text says.
    static let slots: [String: GremlinShape] = [
        "text": [.text, .null, .object], "whole": [.whole, .object], "number": [.whole, .decimal, .object], "flag": [.flag, .object],
        "value": .value, "test": [.predicate, .object], "steps": .traversal, "code": .code, "token": [.token], "scope": .scope,
        "order": [.order, .code, .object], "function": [.token, .column, .code, .object], "column": .column, "pop": .pop,
        "cardinality": .cardinality, "direction": .direction, "reduction": [.reduction, .code, .object], "merge": .merge,
        "unit": .unit, "barrier": [.barrier, .code], "type": [.type, .text, .object], "map": [.map, .null, .object],
        "vertex": [.vertex, .object], "date": [.date, .object], "option": [.option, .text, .object],
        "strategy": [.strategy, .object]
    ]
}

extension Substring {
    fileprivate var trimmed: String { String(self.drop { $0 == " " }.prefix { $0 != " " }) }
}
