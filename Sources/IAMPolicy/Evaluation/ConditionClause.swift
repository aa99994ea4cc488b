import Foundation

/// One key of one condition operator, ready to be tested.
///
/// Source: IAM User Guide, "IAM JSON policy elements: Condition operators" and
/// "Creating a condition with multiple keys or values".
struct ConditionClause: Hashable, Sendable {
    enum SetOperator: Hashable { case none, forAllValues, forAnyValue }
    enum Comparison: Hashable { case equals, lessThan, lessThanEquals, greaterThan, greaterThanEquals }

    /// The values of the policy, in the form in which they are compared; what cannot be read as one never matches.
    enum Test: Hashable {
        case text([ConditionText])
        case number(Comparison, [ExactDecimal?])
        case date(Comparison, [PolicyDate?])
        case truth([String])
        case binary([Data?])
        case address([AddressRange?])
        /// `true` asks for absence.
        case absence([String])
        case unknown
    }

    /// In lower case.
    let key: String
    let setOperator: SetOperator
    let ifExists: Bool
    let isNegated: Bool
    let test: Test

    init(operatorName: String, entry: ConditionEntry, hasVariables: Bool) {
        self.key = ASCIICase.lowered(entry.key)
        var name = ConditionOperator.canonicalName(of: operatorName).map { $0[...] } ?? ""
        self.setOperator = name.hasPrefix("ForAllValues:") ? .forAllValues : name.hasPrefix("ForAnyValue:") ? .forAnyValue : .none
        if let colon = name.firstIndex(of: ":") { name = name[name.index(after: colon)...] }
        // Whether a key is there is no question to its values: a set operator before `Null` changes nothing.
        if name.isEmpty, ["forallvalues:null", "foranyvalue:null"].contains(ASCIICase.lowered(operatorName)) { name = "Null" }
        self.ifExists = name.hasSuffix("IfExists")
        if self.ifExists { name = name.dropLast("IfExists".count) }
        self.isNegated = name.contains("Not")
        self.test = Self.test(String(name), entry.values, hasVariables: hasVariables)
    }

    private static func test(_ name: String, _ values: [String], hasVariables: Bool) -> Test {
        let texts = { (kind: ConditionText.Kind) in Test.text(values.map { ConditionText($0, kind: kind, hasVariables: hasVariables) }) }
        switch name {
        case "StringEquals", "StringNotEquals": return texts(.exact)
        case "StringEqualsIgnoreCase", "StringNotEqualsIgnoreCase": return texts(.folded)
        case "StringLike", "StringNotLike": return texts(.like)
        case "ArnEquals", "ArnLike", "ArnNotEquals", "ArnNotLike": return texts(.arn)
        case "Bool": return .truth(values.map(ASCIICase.lowered))
        case "BinaryEquals": return .binary(values.map { Data(base64Encoded: $0) })
        case "IpAddress", "NotIpAddress": return .address(values.map(AddressRange.init))
        case "Null": return .absence(values.map(ASCIICase.lowered))
        default: break
        }
        if name.hasPrefix("Numeric"), let comparison = Self.comparison(name.dropFirst("Numeric".count)) {
            return .number(comparison, values.map(ExactDecimal.init))
        }
        if name.hasPrefix("Date"), let comparison = Self.comparison(name.dropFirst("Date".count)) {
            return .date(comparison, values.map(PolicyDate.init))
        }
        return .unknown
    }

    private static func comparison(_ name: Substring) -> Comparison? {
        switch name {
        case "Equals", "NotEquals": .equals
        case "LessThan": .lessThan
        case "LessThanEquals": .lessThanEquals
        case "GreaterThan": .greaterThan
        case "GreaterThanEquals": .greaterThanEquals
        default: nil
        }
    }
}

// MARK: - Testing

extension ConditionClause {
    typealias Lookup = (_ loweredKey: String) -> [String]?

    func holds(_ lookup: Lookup) -> Match {
        let values = lookup(self.key)
        switch self.test {
        case .unknown: return .unknown(.unknownOperator)
        case .absence(let wanted): return Match(wanted.contains(values == nil ? "true" : "false"))
        case .text, .number, .date, .truth, .binary, .address: break
        }
        guard let values else { return Match(self.holdsWithoutKey) }
        switch self.setOperator {
        case .forAllValues: return Self.all(values.map { self.holds(for: $0, lookup) })
        case .forAnyValue: return Self.any(values.map { self.holds(for: $0, lookup) })
        case .none:
            let first = self.holds(for: values[0], lookup)
            let isUniform = values.dropFirst().allSatisfy { self.holds(for: $0, lookup) == first }
            return isUniform ? first : .unknown(.multivaluedWithoutSetOperator)
        }
    }

    private var holdsWithoutKey: Bool {
        if self.ifExists { return true }
        switch self.setOperator {
        case .forAllValues: return true
        case .forAnyValue: return false
        case .none: return self.isNegated
        }
    }

    private static func all(_ matches: [Match]) -> Match {
        var result = Match.yes
        for match in matches {
            if match == .no { return .no }
            if result == .yes { result = match }
        }
        return result
    }

    private static func any(_ matches: [Match]) -> Match {
        var result = Match.no
        for match in matches {
            if match == .yes { return .yes }
            if result == .no { result = match }
        }
        return result
    }

    /// What one value of the request makes of the clause.
    func holds(for value: String, _ lookup: Lookup) -> Match {
        switch self.test {
        case .text(let texts): return self.holds(texts, for: value, lookup)
        case .number(let comparison, let numbers):
            let number = ExactDecimal(value)
            return self.signed(numbers.contains { Self.compare(number, $0, comparison) })
        case .date(let comparison, let dates):
            let date = PolicyDate(value)
            return self.signed(dates.contains { Self.compare(date, $0, comparison) })
        case .truth(let values): return self.signed(values.contains(ASCIICase.lowered(value)))
        case .binary(let values):
            let data = Data(base64Encoded: value)
            return self.signed(data != nil && values.contains(data))
        case .address(let ranges):
            guard let address = InternetAddress(value) else { return self.signed(false) }
            return self.signed(ranges.contains { $0?.contains(address) == true })
        case .absence, .unknown: return .unknown(.unknownOperator)
        }
    }

    private func signed(_ isFound: Bool) -> Match { Match(isFound != self.isNegated) }

    /// A variable without a value never matches, and by the documentation voids its statement.
    private func holds(_ texts: [ConditionText], for value: String, _ lookup: Lookup) -> Match {
        let exact = Array(value.utf8)
        var hasUnresolved = false
        var found = Match.no
        for text in texts {
            let form = text.kind == .folded ? Array(ASCIICase.lowered(value).utf8) : exact
            guard let match = text.match(form, lookup) else {
                hasUnresolved = true
                continue
            }
            if match == .yes || found == .no { found = match }
            if found == .yes && !hasUnresolved { break }
        }
        if case .unknown = found { return found }
        if self.isNegated { return Match(found == .no && !hasUnresolved) }
        return found == .yes && hasUnresolved ? .unknown(.unresolvedVariable) : found
    }

    private static func compare<Value: Comparable>(_ value: Value?, _ bound: Value?, _ comparison: Comparison) -> Bool {
        guard let value, let bound else { return false }
        switch comparison {
        case .equals: return value == bound
        case .lessThan: return value < bound
        case .lessThanEquals: return value <= bound
        case .greaterThan: return value > bound
        case .greaterThanEquals: return value >= bound
        }
    }
}
