/// Two clauses on one key of which one wants more than the other leaves.
enum ClauseBounds {
    /// Whether no number or date is above what the one names and below what the other names.
    ///
    /// Of several values in a clause one is enough: the widest counts. Clauses that pass without the key leave that way open, and are none of these.
    static func areDisjoint(above lower: LintedCondition, below upper: LintedCondition) -> Bool {
        for kind in ["Numeric", "Date"] {
            let isInclusive = lower.operatorName == "\(kind)GreaterThanEquals" && upper.operatorName == "\(kind)LessThanEquals"
            guard isInclusive || Self.isBound(lower, "\(kind)GreaterThan") && Self.isBound(upper, "\(kind)LessThan") else { continue }
            return kind == "Date"
                ? Self.isEmpty(lower.values.map { PolicyDate($0) }, upper.values.map { PolicyDate($0) }, isInclusive)
                : Self.isEmpty(lower.values.map { ExactDecimal($0) }, upper.values.map { ExactDecimal($0) }, isInclusive)
        }
        return false
    }

    private static func isBound(_ clause: LintedCondition, _ name: String) -> Bool {
        clause.operatorName == name || clause.operatorName == "\(name)Equals"
    }

    /// What cannot be read, a variable say, may be anything.
    private static func isEmpty<Value: Comparable>(_ lower: [Value?], _ upper: [Value?], _ isInclusive: Bool) -> Bool {
        guard !lower.contains(nil), !upper.contains(nil), let least = lower.compactMap(\.self).min(), let most = upper.compactMap(\.self).max()
        else { return false }
        return isInclusive ? least > most : least >= most
    }
}
