/// Private addresses under `aws:SourceIp`, which has public ones only.
///
/// Source: IAM User Guide, "AWS global condition context keys: aws:SourceIp".
enum SourceIPRule: LintRule {
    static let all = LintCode("PRIVATE_IP_ADDRESS", .warning, "`aws:SourceIp` with private addresses only: it never matches.")
    static let allNot = LintCode(
        "PRIVATE_NOT_IP_ADDRESS", .warning, "`NotIpAddress` on `aws:SourceIp` with private addresses only: it always matches.")
    static let some = LintCode("PRIVATE_IP_ADDRESS_SUBSET", .suggestion, "Private addresses among the values of `aws:SourceIp`.")
    static let someNot = LintCode("PRIVATE_NOT_IP_ADDRESS_SUBSET", .suggestion, "Private addresses under `NotIpAddress` on `aws:SourceIp`.")
    static let codes = [Self.all, Self.allNot, Self.some, Self.someNot]

    static func check(_ subject: LintSubject, _ report: inout LintReport) {
        for entry in subject.statements {
            for clause in entry.conditions where clause.loweredKey == "aws:sourceip" {
                let ranges = clause.values.compactMap(LintedIPRange.init)
                let count = ranges.count(where: \.isPrivate)
                guard count > 0 else { continue }
                let isNegated = clause.baseOperator == "NotIpAddress"
                let isAll = count == clause.values.count
                let code = isAll ? (isNegated ? Self.allNot : Self.all) : (isNegated ? Self.someNot : Self.some)
                report.add(
                    code, "aws:SourceIp is a public address", at: clause.path, onName: true, fix: LintFix("use aws:VpcSourceIp with aws:SourceVpc"))
            }
        }
    }
}
