/// `Version`.
///
/// Sources: IAM User Guide, "IAM JSON policy elements: Version"; IAM refuses
/// managed policies of another version than 2012-10-17 with
/// `MalformedPolicyDocument`.
enum VersionRule: LintRule {
    static let invalid = LintCode("INVALID_VERSION", .error, "A `Version` that AWS does not know.")
    static let missing = LintCode(
        "MISSING_VERSION", .warning, or: .error, "No `Version`: the document is read as 2008-10-17. IAM refuses that in managed policies.")
    static let old = LintCode("OLD_VERSION", .error, "`Version` 2008-10-17 in a managed policy, where IAM refuses it.")
    static let codes = [Self.invalid, Self.missing, Self.old]

    static func check(_ subject: LintSubject, _ report: inout LintReport) {
        let path = JSONPath.root.appending("Version")
        // As far as is known trust, bucket and key policies may be of either version.
        let needsCurrent = subject.type == .identity || subject.type == .boundary
        let current = PolicyDocument.currentVersion
        guard let version = subject.document.version else {
            let edit = subject.hasVariables ? nil : LintEdit.insertFirst(.root, name: "Version", value: current)
            report.add(
                Self.missing, "there is no Version; IAM takes a managed policy with \"\(current)\" only", at: .root,
                severity: needsCurrent ? .error : .warning, fix: LintFix("add \"Version\": \"\(current)\"", edit: edit))
            return
        }
        let fix = LintFix("write \"\(current)\"", edit: subject.hasVariables ? nil : .replace(path, current))
        if !PolicyDocument.knownVersions.contains(version) {
            report.add(Self.invalid, "Version is \"\(current)\", or \"\(PolicyDocument.defaultVersion)\" in old documents", at: path, fix: fix)
        } else if version != current && needsCurrent {
            report.add(Self.old, "IAM takes a managed policy with \"\(current)\" only", at: path, fix: fix)
        }
    }
}
