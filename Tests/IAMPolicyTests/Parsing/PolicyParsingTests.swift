import Testing

@testable import IAMPolicy

@Suite struct PolicyParsingTests {
    private static let plain = #""Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*""#
    private static let trust = #""Principal": {"Service": "rds.amazonaws.com"}, "Action": "sts:AssumeRole""#

    @Test(
        arguments: [
            (Documents.statement(plain), PolicyType.identity), (Documents.statement(plain), .boundary), (Documents.statement(plain), .scp),
            (Documents.statement(trust), .trust), (Documents.statement(#""Principal": "*", "# + plain), .resource),
            (Documents.statement(#""Sid": "Enable IAM User Permissions", "Principal": {"AWS": "1"}, "Action": "kms:*", "Resource": "*""#), .key),
            (Documents.statement(#""Principal": {"AWS": "1"}"#), .key), (Documents.statement(#""Action": "*", "Resource": "*""#), .session),
            (Documents.statement(#""NotAction": ["iam:*"], "NotResource": ["*"]"#, version: nil), .identity),
            (
                Documents.statement(plain + #", "Condition": {"forallvalues:stringlikeifexists": {"k": [1, true, "x"]}, "Null": {"k": "true"}}"#),
                .identity
            )
        ] as [(String, PolicyType)])
    func legalDocumentsHaveNoFaults(text: String, type: PolicyType) throws {
        let parse = PolicyDocument.parse(try JSONReader.parse(text), type: type)
        #expect(parse.faults == [])
        #expect(parse.document != nil)
    }

    @Test(
        arguments: [
            ("[]", PolicyType.identity, [""], [.wrongType], false), ("{}", .identity, [""], [.missingStatement], false),
            (#"{"Statement": 42}"#, .identity, ["Statement"], [.wrongType], false),
            (#"{"Statement": []}"#, .identity, ["Statement"], [.emptyStatements], true),
            (#"{"Statement": [1]}"#, .identity, ["Statement[0]"], [.wrongType], false),
            ("{\"Statement\": [{\(plain)}]}", .identity, ["Statement[0]"], [.missingEffect], false),
            (Documents.statement(plain, effect: "allow"), .identity, ["Statement[0].Effect"], [.invalidEffect], true),
            (Documents.statement(plain, effect: "Permit"), .identity, ["Statement[0].Effect"], [.invalidEffect], false),
            ("{\"Statement\": {\"Effect\": 1, \(plain)}}", .identity, ["Statement.Effect"], [.wrongType], false),
            (Documents.statement(plain, version: "2020-01-01"), .identity, ["Version"], [.invalidVersion], true),
            (Documents.statement(#""Principal": "*", "# + plain), .identity, ["Statement[0].Principal"], [.unexpectedPrincipal], true),
            (Documents.statement(plain), .resource, ["Statement[0]"], [.missingPrincipal], true),
            (Documents.statement(#""Action": "sts:AssumeRole""#), .trust, ["Statement[0]"], [.missingPrincipal], true),
            (Documents.statement(trust + #", "Resource": "*""#), .trust, ["Statement[0].Resource"], [.unexpectedResource], true),
            (Documents.statement(#""Principal": "me", "Action": "sts:AssumeRole""#), .trust, ["Statement[0].Principal"], [.invalidPrincipal], true),
            (Documents.statement(#""Principal": {"Aws": "1"}, "Action": "kms:*""#), .key, ["Statement[0].Principal.Aws"], [.invalidPrincipal], true),
            (Documents.statement(#""Principal": {}, "Action": "kms:*""#), .key, ["Statement[0].Principal"], [.emptyElement], true),
            (
                Documents.statement(#""Principal": "*", "NotPrincipal": {"AWS": "1"}, "Action": "kms:*""#), .key, ["Statement[0].NotPrincipal"],
                [.conflictingElements], true
            ),
            (Documents.statement(plain + #", "NotAction": "s3:x""#), .identity, ["Statement[0].NotAction"], [.conflictingElements], true),
            (Documents.statement(plain + #", "NotResource": "*""#), .identity, ["Statement[0].NotResource"], [.conflictingElements], true),
            (Documents.statement(#""Resource": "*""#), .identity, ["Statement[0]"], [.missingAction], true),
            (Documents.statement(#""Action": "s3:*""#), .identity, ["Statement[0]"], [.missingResource], true),
            (Documents.statement(#""Principal": "*", "Action": "s3:*""#), .resource, ["Statement[0]"], [.missingResource], true),
            (
                Documents.statement(#""Action": [], "Resource": []"#), .identity, ["Statement[0].Action", "Statement[0].Resource"],
                [.emptyElement, .emptyElement], true
            ),
            (
                Documents.statement(#""Action": ["s3:a b", "GetObject", "", "s3 x:a"], "Resource": "*""#), .identity,
                ["Statement[0].Action[1]", "Statement[0].Action[2]", "Statement[0].Action[3]"], [.invalidAction, .invalidAction, .invalidAction], true
            ),
            (Documents.statement(#""Action": "s3:*", "Resource": "b/*""#), .identity, ["Statement[0].Resource[0]"], [.invalidResource], true),
            (Documents.statement(#""Action": "s3:*", "Resource": [1]"#), .scp, ["Statement[0].Resource[0]"], [.wrongType], true),
            (Documents.statement(#""Action": "s3:*", "Resource": {}"#), .identity, ["Statement[0].Resource"], [.wrongType], false),
            (Documents.statement(#""Action": "s3:*", "Resource": "*", "Condition": 1"#), .identity, ["Statement[0].Condition"], [.wrongType], false),
            (
                Documents.statement(plain + #", "Condition": {"StringEquals": {"k": null}}"#), .identity, ["Statement[0].Condition.StringEquals.k"],
                [.wrongType], false
            ),
            (
                Documents.statement(plain + #", "Condition": {"StringIs": {"k": "v"}}"#), .identity, ["Statement[0].Condition.StringIs"],
                [.invalidOperator], true
            ),
            (Documents.statement(plain + #", "Comment": "x""#), .identity, ["Statement[0].Comment"], [.unknownElement], true),
            (Documents.statement(plain + #", "Sid": "a b""#), .identity, ["Statement[0].Sid"], [.invalidSid], true),
            (
                Documents.statement("\"Action\": \"s3:*\", \"Resource\": \"arn:\u{100}\""), .identity, ["Statement[0].Resource"], [.invalidCharacter],
                true
            ),
            (
                Documents.document(#"{"Sid": "A", "Effect": "Allow", \#(plain)}"#, #"{"Sid": "A", "Effect": "Deny", \#(plain)}"#), .identity,
                ["Statement[1].Sid"], [.duplicateSid], true
            )
        ] as [(String, PolicyType, [String], [PolicyFault.Code], Bool)])
    func faultsAreToldWithTheirPlace(text: String, type: PolicyType, paths: [String], codes: [PolicyFault.Code], isReadable: Bool) throws {
        let parse = PolicyDocument.parse(try JSONReader.parse(text), type: type)
        #expect(parse.faults.map(\.path.description) == paths)
        #expect(parse.faults.map(\.code) == codes)
        #expect((parse.document != nil) == isReadable)
    }

    @Test func duplicateSidsAreIAMsRuleOnly() throws {
        let statement = #"{"Sid": "A", "Effect": "Allow", "Principal": "*", "Action": "kms:*", "Resource": "*"}"#
        #expect(PolicyDocument.parse(try JSONReader.parse(Documents.document(statement, statement)), type: .key).faults == [])
    }

    @Test func unknownMembersAreKept() throws {
        let text = #"{"Statement":{"Effect":"Allow","Action":"s3:*","Resource":"*","X":[1]},"Y":{"z":null}}"#
        let document = try #require(PolicyDocument.read(try JSONReader.parse(text)))
        #expect(JSONWriter.compact(document.jsonValue) == text)
    }

    @Test(
        arguments: [
            (Documents.statement(plain), PolicyType.identity), (Documents.statement(trust), .trust),
            (Documents.statement(#""Principal": "*", "Action": "kms:*", "Resource": "*""#), .key),
            (Documents.statement(#""Principal": "*", "# + plain), .resource)
        ] as [(String, PolicyType)])
    func theTypeCanBeInferred(text: String, type: PolicyType) throws {
        let document = try #require(PolicyDocument.read(try JSONReader.parse(text)))
        #expect(PolicyType.inferred(from: document) == type)
    }
}
