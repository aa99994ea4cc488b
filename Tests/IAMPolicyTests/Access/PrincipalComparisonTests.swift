import Testing

@testable import IAMPolicy

/// Comparisons that hang on who asks: conditions on what follows from the principal.
@Suite struct PrincipalComparisonTests {
    private static func document(_ statements: [String]) throws -> PolicyDocument {
        try Judging.document("{\"Version\": \"2012-10-17\", \"Statement\": [\(statements.joined(separator: ", "))]}")
    }

    private static func compare(_ old: [String], _ new: [String], _ type: PolicyType) throws -> AccessComparison.Verdict {
        AccessComparison.compare(old: [try Self.document(old)], new: [try Self.document(new)], type: type)
    }

    private static func condition(_ clauses: [String]) -> String { "{\(clauses.joined(separator: ", "))}" }

    /// Conditions under which somebody passes, and whom the witness must be.
    static let passable: [(clauses: [String], type: PolicyType, start: String)] = [
        ([#""StringNotLike": {"aws:PrincipalAccount": "1*"}"#], .identity, "arn:aws:iam::"),
        ([#""StringLike": {"aws:PrincipalAccount": "27*"}"#], .identity, "arn:aws:iam::27"),
        ([#""StringLike": {"aws:PrincipalAccount": "27*4"}, "ArnLike": {"aws:PrincipalArn": "arn:aws:iam::*:user/a*"}"#], .scp, "arn:aws:iam::27"),
        ([#""StringLike": {"aws:username": "*b"}, "ArnLike": {"aws:PrincipalArn": "arn:aws:iam::*:user/a*"}"#], .identity, "arn:aws:iam::"),
        ([#""StringLike": {"aws:username": "a*"}, "StringNotLike": {"aws:PrincipalAccount": "1*"}"#], .identity, "arn:aws:iam::"),
        ([#""ArnLike": {"aws:PrincipalArn": "arn:aws-cn:iam::*:role/*"}"#], .identity, "arn:aws-cn:iam::"),
        ([#""ArnLike": {"aws:PrincipalArn": "arn:aws-us-gov:iam::*:role/team/*"}"#], .identity, "arn:aws-us-gov:iam::"),
        ([#""ArnLike": {"aws:PrincipalArn": "arn:aws:iam::*:role/team/*"}"#], .identity, "arn:aws:iam::"),
        ([#""ArnLike": {"aws:PrincipalArn": "arn:aws:iam::111111111111:user/${aws:username}"}"#], .identity, "arn:aws:iam::111111111111:user/"),
        ([#""StringEquals": {"aws:PrincipalType": "FederatedUser"}"#], .identity, "arn:aws:sts::"),
        ([#""StringEquals": {"aws:PrincipalType": "Account"}"#], .scp, "arn:aws:iam::"),
        ([#""ArnLike": {"aws:PrincipalArn": "arn:aws:iam::*:root"}"#], .scp, "arn:aws:iam::"),
        (
            [#""StringEquals": {"aws:PrincipalAccount": "${aws:ResourceAccount}", "aws:ResourceAccount": "111111111111"}"#], .scp,
            "arn:aws:iam::111111111111:"
        ),
        (
            [#""StringEquals": {"aws:ResourceAccount": ["${aws:PrincipalAccount}"]}, "StringLike": {"aws:ResourceAccount": "2*"}"#], .identity,
            "arn:aws:iam::2"
        ),
        (
            [#""StringEquals": {"aws:username": "${aws:PrincipalTag/owner}", "aws:PrincipalTag/owner": "bob"}"#], .identity,
            "arn:aws:iam::123456789012:user/bob"
        )
    ]

    @Test(arguments: Self.passable)
    func somebodyPassesAndIsTheWitness(_ passable: (clauses: [String], type: PolicyType, start: String)) throws {
        let granted = Judging.statement(action: "sqs:*", condition: Self.condition(passable.clauses))
        let verdict = try Self.compare([], [granted], passable.type)
        let witness = try #require(verdict.witness, "\(verdict)")
        #expect(witness.request.principal.text.hasPrefix(passable.start))
        // Nothing is added where it was there before, whoever passes.
        #expect(try Self.compare([granted], [granted, granted], passable.type) == .noNewAccess)
        #expect(try Self.compare([Judging.statement(action: "sqs:*")], [granted], passable.type) == .noNewAccess)
    }

    @Test func whoIsDeniedOnlyByATypeOfPrincipalIsFoundWhenTheDenyGoes() throws {
        let all = Judging.statement()
        let root = Judging.statement("Deny", condition: #"{"StringLike": {"aws:PrincipalArn": "arn:aws:iam::*:root"}}"#)
        let witness = try #require(try Self.compare([all, root], [all], .scp).witness)
        #expect(witness.request.principal.text.hasSuffix(":root"))
        #expect(try Self.compare([all], [all, root], .scp) == .noNewAccess)
    }

    @Test func namesOfServicesWithWildcardsAreNotGuessedAt() throws {
        let service = { (operator: String, name: String) in
            Judging.statement(
                principal: "*", action: "s3:*", condition: "{\"\(`operator`)\": {\"aws:PrincipalServiceName\": \"\(name)\"}}")
        }
        #expect(try Self.compare([], [service("StringEquals", "rds.amazonaws.com")], .resource).witness != nil)
        let open = try Self.compare([], [service("StringLike", "zz*.amazonaws.com")], .resource)
        #expect(open != .noNewAccess)
    }

    // MARK: - What a witness is about

    @Test(arguments: [
        ("s3:GetObject", PolicyType.identity, "arn:aws:s3:::example/example"), ("s3:ListBucket", .identity, "arn:aws:s3:::example"),
        ("sqs:SendMessage", .identity, "arn:aws:sqs:us-east-1:123456789012:example"),
        ("iam:GetRole", .identity, "arn:aws:iam::123456789012:role/example"), ("s3:GetObject", .resource, "arn:aws:s3:::example/example")
    ])
    func theResourceLooksLikeOneOfTheService(_ action: String, _ type: PolicyType, _ expected: String) throws {
        let everyone = type == .resource ? "*" : nil
        let witness = try #require(try Self.compare([], [Judging.statement(principal: everyone, action: action)], type).witness)
        #expect(witness.request.resource == expected)
    }

    @Test func aResourceThatTellsTheDocumentsApartStays() throws {
        let old = [Judging.statement(action: "s3:GetObject", resource: "arn:aws:s3:::*")]
        let witness = try #require(try Self.compare(old, [Judging.statement(action: "s3:GetObject")], .identity).witness)
        #expect(!witness.request.resource.hasPrefix("arn:aws:s3:::"))
    }

    @Test func aKeyIsNamedWhereItsPolicyIsNeededAnyway() throws {
        let key = Judging.statement(action: "kms:Decrypt", resource: "arn:aws:kms:*:*:key/*")
        let witness = try #require(try Self.compare([], [key], .identity).witness)
        #expect(witness.needsResourcePolicy && witness.request.resource.contains(":key/"))
        let all = try #require(try Self.compare([], [Judging.statement(action: "kms:Decrypt")], .identity).witness)
        #expect(!all.needsResourcePolicy && all.request.resource.hasSuffix(":alias/example"))
    }
}
