/// Names in lower case that an example left: `your-bucket`, `{bucket}`.
enum PlaceholderNames {
    private static let nouns = [
        "account", "bucket", "cluster", "domain", "function", "key", "queue", "region", "role", "table", "topic", "user"
    ]
    private static let yours = Self.nouns.flatMap { ["your-\($0)", "your_\($0)"] }

    /// Services in whose ARNs no brace can stand; in an object's key it can.
    private static let withoutBraces = ["iam", "kms", "neptune-db", "neptune-graph", "rds", "s3", "sqs", "sts"]

    static func first(in text: String) -> String? { Self.nameInBraces(text) ?? Self.yours(text) }

    private static func yours(_ text: String) -> String? {
        let ranges = Self.yours.lazy.compactMap { text.firstRange(of: $0) }
        return ranges.first { range in
            guard range.lowerBound > text.startIndex else { return true }
            let before = text[text.index(before: range.lowerBound)]
            return !before.isLetter && !before.isNumber && before != "-" && before != "_"
        }.map { String(text[$0]) }
    }

    /// Not the variable `${aws:username}`.
    private static func nameInBraces(_ text: String) -> String? {
        guard let arn = LintedARN(text), Self.withoutBraces.contains(arn.service) else { return nil }
        let names = arn.service == "s3" ? arn.resourceStart : arn.resource[...]
        for part in [arn.region[...], arn.account[...], names] {
            guard let start = part.firstIndex(of: "{"), let end = part[start...].firstIndex(of: "}") else { continue }
            let isVariable = start > part.startIndex && part[part.index(before: start)] == "$"
            if !isVariable, part[start..<end].contains(where: \.isLetter) { return String(part[start...end]) }
        }
        return nil
    }
}
