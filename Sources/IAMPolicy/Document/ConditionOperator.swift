/// The names of condition operators, which AWS compares without case.
///
/// Source: IAM User Guide, "IAM JSON policy elements: Condition operators".
package enum ConditionOperator {
    private static let baseNames = [
        "StringEquals", "StringNotEquals", "StringEqualsIgnoreCase", "StringNotEqualsIgnoreCase", "StringLike", "StringNotLike",
        "NumericEquals", "NumericNotEquals", "NumericLessThan", "NumericLessThanEquals", "NumericGreaterThan",
        "NumericGreaterThanEquals", "DateEquals", "DateNotEquals", "DateLessThan", "DateLessThanEquals", "DateGreaterThan",
        "DateGreaterThanEquals", "Bool", "BinaryEquals", "IpAddress", "NotIpAddress", "ArnEquals", "ArnLike", "ArnNotEquals",
        "ArnNotLike"
    ]

    /// Every legal name by its lower-case form.
    private static let names: [String: String] = {
        var names = ["null": "Null"]
        for base in Self.baseNames {
            for prefix in ["", "ForAllValues:", "ForAnyValue:"] {
                for suffix in ["", "IfExists"] {
                    let name = prefix + base + suffix
                    names[ASCIICase.lowered(name)] = name
                }
            }
        }
        return names
    }()

    /// Every legal name in AWS's spelling, sorted.
    static let allNames = Self.names.values.sorted()

    /// The name in AWS's spelling, or `nil` if there is no such operator.
    package static func canonicalName(of name: String) -> String? { Self.names[ASCIICase.lowered(name)] }
}
