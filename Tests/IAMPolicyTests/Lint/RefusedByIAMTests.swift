import Testing

@testable import IAMPolicy

/// What IAM itself answers to documents: recorded refusals and acceptances, by kind.
@Suite struct RefusedByIAMTests {
    private static func bucket(_ body: String, effect: String = "Allow") -> String {
        Documents.statement(body, effect: effect)
    }

    private static func listing(_ resource: String, element: String = "Resource") -> String {
        Documents.statement("\"Action\": \"s3:ListBucket\", \"\(element)\": \(resource)")
    }

    private static func action(_ action: String, element: String = "Action") -> String {
        Documents.statement("\"\(element)\": \(action), \"Resource\": \"arn:aws:s3:::example\"")
    }

    private static func condition(_ condition: String) -> String {
        Documents.statement("\"Action\": \"s3:ListBucket\", \"Resource\": \"arn:aws:s3:::example\", \"Condition\": \(condition)")
    }

    private static let whole = #""Action": "s3:ListBucket", "Resource": "arn:aws:s3:::example""#

    @Test(
        arguments: [
            ("no json", "JSON_SYNTAX_ERROR"), ("", "JSON_SYNTAX_ERROR"), (#"{"Version": "2012-10-17"}"#, "MISSING_STATEMENT"),
            (#"{"Version": "2012-10-17", "Statement": []}"#, "MISSING_STATEMENT"), (Documents.document(#""text""#), "DATA_TYPE_MISMATCH"),
            (Documents.statement(whole, version: nil), "MISSING_VERSION"), (Documents.statement(whole, version: "2008-10-17"), "OLD_VERSION"),
            (Documents.statement(whole, version: "2013-10-17"), "INVALID_VERSION"),
            ("{\"Version\": \"2012-10-17\", \"More\": 1, \"Statement\": {\"Effect\": \"Allow\", \(whole)}}", "INVALID_POLICY_ELEMENT"),
            (bucket(whole + #", "More": "x""#), "INVALID_POLICY_ELEMENT"),
            ("{\"Version\": \"2012-10-17\", \"Id\": [\"x\"], \"Statement\": {\"Effect\": \"Allow\", \(whole)}}", "DATA_TYPE_MISMATCH"),
            (bucket(whole + #", "Sid": {}"#), "DATA_TYPE_MISMATCH"), (bucket(whole, effect: "invalid"), "INVALID_EFFECT"),
            (bucket(whole, effect: "denY"), "INVALID_EFFECT"), (Documents.document("{\(whole)}"), "MISSING_EFFECT"),
            (action(#""invalid""#), "INVALID_ACTION_FORMAT"), (action(#""""#, element: "NotAction"), "INVALID_ACTION_FORMAT"),
            (action(#""a a:ListBucket""#), "INVALID_ACTION_FORMAT"), (action(#""s3:List:Bucket""#), "INVALID_ACTION_FORMAT"),
            (action("[]"), "EMPTY_ARRAY_ACTION"), (action("[[]]"), "DATA_TYPE_MISMATCH"), (action("{}"), "DATA_TYPE_MISMATCH"),
            (Documents.statement(#""Resource": "arn:aws:s3:::example""#), "MISSING_ACTION"), (Documents.statement(""), "MISSING_ACTION"),
            (Documents.statement(#""Action": "s3:ListBucket""#), "MISSING_RESOURCE"), (listing("[]"), "EMPTY_ARRAY_RESOURCE"),
            (listing(#""invalid resource""#), "INVALID_ARN_PREFIX"), (listing(#""""#), "INVALID_ARN_PREFIX"),
            (listing(#"["adf"]"#), "INVALID_ARN_PREFIX"),
            (listing(#""a:b:c:d:e:f:g:h""#), "INVALID_ARN_PREFIX"), (listing(#""aws:s3:::example""#), "INVALID_ARN_PREFIX"),
            (listing(#"["arn:error:s3:::example", "*"]"#), "INVALID_PARTITION"), (listing(#""arn:aws""#), "MISSING_ARN_FIELD"),
            (listing(#""arn:aws:s3::example""#), "MISSING_ARN_FIELD"), (listing(#""arn:aws::::example""#), "MISSING_ARN_FIELD"),
            (listing(#""arn:aws::example""#), "MISSING_ARN_FIELD"), (listing(#""arn:aws:s3::example""#, element: "NotResource"), "MISSING_ARN_FIELD"),
            (listing(#""arn:aws:iam:::example""#), "INVALID_ARN_RESOURCE"), (listing(#""arn:aws:iam:us-east-1::user/x""#), "ARN_REGION_NOT_ALLOWED"),
            (listing(#""arn:aws:s3:us-east-1::example""#), "ARN_REGION_NOT_ALLOWED"),
            (listing(#"{"a": "arn:aws:s3:::example"}"#), "DATA_TYPE_MISMATCH"),
            (bucket(whole + #", "NotResource": "*""#), "UNSUPPORTED_ELEMENT_COMBINATION"),
            (bucket(whole + #", "NotAction": "iam:x""#), "UNSUPPORTED_ELEMENT_COMBINATION"),
            (condition("[]"), "DATA_TYPE_MISMATCH"), (condition(#"{"a": "b"}"#), "DATA_TYPE_MISMATCH"),
            (condition(#"{"DateGreaterThan": {"a": {}}}"#), "DATA_TYPE_MISMATCH"), (condition(#"{"x": {"a": "1"}}"#), "INVALID_CONDITION_OPERATOR"),
            (condition(#"{"ForAnyValue::StringEquals": {"a": "1"}}"#), "INVALID_CONDITION_OPERATOR"),
            (condition(#"{"DateGreaterThan": {"a": "sdfdsf"}}"#), "TYPE_MISMATCH_DATE"),
            (condition(#"{"DateLessThan": {"a": "234-13"}}"#), "TYPE_MISMATCH_DATE"),
            (condition(#"{"DateLessThan": {"a": "2016-12-13t2:00:00.593194+1"}}"#), "TYPE_MISMATCH_DATE"),
            (condition(#"{"DateLessThan": {"a": "2016-12-13t2:00:00.1999999999+10:59"}}"#), "TYPE_MISMATCH_DATE"),
            (condition(#"{"DateLessThan": {"a": "9223372036854775808"}}"#), "TYPE_MISMATCH_DATE"),
            (
                Documents.document("{\"Sid\": \"x\", \"Effect\": \"Allow\", \(whole)}", "{\"Sid\": \"x\", \"Effect\": \"Deny\", \(whole)}"),
                "UNIQUE_SIDS_REQUIRED"
            )
        ] as [(String, String)])
    func isAnError(text: String, code: String) {
        #expect(Linting.errors(text, .identity).contains(code))
        #expect(PolicyLint.codes.contains { $0.name == code && [$0.severity, $0.otherSeverity].contains(.error) })
    }

    @Test(
        arguments: [
            bucket(whole), action(#""iam: asdf safdsf af ""#), action(#""*""#), action(#""fsx:ListBucket""#), action(#""s3-s:ListBucket""#),
            action(#""s3.s:ListBucket""#), action(#""aaaaaadsfdsafsadfsadfaaaaa:ListBucket""#), listing(#""arn:aws:iam:::user/example""#),
            listing(#""arn:aws:s33:::example""#), listing(#""arn:aws:fdsasf""#), listing(#""arn:aws:cloudwatch:us-east-1::example""#),
            listing(#""arn:aws:invalid-service:us-east-1::example""#), listing(#"["arn:aws:s3:::example", "*"]"#), condition("{}"),
            condition(#"{"DateGreaterThan": {}}"#), condition(#"{"DateGreaterThan": {"a": []}}"#), condition(#"{"a": {}}"#),
            condition(#"{"x": {}, "y": {}}"#), condition(#"{"DateGreaterThan": {"a": "01T"}}"#), condition(#"{"StringEqualsIfExists": {"a": "b"}}"#),
            condition(#"{"ForAnyValue:StringEqualsIfExists": {"a": "b"}}"#), condition(#"{"DateLessThan": {"a": "2019-07-01T13:20:15Z"}}"#),
            condition(#"{"DateLessThan": {"a": "2016-12-13T21:20:37.593194+00:00"}}"#),
            condition(#"{"DateLessThan": {"a": "2016-12-13t2:00:00.593194+23"}}"#),
            condition(#"{"DateLessThan": {"a": "-292275054"}}"#), condition(#"{"DateLessThan": {"a": ["2019-07-16", "1563278400"]}}"#),
            Documents.statement(#""NotAction": "s3:ListBucket", "NotResource": "*""#),
            Documents.document("{\"Sid\": \"x\", \"Effect\": \"Allow\", \(whole)}", "{\"Effect\": \"Allow\", \(whole)}"),
            Documents.statement(#""Action": "ec2:StartInstances", "Resource": "arn:aws:ec2:region:account-id:instance/*""#),
            Documents.statement(#""Action": "iam:GetUser", "Resource": "arn:aws:iam::*:user/${aws:username}""#),
            listing(#""arn:aws:s3:::example/${cognito-identity.amazonaws.com:sub}/*""#),
            Documents.statement(#""Sid": "", "Action": "sts:AssumeRoot", "Resource": "arn:aws:iam::*:root""#)
        ])
    func isNone(text: String) {
        #expect(Linting.errors(text, .identity) == [])
    }

    @Test func principalsHaveNoPlaceInIdentityPolicies() {
        let text = Documents.statement(#""Principal": "*", "# + Self.whole)
        #expect(Linting.places(text, .identity) == ["UNSUPPORTED_PRINCIPAL@Statement[0].Principal"])
        #expect(Linting.places(text, .scp) == ["SCP_SYNTAX_ERROR_PRINCIPAL@Statement[0].Principal"])
        #expect(Linting.errors(text, .resource) == [])
    }
}
