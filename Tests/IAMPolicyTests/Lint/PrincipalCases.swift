@testable import IAMPolicy

extension LintCase {
    private static func aws(_ principal: String) -> String { Linting.trust("{\"AWS\": \"\(principal)\"}") }
    private static let role = Self.aws("arn:aws:iam::123456789012:role/x")
    private static let bucket = #""Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*""#

    /// A trust in a provider of tokens, with a condition.
    private static func web(_ provider: String, _ condition: String?) -> String {
        let clause = condition.map { ", \"Condition\": \($0)" } ?? ""
        return Documents.statement("\"Principal\": {\"Federated\": \"\(provider)\"}, \"Action\": \"sts:AssumeRoleWithWebIdentity\"\(clause)")
    }

    private static let gitHub = "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com"

    /// What IAM wants to see asked of providers that many organizations share.
    static let sharedProviders: [LintCase] = [
        LintCase(
            "MISSING_CONTROL_FOR_SHARED_PROVIDER", .trust, bad: Self.web(Self.gitHub, nil),
            good: Self.web("arn:aws:iam::123456789012:oidc-provider/own.example.com", nil)),
        LintCase(
            "MISSING_CONTROL_FOR_SHARED_PROVIDER", .trust,
            bad: Self.web(Self.gitHub, #"{"StringEquals": {"token.actions.githubusercontent.com:aud": "sts.amazonaws.com"}}"#),
            good: Self.web(Self.gitHub, #"{"StringLike": {"token.actions.githubusercontent.com:sub": "repo:org/*"}}"#)),
        LintCase(
            "MISSING_CONTROL_FOR_SHARED_PROVIDER", .trust,
            bad: Self.web(Self.gitHub, #"{"StringLike": {"token.actions.githubusercontent.com:sub": "*"}}"#),
            good: Self.web(Self.gitHub, #"{"StringEquals": {"token.actions.githubusercontent.com:job_workflow_ref": "org/repo/x@main"}}"#)),
        LintCase(
            "MISSING_CONTROL_FOR_SHARED_PROVIDER", .trust,
            bad: Self.web("cognito-identity.amazonaws.com", #"{"ForAnyValue:StringLike": {"cognito-identity.amazonaws.com:amr": "authenticated"}}"#),
            good: Self.web("cognito-identity.amazonaws.com", #"{"StringEquals": {"cognito-identity.amazonaws.com:aud": "eu-west-1:pool"}}"#)),
        LintCase(
            "MISSING_CONTROL_FOR_SHARED_PROVIDER", .trust,
            bad: Self.web("arn:aws:iam::123456789012:oidc-provider/gitlab.com", #"{"StringNotEquals": {"gitlab.com:sub": "x"}}"#),
            good: Self.web("arn:aws:iam::123456789012:oidc-provider/gitlab.com", #"{"StringEquals": {"GitLab.com:sub": "x"}}"#))
    ]

    static let principals: [LintCase] =
        Self.sharedProviders + [
            LintCase("INVALID_PRINCIPAL_FORMAT", bad: Linting.trust(#""123456789012""#), good: Self.aws("123456789012")),
            LintCase(
                "INVALID_PRINCIPAL_FORMAT", bad: Self.aws("arn:aws:iam::123456789012:group/x"), good: Self.aws("arn:aws:iam::123456789012:user/x")),
            LintCase("INVALID_PRINCIPAL_FORMAT", bad: Self.aws("arn:aws:iam::12345678901:root"), good: Self.aws("arn:aws:iam::123456789012:root")),
            LintCase(
                "INVALID_PRINCIPAL_FORMAT", .resource, bad: Documents.statement(#""Principal": {"AWS": "me"}, "# + Self.bucket),
                good: Documents.statement(
                    #""Principal": {"AWS": "arn:aws:iam::cloudfront:user/CloudFront Origin Access Identity E1"}, "# + Self.bucket)),
            LintCase("INVALID_PRINCIPAL_KEY", bad: Linting.trust(#"{"User": "x"}"#), good: Self.role),
            LintCase(
                "EMPTY_ARRAY_PRINCIPAL", bad: Linting.trust(#"{"AWS": []}"#), good: Linting.trust(#"{"AWS": [], "Service": "ec2.amazonaws.com"}"#)),
            LintCase("EMPTY_OBJECT_PRINCIPAL", bad: Linting.trust("{}"), good: Self.role),
            LintCase(
                "UNSUPPORTED_WILDCARD_IN_PRINCIPAL", bad: Self.aws("arn:aws:iam::123456789012:role/*"), good: Self.aws("*")),
            LintCase(
                "UNSUPPORTED_WILDCARD_IN_PRINCIPAL", .trust, bad: Linting.trust(#"{"Service": "*"}"#),
                good: Linting.trust(#"{"Service": "ec2.amazonaws.com"}"#)),
            LintCase(
                "UNSUPPORTED_WILDCARD_IN_PRINCIPAL", .trust, bad: Linting.trust(#"{"Federated": "*"}"#, action: #""sts:AssumeRoleWithSAML""#),
                good: Linting.trust(#"{"AWS": "*"}"#)),
            LintCase(
                "INVALID_SERVICE_PRINCIPAL_FORMAT", bad: Linting.trust(#"{"Service": "rds.amazonaws.com.example.com"}"#),
                good: Linting.trust(#"{"Service": ["rds.amazonaws.com", "ec2.amazonaws.com.cn", "s3.eu-west-1.amazonaws.com"]}"#)),
            LintCase(
                "INVALID_FEDERATED_PRINCIPAL_SYNTAX_IN_ROLE_TRUST_POLICY",
                bad: Linting.trust(#"{"Federated": "token.example.com"}"#, action: #""sts:AssumeRoleWithWebIdentity""#),
                good: Linting.trust(
                    #"{"Federated": ["arn:aws:iam::123456789012:oidc-provider/token.example.com", "accounts.google.com"]}"#,
                    action: #""sts:AssumeRoleWithWebIdentity""#)),
            LintCase("INVALID_ROLE_REFERENCE", bad: Self.aws("AROAEXAMPLEEXAMPLE12"), good: Self.role),
            LintCase("INVALID_USER_REFERENCE", bad: Self.aws("AIDAEXAMPLEEXAMPLE12"), good: Self.role),
            LintCase(
                "INVALID_SESSION_NAME", bad: Self.aws("arn:aws:sts::123456789012:assumed-role/Importer/My Session"),
                good: Self.aws("arn:aws:sts::123456789012:assumed-role/Importer/My-Session@x")),
            LintCase(
                "PUBLIC_TRUST", bad: Linting.trust(#""*""#),
                good: Linting.trust(#""*""#, condition: #""StringEquals": {"aws:PrincipalOrgID": "o-1"}"#)),
            LintCase(
                "CROSS_ACCOUNT_TRUST_WITHOUT_EXTERNAL_ID", bad: Self.role,
                good: Linting.trust(#"{"AWS": "arn:aws:iam::123456789012:role/x"}"#, condition: #""StringEquals": {"sts:ExternalId": "42"}"#)),
            LintCase(
                "SERVICE_TRUST_WITHOUT_SOURCE", bad: Linting.trust(#"{"Service": "rds.amazonaws.com"}"#),
                good: Linting.trust(#"{"Service": "rds.amazonaws.com"}"#, condition: #""StringEquals": {"aws:SourceAccount": "123456789012"}"#)),
            LintCase(
                "UNSUPPORTED_ACTION_IN_POLICY", .trust,
                bad: Linting.trust(#"{"Service": "ec2.amazonaws.com"}"#, action: #"["sts:AssumeRole", "s3:*"]"#),
                good: Linting.trust(#"{"Service": "ec2.amazonaws.com"}"#, action: #"["sts:AssumeRole", "sts:TagSession"]"#)),
            LintCase(
                "MISMATCHED_ACTION_FOR_PRINCIPAL", bad: Linting.trust(#"{"Federated": "accounts.google.com"}"#),
                good: Linting.trust(#"{"Federated": "accounts.google.com"}"#, action: #""sts:AssumeRoleWithWebIdentity""#)),
            LintCase(
                "ALLOW_WITH_NOT_PRINCIPAL", .resource, bad: Documents.statement(#""NotPrincipal": {"AWS": "123456789012"}, "# + Self.bucket),
                good: Documents.statement(#""NotPrincipal": {"AWS": "123456789012"}, "# + Self.bucket, effect: "Deny"))
        ]
}
