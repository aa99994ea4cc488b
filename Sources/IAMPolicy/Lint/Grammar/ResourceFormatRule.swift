/// The form of a resource: `*` or an ARN.
///
/// Source: IAM's refusals: "Resource … must be in ARN format or \"*\"", "Partition
/// … is not valid", "Resource vendor must be fully qualified", "cannot contain
/// region information", "IAM resource path must either be \"*\" or start with …".
enum ResourceFormatRule: LintRule {
    static let prefix = LintCode("INVALID_ARN_PREFIX", .error, or: .warning, "A resource that is neither `*` nor starts with `arn:`.")
    static let field = LintCode("MISSING_ARN_FIELD", .error, or: .warning, "An ARN with too few fields.")
    static let partition = LintCode("INVALID_PARTITION", .error, or: .warning, "An ARN of a partition that does not exist.")
    static let region = LintCode("ARN_REGION_NOT_ALLOWED", .error, or: .warning, "A region in the ARN of a service that has none there.")
    static let resource = LintCode("INVALID_ARN_RESOURCE", .error, or: .warning, "An IAM ARN whose last field names no kind of IAM resource.")
    static let serviceCase = LintCode("INVALID_ARN_SERVICE_CASE", .warning, "Capital letters in an ARN's service: it matches nothing.")
    static let accountNotAllowed = LintCode("ARN_ACCOUNT_NOT_ALLOWED", .warning, "An account id in a bucket's ARN: it matches nothing.")
    static let account = LintCode("INVALID_ARN_ACCOUNT", .warning, "An account id in an ARN that is not twelve digits: it matches nothing.")
    static let codes = [
        Self.prefix, Self.field, Self.partition, Self.region, Self.resource, Self.serviceCase, Self.accountNotAllowed, Self.account
    ]

    struct Fault {
        let code: LintCode
        let message: String
        /// Whether IAM refuses it; it stores what is a fault otherwise.
        var isRefused = true
        var fix: LintFix?
    }

    static func check(_ subject: LintSubject, _ report: inout LintReport) {
        // What a service's own policies take as a resource is the service's business: API Gateway has paths there.
        let isStrict = subject.type != .resource && subject.type != .key && subject.type != .endpoint
        for entry in subject.statements {
            for resource in entry.resources {
                guard let fault = Self.fault(of: resource.value, at: resource.path) else { continue }
                if !isStrict && fault.code == Self.prefix && resource.value.contains(":") { continue }
                let isRefused = fault.isRefused && (isStrict || !resource.value.contains(":"))
                report.add(fault.code, fault.message, at: resource.path, severity: isRefused ? .error : .warning, fix: fault.fix)
            }
        }
    }

    private static func fault(of text: String, at path: JSONPath) -> Fault? {
        if LintedAction.isEverything(text) || text.hasPrefix("${") { return nil }
        let parts = text.split(separator: ":", maxSplits: 5, omittingEmptySubsequences: false)
        if parts.count == 1 { return Fault(code: Self.prefix, message: "a resource is \"*\" or an ARN") }
        if let fault = Self.prefixFault(of: text, parts, at: path) { return fault }
        if parts[1].hasPrefix("${") {
            return Fault(code: Self.partition, message: "a variable cannot stand for the partition: write \"aws\", or that of your account")
        }
        if !LintedARN.isOpen(parts[1]) && !LintedARN.partitions.contains(String(parts[1])) {
            return Fault(code: Self.partition, message: "there is no partition \"\(parts[1])\"; most ARNs start with \"arn:aws:\"")
        }
        let colons = text.utf8.count { $0 == UInt8(ascii: ":") }
        if parts.count < 3 || parts[2].isEmpty {
            return Fault(code: Self.field, message: "the ARN names no service: arn:partition:service:region:account:resource")
        }
        if colons < 5 {
            if parts.last?.last == "*" { return nil }
            // IAM's older parser only notices where a field is empty; the rest is stored and matches nothing.
            return Fault(
                code: Self.field, message: "the ARN has too few fields: arn:partition:service:region:account:resource",
                isRefused: text.contains("::"))
        }
        return LintedARN(text).flatMap(Self.fieldFault)
    }

    private static func prefixFault(of text: String, _ parts: [Substring], at path: JSONPath) -> Fault? {
        if parts[0] == "arn" || LintedARN.isOpen(parts[0]) { return nil }
        if parts[0] == "s3", parts[1].hasPrefix("//") {
            let name = parts[1].dropFirst(2)
            return Fault(
                code: Self.prefix, message: "an S3 URI stands where an ARN belongs",
                fix: LintFix("write \"arn:aws:s3:::\(name)\" for the bucket, or with a key behind it for objects"))
        }
        let isCut = LintedARN.partitions.contains(String(parts[0])) && parts.count >= 5
        return Fault(
            code: Self.prefix, message: "a resource is \"*\" or starts with \"arn:\"",
            fix: isCut ? LintFix("write \"arn:\(text)\"", edit: .replace(path, "arn:\(text)")) : nil)
    }

    private static func fieldFault(of arn: LintedARN) -> Fault? {
        let lowered = ASCIICase.lowered(arn.service)
        if lowered != arn.service {
            return Fault(
                code: Self.serviceCase, message: "the service in an ARN is lower case; this one matches nothing", isRefused: false,
                fix: LintFix("write \"\(lowered)\""))
        }
        switch arn.service {
        case "iam": if let fault = Self.iamFault(of: arn) { return fault }
        case "s3": if let fault = Self.s3Fault(of: arn) { return fault }
        default: break
        }
        let isAccount = arn.account.isEmpty || LintedARN.isOpen(arn.account) || LintedARN.isAccountID(arn.account) || arn.account == "aws"
        if !isAccount, ActionCatalog.service(arn.service) != nil {
            return Fault(code: Self.account, message: "\"\(arn.account)\" is no account id of twelve digits", isRefused: false)
        }
        return nil
    }

    private static func iamFault(of arn: LintedARN) -> Fault? {
        if !arn.region.isEmpty {
            return Fault(code: Self.region, message: "IAM resources have no region", isRefused: !LintedARN.isOpen(arn.region))
        }
        let start = arn.resourceStart
        if LintedARN.isOpen(start) || (start == arn.resource ? start == "root" : Self.iamResources.contains(String(start))) { return nil }
        return Fault(
            code: Self.resource, message: "\"\(start)\" is no kind of IAM resource: role/…, user/…, policy/… and so on",
            fix: NearestName.to(String(start), among: Self.iamResources.sorted()).map { LintFix("did you mean \"\($0)/\"?") })
    }

    private static let iamResources: Set<String> = {
        let listed = ["federated-user", "group", "report", "role", "sms-mfa", "user", "u2f", "context-provider", "contextProvider", "root"]
        let patterns = ActionCatalog.service("iam").map { Array($0.resourcePatterns.values) } ?? []
        return Set(listed + patterns.compactMap { LintedARN($0).map { String($0.resourceStart) } })
    }()

    private static func s3Fault(of arn: LintedARN) -> Fault? {
        if Self.s3Resources.contains(String(arn.resourceStart)) || LintedARN.isOpen(arn.resourceStart) { return nil }
        if !arn.region.isEmpty {
            return Fault(code: Self.region, message: "buckets and objects have no region in their ARN", isRefused: !LintedARN.isOpen(arn.region))
        }
        if arn.account.isEmpty || LintedARN.isOpen(arn.account) { return nil }
        return Fault(
            code: Self.accountNotAllowed, message: "buckets and objects have no account in their ARN; this one matches nothing", isRefused: false,
            fix: LintFix("write \"arn:\(arn.partition):s3:::\(arn.resource)\""))
    }

    /// First words of the S3 resources that do have a region and an account.
    private static let s3Resources: Set<String> = {
        let patterns = ActionCatalog.service("s3").map { Array($0.resourcePatterns.values) } ?? []
        let starts = patterns.compactMap { LintedARN($0) }.filter { !$0.account.isEmpty }.map { String($0.resourceStart) }
        return Set(starts).union(["accesspoint", "async-request", "job"])
    }()
}
