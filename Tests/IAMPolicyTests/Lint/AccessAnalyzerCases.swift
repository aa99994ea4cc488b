@testable import IAMPolicy

extension LintCase {
    private static let role = #""Resource": "arn:aws:iam::123456789012:role/app""#
    private static let passed = #", "Condition": {"StringEquals": {"iam:PassedToService": "ec2.amazonaws.com"}}"#
    private static let linked = #""Resource": "arn:aws:iam::123456789012:role/aws-service-role/x/*""#

    private static func one(_ operatorName: String, _ key: String, _ value: String, effect: String = "Allow") -> String {
        Linting.condition("\"\(operatorName)\": {\"\(key)\": \(value)}", effect: effect)
    }

    static let accessAnalyzer: [LintCase] = [
        LintCase(
            "INVALID_ACTION", bad: Documents.statement(#""Action": "neptune-db:GetStatisticsSummary", "Resource": "*""#),
            good: Documents.statement(#""Action": ["NEPTUNE-DB:getexportjobstatus", "codewhisperer:Whatever"], "Resource": "*""#)),
        LintCase(
            "INVALID_ACTION", bad: Documents.statement(#""NotAction": "s3:Gt*", "Resource": "*""#),
            good: Documents.statement(#""NotAction": "s3:Ge*", "Resource": "*""#)),
        LintCase(
            "INVALID_SERVICE_IN_ACTION", bad: Documents.statement(#""Action": "s33:GetObject", "Resource": "*""#),
            good: Documents.statement(#""Action": "*:GetObject", "Resource": "*""#)),
        LintCase(
            "PASS_ROLE_WITHOUT_PASSED_TO_SERVICE", bad: Documents.statement(#""Action": "iam:PassRole", "# + Self.role),
            good: Documents.statement(#""Action": "iam:PassRole", "# + Self.role + Self.passed)),
        LintCase(
            "PASS_ROLE_WITHOUT_PASSED_TO_SERVICE", bad: Documents.statement(#""Action": "iam:*", "# + Self.role),
            good: Documents.statement(#""Action": "*", "Resource": ["arn:aws:s3:::b/*", "arn:aws:iam::123456789012:user/x"]"#)),
        LintCase(
            "PASS_ROLE_WITHOUT_PASSED_TO_SERVICE", bad: Documents.statement(#""NotAction": "s3:*", "# + Self.role),
            good: Documents.statement(#""NotAction": "iam:P*", "# + Self.role)),
        LintCase(
            "PASS_ROLE_WITH_STAR_IN_RESOURCE", bad: Documents.statement(#""Action": "iam:passrole", "Resource": "arn:aws:iam::*:role/*""#),
            good: Documents.statement(#""Action": "iam:PassRole", "Resource": "*""# + Self.passed)),
        LintCase(
            "PASS_ROLE_WITH_NOT_RESOURCE", bad: Documents.statement(#""Action": "iam:PassRole", "Not"# + Self.role.dropFirst()),
            good: Documents.statement(#""Action": "iam:PassRole", "Not"# + Self.role.dropFirst(), effect: "Deny")),
        LintCase(
            "PASS_ROLE_WITH_STAR_IN_ACTION_AND_RESOURCE", bad: Documents.statement(#""Action": "iam:P*", "Resource": "*""#),
            good: Documents.statement(#""Action": "iam:Put*", "Resource": "*""#)),
        LintCase(
            "PASS_ROLE_WITH_STAR_IN_ACTION_AND_NOT_RESOURCE", bad: Documents.statement(#""Action": "*", "Not"# + Self.role.dropFirst()),
            good: Documents.statement(#""Action": "s3:*", "Not"# + Self.role.dropFirst())),
        LintCase(
            "PASS_ROLE_WITH_STAR_IN_RESOURCE_AND_NOT_ACTION", bad: Documents.statement(#""NotAction": "s3:*", "Resource": "*""#),
            good: Documents.statement(#""NotAction": ["s3:*", "iam:*"], "Resource": "*""#)),
        LintCase(
            "PASS_ROLE_WITH_NOT_ACTION_AND_NOT_RESOURCE", bad: Documents.statement(#""NotAction": "s3:*", "Not"# + Self.role.dropFirst()),
            good: Documents.statement(#""NotAction": "iam:PassRole", "Not"# + Self.role.dropFirst())),
        LintCase(
            "CREATE_SLR_WITH_STAR_IN_RESOURCE", bad: Documents.statement(#""Action": "iam:CreateServiceLinkedRole", "Resource": "*""#),
            good: Documents.statement(#""Action": "iam:CreateServiceLinkedRole", "# + Self.linked)),
        LintCase(
            "CREATE_SLR_WITH_NOT_RESOURCE", bad: Documents.statement(#""Action": "iam:CreateServiceLinkedRole", "Not"# + Self.role.dropFirst()),
            good: Documents.statement(#""Action": "iam:CreateServiceLinkedRole", "# + Self.linked)),
        LintCase(
            "CREATE_SLR_WITH_STAR_IN_ACTION_AND_RESOURCE", bad: Documents.statement(#""Action": "iam:Create*", "Resource": "*""#),
            good: Documents.statement(#""Action": "iam:Create*", "Resource": "*", "Condition": {"StringEquals": {"iam:AWSServiceName": "x"}}"#)),
        LintCase(
            "CREATE_SLR_WITH_STAR_IN_ACTION_AND_NOT_RESOURCE", bad: Documents.statement(#""Action": "iam:*", "Not"# + Self.role.dropFirst()),
            good: Documents.statement(#""Action": "iam:*", "# + Self.role)),
        LintCase(
            "CREATE_SLR_WITH_STAR_IN_RESOURCE_AND_NOT_ACTION", bad: Documents.statement(#""NotAction": "s3:*", "Resource": "*""#),
            good: Documents.statement(#""NotAction": "iam:Create*", "Resource": "*""#)),
        LintCase(
            "CREATE_SLR_WITH_NOT_ACTION_AND_NOT_RESOURCE", bad: Documents.statement(#""NotAction": "s3:*", "Not"# + Self.role.dropFirst()),
            good: Documents.statement(#""NotAction": "s3:*", "# + Self.role)),
        LintCase(
            "INVALID_GLOBAL_CONDITION_KEY", bad: Self.one("StringEquals", "aws:PrincipalOrg", #""x""#),
            good: Self.one("StringEquals", "AWS:principalorgid", #""x""#)),
        LintCase(
            "INVALID_SERVICE_CONDITION_KEY", bad: Self.one("StringEquals", "s3:prefixes", #""x""#),
            good: Self.one("StringEquals", "s3:ExistingObjectTag/team", #""x""#)),
        LintCase(
            "UNSUPPORTED_GLOBAL_CONDITION_KEY", bad: Self.one("ArnLike", "aws:ARN", #""x""#), good: Self.one("ArnLike", "aws:PrincipalArn", #""x""#)),
        LintCase(
            "MISSING_TAG_KEY_IN_CONDITION", bad: Self.one("StringEquals", "aws:ResourceTag", #""x""#),
            good: Self.one("StringEquals", "aws:ResourceTag/team", #""x""#)),
        LintCase(
            "TYPE_MISMATCH", bad: Self.one("StringEquals", "aws:SecureTransport", #""true""#),
            good: Self.one("Null", "aws:SecureTransport", #""true""#)),
        LintCase(
            "TYPE_MISMATCH", bad: Self.one("DateLessThan", "aws:MultiFactorAuthAge", #""1""#),
            good: Self.one("NumericLessThan", "aws:EpochTime", #""1""#)),
        LintCase(
            "MISSING_PAIRED_CONDITION_KEYS", bad: Self.one("IpAddress", "aws:VpcSourceIp", #""10.0.0.0/8""#),
            good: Linting.condition(#""IpAddress": {"aws:VpcSourceIp": "10.0.0.0/8"}, "StringEquals": {"aws:SourceVpc": "vpc-1"}"#)),
        LintCase(
            "FORALLVALUES_WITH_SINGLE_VALUED_KEY", bad: Self.one("ForAllValues:StringEquals", "aws:userid", #""x""#),
            good: Self.one("ForAllValues:StringEquals", "aws:TagKeys", #""x""#)),
        LintCase(
            "FORALLVALUES_WITHOUT_NULL_CHECK", bad: Self.one("ForAllValues:StringEquals", "kms:EncryptionContextKeys", #""x""#),
            good: Linting.condition(
                #""ForAllValues:StringEquals": {"kms:EncryptionContextKeys": "x"}, "Null": {"kms:encryptioncontextkeys": "false"}"#)),
        LintCase(
            "FORALLVALUES_WITHOUT_NULL_CHECK", bad: Self.one("ForAllValues:StringEquals", "aws:TagKeys", #""x""#),
            good: Self.one("ForAllValues:StringEquals", "aws:TagKeys", #""x""#, effect: "Deny")),
        LintCase(
            "MISSING_QUALIFIER", bad: Self.one("StringEquals", "aws:TagKeys", #""x""#),
            good: Self.one("ForAnyValue:StringEquals", "aws:TagKeys", #""x""#)),
        LintCase(
            "PRIVATE_IP_ADDRESS", bad: Self.one("IpAddress", "aws:SourceIp", #""10.0.0.0/8""#),
            good: Self.one("IpAddress", "aws:SourceIp", #""11.0.0.0/8""#)),
        LintCase(
            "PRIVATE_IP_ADDRESS", bad: Self.one("IpAddress", "aws:SourceIp", #""fd00::/8""#),
            good: Self.one("IpAddress", "aws:SourceIp", #""172.0.0.0/8""#)),
        LintCase(
            "PRIVATE_NOT_IP_ADDRESS", bad: Self.one("NotIpAddress", "aws:SourceIp", #""192.168.1.1""#),
            good: Self.one("IpAddress", "aws:SourceIp", #""192.168.1.1""#)),
        LintCase(
            "PRIVATE_IP_ADDRESS_SUBSET", bad: Self.one("IpAddress", "aws:SourceIp", #"["172.16.0.0/12", "203.0.113.0/24"]"#),
            good: Self.one("IpAddress", "aws:SourceIp", #""203.0.113.0/24""#)),
        LintCase(
            "PRIVATE_NOT_IP_ADDRESS_SUBSET", bad: Self.one("NotIpAddress", "aws:SourceIp", #"["10.1.0.0/16", "203.0.113.0/24"]"#),
            good: Self.one("NotIpAddress", "aws:SourceIp", #""203.0.113.0/24""#)),
        LintCase(
            "REDUNDANT_ACTION", bad: Documents.statement(#""Action": ["iam:GetCredentialReport", "iam:Get*"], "Resource": "*""#),
            good: Documents.statement(#""Action": ["iam:*CredentialReport", "iam:Get*"], "Resource": "*""#)),
        LintCase(
            "REDUNDANT_RESOURCE", bad: Documents.statement(#""Action": "s3:*", "Resource": ["arn:aws:s3:::b", "arn:aws:s3:::b"]"#),
            good: Documents.statement(#""Action": "s3:*", "Resource": ["arn:aws:s3:::b", "arn:aws:s3:::B"]"#))
    ]
}
