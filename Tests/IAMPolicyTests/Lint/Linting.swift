import Testing

@testable import IAMPolicy

/// Shorthands for tables of what lint finds.
enum Linting {
    /// The codes that lint finds, sorted, each once.
    static func codes(_ text: String, _ type: PolicyType? = nil, account: String? = nil) -> [String] {
        Set(PolicyLint.lint(text: text, type: type, account: account).map(\.code)).sorted()
    }

    static func errors(_ text: String, _ type: PolicyType? = nil) -> [String] {
        Set(PolicyLint.lint(text: text, type: type).filter { $0.severity == .error }.map(\.code)).sorted()
    }

    /// `CODE@path` for each finding, in order.
    static func places(_ text: String, _ type: PolicyType? = nil) -> [String] {
        PolicyLint.lint(text: text, type: type).map { "\($0.code)@\($0.path)" }
    }

    /// The condition of a statement that is otherwise in order.
    static func condition(_ condition: String, action: String = "ec2:RunInstances", effect: String = "Allow", version: String? = "2012-10-17")
        -> String
    {
        Documents.statement("\"Action\": \"\(action)\", \"Resource\": \"*\", \"Condition\": {\(condition)}", effect: effect, version: version)
    }

    static func trust(_ principal: String, action: String = #""sts:AssumeRole""#, condition: String = "") -> String {
        Documents.statement("\"Principal\": \(principal), \"Action\": \(action)\(condition.isEmpty ? "" : ", \"Condition\": {\(condition)}")")
    }

    /// The data of a cluster, by its resource id.
    static let data = "arn:aws:neptune-db:eu-central-1:123456789012:cluster-ABCD1234EFGH5678IJKL90MNOP/*"
}
