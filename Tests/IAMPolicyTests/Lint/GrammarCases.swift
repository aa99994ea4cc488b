@testable import IAMPolicy

extension LintCase {
    private static let whole = #""Action": "s3:ListBucket", "Resource": "arn:aws:s3:::example""#
    private static let good = Documents.statement(Self.whole)
    private static let pair = ("{\"Sid\": \"x\", \"Effect\": \"Allow\", \(Self.whole)}", "{\"Sid\": \"x\", \"Effect\": \"Deny\", \(Self.whole)}")
    private static let everyone = #""Principal": {"AWS": "123456789012"}, "#

    private static func resource(_ resource: String) -> String { Documents.statement("\"Action\": \"s3:*\", \"Resource\": \"\(resource)\"") }
    private static func action(_ action: String) -> String { Documents.statement("\"Action\": \(action), \"Resource\": \"*\"") }
    private static func key(_ body: String) -> String { Documents.statement(Self.everyone + body) }

    static let grammar: [LintCase] = [
        LintCase("JSON_SYNTAX_ERROR", bad: "{", good: Self.good),
        LintCase("JSON_COMMENT", bad: "/* x */" + Self.good, good: Self.good),
        LintCase("JSON_DUPLICATE_KEY", bad: Documents.statement(Self.whole + ", " + Self.whole), good: Self.good),
        LintCase("DATA_TYPE_MISMATCH", bad: Self.action("1"), good: Self.action(#""*""#)),
        LintCase("MISSING_STATEMENT", bad: Documents.document(), good: Self.good),
        LintCase("MISSING_EFFECT", bad: Documents.document("{\(Self.whole)}"), good: Self.good),
        LintCase("INVALID_EFFECT", bad: Documents.statement(Self.whole, effect: "DENY"), good: Documents.statement(Self.whole, effect: "Deny")),
        LintCase("INVALID_POLICY_ELEMENT", bad: Documents.statement(Self.whole + #", "action": "x""#), good: Self.good),
        LintCase("INVALID_VERSION", bad: Documents.statement(Self.whole, version: "2012-10-18"), good: Self.good),
        LintCase("MISSING_VERSION", bad: Documents.statement(Self.whole, version: nil), good: Self.good),
        LintCase("OLD_VERSION", .boundary, bad: Documents.statement(Self.whole, version: "2008-10-17"), good: Self.good),
        LintCase(
            "OLD_VERSION", bad: Documents.statement(Self.whole, version: "2008-10-17"),
            good: Documents.statement(#""Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole""#, version: "2008-10-17")),
        LintCase(
            "UNSUPPORTED_SID", bad: Documents.statement(#""Sid": "a_b", "# + Self.whole), good: Documents.statement(#""Sid": "aB1", "# + Self.whole)),
        LintCase("UNIQUE_SIDS_REQUIRED", bad: Documents.document(Self.pair.0, Self.pair.1), good: Documents.document(Self.pair.0)),
        LintCase(
            "UNIQUE_SIDS_RECOMMENDED", .key, bad: Documents.document(Self.pair.0, Self.pair.1), good: Documents.document(Self.pair.0)),
        LintCase("EMPTY_SID_VALUE", bad: Documents.statement(#""Sid": "", "# + Self.whole), good: Self.good),
        LintCase(
            "UNSUPPORTED_ELEMENT_COMBINATION", bad: Documents.statement(Self.whole + #", "NotAction": "s3:*""#),
            good: Documents.statement(#""NotAction": "s3:*", "Resource": "*""#)),
        LintCase(
            "MISSING_ACTION", bad: Documents.statement(#""Resource": "*""#), good: Documents.statement(#""NotAction": "s3:*", "Resource": "*""#)),
        LintCase(
            "MISSING_RESOURCE", bad: Documents.statement(#""Action": "s3:*""#), good: Documents.statement(#""Action": "s3:*", "NotResource": "*""#)),
        LintCase("MISSING_RESOURCE", .resource, bad: Self.key(#""Action": "s3:*""#), good: Self.key(#""Action": "sqs:*""#)),
        LintCase("MISSING_PRINCIPAL", .resource, bad: Self.good, good: Self.key(Self.whole)),
        LintCase("UNSUPPORTED_PRINCIPAL", .identity, bad: Self.key(Self.whole), good: Self.good),
        LintCase(
            "UNSUPPORTED_PRINCIPAL", .trust, bad: Documents.statement(#""NotPrincipal": {"AWS": "123456789012"}, "Action": "sts:AssumeRole""#),
            good: Self.key(#""Action": "sts:AssumeRole""#)),
        LintCase("SCP_SYNTAX_ERROR_PRINCIPAL", .scp, bad: Self.key(Self.whole), good: Self.good),
        LintCase(
            "UNSUPPORTED_RESOURCE", .trust, bad: Self.key(#""Action": "sts:AssumeRole", "Resource": "*""#),
            good: Self.key(#""Action": "sts:AssumeRole""#)),
        LintCase("STATEMENT_WITHOUT_EFFECT", .key, bad: Self.key(#""Resource": "*""#), good: Self.key(#""Action": "kms:*", "Resource": "*""#)),
        LintCase("EMPTY_ARRAY_ACTION", bad: Self.action("[]"), good: Self.action(#"["s3:*"]"#)),
        LintCase("EMPTY_ARRAY_RESOURCE", bad: Documents.statement(#""Action": "s3:*", "Resource": []"#), good: Self.action(#"["s3:*"]"#)),
        LintCase("INVALID_ACTION_FORMAT", bad: Self.action(#""ListBucket""#), good: Self.action(#""*:ListBucket""#)),
        LintCase("INVALID_ARN_PREFIX", bad: Self.resource("s3://example/path"), good: Self.resource("arn:aws:s3:::example/path")),
        LintCase("MISSING_ARN_FIELD", bad: Self.resource("arn:aws:s3::example"), good: Self.resource("arn:aws:s3:*")),
        LintCase("INVALID_PARTITION", bad: Self.resource("arn:amazon:s3:::example"), good: Self.resource("arn:aws-us-gov:s3:::example")),
        LintCase(
            "INVALID_PARTITION", bad: Self.resource("arn:${aws:partition}:s3:::example"), good: Self.resource("arn:aws:s3:::${aws:username}")),
        LintCase(
            "ARN_REGION_NOT_ALLOWED", bad: Self.resource("arn:aws:s3:eu-west-1::b"),
            good: Self.resource("arn:aws:s3:eu-west-1:123456789012:accesspoint/b")),
        LintCase(
            "INVALID_ARN_RESOURCE", bad: Self.resource("arn:aws:iam::123456789012:roles/x"), good: Self.resource("arn:aws:iam::123456789012:role/x")),
        LintCase("INVALID_ARN_SERVICE_CASE", bad: Self.resource("arn:aws:S3:::b"), good: Self.resource("arn:aws:s3:::B")),
        LintCase("ARN_ACCOUNT_NOT_ALLOWED", bad: Self.resource("arn:aws:s3::123456789012:b"), good: Self.resource("arn:aws:s3:::b")),
        LintCase(
            "INVALID_ARN_ACCOUNT", bad: Self.resource("arn:aws:sqs:eu-west-1:12345:q"), good: Self.resource("arn:aws:sqs:eu-west-1:123456789012:q")),
        LintCase(
            "INVALID_CHARACTER", bad: Documents.statement(#""Action": "s3:*", "Resource": "arn:aws:s3:::b/\#u{2013}""#),
            good: Documents.statement(#""Action": "s3:*", "Resource": "arn:aws:s3:::b/\#u{FF}\u2013""#)),
        LintCase(
            "INVALID_CHARACTER", bad: Documents.statement(#""Action": "s3:*", "Resource": "arn:aws:s3:::b/\u0001""#),
            good: Documents.statement(#""Action": "s3:*", "Resource": "arn:aws:s3:::b/\u0009""#)),
        LintCase(
            "RCP_SYNTAX_ERROR_ALLOW", .rcp, bad: Documents.statement(#""Principal": "*", "# + Self.whole),
            good: Documents.statement(#""Principal": "*", "Action": "*", "Resource": "*""#)),
        LintCase(
            "RCP_SYNTAX_ERROR_PRINCIPAL", .rcp, bad: Documents.statement(Self.everyone + Self.whole, effect: "Deny"),
            good: Documents.statement(#""Principal": {"AWS": "*"}, "# + Self.whole, effect: "Deny")),
        LintCase(
            "RCP_SYNTAX_ERROR_ACTION", .rcp, bad: Documents.statement(#""Principal": "*", "Action": "*", "Resource": "*""#, effect: "Deny"),
            good: Documents.statement(#""Principal": "*", "Action": "s3:*", "Resource": "*""#, effect: "Deny"))
    ]

    static let quotas: [LintCase] = [
        LintCase("POLICY_SIZE_EXCEEDS_IDENTITY_POLICY_QUOTA", bad: Self.padded(6145, blanks: 0), good: Self.padded(6144, blanks: 100)),
        LintCase("POLICY_SIZE_EXCEEDS_IDENTITY_POLICY_QUOTA", .boundary, bad: Self.padded(6145, blanks: 0), good: Self.padded(6144, blanks: 100)),
        LintCase("POLICY_SIZE_EXCEEDS_TRUST_POLICY_QUOTA", .trust, bad: Self.padded(2049, blanks: 0), good: Self.padded(2048, blanks: 100)),
        LintCase("POLICY_SIZE_EXCEEDS_SCP_QUOTA", .scp, bad: Self.padded(5020, blanks: 101), good: Self.padded(5020, blanks: 100)),
        LintCase("POLICY_SIZE_EXCEEDS_SESSION_POLICY_QUOTA", .session, bad: Self.padded(2000, blanks: 49), good: Self.padded(2000, blanks: 48)),
        LintCase("POLICY_SIZE_EXCEEDS_RESOURCE_POLICY_QUOTA", .resource, bad: Self.padded(20481, blanks: 0), good: Self.padded(20480, blanks: 0)),
        LintCase("POLICY_SIZE_EXCEEDS_RESOURCE_POLICY_QUOTA", .key, bad: Self.padded(32768, blanks: 1), good: Self.padded(32768, blanks: 0))
    ]

    /// A document of so many characters, and so many blanks among them besides.
    private static func padded(_ count: Int, blanks: Int) -> String {
        let text = #"{"Version":"2012-10-17","Id":"","Statement":{"Effect":"Allow","Action":"s3:*","Resource":"*"}}"#
        let id = String(repeating: "x", count: count - text.utf8.count)
        return text.replacing(#""Id":"""#, with: #""Id":"\#(id)""#) + String(repeating: " ", count: blanks)
    }
}
