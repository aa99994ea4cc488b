/// A `Condition` in one spelling: operators and keys as AWS compares them, values as sorted sets.
enum CanonicalCondition {
    private struct Clause {
        /// As it is compared.
        var operatorName: String
        var key: String
        /// As it was written, for clauses that would fall together.
        let written: (operatorName: String, key: String)
        let values: [String]

        func isBefore(_ other: Clause) -> Bool {
            if !ExactText.areIdentical(self.operatorName, other.operatorName) {
                return ExactText.precedes(self.operatorName, other.operatorName)
            }
            return ExactText.precedes(self.key, other.key)
        }

        func hasSamePlace(as other: Clause) -> Bool {
            ExactText.areIdentical(self.operatorName, other.operatorName) && ExactText.areIdentical(self.key, other.key)
        }
    }

    /// Blocks without keys hold always and are left out.
    static func blocks(of condition: [ConditionBlock]) -> [ConditionBlock] {
        if condition.isEmpty { return [] }
        if condition.count == 1, condition[0].entries.count == 1 { return Self.blocks(of: Self.clauses(of: condition[0])) }
        let clauses = condition.flatMap(Self.clauses).sorted { $0.isBefore($1) }
        // Most conditions ask for each key in one way.
        if clauses.indices.dropFirst().allSatisfy({ !clauses[$0].hasSamePlace(as: clauses[$0 - 1]) }) { return Self.blocks(of: clauses) }
        var kept: [Clause] = []
        var index = 0
        while index < clauses.count {
            let end = clauses[index...].firstIndex { !$0.hasSamePlace(as: clauses[index]) } ?? clauses.count
            kept += Self.separated(clauses[index..<end])
            index = end
        }
        return Self.blocks(of: kept.sorted { $0.isBefore($1) })
    }

    private static func clauses(of block: ConditionBlock) -> [Clause] {
        guard let meaning = Self.meaning(ofOperator: block.operatorName) else {
            return block.entries.map {
                Clause(
                    operatorName: block.operatorName, key: $0.key, written: (block.operatorName, $0.key),
                    values: ExactText.sortedSet($0.values))
            }
        }
        return block.entries.map {
            Clause(
                operatorName: meaning, key: ASCIICase.lowered($0.key), written: (block.operatorName, $0.key),
                values: ExactText.sortedSet($0.values))
        }
    }

    /// AWS documents that ArnEquals and ArnLike behave alike, and so do their negations.
    /// - Parameter name: In any case.
    /// - Returns: `nil` if there is no such operator.
    private static func meaning(ofOperator name: String) -> String? {
        if let known = Self.meaningsAsSpelled[name] { return known }
        return ConditionOperator.canonicalName(of: name).map { Self.meanings[$0] ?? $0 }
    }

    /// By every legal name in AWS's spelling, which is how most are written.
    private static let meaningsAsSpelled = Dictionary(uniqueKeysWithValues: ConditionOperator.allNames.map { ($0, Self.meanings[$0] ?? $0) })

    /// The operators that mean what another one means.
    private static let meanings: [String: String] = {
        var meanings: [String: String] = [:]
        for (twin, kept) in [("ArnEquals", "ArnLike"), ("ArnNotEquals", "ArnNotLike")] {
            for prefix in ["", "ForAllValues:", "ForAnyValue:"] {
                for suffix in ["", "IfExists"] { meanings[prefix + twin + suffix] = prefix + kept + suffix }
            }
        }
        return meanings
    }()

    /// Clauses that differ in case only are one if their values are the same; otherwise
    /// nobody says which of them AWS would take, and each keeps its own spelling.
    private static func separated(_ clauses: ArraySlice<Clause>) -> [Clause] {
        guard let first = clauses.first, clauses.count > 1 else { return Array(clauses) }
        if clauses.allSatisfy({ ExactText.areIdentical($0.values, first.values) }) { return [first] }
        return clauses.map { clause in
            var written = clause
            (written.operatorName, written.key) = clause.written
            return written
        }
    }

    private static func blocks(of clauses: [Clause]) -> [ConditionBlock] {
        var blocks: [ConditionBlock] = []
        for clause in clauses {
            let entry = ConditionEntry(key: clause.key, values: clause.values)
            if let last = blocks.indices.last, ExactText.areIdentical(blocks[last].operatorName, clause.operatorName) {
                blocks[last].entries.append(entry)
            } else {
                blocks.append(ConditionBlock(operatorName: clause.operatorName, entries: [entry]))
            }
        }
        return blocks
    }
}
