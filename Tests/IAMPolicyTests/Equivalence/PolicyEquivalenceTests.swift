import Testing

@testable import IAMPolicy

@Suite struct PolicyEquivalenceTests {
    private static let load = #""Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*""#

    @Test(
        arguments: [
            // How AWS and people write the same.
            (
                Documents.statement(#""Action": ["s3:GetObject", "s3:PutObject"], "Resource": "*""#),
                Documents.statement(#""Resource": ["*"], "Action": ["s3:PutObject", "s3:GetObject", "s3:GetObject"]"#)
            ),
            (Documents.statement(load), "{\"Statement\": {\"Effect\": \"Allow\", \(load)}, \"Version\": \"2012-10-17\"}"),
            (Documents.statement(#""Action": "s3:GETOBJECT", "Resource": "*""#), Documents.statement(#""Action": "S3:getobject", "Resource": "*""#)),
            (Documents.statement(load), Documents.statement(load, effect: "allow")),
            (Documents.statement(load), Documents.statement(load + #", "Condition": {}"#)),
            (Documents.statement(load), Documents.statement(load + #", "Condition": {"StringEquals": {}}"#)),
            (
                Documents.statement(load + #", "Condition": {"Bool": {"aws:SecureTransport": true}, "NumericLessThan": {"s3:max-keys": [10, 5]}}"#),
                Documents.statement(
                    load + #", "Condition": {"numericlessthan": {"S3:Max-Keys": ["5", "10"]}, "bool": {"aws:securetransport": "true"}}"#)
            ),
            (
                Documents.statement(load + #", "Condition": {"ArnEquals": {"aws:SourceArn": "arn:aws:s3:::b"}}"#),
                Documents.statement(load + #", "Condition": {"ArnLike": {"aws:SourceArn": ["arn:aws:s3:::b"]}}"#)
            ),
            (
                Documents.statement(#""Principal": {"AWS": "123456789012"}, "Action": "sts:AssumeRole""#),
                Documents.statement(#""Principal": {"AWS": ["arn:aws:iam::123456789012:root"]}, "Action": ["sts:AssumeRole"]"#)
            ),
            (
                Documents.statement(#""Principal": {"AWS": "arn:aws-cn:iam::123456789012:root"}, "Action": "kms:*""#),
                Documents.statement(#""Principal": {"AWS": "123456789012"}, "Action": "kms:*""#)
            ),
            (
                Documents.statement(#""NotPrincipal": {"AWS": "123456789012"}, "Action": "kms:*""#, effect: "Deny"),
                Documents.statement(#""NotPrincipal": {"AWS": "arn:aws:iam::123456789012:root"}, "Action": "kms:*""#, effect: "Deny")
            ),
            (
                Documents.statement(#""Principal": {"Service": "a.amazonaws.com", "AWS": ["1", "2"]}, "Action": "s3:*""#),
                Documents.statement(#""Principal": {"AWS": ["2", "1"], "Service": ["a.amazonaws.com"], "Federated": []}, "Action": "s3:*""#)
            ),
            (Documents.statement(#""Principal": "*", "# + load), Documents.statement(#""Principal": {"AWS": "*"}, "# + load)),
            (Documents.statement(#""Principal": {"AWS": []}, "# + load), Documents.statement(load)),
            (Documents.statement(load), Documents.statement(load, version: nil)),
            (Documents.statement(load, version: "2008-10-17"), Documents.statement(load, version: nil)),
            (
                Documents.statement(#""Action": "s3:*", "Resource": "${a}""#, version: "2008-10-17"),
                Documents.statement(#""Action": "s3:*", "Resource": "${a}""#, version: nil)
            ),
            // Cover.
            (
                Documents.statement(#""Action": ["s3:*", "s3:GetObject"], "Resource": "*""#),
                Documents.statement(#""Action": "s3:*", "Resource": "*""#)
            ),
            (
                Documents.statement(#""Action": ["*:*"], "Resource": "*""#),
                Documents.statement(#""Action": "*", "Resource": ["*", "arn:aws:s3:::b"]"#)
            ),
            (
                Documents.statement(#""NotAction": ["s3:Get*", "s3:GetObject"], "NotResource": ["arn:aws:s3:::b/*", "arn:aws:s3:::b/k"]"#),
                Documents.statement(#""NotAction": "s3:get*", "NotResource": "arn:aws:s3:::b/*""#)
            ),
            // Split and merged.
            (
                Documents.statement(#""Action": "iam:x", "Resource": ["arn:u/${aws:username}", "arn:u/*/${aws:username}"]"#),
                Documents.document(
                    #"{"Effect": "Allow", "Action": "iam:x", "Resource": "arn:u/*/${aws:username}"}"#,
                    #"{"Effect": "Allow", "Action": "iam:x", "Resource": ["arn:u/${aws:username}"]}"#)
            ),
            (
                Documents.statement(#""Action": ["s3:a", "s3:b"], "Resource": ["arn:x", "arn:y"]"#),
                Documents.document(
                    #"{"Effect": "Allow", "Action": "s3:a", "Resource": ["arn:x", "arn:y"]}"#,
                    #"{"Effect": "Allow", "Action": "s3:b", "Resource": "arn:y"}"#, #"{"Effect": "Allow", "Action": "s3:b", "Resource": "arn:x"}"#)
            ),
            (
                Documents.statement(#""Principal": {"AWS": ["1", "2"]}, "Action": "s3:a", "Resource": "*""#, effect: "Deny"),
                Documents.document(
                    #"{"Effect": "Deny", "Principal": {"AWS": "2"}, "Action": "s3:a", "Resource": "*"}"#,
                    #"{"Effect": "Deny", "Principal": {"AWS": "1"}, "Action": "s3:a", "Resource": "*"}"#)
            ),
            (
                Documents.document(
                    #"{"Effect": "Allow", "Action": "s3:Get*", "Resource": "*"}"#,
                    #"{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:x"}"#),
                Documents.statement(#""Action": "s3:Get*", "Resource": "*""#)
            ),
            ("%7B%22Statement%22%3A%5B%5D%7D", #"{"Statement": []}"#),
            (#"{"Statement": [{"Sid": "", "Effect": "Allow"}]}"#, #"{"Statement": {"Effect": "Allow"}}"#),
            // No policies, but the same JSON.
            ("[]", " []"), (#"{"Statement": 42}"#, #"{ "Statement": 42 }"#), (#"{"a": 1, "b": 2}"#, #"{"b": 2, "a": 1}"#),
            (
                Documents.statement(#""Action": "s3:a", "Resource": [42, 86]"#), Documents.statement(#""Action": ["s3:a"], "Resource": [86, 42]"#)
            )
        ] as [(String, String)])
    func sameMeaningIsEqual(left: String, right: String) throws {
        #expect(try Documents.compare(left, right) == .equal(spelledDifferently: false))
        #expect(try Documents.compare(right, left) == .equal(spelledDifferently: false))
    }

    @Test(
        arguments: [
            (Documents.document("{\"Sid\": \"A\", \"Effect\": \"Allow\", \(load)}"), Documents.statement(load)),
            (
                Documents.document("{\"Sid\": \"A\", \"Effect\": \"Allow\", \(load)}"),
                Documents.document("{\"Sid\": \"B\", \"Effect\": \"Allow\", \(load)}")
            ),
            ("{\"Id\": \"x\", \"Statement\": {\"Effect\": \"Allow\", \(load)}}", "{\"Id\": \"y\", \"Statement\": {\"Effect\": \"Allow\", \(load)}}"),
            (
                Documents.document(
                    #"{"Sid": "A", "Effect": "Allow", "Action": "s3:a", "Resource": "*"}"#,
                    #"{"Sid": "B", "Effect": "Allow", "Action": "s3:b", "Resource": "*"}"#),
                Documents.statement(#""Action": ["s3:a", "s3:b"], "Resource": "*""#)
            )
        ] as [(String, String)])
    func labelsAreSpelling(left: String, right: String) throws {
        #expect(try Documents.compare(left, right) == .equal(spelledDifferently: true))
        #expect(try Documents.compare(right, left) == .equal(spelledDifferently: true))
    }

    @Test(
        arguments: [
            (Documents.statement(load), Documents.statement(load, effect: "Deny")),
            (Documents.statement(load), Documents.statement(#""NotAction": "s3:GetObject", "Resource": "arn:aws:s3:::b/*""#)),
            (Documents.statement(load), Documents.statement(#""Action": "s3:GetObject", "NotResource": "arn:aws:s3:::b/*""#)),
            (Documents.statement(load), Documents.statement(#""Action": "s3:GetObject", "Resource": "arn:aws:s3:::B/*""#)),
            (Documents.statement(load), Documents.statement(#""Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/**x""#)),
            (Documents.statement(load), Documents.statement(#""Action": "s3:GetObject""#)),
            (Documents.statement(load), Documents.document()),
            (Documents.statement(load), Documents.statement(load, version: "2012-06-17")),
            (Documents.statement(load), Documents.statement(load + #", "Extra": 1"#)),
            // The Kelvin sign is no K to AWS, though some ways of lowering case make it one.
            (
                Documents.statement(load + #", "Condition": {"StringLike": {"k": "x"}}"#),
                Documents.statement(load + ", \"Condition\": {\"StringLi\u{212A}e\": {\"k\": \"x\"}}")
            ),
            (
                Documents.statement(load),
                Documents.statement("\"Action\": \"s3:GetObject\", \"Resource\": \"arn:aws:s3:::b/*\", \"Condition\": {\"Bool\": {\"k\": true}}")
            ),
            (Documents.statement(load), Documents.statement(load + #", "Condition": {"StringEquals": {"k": []}}"#)),
            (
                Documents.statement(load + #", "Condition": {"StringEquals": {"k": "x"}}"#),
                Documents.statement(load + #", "Condition": {"StringEquals": {"k": "X"}}"#)
            ),
            (
                Documents.statement(load + #", "Condition": {"StringLike": {"k": ["x*", "xy"]}}"#),
                Documents.statement(load + #", "Condition": {"StringLike": {"k": "x*"}}"#)
            ),
            (
                Documents.statement(load + #", "Condition": {"StringEquals": {"k": "x", "K": "y"}}"#),
                Documents.statement(load + #", "Condition": {"StringEquals": {"k": ["x", "y"]}}"#)
            ),
            (
                Documents.statement(load + #", "Condition": {"StringEquals": {"k": "x"}}"#),
                Documents.statement(load + #", "Condition": {"StringEqualsIfExists": {"k": "x"}}"#)
            ),
            (
                Documents.statement(load + #", "Condition": {"ForAllValues:StringEquals": {"k": "x"}}"#),
                Documents.statement(load + #", "Condition": {"ForAnyValue:StringEquals": {"k": "x"}}"#)
            ),
            // Variables make the version count, and keep lists from being cut.
            (
                Documents.statement(#""Action": "s3:*", "Resource": "${aws:username}""#),
                Documents.statement(#""Action": "s3:*", "Resource": "${aws:username}""#, version: nil)
            ),
            (
                Documents.statement(load + #", "Condition": {"StringEquals": {"k": "${k}"}}"#),
                Documents.statement(load + #", "Condition": {"StringEquals": {"k": "${k}"}}"#, version: "2008-10-17")
            ),
            (
                Documents.statement(#""Action": "s3:*", "Resource": ["arn:x", "${a}"]"#),
                Documents.document(
                    #"{"Effect": "Allow", "Action": "s3:*", "Resource": "arn:x"}"#, #"{"Effect": "Allow", "Action": "s3:*", "Resource": "${a}"}"#)
            ),
            (
                Documents.statement(#""Action": "s3:*", "Resource": ["arn:x/${a}", "arn:x/${b}"]"#),
                Documents.document(
                    #"{"Effect": "Allow", "Action": "s3:*", "Resource": "arn:x/${a}"}"#,
                    #"{"Effect": "Allow", "Action": "s3:*", "Resource": "arn:x/${b}"}"#)
            ),
            (
                Documents.statement(#""Action": "s3:*", "Resource": ["arn:x/${a}", "arn:y/${a, 'd'}"]"#),
                Documents.document(
                    #"{"Effect": "Allow", "Action": "s3:*", "Resource": "arn:x/${a}"}"#,
                    #"{"Effect": "Allow", "Action": "s3:*", "Resource": "arn:y/${a, 'd'}"}"#)
            ),
            // Principals.
            (
                Documents.statement(#""Principal": "*", "# + load, effect: "Deny"),
                Documents.statement(#""Principal": {"AWS": "*"}, "# + load, effect: "Deny")
            ),
            (Documents.statement(#""NotPrincipal": "*", "# + load), Documents.statement(#""NotPrincipal": {"AWS": "*"}, "# + load)),
            (Documents.statement(#""NotPrincipal": {}, "# + load), Documents.statement(load)),
            (Documents.statement(#""Principal": {"AWS": "*"}, "# + load), Documents.statement(load)),
            (Documents.statement(#""Principal": {"AWS": "1"}, "# + load), Documents.statement(#""NotPrincipal": {"AWS": "1"}, "# + load)),
            (Documents.statement(#""Principal": {"AWS": "a.b"}, "# + load), Documents.statement(#""Principal": {"Service": "a.b"}, "# + load)),
            (
                Documents.statement(#""Principal": {"AWS": "arn:aws:iam::123456789012:root"}, "# + load),
                Documents.statement(#""Principal": {"AWS": "arn:aws:iam::123456789012:role/root"}, "# + load)
            ),
            (
                Documents.statement(#""Principal": {"AWS": "arn:aws:iam::123456789012:role/A"}, "# + load),
                Documents.statement(#""Principal": {"AWS": "arn:aws:iam::123456789012:role/a"}, "# + load)
            ),
            (
                Documents.statement(#""Principal": {"AWS": ["*", "arn:aws:iam::123456789012:role/a"]}, "# + load),
                Documents.statement(#""Principal": {"AWS": "*"}, "# + load)
            ),
            // A union is no product.
            (
                Documents.statement(#""Action": ["s3:a", "s3:b"], "Resource": ["arn:x", "arn:y"]"#),
                Documents.document(
                    #"{"Effect": "Allow", "Action": "s3:a", "Resource": "arn:x"}"#, #"{"Effect": "Allow", "Action": "s3:b", "Resource": "arn:y"}"#)
            ),
            (
                Documents.document(
                    #"{"Effect": "Allow", "NotAction": "s3:a", "Resource": "*"}"#, #"{"Effect": "Allow", "NotAction": "s3:b", "Resource": "*"}"#),
                Documents.statement(#""NotAction": ["s3:a", "s3:b"], "Resource": "*""#)
            ),
            (
                Documents.statement("\"Action\": \"s3:a\", \"Resource\": \"arn:\u{E9}\""),
                Documents.statement("\"Action\": \"s3:a\", \"Resource\": \"arn:e\u{301}\"")
            ),
            (Documents.statement(#""Action": "s3:*", "Resource": "*""#), Documents.statement(#""Action": "s*", "Resource": "*""#)),
            ("[]", "[{}]"), (#"{"Statement": 42}"#, #"{"Statement": 43}"#), (#"{"Statement": 42}"#, Documents.statement(load))
        ] as [(String, String)])
    func otherMeaningIsDifferent(left: String, right: String) throws {
        #expect(try !Documents.compare(left, right).isEqual)
        #expect(try !Documents.compare(right, left).isEqual)
        #expect(try !Documents.compare(left, right).differences.isEmpty)
    }

    @Test func identicalTextNeedsNoParsing() throws {
        #expect(try Documents.compare("{no json", "{no json") == .equal(spelledDifferently: false))
        let error = #expect(throws: PolicyTextError.self) { try Documents.compare("{}", "{no json") }
        #expect(error?.side == .live)
    }

    @Test func aLivingPrincipalMayBeShownByItsID() throws {
        let arn = "arn:aws:iam::123456789012:role/r"
        let desired = Documents.statement("\"Principal\": {\"AWS\": \"\(arn)\"}, \"Action\": \"sts:AssumeRole\"")
        let live = Documents.statement(#""Principal": {"AWS": "AROAEXAMPLEEXAMPLE123"}, "Action": "sts:AssumeRole""#)
        let known: PrincipalResolver = { $0 == "AROAEXAMPLEEXAMPLE123" ? arn : nil }
        #expect(try Documents.compare(desired, live, type: .trust, resolver: known).isEqual)
        for resolver in [nil, { _ in nil }] as [PrincipalResolver?] {
            let differences = try Documents.compare(desired, live, type: .trust, resolver: resolver).differences
            let expected = PolicyDifference(
                path: "Statement[0].Principal.AWS", desired: .string(arn), live: "AROAEXAMPLEEXAMPLE123",
                reason: PolicyDifference.deadPrincipalReason)
            #expect(differences == [expected])
        }
    }

    /// More cells than are taken apart: still equal to itself in another order, and never equal to anything else.
    @Test func hugeStatementsStayComparable() throws {
        let (actions, resources) = ((0..<200).map { "s3:a\($0)" }, (0..<200).map { "arn:aws:s3:::b\($0)" })
        let document = { (actions: [String], resources: [String]) in
            PolicyDocument(statements: [
                PolicyStatement(effect: .allow, action: actions, resource: resources),
                PolicyStatement(effect: .allow, action: ["kms:Decrypt"], resource: ["*"])
            ]).jsonValue
        }
        let whole = document(actions, resources)
        #expect(PolicyEquivalence.compare(desired: whole, live: document(actions.reversed(), resources.reversed()), type: .identity).isEqual)
        let smaller = PolicyEquivalence.compare(desired: whole, live: document(actions, Array(resources.dropLast())), type: .identity)
        #expect(smaller.differences == [PolicyDifference(path: "Statement[0].Resource", desired: "arn:aws:s3:::b199", live: nil)])
    }
}
