@testable import IAMPolicy

extension LintCase {
    private static func one(_ operatorName: String, _ key: String, _ value: String, effect: String = "Allow") -> String {
        Linting.condition("\"\(operatorName)\": {\"\(key)\": \(value)}", effect: effect)
    }

    private static func resource(_ resource: String, version: String? = "2012-10-17") -> String {
        Documents.statement("\"Action\": \"s3:*\", \"Resource\": \"arn:aws:s3:::b/\(resource)\"", version: version)
    }

    static let conditions: [LintCase] = [
        LintCase("EMPTY_OBJECT_CONDITION", bad: Linting.condition(#""StringEquals": {}"#), good: Self.one("Bool", "aws:SecureTransport", "true")),
        LintCase("EMPTY_ARRAY_CONDITION", bad: Self.one("StringEquals", "aws:userid", "[]"), good: Self.one("StringEquals", "aws:userid", #""""#)),
        LintCase(
            "EMPTY_ARRAY_CONDITION_FORALLVALUES", bad: Self.one("ForAllValues:StringEquals", "aws:TagKeys", "[]"),
            good: Self.one("ForAnyValue:StringEquals", "aws:TagKeys", "[]")),
        LintCase(
            "EMPTY_ARRAY_CONDITION_FORANYVALUE", bad: Self.one("ForAnyValue:StringEquals", "aws:TagKeys", "[]"),
            good: Self.one("ForAllValues:StringEquals", "aws:TagKeys", "[]")),
        LintCase(
            "EMPTY_ARRAY_CONDITION_IFEXISTS", bad: Self.one("StringEqualsIfExists", "aws:userid", "[]"),
            good: Self.one("StringEquals", "aws:userid", "[]")),
        LintCase(
            "INVALID_CONDITION_OPERATOR", bad: Self.one("StringEqual", "aws:userid", #""x""#), good: Self.one("stringequals", "aws:userid", #""x""#)),
        LintCase("NULL_WITH_IF_EXISTS", bad: Self.one("NullIfExists", "aws:userid", "true"), good: Self.one("Null", "aws:userid", "true")),
        LintCase("NULL_WITH_QUALIFIER", bad: Self.one("ForAllValues:Null", "aws:TagKeys", "true"), good: Self.one("Null", "aws:TagKeys", "true")),
        LintCase(
            "DUPLICATE_KEYS_WITH_DIFFERENT_CASE", bad: Linting.condition(#""StringEquals": {"aws:userid": "x", "aws:UserId": "y"}"#),
            good: Linting.condition(#""StringEquals": {"aws:userid": "x"}, "StringLike": {"aws:UserId": "y"}"#)),
        LintCase(
            "INVALID_CONDITION_KEY_FORMAT", bad: Self.one("StringEquals", "userid", #""x""#), good: Self.one("StringEquals", "aws:userid", #""x""#)),
        LintCase(
            "TYPE_MISMATCH_DATE", bad: Self.one("DateLessThan", "aws:CurrentTime", #""soon""#),
            good: Self.one("DateLessThan", "aws:CurrentTime", #""2030-01-31""#)),
        LintCase(
            "TYPE_MISMATCH_BOOLEAN", bad: Self.one("Bool", "aws:SecureTransport", #""yes""#),
            good: Self.one("Bool", "aws:SecureTransport", #""True""#)),
        LintCase(
            "INVALID_CONDITION_MULTIPLE_BOOLEAN", bad: Self.one("Bool", "aws:SecureTransport", "[true, false]"),
            good: Self.one("Bool", "aws:SecureTransport", "[true]")),
        LintCase(
            "TYPE_MISMATCH_NUMBER", bad: Self.one("NumericLessThan", "aws:MultiFactorAuthAge", #""1h""#),
            good: Self.one("NumericLessThan", "aws:MultiFactorAuthAge", #""3600""#)),
        LintCase(
            "TYPE_MISMATCH_IP_RANGE", bad: Self.one("IpAddress", "aws:SourceIp", #""203.0.113.0/33""#),
            good: Self.one("IpAddress", "aws:SourceIp", #""2001:db8::/32""#)),
        LintCase(
            "IMPROVE_IP_RANGE", bad: Self.one("IpAddress", "aws:SourceIp", #""203.0.113.9/24""#),
            good: Self.one("IpAddress", "aws:SourceIp", #""203.0.113.9/32""#)),
        LintCase(
            "WILDCARD_WITHOUT_LIKE_OPERATOR", bad: Self.one("StringEquals", "aws:userid", #""x*""#),
            good: Linting.condition(#""StringLike": {"aws:userid": "x*"}, "StringEquals": {"aws:username": "${*}"}"#)),
        LintCase(
            "REDUNDANT_CONDITION_VALUE_NUM", bad: Self.one("NumericLessThan", "aws:MultiFactorAuthAge", #"["1", "2"]"#),
            good: Self.one("NumericEquals", "aws:MultiFactorAuthAge", #"["1", "2"]"#)),
        LintCase("MISSING_BRACE_IN_VARIABLE", bad: Self.resource("${aws:username"), good: Self.resource("${aws:username}")),
        LintCase("EMPTY_VARIABLE", bad: Self.resource("${}"), good: Self.resource("${*}")),
        LintCase("UNSUPPORTED_SPACE_IN_VARIABLE", bad: Self.resource("${aws:user name}"), good: Self.resource("${aws:PrincipalTag/cost center}")),
        LintCase("MISSING_QUOTE_IN_VARIABLE", bad: Self.resource("${aws:username, x}"), good: Self.resource("${aws:username, 'x'}")),
        LintCase(
            "VARIABLE_UNSUPPORTED_IN_VERSION", bad: Self.resource("${aws:username}", version: "2008-10-17"), good: Self.resource("${aws:username}")),
        LintCase("VARIABLE_UNSUPPORTED_IN_VERSION", bad: Self.resource("${aws:username}", version: nil), good: Self.resource("x", version: nil)),
        LintCase(
            "VARIABLE_UNSUPPORTED_IN_ELEMENT", bad: Documents.statement(#""Action": "s3:${aws:username}", "Resource": "*""#),
            good: Self.resource("${aws:username}")),
        LintCase(
            "INVALID_VARIABLE_FOR_OPERATOR", bad: Self.one("IpAddress", "aws:SourceIp", #""${aws:VpcSourceIp}""#),
            good: Self.one("StringEquals", "aws:userid", #""${aws:username}""#))
    ]
}
