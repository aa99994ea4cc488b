/// A comparison around one statement under one set of values of the policy variables and one reading of what is in doubt.
struct AccessScene {
    /// How to read what the documentation leaves open.
    struct Reading: Hashable {
        /// Whether wildcards inside an ARN segment stop at colons.
        let stopsAtColons: Bool
        /// Whether a variable without a value voids its whole statement, not only the one resource.
        let voidsUnresolved: Bool
    }

    /// What is asked of each resource: a text and the statements whose resource element it fits.
    private(set) var resources: [TextAtoms.Atom] = []
    /// By key, the choices of its values.
    private(set) var conditions: [(key: String, clauses: StatementBits, choices: [ConditionChoice])] = []
    /// By statement, its clauses that do not follow from the principal.
    private(set) var clausesOfStatement: [StatementBits] = []
    private(set) var isComplete = true
    /// What was spent on it, in steps.
    private(set) var work = 0

    /// - Parameters:
    ///   - target: The statement that must fit.
    ///   - relevant: The statements that can fit together with it.
    ///   - variables: Values of the variables' keys; an inner `nil` is absence.
    init(_ documents: ComparedDocuments, target: Int, relevant: StatementBits, variables: [String: [String]?], reading: Reading) {
        let lookup = { (key: String) -> [String]? in variables[key] ?? nil }
        self.placeResources(documents, target, relevant, reading, lookup)
        self.placeConditions(documents, relevant, variables, lookup)
    }

    private mutating func placeResources(
        _ documents: ComparedDocuments, _ target: Int, _ relevant: StatementBits, _ reading: Reading, _ lookup: ConditionClause.Lookup
    ) {
        var groups: [[TextPattern]] = []
        var places: [[TextPattern]: Int] = [:]
        var groupOfStatement: [(group: Int?, isNegated: Bool, isVoid: Bool)] = []
        for (index, statement) in documents.statements.enumerated() {
            guard relevant.contains(index), let patterns = statement.patterns(reading, lookup) else {
                groupOfStatement.append((nil, false, true))
                continue
            }
            if case .absent = statement.resources {
                groupOfStatement.append((nil, false, !documents.rules.impliesResource))
                continue
            }
            let group = places[patterns] ?? groups.count
            if group == groups.count {
                places[patterns] = group
                groups.append(patterns)
            }
            if case .leftOut = statement.resources {
                groupOfStatement.append((group, true, false))
            } else {
                groupOfStatement.append((group, false, false))
            }
        }
        if groupOfStatement[target].isVoid { return }
        let required = groupOfStatement[target].isNegated ? nil : groupOfStatement[target].group
        let atoms = self.resourceAtoms(groups, required, documents.type)
        var seen: Set<StatementBits> = []
        for atom in atoms {
            var statements = StatementBits()
            for (index, place) in groupOfStatement.enumerated() where !place.isVoid {
                if place.group.map({ atom.groups.contains($0) != place.isNegated }) ?? true { statements.insert(index) }
            }
            if statements.contains(target), seen.insert(statements).inserted {
                self.resources.append(TextAtoms.Atom(text: atom.text, groups: statements))
            }
        }
    }

    static let exampleKey = "arn:aws:kms:us-east-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab"
    static let exampleRole = "arn:aws:iam::123456789012:role/example"

    private mutating func resourceAtoms(_ groups: [[TextPattern]], _ required: Int?, _ type: PolicyType) -> [TextAtoms.Atom] {
        // The policy of a role or key speaks of that one only, whatever it writes.
        let only: String? = type == .key ? Self.exampleKey : type == .trust ? Self.exampleRole : nil
        if let only {
            let literals = groups.joined().filter { $0.isLiteral && $0.match(Array("*".utf8)) == .no }.map(TextAtoms.text)
            let atoms = TextAtoms(groups: groups, candidates: [only] + literals, universe: .arn, stepsMax: 0)
            return atoms.atoms
        }
        let atoms = TextAtoms(groups: groups, candidates: [], universe: .arn, required: required)
        self.work += atoms.work
        if !atoms.isComplete { self.isComplete = false }
        // Actions without resources are asked for the text `*`.
        let star = TextAtoms(groups: groups, candidates: ["*"], universe: .arn, stepsMax: 0).atoms.first.map { [$0] } ?? []
        return atoms.atoms + star
    }

    private mutating func placeConditions(
        _ documents: ComparedDocuments, _ relevant: StatementBits, _ variables: [String: [String]?], _ lookup: @escaping ConditionClause.Lookup
    ) {
        var numbers: [ConditionClause: Int] = [:]
        var byKey: [String: [(index: Int, clause: ConditionClause)]] = [:]
        for (index, statement) in documents.statements.enumerated() {
            var bits = StatementBits()
            guard relevant.contains(index) else {
                self.clausesOfStatement.append(bits)
                continue
            }
            for clause in statement.clauses where !clause.followsFromPrincipal {
                let number = numbers[clause] ?? numbers.count
                if number == numbers.count {
                    numbers[clause] = number
                    byKey[clause.key, default: []].append((number, clause))
                }
                bits.insert(number)
            }
            self.clausesOfStatement.append(bits)
        }
        if numbers.count > StatementBits.countMax { self.isComplete = false }
        for (key, clauses) in byKey.sorted(by: { ExactText.precedes($0.key, $1.key) }) {
            let classes = ConditionClasses(clauses, key: key, fixed: variables[key].map { [$0] }, lookup: lookup)
            if !classes.isComplete { self.isComplete = false }
            self.work += clauses.count * classes.choices.count
            var bits = StatementBits()
            for (index, _) in clauses { bits.insert(index) }
            self.conditions.append((key, bits, classes.choices))
        }
    }
}

extension CompiledStatement {
    /// The resource patterns under one reading; `nil` if the statement says nothing there.
    fileprivate func patterns(_ reading: AccessScene.Reading, _ lookup: ConditionClause.Lookup) -> [TextPattern]? {
        var patterns: [TextPattern] = []
        var hasUnresolved = false
        for text in self.resourceTexts {
            guard let pattern = text.pattern(lookup) else {
                hasUnresolved = true
                continue
            }
            patterns.append(pattern.read(stopsAtColons: reading.stopsAtColons))
        }
        if hasUnresolved {
            if case .leftOut = self.resources { return nil }
            if reading.voidsUnresolved || patterns.isEmpty { return nil }
        }
        return patterns
    }

    /// Whether some wildcard is read differently by different sources.
    var hasDisputedWildcards: Bool { self.resourceTexts.contains { $0.template.hasMark || $0.template.hasInnerStar } }
}

extension TextTemplate {
    fileprivate var hasInnerStar: Bool {
        let tokens = self.pieces.flatMap { if case .text(let tokens) = $0 { tokens } else { [TextPattern.Token(UInt8(ascii: "v"))] } }
        return TextPattern.resource(tokens).isDisputed
    }
}

extension TextPattern {
    /// The pattern without doubt: what is disputed either reaches everything or stops at colons.
    func read(stopsAtColons: Bool) -> Self {
        guard self.isDisputed else { return self }
        return Self(
            tokens: self.tokens.map { token in
                switch token {
                case Self.innerStar: stopsAtColons ? Self.partStar : Self.star
                case Self.innerMark: stopsAtColons ? Self.partMark : Self.mark
                default: token
                }
            })
    }
}
