/// One value list of a context key, and the clauses that hold with it.
struct ConditionChoice {
    /// `nil`: the key is absent.
    let values: [String]?
    /// Numbers of the clauses that hold.
    let holding: StatementBits
    /// Whether AWS's answer is in doubt for some clause; the choice proves nothing, but must not be overlooked.
    let isDoubtful: Bool
}

/// All ways in which the clauses on one key can hold and fail together.
struct ConditionClasses {
    private(set) var choices: [ConditionChoice] = []
    private(set) var isComplete = true
    private let clauses: [(index: Int, clause: ConditionClause)]
    private let lookup: ConditionClause.Lookup
    private var seen: Set<StatementBits> = []
    private var seenDoubtful: Set<StatementBits> = []

    private static let choicesMax = 160
    private static let doubtsMax = 3

    /// - Parameters:
    ///   - fixed: The only values to look at, where something else has settled them; an inner `nil` is absence.
    init(
        _ clauses: [(index: Int, clause: ConditionClause)], key: String, fixed: [[String]?]?, lookup: @escaping ConditionClause.Lookup
    ) {
        self.clauses = clauses
        self.lookup = lookup
        if let fixed {
            for values in fixed { self.add(values, key: key) }
            return
        }
        let made = ConditionValues.values(for: clauses.map(\.clause), lookup: lookup)
        self.isComplete = made.isComplete
        for value in made.values { self.add([value], key: key) }
        self.add(nil, key: key)
        if clauses.contains(where: { $0.clause.setOperator != .none }) { self.addUnions(key: key) }
    }

    private mutating func add(_ values: [String]?, key: String) {
        let lookup = { [lookup] (asked: String) in asked == key ? values : lookup(asked) }
        var holding = StatementBits()
        var doubts: [Int] = []
        for (index, clause) in self.clauses {
            switch clause.holds(lookup) {
            case .yes: holding.insert(index)
            case .no: break
            case .unknown: doubts.append(index)
            }
        }
        if doubts.isEmpty {
            if self.seen.insert(holding).inserted { self.append(values, holding, isDoubtful: false) }
            return
        }
        if doubts.count > Self.doubtsMax { self.isComplete = false }
        for variant in 0..<(1 << min(doubts.count, Self.doubtsMax)) {
            var assumed = holding
            for (bit, index) in doubts.prefix(Self.doubtsMax).enumerated() where variant & (1 << bit) != 0 { assumed.insert(index) }
            if self.seenDoubtful.insert(assumed).inserted { self.append(values, assumed, isDoubtful: true) }
        }
    }

    private mutating func append(_ values: [String]?, _ holding: StatementBits, isDoubtful: Bool) {
        if self.choices.count >= Self.choicesMax {
            self.isComplete = false
            return
        }
        self.choices.append(ConditionChoice(values: values, holding: holding, isDoubtful: isDoubtful))
    }

    /// Lists of several values: ForAllValues asks for all, ForAnyValue for one, so what holds for a list follows
    /// from its members, and lists are put together until nothing else comes out.
    private mutating func addUnions(key: String) {
        let singles = self.choices.compactMap { choice in choice.values.map { $0 } }
        var next = 0
        while next < self.choices.count {
            if let values = self.choices[next].values {
                for single in singles where !values.contains(single[0]) {
                    if !self.isComplete && self.choices.count >= Self.choicesMax { return }
                    self.add(values + single, key: key)
                }
            }
            next += 1
        }
    }
}
