/// Condition keys that do not exist, or are compared as what they are not.
///
/// IAM stores such conditions; a key that no request has makes them false, or true with a negated operator.
enum ConditionKeyRule: LintRule {
    static let global = LintCode("INVALID_GLOBAL_CONDITION_KEY", .warning, "A key with the prefix `aws:` that does not exist.")
    static let service = LintCode("INVALID_SERVICE_CONDITION_KEY", .warning, "A key that its service does not have.")
    static let old = LintCode("UNSUPPORTED_GLOBAL_CONDITION_KEY", .warning, "`aws:ARN`, which AWS no longer fills in.")
    static let tagKey = LintCode("MISSING_TAG_KEY_IN_CONDITION", .warning, "A tag condition without the tag's key.")
    static let mismatch = LintCode("TYPE_MISMATCH", .warning, "An operator that does not fit the key's type.")
    static let paired = LintCode(
        "MISSING_PAIRED_CONDITION_KEYS", .securityWarning, "`aws:VpcSourceIp` without the VPC: any network can have the same private addresses.")
    static let codes = [Self.global, Self.service, Self.old, Self.tagKey, Self.mismatch, Self.paired]

    static func check(_ subject: LintSubject, _ report: inout LintReport) {
        for entry in subject.statements {
            for clause in entry.conditions where !report.isFull {
                Self.checkKey(clause, &report)
                Self.checkType(clause, &report)
                Self.checkPair(clause, entry, &report)
            }
        }
    }

    private static func checkKey(_ clause: LintedCondition, _ report: inout LintReport) {
        let key = clause.loweredKey
        if ConditionKeys.lacksTagKey(key) {
            let message = "the key lacks the tag's key: \(clause.key.hasSuffix("/") ? clause.key : clause.key + "/")NAME"
            return report.add(Self.tagKey, message, at: clause.path, onName: true)
        }
        if key == "aws:arn" {
            return report.add(
                Self.old, "requests have no aws:ARN", at: clause.path, onName: true,
                fix: LintFix("use aws:PrincipalArn for the caller, aws:SourceArn for the resource behind a service"))
        }
        guard let colon = key.firstIndex(of: ":"), ConditionKeys.type(of: key) == nil, !PolicyVariable.occurs(in: key) else { return }
        let prefix = String(key[..<colon])
        if prefix == "aws" {
            let nearest = NearestName.to(clause.key, among: ConditionKeys.globalNames)
            report.add(
                Self.global, "there is no global key \"\(clause.key)\"", at: clause.path, onName: true,
                fix: nearest.map { LintFix("did you mean \"\($0)\"?") })
        } else if ActionCatalog.service(prefix) != nil {
            report.add(Self.service, "\(prefix) has no condition key \"\(clause.key)\"", at: clause.path, onName: true)
        }
    }

    private static func checkType(_ clause: LintedCondition, _ report: inout LintReport) {
        let name = clause.baseOperator
        guard let type = ConditionKeys.type(of: clause.key), name != "Null", ConditionOperator.canonicalName(of: clause.operatorName) != nil
        else { return }
        let fitting: [String] =
            switch type {
            // Texts and ARNs are compared by either family in AWS's own policies.
            case .string, .arrayOfString, .arn, .arrayOfARN: ["String", "Arn"]
            case .numeric: ["Numeric"]
            case .bool: ["Bool"]
            case .date: clause.loweredKey == "aws:epochtime" ? ["Date", "Numeric"] : ["Date"]
            case .ipAddress: ["IpAddress", "NotIpAddress"]
            }
        if fitting.contains(where: name.hasPrefix) || (type == .string && name == "BinaryEquals") { return }
        report.add(
            Self.mismatch, "\(clause.key) is compared by \(fitting[0]) operators, not by \(name)", at: clause.path, onName: true)
    }

    private static func checkPair(_ clause: LintedCondition, _ entry: LintStatement, _ report: inout LintReport) {
        guard clause.loweredKey == "aws:vpcsourceip", entry.isAllow else { return }
        if entry.asks(for: "aws:sourcevpc") || entry.asks(for: "aws:sourcevpce") || entry.asks(for: "aws:sourcevpcarn") { return }
        report.add(
            Self.paired, "private addresses occur in every network: the VPC must be asked for too", at: clause.path, onName: true,
            fix: LintFix("add aws:SourceVpc or aws:SourceVpce"))
    }
}
