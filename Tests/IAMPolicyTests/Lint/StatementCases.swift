@testable import IAMPolicy

extension LintCase {
    private static func of(_ action: String, on resources: String) -> String {
        Documents.statement("\"Action\": \"\(action)\", \"Resource\": \(resources)")
    }

    private static func pair(_ allow: String, _ deny: String) -> String {
        Documents.document("{\"Effect\": \"Allow\", \(allow)}", "{\"Effect\": \"Deny\", \(deny)}")
    }

    /// Two actions on one resource are allowed; one is denied everywhere, the other on `resource`.
    private static func twoDenials(_ resource: String) -> String {
        Documents.document(
            #"{"Effect": "Allow", "Action": ["s3:GetObject", "s3:PutObject"], "Resource": "arn:aws:s3:::b/*"}"#,
            #"{"Effect": "Deny", "Action": "s3:Get*", "Resource": "*"}"#,
            "{\"Effect\": \"Deny\", \"Action\": \"s3:Put*\", \"Resource\": \(resource)}")
    }

    private static let read = #""Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*""#

    static let statements: [LintCase] = [
        LintCase(
            "PLACEHOLDER_TEXT", bad: Self.of("kms:Decrypt", on: #""[KMS_KEY_ID from the list]""#),
            good: Self.of("s3:GetObject", on: #""arn:aws:s3:::b/[0-9]""#)),
        LintCase(
            "PLACEHOLDER_TEXT", bad: Self.of("kms:Decrypt", on: #""arn:aws:kms:eu-west-1:YOUR_ACCOUNT:key/x""#),
            good: Self.of("s3:GetObject", on: #""arn:aws:s3:::yours/*""#)),
        LintCase(
            "PLACEHOLDER_TEXT", bad: Linting.trust(#"{"AWS": "arn:aws:iam::<account>:root"}"#), good: Linting.trust(#"{"AWS": "123456789012"}"#)),
        LintCase(
            "PLACEHOLDER_TEXT", bad: Self.of("s3:GetObject", on: #""arn:aws:s3:::{bucket}/*""#),
            good: Self.of("s3:GetObject", on: #"["arn:aws:s3:::${aws:username}/*", "arn:aws:s3:::b/{id}"]"#)),
        LintCase(
            "PLACEHOLDER_TEXT", bad: Self.of("iam:GetRole", on: #""arn:aws:iam::{account}:role/x""#),
            good: Self.of("iam:GetRole", on: #""arn:aws:iam::123456789012:role/${aws:username}""#)),
        LintCase(
            "PLACEHOLDER_TEXT", bad: Self.of("s3:GetObject", on: #""arn:aws:s3:::your-bucket-name/*""#),
            good: Self.of("s3:GetObject", on: #""arn:aws:s3:::not-your-bucket/*""#)),
        LintCase(
            "S3_BUCKET_ACTION_ON_OBJECT_ARN", bad: Self.of("s3:ListBucket", on: #""arn:aws:s3:::b/*""#),
            good: Self.of("s3:ListBucket", on: #"["arn:aws:s3:::b/*", "arn:aws:s3:::b"]"#)),
        LintCase(
            "S3_BUCKET_ACTION_ON_OBJECT_ARN", bad: Self.of("s3:GetBucket*", on: #""arn:aws:s3:::b/*""#),
            good: Self.of("s3:Get*", on: #""arn:aws:s3:::b/*""#)),
        LintCase(
            "S3_OBJECT_ACTION_ON_BUCKET_ARN", bad: Self.of("s3:GetObject", on: #""arn:aws:s3:::b""#),
            good: Self.of("s3:GetObject", on: #""arn:aws:s3:::b*""#)),
        LintCase(
            "S3_OBJECT_ACTION_ON_BUCKET_ARN", bad: Self.of("s3:PutObject", on: #""arn:aws:s3:::b""#),
            good: Self.of("s3:PutObject", on: #""arn:aws:s3:eu-west-1:123456789012:accesspoint/b""#)),
        LintCase(
            "S3_BUCKET_ARN_TRAILING_SLASH", bad: Self.of("s3:ListBucket", on: #""arn:aws:s3:::b/""#),
            good: Self.of("s3:GetObject", on: #""arn:aws:s3:::b/folder/""#)),
        LintCase(
            "RESOURCE_NOT_OF_ACTION", bad: Self.of("iam:GetRole", on: #""arn:aws:iam::123456789012:user/x""#),
            good: Self.of("iam:Get*", on: #""arn:aws:iam::123456789012:user/x""#)),
        LintCase(
            "RESOURCE_NOT_OF_ACTION", bad: Self.of("sqs:SendMessage", on: #""arn:aws:sns:eu-west-1:123456789012:x""#),
            good: Self.of("sqs:SendMessage", on: #"["arn:aws:sns:eu-west-1:123456789012:x", "arn:aws:sqs:*"]"#)),
        LintCase(
            "ACTION_NEEDS_STAR_RESOURCE", bad: Self.of("kms:ListKeys", on: #""arn:aws:kms:eu-west-1:123456789012:key/x""#),
            good: Self.of("kms:DescribeKey", on: #""arn:aws:kms:eu-west-1:123456789012:key/x""#)),
        LintCase(
            "ACTION_NEEDS_STAR_RESOURCE", bad: Self.of("s3:ListAllMyBuckets", on: #""arn:aws:s3:::b""#),
            good: Self.of("s3:ListAllMyBuckets", on: #""arn:aws:s3:::*""#)),
        LintCase(
            "ALLOW_HIDDEN_BY_DENY", bad: Self.pair(Self.read, #""NotAction": ["iam:*", "s3:Put*"], "Resource": "*""#),
            good: Self.pair(Self.read, #""NotAction": ["iam:*", "s3:*Object"], "Resource": "*""#)),
        LintCase(
            "ALLOW_HIDDEN_BY_DENY", bad: Self.pair(Self.read, #""Action": "*", "NotResource": ["arn:aws:s3:::c/*", "arn:aws:sqs:*"]"#),
            good: Self.pair(Self.read, #""Action": "*", "NotResource": "arn:aws:s3:::${aws:username}/*""#)),
        LintCase(
            "ALLOW_HIDDEN_BY_DENY", bad: Self.twoDenials(#""arn:aws:s3:::b/*""#), good: Self.twoDenials(#""arn:aws:s3:::b/x*""#)),
        LintCase(
            "ALLOW_HIDDEN_BY_DENY", bad: Self.pair(Self.read, #""Action": "s3:get*", "Resource": "*""#),
            good: Self.pair(Self.read, #""Action": "s3:Put*", "Resource": "*""#)),
        LintCase(
            "ALLOW_HIDDEN_BY_DENY", bad: Self.pair(Self.read, #""Action": "*", "Resource": "*""#),
            good: Self.pair(Self.read, Self.read + #", "Condition": {"Bool": {"aws:SecureTransport": "false"}}"#)),
        LintCase(
            "REDUNDANT_STATEMENT",
            bad: Documents.document("{\"Effect\": \"Allow\", \(Self.read)}", #"{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}"#),
            good: Documents.document(
                "{\"Effect\": \"Allow\", \(Self.read)}", #"{"Effect": "Allow", "Action": "s3:*", "Resource": "arn:aws:s3:::c/*"}"#)),
        LintCase(
            "STATEMENT_NEVER_APPLIES", bad: Documents.statement(#""NotAction": ["*"], "Resource": "*""#),
            good: Documents.statement(#""NotAction": ["s3:*"], "Resource": "*""#)),
        LintCase(
            "STATEMENT_NEVER_APPLIES", bad: Linting.condition(#""Null": {"aws:userid": true}, "StringLike": {"aws:userid": "x*"}"#),
            good: Linting.condition(#""Null": {"aws:userid": true}, "StringNotLike": {"aws:userid": "x*"}"#)),
        LintCase(
            "STATEMENT_NEVER_APPLIES",
            bad: Linting.condition(
                #""DateGreaterThan": {"aws:CurrentTime": "2030-01-01"}, "DateLessThan": {"aws:CurrentTime": "2030-01-01T00:00:00Z"}"#),
            good: Linting.condition(
                #""DateGreaterThan": {"aws:CurrentTime": ["2031-01-01", "2029-12-31"]}, "DateLessThan": {"aws:CurrentTime": "2030-01-01"}"#)),
        LintCase(
            "STATEMENT_NEVER_APPLIES",
            bad: Linting.condition(#""NumericGreaterThanEquals": {"s3:max-keys": "11"}, "NumericLessThanEquals": {"s3:max-keys": ["9", "10"]}"#),
            good: Linting.condition(#""NumericGreaterThanEquals": {"s3:max-keys": "10"}, "NumericLessThanEquals": {"s3:max-keys": "10"}"#)),
        LintCase(
            "STATEMENT_NEVER_APPLIES",
            bad: Linting.condition(#""NumericGreaterThan": {"s3:max-keys": "10"}, "NumericLessThanEquals": {"s3:max-keys": "10"}"#),
            good: Linting.condition(#""NumericGreaterThan": {"s3:max-keys": "10"}, "NumericLessThanIfExists": {"s3:max-keys": "10"}"#)),
        LintCase(
            "STATEMENT_NEVER_APPLIES", bad: Linting.condition(#""StringEquals": {"aws:userid": "a"}, "StringLike": {"aws:userid": "x*"}"#),
            good: Linting.condition(#""StringEquals": {"aws:userid": "xa"}, "StringLike": {"aws:userid": "x*"}"#)),
        LintCase(
            "STATEMENT_NEVER_APPLIES", bad: Linting.condition(#""StringEquals": {"aws:userid": "a"}, "StringNotEquals": {"aws:userid": ["a", "b"]}"#),
            good: Linting.condition(#""StringEquals": {"aws:userid": ["a", "c"]}, "StringNotEquals": {"aws:userid": ["a", "b"]}"#))
    ]
}
