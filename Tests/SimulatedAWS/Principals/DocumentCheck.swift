import IAMPolicy

/// What AWS refuses of a policy's text, whatever its size.
enum DocumentCheck {
    /// The first fault in AWS's grammar; `nil` for a document that is stored.
    static func fault(_ text: String, as type: PolicyType) -> String? {
        guard (try? JSONReader.parse(text)) != nil else { return "Syntax errors in policy." }
        let all = Int.max
        let quotas = PolicyQuotas(
            managedPolicy: all, trustPolicy: all, controlPolicy: all, bucketPolicy: all, keyPolicy: all, sessionPolicy: all)
        return PolicyLint.lint(text: text, type: type, quotas: quotas).first { $0.severity == .error }?.message
    }

    /// As IAM counts: characters that are not white space.
    static func size(_ text: String) -> Int { text.unicodeScalars.count { !($0 == " " || $0 == "\t" || $0 == "\n" || $0 == "\r") } }
}
