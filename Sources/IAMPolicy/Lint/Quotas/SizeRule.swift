/// The size of the document against the quota of its type, counted as AWS counts.
enum SizeRule: LintRule {
    static let identity = LintCode(
        "POLICY_SIZE_EXCEEDS_IDENTITY_POLICY_QUOTA", .warning, or: .error,
        "More characters, white space not counted, than a managed policy may have. An error in a boundary; others may be inline.")
    static let trust = LintCode(
        "POLICY_SIZE_EXCEEDS_TRUST_POLICY_QUOTA", .error, "More characters, white space not counted, than a trust policy may have.")
    static let control = LintCode(
        "POLICY_SIZE_EXCEEDS_SCP_QUOTA", .error, or: .warning, "More characters, white space counted, than a control policy may have.")
    static let resource = LintCode("POLICY_SIZE_EXCEEDS_RESOURCE_POLICY_QUOTA", .error, "More bytes than a bucket or key policy may have.")
    static let session = LintCode("POLICY_SIZE_EXCEEDS_SESSION_POLICY_QUOTA", .error, "More characters than a session policy may have.")
    static let codes = [Self.identity, Self.trust, Self.control, Self.resource, Self.session]

    /// Accounts report that the quota of control policies was raised to this in 2026; AWS's refusal decides.
    private static let raisedControlPolicy = 10240

    static func check(_ subject: LintSubject, _ report: inout LintReport) {
        let quotas = subject.quotas
        switch subject.type {
        case .identity:
            // It may be an inline policy, or one of AWS's own, which are larger than a customer's may be.
            Self.add(Self.identity, Self.sizeWithoutBlanks(subject.text), quotas.managedPolicy, "managed policy", .warning, &report)
        case .boundary:
            Self.add(Self.identity, Self.sizeWithoutBlanks(subject.text), quotas.managedPolicy, "managed policy", .error, &report)
        case .trust: Self.add(Self.trust, Self.sizeWithoutBlanks(subject.text), quotas.trustPolicy, "trust policy", .error, &report)
        case .scp, .rcp:
            let size = subject.text.unicodeScalars.count
            let isRefused = size > max(quotas.controlPolicy, Self.raisedControlPolicy)
            Self.add(Self.control, size, quotas.controlPolicy, "control policy", isRefused ? .error : .warning, &report)
        case .session: Self.add(Self.session, subject.text.unicodeScalars.count, quotas.sessionPolicy, "session policy", .error, &report)
        case .key: Self.add(Self.resource, subject.text.utf8.count, quotas.keyPolicy, "key policy", .error, &report)
        case .resource:
            let isBucket = subject.statements.allSatisfy { $0.actions.allSatisfy { ASCIICase.lowered($0.value).hasPrefix("s3:") } }
            if isBucket { Self.add(Self.resource, subject.text.utf8.count, quotas.bucketPolicy, "bucket policy", .error, &report) }
        case .endpoint: break
        }
    }

    private static func add(
        _ code: LintCode, _ size: Int, _ quota: Int, _ kind: String, _ severity: LintSeverity, _ report: inout LintReport
    ) {
        if size <= quota { return }
        report.add(
            code, "the document counts \(size); a \(kind) may have \(quota)", at: .root, severity: severity,
            fix: LintFix("write its canonical form, or split it; some quotas can be raised"))
    }

    private static func sizeWithoutBlanks(_ text: String) -> Int {
        text.unicodeScalars.count { !($0 == " " || $0 == "\t" || $0 == "\n" || $0 == "\r") }
    }
}
