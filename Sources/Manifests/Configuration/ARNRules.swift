import ReconcileCore

/// What is wrong with the text of an ARN, part by part.
/// - SeeAlso: AWS General Reference, "Amazon Resource Names (ARNs)".
enum ARNRules {
    struct Fault {
        let message: String
        var suggestion: String?
    }

    /// What an ARN must be about.
    struct Subject {
        let service: String
        let resourcePrefix: String
    }

    private static let partitions = ["aws", "aws-cn", "aws-us-gov", "aws-iso", "aws-iso-b", "aws-iso-e", "aws-iso-f", "aws-eusc"]

    static func fault(_ text: String, of subject: Subject? = nil) -> Fault? {
        let form = "arn:PARTITION:SERVICE:REGION:ACCOUNT:RESOURCE"
        let parts = text.split(separator: ":", maxSplits: 5, omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 6, parts[0] == "arn" else {
            return Fault(message: "must be an ARN (\(form)), found `\(SourceNode.shortened(text))`")
        }
        guard Self.partitions.contains(parts[1]) else {
            let suggestion = Suggestion.nearest(to: parts[1], among: Self.partitions)
            return Fault(message: "is an ARN of the unknown partition `\(parts[1])`", suggestion: suggestion)
        }
        if parts[2].isEmpty { return Fault(message: "is an ARN without a service (\(form))") }
        guard parts[4].isEmpty || parts[4] == "aws" || NetworkNames.isAccountID(parts[4]) else {
            return Fault(message: "is an ARN whose account is not 12 digits: `\(SourceNode.shortened(parts[4]))`")
        }
        if parts[5].isEmpty || text.contains(where: \.isWhitespace) { return Fault(message: "is an ARN without a proper resource (\(form))") }
        guard let subject else { return nil }
        guard parts[2] == subject.service else { return Fault(message: "must be an ARN of `\(subject.service)`, found one of `\(parts[2])`") }
        guard parts[5].hasPrefix(subject.resourcePrefix) else {
            return Fault(message: "must name `\(subject.resourcePrefix)…`, found `\(SourceNode.shortened(parts[5]))`")
        }
        return nil
    }
}
