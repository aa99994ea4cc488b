/// Looks for a context in which statements that fit a principal, action and resource make a difference.
struct ConditionSearch {
    let scene: AccessScene
    let documents: ComparedDocuments

    /// A context that makes the difference; or that there might be one.
    struct Result {
        var contexts: [[(key: String, values: [String])]] = []
        /// Some combination might make a difference, but is in doubt or was not looked at.
        var isOpen = false
        /// Combinations looked at.
        var work = 0
    }

    private static let combinationsMax = 6000
    private static let contextsMax = 3

    /// - Parameter fitting: The statements that fit but for their conditions.
    func search(_ fitting: StatementBits) -> Result {
        let sides = Sides(
            newAllow: self.clauses(fitting & self.documents.newAllow), newDeny: self.clauses(fitting & self.documents.newDeny),
            oldAllow: self.clauses(fitting & self.documents.oldAllow), oldDeny: self.clauses(fitting & self.documents.oldDeny))
        if sides.newAllow.isEmpty || sides.newDeny.contains(where: \.isEmpty) { return Result() }
        if sides.oldDeny.isEmpty && sides.oldAllow.contains(where: \.isEmpty) { return Result() }
        var asked = StatementBits()
        for clauses in [sides.newAllow, sides.newDeny, sides.oldAllow, sides.oldDeny].joined() { asked = asked | clauses }
        let axes = self.scene.conditions.filter { !($0.clauses & asked).isEmpty }.map { (key: $0.key, choices: Self.distinct($0.choices, asked)) }
        var walk = Walk(axes: axes, sides: sides, combinationsLeft: Self.combinationsMax, contextsMax: Self.contextsMax)
        walk.go(0, StatementBits(), false)
        return walk.result
    }

    private func clauses(_ statements: StatementBits) -> [StatementBits] {
        statements.indices.map { self.scene.clausesOfStatement[$0] }
    }

    /// The choices that differ in the clauses that are asked for.
    private static func distinct(_ choices: [ConditionChoice], _ asked: StatementBits) -> [ConditionChoice] {
        var seen: Set<StatementBits> = []
        var seenDoubtful: Set<StatementBits> = []
        return choices.filter { choice in
            choice.isDoubtful ? seenDoubtful.insert(choice.holding & asked).inserted : seen.insert(choice.holding & asked).inserted
        }
    }

    /// The clauses of the fitting statements, by side and effect.
    private struct Sides {
        let newAllow: [StatementBits]
        let newDeny: [StatementBits]
        let oldAllow: [StatementBits]
        let oldDeny: [StatementBits]

        func differ(_ holding: StatementBits) -> Bool {
            let applies = { (clauses: StatementBits) in clauses.isSubset(of: holding) }
            guard self.newAllow.contains(where: applies), !self.newDeny.contains(where: applies) else { return false }
            return !self.oldAllow.contains(where: applies) || self.oldDeny.contains(where: applies)
        }
    }

    /// Goes through all combinations of choices.
    private struct Walk {
        let axes: [(key: String, choices: [ConditionChoice])]
        let sides: Sides
        var combinationsLeft: Int
        let contextsMax: Int
        var result = Result()
        private var chosen: [[String]?] = []

        init(axes: [(key: String, choices: [ConditionChoice])], sides: Sides, combinationsLeft: Int, contextsMax: Int) {
            self.axes = axes
            self.sides = sides
            self.combinationsLeft = combinationsLeft
            self.contextsMax = contextsMax
        }

        /// Recurses once a key, so as deep as a policy has keys; its size bounds that.
        mutating func go(_ axis: Int, _ holding: StatementBits, _ isDoubtful: Bool) {
            if self.result.contexts.count >= self.contextsMax { return }
            if self.combinationsLeft <= 0 {
                self.result.isOpen = true
                return
            }
            guard axis < self.axes.count else {
                self.combinationsLeft -= 1
                self.result.work += 1
                if self.sides.differ(holding) { self.note(isDoubtful) }
                return
            }
            for choice in self.axes[axis].choices {
                self.chosen.append(choice.values)
                self.go(axis + 1, holding | choice.holding, isDoubtful || choice.isDoubtful)
                self.chosen.removeLast()
            }
        }

        private mutating func note(_ isDoubtful: Bool) {
            if isDoubtful {
                self.result.isOpen = true
                return
            }
            self.result.contexts.append(zip(self.axes, self.chosen).compactMap { axis, values in values.map { (key: axis.key, values: $0) } })
        }
    }
}
