import Testing

@testable import IAMPolicy

@Suite struct CanonicalPolicyTests {
    @Test(
        arguments: [
            (
                """
                {"Version": "2012-10-17", "Id": "x", "Statement": [{"Sid": "A", "Effect": "Allow", "Principal": {"AWS": ["arn:aws:iam::123456789012:root"]},
                  "Action": ["S3:GetObject", "s3:Get*"], "Resource": ["*"], "Condition": {"bool": {"AWS:SecureTransport": [true]}}}]}
                """,
                #"{"Statement":{"Action":"s3:get*","Condition":{"Bool":{"aws:securetransport":"true"}},"Effect":"Allow","#
                    + #""Principal":{"AWS":"123456789012"},"Resource":"*"}}"#
            ),
            (
                Documents.statement(#""Action": "s3:*", "Resource": "${aws:username}""#),
                #"{"Statement":{"Action":"s3:*","Effect":"Allow","Resource":"${aws:username}"},"Version":"2012-10-17"}"#
            ),
            (
                Documents.document(
                    #"{"Effect": "Allow", "Action": ["a:x", "a:y"], "Resource": "arn:1"}"#,
                    #"{"Effect": "Allow", "Action": ["a:y", "a:z"], "Resource": "arn:2"}"#),
                #"{"Statement":[{"Action":["a:x","a:y"],"Effect":"Allow","Resource":"arn:1"},"#
                    + #"{"Action":["a:y","a:z"],"Effect":"Allow","Resource":"arn:2"}]}"#
            ),
            ("{\"Statement\": []}", "{\"Statement\":[]}")
        ] as [(String, String)])
    func hasOneSpelling(text: String, canonical: String) throws {
        let document = try #require(PolicyDocument.read(try JSONReader.parse(text)))
        #expect(CanonicalPolicy(document).text == canonical)
    }

    @Test func whatALongListCoversGoesWhereverItStands() {
        let names = (0..<1500).map { "service\($0):get" }
        let (wild, inner) = (names.map { $0 + "*" }, names.map { $0 + "something" })
        let statement = { (actions: [String]) in PolicyStatement(effect: .allow, action: actions, resource: ["*"]) }
        let whole = CanonicalPolicy(PolicyDocument(version: "2012-10-17", statements: [statement(wild + inner)]))
        let cut = [statement(inner + wild.prefix(3)), statement(Array(wild.dropFirst(3)))]
        #expect(CanonicalPolicy(PolicyDocument(version: "2012-10-17", statements: cut)) == whole)
        #expect(whole.document.statements.map { $0.action?.count } == [1500])
    }

    @Test func keepsLabelsWhenAsked() throws {
        let text =
            #"{"Id":"x","Statement":[{"Action":"a:x","Effect":"Allow","Resource":"*","Sid":"A"},{"Action":"a:y","Effect":"Allow","Resource":"*","Sid":"B"}]}"#
        let document = try #require(PolicyDocument.read(try JSONReader.parse(text)))
        #expect(CanonicalPolicy(document, keepsLabels: true).text == text)
        #expect(CanonicalPolicy(document).text == #"{"Statement":{"Action":["a:x","a:y"],"Effect":"Allow","Resource":"*"}}"#)
    }

    @Test(
        arguments: [
            ("arn:aws:iam::123456789012:root", "123456789012"), ("arn:aws-us-gov:iam::123456789012:root", "123456789012"),
            ("arn:aws:iam::12345678901:root", nil), ("arn:aws:iam::123456789012:user/root", nil), ("arn:*:iam::123456789012:root", nil),
            ("arn:aws:sts::123456789012:root", nil), ("arn:aws:iam:x:123456789012:root", nil), ("123456789012", nil)
        ] as [(String, String?)])
    func onlyRootARNsAreAccounts(text: String, account: String?) {
        #expect(CanonicalPrincipals.accountID(ofRoot: text) == account)
    }
}
