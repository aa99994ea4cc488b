@testable import IAMPolicy

extension LintCase {
    private static func data(_ actions: String, on resource: String = Linting.data, condition: String = "", effect: String = "Allow") -> String {
        let tail = condition.isEmpty ? "" : ", \"Condition\": {\(condition)}"
        return Documents.statement("\"Action\": \(actions), \"Resource\": \"\(resource)\"\(tail)", effect: effect)
    }

    private static let read = #""neptune-db:ReadDataViaQuery""#
    private static func gremlin(_ actions: String, _ operatorName: String = "StringEquals", _ language: String = "Gremlin") -> String {
        Self.data(actions, condition: "\"\(operatorName)\": {\"neptune-db:QueryLanguage\": \"\(language)\"}")
    }

    private static let start = "arn:aws:neptune-db:eu-central-1:123456789012"

    static let neptune: [LintCase] = [
        LintCase(
            "NEPTUNE_PREFIX_DOES_NOT_EXIST", .scp, bad: Self.data(#""neptune:*""#, on: "*"),
            good: Self.data(#"["rds:*", "neptune-db:*", "neptune-graph:*"]"#, on: "*")),
        LintCase(
            "NEPTUNE_SCP_ONE_PLANE", .scp, bad: Self.data(#""neptune-db:*""#, on: "*"), good: Self.data(#"["rds:*", "neptune-db:*"]"#, on: "*")),
        LintCase(
            "NEPTUNE_SCP_ONE_PLANE", .scp, bad: Self.data(#"["rds:*", "neptune-graph:*"]"#, on: "*"), good: Self.data(#""rds:*""#, on: "*")),
        LintCase(
            "NEPTUNE_SCP_ONE_PLANE", .scp,
            bad: Self.data(#""rds:Create*""#, on: "*", condition: #""StringEquals": {"rds:DatabaseEngine": "neptune"}"#),
            good: Self.data(#""rds:Create*""#, on: "*", condition: #""StringNotEquals": {"rds:DatabaseEngine": "neptune"}"#)),
        LintCase(
            "NEPTUNE_SCP_ONE_PLANE", .scp, bad: Self.data(#""neptune-db:Read*""#, on: "*"),
            good: Self.data(#""neptune-db:*""#, on: "*", effect: "Deny")),
        LintCase(
            "NEPTUNE_SCP_ONE_PLANE", .scp,
            bad: Documents.statement(#""Sid": "Neptune", "NotAction": "neptune-db:*", "Resource": "*""#),
            good: Documents.statement(#""Sid": "Neptune", "NotAction": "iam:*", "Resource": "*""#)),
        LintCase(
            "NEPTUNE_SERVICE_PRINCIPAL", bad: Linting.trust(#"{"Service": "neptune.amazonaws.com"}"#),
            good: Linting.trust(#"{"Service": "rds.amazonaws.com"}"#)),
        LintCase(
            "NEPTUNE_DB_CONNECT_ONLY", bad: Self.data(#""neptune-db:connect""#), good: Self.data(#"["neptune-db:connect", "neptune-db:Read*"]"#)),
        LintCase(
            "NEPTUNE_DB_FOREIGN_ARN", bad: Self.data(Self.read, on: "arn:aws:rds:eu-central-1:123456789012:cluster:graph"), good: Self.data(Self.read)
        ),
        LintCase(
            "NEPTUNE_DB_CLUSTER_IDENTIFIER", bad: Self.data(Self.read, on: "\(Self.start):my-graph/*"),
            good: Self.data(Self.read, on: "\(Self.start):*/*")),
        LintCase("NEPTUNE_DB_CLUSTER_IDENTIFIER", bad: Self.data(Self.read, on: "\(Self.start):cluster-my-graph/*"), good: Self.data(Self.read)),
        LintCase(
            "NEPTUNE_DB_ARN_WITHOUT_DATABASE", bad: Self.data(Self.read, on: "\(Self.start):cluster-ABC123"),
            good: Self.data(Self.read, on: "\(Self.start):cluster-ABC123/*")),
        LintCase(
            "NEPTUNE_DB_QUERY_LANGUAGE_ABSENT", bad: Self.gremlin(#"["neptune-db:GetEngineStatus"]"#),
            good: Self.gremlin(#"["neptune-db:ReadDataViaQuery", "neptune-db:GetQueryStatus"]"#)),
        LintCase(
            "NEPTUNE_DB_QUERY_LANGUAGE_ABSENT", bad: Self.gremlin(#""neptune-db:*""#), good: Self.gremlin(#""neptune-db:*""#, "StringEqualsIfExists")),
        LintCase(
            "NEPTUNE_DB_QUERY_LANGUAGE_ABSENT", bad: Self.gremlin(#""neptune-db:CancelQuery""#), good: Self.gremlin(#""neptune-db:*DataViaQuery""#)),
        LintCase(
            "NEPTUNE_DB_QUERY_LANGUAGE_VALUE", bad: Self.gremlin(Self.read, "StringEquals", "gremlin"),
            good: Self.gremlin(Self.read, "StringEqualsIgnoreCase", "gremlin")),
        LintCase(
            "NEPTUNE_DB_TAG_KEY", bad: Self.data(Self.read, condition: #""StringEquals": {"aws:ResourceTag/team": "x"}"#),
            good: Self.data(Self.read, condition: #""StringEquals": {"aws:PrincipalTag/team": "x"}"#)),
        LintCase(
            "NEPTUNE_DB_TAG_KEY", bad: Self.data(Self.read, condition: #""StringEquals": {"aws:RequestTag/team": "x"}"#),
            good: Self.data(#""neptune-graph:CreateGraph""#, on: "*", condition: #""StringEquals": {"aws:RequestTag/team": "x"}"#)),
        LintCase(
            "NEPTUNE_DB_UNSUPPORTED_GLOBAL_KEY", bad: Self.data(Self.read, condition: #""StringEquals": {"aws:SourceVpce": "vpce-1"}"#),
            good: Self.data(Self.read, condition: #""IpAddress": {"aws:SourceIp": "203.0.113.0/24"}"#)),
        LintCase(
            "NEPTUNE_DB_RESOURCE_POLICY", .resource, bad: Documents.statement("\"Principal\": \"*\", \"Action\": \(Self.read), \"Resource\": \"*\""),
            good: Documents.statement(#""Principal": "*", "Action": "s3:*", "Resource": "*""#)),
        LintCase(
            "NEPTUNE_DB_CROSS_ACCOUNT", .resource,
            bad: Documents.statement("\"Principal\": {\"AWS\": \"999999999999\"}, \"Action\": \(Self.read), \"Resource\": \"\(Linting.data)\""),
            good: Documents.statement("\"Principal\": {\"AWS\": \"123456789012\"}, \"Action\": \(Self.read), \"Resource\": \"\(Linting.data)\""))
    ]
}
