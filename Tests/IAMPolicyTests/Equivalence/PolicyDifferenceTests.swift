import Testing

@testable import IAMPolicy

@Suite struct PolicyDifferenceTests {
    private static let base = """
        {"Version": "2012-10-17", "Statement": [
          {"Sid": "Load", "Effect": "Allow", "Action": ["s3:GetObject", "s3:ListBucket"], "Resource": ["arn:aws:s3:::b", "arn:aws:s3:::b/*"],
           "Condition": {"StringEquals": {"aws:SourceVpce": ["vpce-1", "vpce-2"]}}},
          {"Effect": "Allow", "Action": "kms:Decrypt", "Resource": "arn:aws:kms:eu-west-1:123456789012:key/k"},
          {"Sid": "Guard", "Effect": "Deny", "Principal": {"AWS": "arn:aws:iam::123456789012:root"}, "Action": "s3:DeleteObject", "Resource": "*"}
        ]}
        """

    @Test(
        arguments: [
            ("\"s3:ListBucket\"", "\"s3:LISTBUCKET\", \"s3:PutObject\"", "Statement[Load].Action", nil, "s3:PutObject"),
            ("\"s3:GetObject\", ", "", "Statement[Load].Action", "s3:GetObject", nil),
            ("arn:aws:s3:::b/*", "arn:aws:s3:::B/*", "Statement[Load].Resource", "arn:aws:s3:::b/*", "arn:aws:s3:::B/*"),
            ("\"kms:Decrypt\"", "\"kms:*\"", "Statement[1].Action", "kms:Decrypt", "kms:*"),
            ("[\"vpce-1\", \"vpce-2\"]", "\"vpce-1\"", #"Statement[Load].Condition.StringEquals["aws:sourcevpce"]"#, "vpce-2", nil),
            (
                "123456789012:root", "123456789012:user/u", "Statement[Guard].Principal.AWS", "arn:aws:iam::123456789012:root",
                "arn:aws:iam::123456789012:user/u"
            ),
            ("\"Deny\"", "\"Allow\"", "Statement[Guard].Effect", "Deny", "Allow")
        ] as [(String, String, String, JSONValue?, JSONValue?)])
    func onlyWhatMovedIsTold(part: String, replacement: String, path: String, desired: JSONValue?, live: JSONValue?) throws {
        let changed = Self.base.split(separator: part, maxSplits: 1).joined(separator: replacement)
        #expect(try Documents.compare(Self.base, changed).differences == [PolicyDifference(path: path, desired: desired, live: live)])
        #expect(try Documents.compare(changed, Self.base).differences == [PolicyDifference(path: path, desired: live, live: desired)])
    }

    @Test func statementsThatCameOrWentAreToldWhole() throws {
        let backdoor = #"{"Sid": "Backdoor", "Effect": "Allow", "Action": "iam:*", "Resource": "*"}"#
        let first = #"{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*"}"#
        let (without, with) = (Documents.document(first), Documents.document(backdoor, first))
        let statement = try JSONReader.parse(backdoor)
        #expect(try Documents.compare(without, with).differences == [PolicyDifference(path: "Statement[Backdoor]", desired: nil, live: statement)])
        #expect(try Documents.compare(with, without).differences == [PolicyDifference(path: "Statement[Backdoor]", desired: statement, live: nil)])
    }

    @Test func anotherCutIsNoDifferenceBesideARealOne() throws {
        let desired = Documents.statement(#""Action": ["s3:a", "s3:b", "s3:c"], "Resource": "*""#)
        let live = Documents.document(
            #"{"Effect": "Allow", "Action": "s3:a", "Resource": "*"}"#, #"{"Effect": "Allow", "Action": ["s3:b", "s3:c", "s3:d"], "Resource": "*"}"#)
        #expect(try Documents.compare(desired, live).differences == [PolicyDifference(path: "Statement[0].Action", desired: nil, live: "s3:d")])
    }

    @Test func aRepeatedStatementIsNoDifferenceBesideARealOne() throws {
        let statement = #"{"Sid": "A", "Effect": "Allow", "Action": "s3:a", "Resource": "*"}"#
        let repeated = #"{"Sid": "B", "Effect": "Allow", "Action": "S3:A", "Resource": ["*"]}"#
        let denied = #"{"Sid": "C", "Effect": "Deny", "Action": "kms:x", "Resource": "*"}"#
        let differences = try Documents.compare(Documents.document(statement), Documents.document(statement, repeated, denied)).differences
        #expect(differences.map(\.path) == ["Statement[C]"])
    }

    @Test func theVersionIsToldWhereItMatters() throws {
        let body = #""Action": "s3:*", "Resource": "${aws:username}""#
        let differences = try Documents.compare(Documents.statement(body), Documents.statement(body, version: nil)).differences
        #expect(differences == [PolicyDifference(path: "Version", desired: "2012-10-17", live: "2008-10-17")])
    }

    @Test func whatIsNoPolicyDiffersAsJSON() throws {
        let differences = try Documents.compare(#"{"a": {"b": [1, 2]}, "c": 1}"#, #"{"a": {"b": [1, 3]}, "d": 1}"#).differences
        #expect(differences.map(\.path) == ["a.b[1]", "c", "d"])
        #expect(differences.first == PolicyDifference(path: "a.b[1]", desired: 2, live: 3))
    }
}
