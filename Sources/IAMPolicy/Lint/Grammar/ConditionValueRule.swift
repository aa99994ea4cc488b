/// Values that an operator cannot read.
///
/// Sources: IAM User Guide, "Condition operators"; of these IAM refuses only
/// dates ("The policy failed legacy parsing").
enum ConditionValueRule: LintRule {
    static let date = LintCode("TYPE_MISMATCH_DATE", .error, or: .warning, "A value that is no date; IAM refuses it.")
    static let bool = LintCode("TYPE_MISMATCH_BOOLEAN", .warning, "A value that is neither `true` nor `false`.")
    static let bools = LintCode("INVALID_CONDITION_MULTIPLE_BOOLEAN", .warning, "Several values for a key that is `true` or `false`.")
    static let number = LintCode("TYPE_MISMATCH_NUMBER", .warning, "A value that is no number.")
    static let address = LintCode("TYPE_MISMATCH_IP_RANGE", .warning, "A value that is no address or CIDR range.")
    static let mask = LintCode("IMPROVE_IP_RANGE", .suggestion, "A CIDR range with bits set behind its mask.")
    static let like = LintCode("WILDCARD_WITHOUT_LIKE_OPERATOR", .warning, "A `*` or `?` under an operator that compares to the letter.")
    static let numbers = LintCode("REDUNDANT_CONDITION_VALUE_NUM", .suggestion, "Several bounds where one says it all.")
    static let codes = [Self.date, Self.bool, Self.bools, Self.number, Self.address, Self.mask, Self.like, Self.numbers]

    static func check(_ subject: LintSubject, _ report: inout LintReport) {
        for entry in subject.statements {
            for clause in entry.conditions { Self.check(clause, subject.type, &report) }
        }
    }

    private static func check(_ clause: LintedCondition, _ type: PolicyType, _ report: inout LintReport) {
        let name = clause.baseOperator
        if name == "Bool" || name == "Null", clause.values.count > 1, name == "Bool" || Set(clause.values.map(ASCIICase.lowered)).count > 1 {
            report.add(Self.bools, "the key is true or false: several values say nothing more", at: clause.path)
        }
        if name.hasPrefix("Numeric"), name.contains("Than"), clause.values.count > 1 {
            report.add(Self.numbers, "of several bounds only the widest counts", at: clause.path)
        }
        for text in clause.texts where !PolicyVariable.occurs(in: text.value) {
            switch name {
            case "Bool", "Null": Self.checkBool(text, &report)
            case "IpAddress", "NotIpAddress": Self.checkAddress(text, &report)
            case _ where name.hasPrefix("Date"):
                if LintedDate.isWellFormed(text.value) { continue }
                report.add(
                    Self.date, "\"\(text.value)\" is no date", at: text.path, severity: type.isStoredByIAM ? .error : .warning,
                    fix: LintFix("write 2030-01-31T23:59:59Z or seconds since 1970"))
            case _ where name.hasPrefix("Numeric"):
                if Double(text.value) == nil { report.add(Self.number, "\"\(text.value)\" is no number", at: text.path) }
            default: Self.checkLike(text, name, &report)
            }
        }
    }

    private static func checkBool(_ text: LintedText, _ report: inout LintReport) {
        if ["true", "false"].contains(ASCIICase.lowered(text.value)) { return }
        report.add(Self.bool, "\"\(text.value)\" is neither true nor false", at: text.path)
    }

    private static func checkAddress(_ text: LintedText, _ report: inout LintReport) {
        guard let range = LintedIPRange(text.value) else {
            report.add(Self.address, "\"\(text.value)\" is no address or CIDR range", at: text.path)
            return
        }
        guard let masked = range.maskedText else { return }
        report.add(
            Self.mask, "the bits behind the mask are ignored", at: text.path,
            fix: LintFix("write \"\(masked)\"", edit: .replace(text.path, masked)))
    }

    private static func checkLike(_ text: LintedText, _ name: String, _ report: inout LintReport) {
        guard name.hasPrefix("String"), !name.hasSuffix("Like"), GlobPattern.hasWildcard(text.value.utf8) else { return }
        let like = name.contains("Not") ? "StringNotLike" : "StringLike"
        report.add(
            Self.like, "\(name) compares to the letter: \"\(text.value)\" is no pattern there", at: text.path,
            fix: LintFix("use \(like) for a pattern"))
    }
}
