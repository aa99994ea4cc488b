/// Values of the keys that policy variables ask for, as far as a comparison needs them.
enum VariableValues {
    private static let assignmentsMax = 24

    /// - Returns: For each combination the values by key, an inner `nil` for absence.
    static func assignments(
        of keys: [String], for principal: RequestPrincipal, _ documents: ComparedDocuments
    ) -> [(values: [String: [String]?], isComplete: Bool)] {
        var assignments: [[String: [String]?]] = [[:]]
        var isComplete = true
        for key in keys {
            let choices = Self.choices(of: key, for: principal, documents)
            if !choices.isComplete { isComplete = false }
            let product = assignments.flatMap { assignment in
                choices.values.map { values in
                    var extended = assignment
                    extended[key] = .some(values)
                    return extended
                }
            }
            if product.count > Self.assignmentsMax { isComplete = false }
            assignments = Array(product.prefix(Self.assignmentsMax))
        }
        return assignments.map { ($0, isComplete) }
    }

    private static func choices(
        of key: String, for principal: RequestPrincipal, _ documents: ComparedDocuments
    ) -> (values: [[String]?], isComplete: Bool) {
        if RequestPrincipal.impliedKeys.contains(key) { return ([principal.implicitValue(ofLoweredKey: key)], true) }
        let texts = documents.statements.flatMap { statement in statement.clauses.filter { $0.key == key } }
        var isComplete = true
        var literals: [String] = []
        for clause in texts {
            guard case .text(let values) = clause.test, clause.setOperator == .none else {
                if case .absence = clause.test { continue }
                isComplete = false
                continue
            }
            for value in values {
                guard let pattern = value.pattern({ _ in nil }), pattern.isLiteral else {
                    isComplete = false
                    continue
                }
                literals.append(TextAtoms.text(of: pattern))
            }
        }
        let settled = Self.settled(key, for: principal, documents)
        literals += settled.values
        if !settled.isComplete { isComplete = false }
        let fresh = Self.fresh(documents)
        return ([[fresh]] + ExactText.sortedSet(literals).map { [$0] } + [nil], isComplete)
    }

    /// Values with which a variable meets a key that the principal settles, such as its account.
    private static func settled(
        _ key: String, for principal: RequestPrincipal, _ documents: ComparedDocuments
    ) -> (values: [String], isComplete: Bool) {
        var values: [String] = []
        var isComplete = true
        for clause in documents.statements.flatMap(\.clauses) where RequestPrincipal.impliedKeys.contains(clause.key) {
            guard clause.variableKeys.contains(key), case .text(let texts) = clause.test else { continue }
            values += principal.implicitValue(ofLoweredKey: clause.key) ?? []
            for text in texts where text.template.variableKeys.contains(key) && text.template.pieces.count > 1 { isComplete = false }
        }
        return (values, isComplete)
    }

    /// A word that stands in no pattern, so that it can stand for any other.
    static func fresh(_ documents: ComparedDocuments) -> String {
        let written = documents.statements.flatMap { statement in
            (statement.resourceTexts.map(\.template) + statement.conditionTexts.map(\.template)).map(\.visibleText)
        }
        return ["example", "somebody", "xyzzy", "qwjzkv"].first { word in !written.contains { $0.contains(word) } } ?? "qzxjkvw-qzxjkvw"
    }
}

extension TextTemplate {
    fileprivate var visibleText: String {
        self.pieces.map { piece in
            switch piece {
            case .text(let tokens): String(decoding: tokens.map { UInt8(truncatingIfNeeded: min($0, 127)) }, as: UTF8.self)
            case .variable(_, let fallback): fallback ?? ""
            }
        }.joined(separator: "*")
    }
}
