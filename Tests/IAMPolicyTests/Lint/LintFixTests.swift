import Testing

@testable import IAMPolicy

@Suite struct LintFixTests {
    @Test(
        arguments: [
            (
                "{ # who\n  \"Statement\": {\n    \"Effect\": \"allow\", \"Action\": \"s3:*\", \"Resource\": \"*\"\n  }\n}",
                "{ \n  \"Version\": \"2012-10-17\",\n  \"Statement\": {\n    \"Effect\": \"Allow\", \"Action\": \"s3:*\", \"Resource\": \"*\"\n  }\n}"
            ),
            (
                #"{"Statement":{"effect":"Allow","Action":"s3:*","Resource":"*"}}"#,
                #"{"Statement":{"Effect":"Allow","Action":"s3:*","Resource":"*"}}"#
            ),
            (
                Documents.document(
                    #"{"Sid": "a-b", "Effect": "Allow", "Action": "s3:*", "Resource": "*"}"#,
                    #"{"Sid": "", "Effect": "Deny", "Action": "ec2:*", "Resource": "*"}"#,
                    #"{"Effect": "Deny", "Action": "kms:*", "Resource": "*", "Sid": ""}"#),
                Documents.document(
                    #"{"Sid": "ab", "Effect": "Allow", "Action": "s3:*", "Resource": "*"}"#,
                    #"{"Effect": "Deny", "Action": "ec2:*", "Resource": "*"}"#, #"{"Effect": "Deny", "Action": "kms:*", "Resource": "*"}"#)
            ),
            (
                Documents.document(
                    #"{"Sid": "a", "Effect": "Allow", "Action": "s3:*", "Resource": "*"}"#,
                    #"{"Sid": "a", "Effect": "Deny", "Action": "ec2:*", "Resource": "*"}"#,
                    #"{"Sid": "a2", "Effect": "Deny", "Action": "kms:*", "Resource": "*"}"#),
                Documents.document(
                    #"{"Sid": "a", "Effect": "Allow", "Action": "s3:*", "Resource": "*"}"#,
                    #"{"Sid": "a3", "Effect": "Deny", "Action": "ec2:*", "Resource": "*"}"#,
                    #"{"Sid": "a2", "Effect": "Deny", "Action": "kms:*", "Resource": "*"}"#)
            ),
            (
                Documents.statement(#""Action": ["s3:Get*", "S3:GetObject", "s3:getbucketacl", "s3:PutObject"], "Resource": "*""#),
                Documents.statement(#""Action": ["s3:Get*", "s3:PutObject"], "Resource": "*""#)
            ),
            (
                Documents.statement(#""Action": ["s3:Get*", "s3:GetObject"], "Resource": "*", "Condition": {}"#),
                Documents.statement(#""Action": ["s3:Get*"], "Resource": "*""#)
            ),
            (
                Linting.trust(#"{"service": "rds.amazonaws.com.proxy.example.com"}"#, condition: #""Bool": {"aws:SecureTransport": "true"}"#),
                Linting.trust(#"{"Service": "rds.amazonaws.com"}"#, condition: #""Bool": {"aws:SecureTransport": "true"}"#)
            ),
            (
                Linting.condition(#""IpAddress": {"aws:SourceIp": ["203.0.113.77/24", "198.51.100.0/24"]}"#),
                Linting.condition(#""IpAddress": {"aws:SourceIp": ["203.0.113.0/24", "198.51.100.0/24"]}"#)
            )
        ] as [(String, String)])
    func makesWhatCannotDoHarm(text: String, fixed: String) {
        let isBare = text.hasPrefix(#"{"Statement":{"effect"#)
        #expect(PolicyLint.fixed(text: text, type: isBare ? .session : nil).map { isBare ? $0.replacingVersion() : $0 } == fixed)
    }

    @Test(
        arguments: [
            Documents.statement(#""Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*""#),
            // Each would let in more or less.
            Linting.condition(#""ForAllValues:StringEquals": {"kms:EncryptionContextKeys": "a"}"#, action: "kms:Decrypt"),
            Documents.statement(#""Action": "s3:ListBucket", "Resource": "arn:aws:s3:::b/""#),
            Documents.statement(#""Action": "neptune:*", "Resource": "*""#),
            Documents.statement(#""Action": "s3:GetObjekt", "Resource": "*""#),
            Documents.statement(#""Action": "s3:*", "Resource": "arn:aws:s3:::${aws:username}""#, version: nil), "no json", ""
        ])
    func leavesTheRest(text: String) {
        #expect(PolicyLint.fixed(text: text) == nil)
    }

    @Test func whatIsFixedHasNothingLeftToFix() throws {
        let text = """
            {
              // Everything at once.
              "statement": [
                {"Sid": "x y", "Effect": "ALLOW", "Action": ["s3:Get*", "s3:GetObject"], "Resource": ["*"]},
                {"Sid": "x y", "Effect": "Deny", "Action": ["s3:Put*", "s3:PutObject"], "Resource": ["*"], "Condition": {}}
              ]
            }
            """
        let fixed = try #require(PolicyLint.fixed(text: text))
        #expect(PolicyLint.fixed(text: fixed) == nil)
        #expect(PolicyLint.lint(text: fixed).allSatisfy { $0.fix?.isAutomatic != true })
        #expect(Linting.errors(fixed) == [])
        #expect(fixed.contains("\n  \"Version\": \"2012-10-17\",\n  \"Statement\": [\n    {\"Sid\": \"xy\", \"Effect\": \"Allow\""))
    }
}

extension String {
    /// Without the version that a fix may have put in front.
    fileprivate func replacingVersion() -> String {
        let version = #""Version":"2012-10-17","#
        guard let range = self.firstRange(of: version) else { return self }
        return String(self[..<range.lowerBound] + self[range.upperBound...])
    }
}
