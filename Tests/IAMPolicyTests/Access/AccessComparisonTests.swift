import Testing

@testable import IAMPolicy

@Suite struct AccessComparisonTests {
    enum Expected: Sendable { case same, more, open }

    static func verdict(_ old: PolicyDocument, _ new: PolicyDocument, _ type: PolicyType) -> (Expected, AccessComparison.Verdict) {
        let verdict = AccessComparison.compare(old: [old], new: [new], type: type)
        switch verdict {
        case .noNewAccess: return (.same, verdict)
        case .newAccess: return (.more, verdict)
        case .undetermined: return (.open, verdict)
        }
    }

    private func check(_ old: String, _ new: String, _ type: PolicyType, _ expected: Expected, reverse: Expected? = nil) throws {
        let (old, new) = (try Judging.document(old), try Judging.document(new))
        let forth = Self.verdict(old, new, type)
        #expect(forth.0 == expected, "\(forth.1)")
        if let reverse {
            let back = Self.verdict(new, old, type)
            #expect(back.0 == reverse, "\(back.1)")
        }
    }

    private static func wrapped(_ statements: [String]) -> String {
        "{\"Version\": \"2012-10-17\", \"Statement\": [\(statements.joined(separator: ", "))]}"
    }

    private static func s(_ action: String, _ resource: String, _ condition: String? = nil) -> String {
        Judging.statement(action: action, resource: resource, condition: condition)
    }

    private static func d(_ action: String, _ resource: String, _ condition: String? = nil) -> String {
        Judging.statement("Deny", action: action, resource: resource, condition: condition)
    }

    struct Pair: Sendable, CustomStringConvertible {
        let old: [String]
        let new: [String]
        let forth: Expected
        let back: Expected
        init(_ old: [String], _ new: [String], _ forth: Expected, _ back: Expected) {
            (self.old, self.new, self.forth, self.back) = (old, new, forth, back)
        }
        var description: String { "\(self.old) → \(self.new)" }
    }

    static let patterns = [
        Pair([s("s3:GetObject", "*")], [s("s3:Get*", "*")], .more, .same),
        Pair([s("s3:Get*", "*"), s("s3:Put*", "*")], [s("s3:*", "*")], .more, .same),
        Pair([s("s3:*", "arn:aws:s3:::a/*"), s("s3:*", "arn:aws:s3:::b/*")], [s("s3:Get*", "arn:aws:s3:::a/x*")], .same, .more),
        Pair([s("s3:*", "*")], [s("s3:*", "*"), d("s3:Delete*", "*")], .same, .more),
        Pair([s("*", "*"), d("iam:*", "*")], [s("*", "*"), d("iam:Create*", "*")], .more, .same),
        Pair([s("s3:a*", "*")], [s("s3:a?*", "*")], .same, .more),
        Pair([s("s3:a?*", "*"), s("s3:a", "*")], [s("s3:a*", "*")], .same, .same),
        Pair([s("s3:*a", "*"), s("s3:*b", "*")], [s("s3:x*a", "*"), s("s3:*bb", "*")], .same, .more),
        Pair([s("s3:*", "arn:aws:s3:::a*z")], [s("s3:*", "arn:aws:s3:::ab*yz")], .same, .more),
        Pair([s("s3:*", "arn:aws:s3:::*")], [s("s3:*", "*")], .more, .same),
        Pair([s("s3:*", "*"), d("s3:*", "arn:aws:s3:::a/*")], [s("s3:*", "arn:aws:s3:::b/*")], .same, .more),
        Pair([s("S3:getobject", "*")], [s("s3:GetObject", "*")], .same, .same),
        Pair([d("s3:*", "*")], [], .same, .same),
        Pair([], [s("s3:*", "*"), d("*", "*")], .same, .same)
    ]

    static let conditions = [
        Pair([s("s3:*", "*", #"{"StringEquals": {"k": ["a", "b"]}}"#)], [s("s3:*", "*", #"{"StringEquals": {"k": "a"}}"#)], .same, .more),
        Pair([s("s3:*", "*")], [s("s3:*", "*", #"{"StringEquals": {"k": "a"}}"#)], .same, .more),
        Pair([s("s3:*", "*", #"{"StringLike": {"k": "a*"}}"#)], [s("s3:*", "*", #"{"StringEquals": {"k": "ab"}}"#)], .same, .more),
        Pair([s("s3:*", "*", #"{"StringLike": {"k": "a*"}}"#)], [s("s3:*", "*", #"{"StringEqualsIgnoreCase": {"k": "ab"}}"#)], .more, .more),
        Pair(
            [s("s3:*", "*", #"{"IpAddress": {"k": "10.0.0.0/8"}}"#)], [s("s3:*", "*", #"{"IpAddress": {"k": ["10.1.0.0/16", "10.2.3.4"]}}"#)], .same,
            .more),
        Pair(
            [s("s3:*", "*", #"{"IpAddress": {"k": "10.0.0.0/8"}}"#)], [s("s3:*", "*", #"{"IpAddress": {"k": ["10.0.0.0/9", "10.128.0.0/9"]}}"#)],
            .same,
            .same),
        Pair([s("s3:*", "*", #"{"NotIpAddress": {"k": "10.1.0.0/16"}}"#)], [s("s3:*", "*", #"{"NotIpAddress": {"k": "10.0.0.0/8"}}"#)], .same, .more),
        Pair([s("s3:*", "*", #"{"StringEqualsIfExists": {"k": "a"}}"#)], [s("s3:*", "*", #"{"StringEquals": {"k": "a"}}"#)], .same, .more),
        Pair([s("s3:*", "*", #"{"StringEquals": {"k": "a"}}"#)], [s("s3:*", "*", #"{"StringEquals": {"k": "a", "l": "b"}}"#)], .same, .more),
        Pair([s("s3:*", "*", #"{"StringNotEquals": {"k": "a"}}"#)], [s("s3:*", "*", #"{"StringNotEquals": {"k": ["a", "b"]}}"#)], .same, .more),
        Pair(
            [s("s3:*", "*", #"{"Bool": {"k": "true"}}"#), s("s3:*", "*", #"{"Bool": {"k": "false"}}"#)],
            [s("s3:*", "*", #"{"Null": {"k": "false"}}"#)], .same, .same),
        Pair([s("s3:*", "*", #"{"NumericLessThan": {"k": "10"}}"#)], [s("s3:*", "*", #"{"NumericLessThanEquals": {"k": "9"}}"#)], .same, .more),
        Pair(
            [s("s3:*", "*", #"{"DateLessThan": {"k": "2030-01-01"}}"#)], [s("s3:*", "*", #"{"DateLessThan": {"k": "2029-12-31T23:00:00Z"}}"#)], .same,
            .more),
        Pair(
            [s("s3:*", "*", #"{"ForAnyValue:StringEquals": {"k": ["a", "b"]}}"#)], [s("s3:*", "*", #"{"ForAnyValue:StringEquals": {"k": "a"}}"#)],
            .same, .more),
        Pair(
            [s("s3:*", "*", #"{"ForAllValues:StringEquals": {"k": ["a", "b"]}}"#)],
            [s("s3:*", "*", #"{"ForAllValues:StringEquals": {"k": "a"}, "Null": {"k": "false"}}"#)], .same, .more),
        Pair([s("s3:*", "*"), d("s3:*", "*", #"{"Bool": {"k": "false"}}"#)], [s("s3:*", "*", #"{"Bool": {"k": "true"}}"#)], .same, .more),
        Pair(
            [s("s3:*", "*"), d("s3:*", "*", #"{"StringNotEquals": {"k": "a"}}"#)], [s("s3:*", "*", #"{"StringEquals": {"k": "a"}}"#)], .same, .same),
        Pair(
            [s("s3:*", "*", #"{"ArnLike": {"k": "arn:aws:s3:::a*"}}"#)], [s("s3:*", "*", #"{"ArnEquals": {"k": "arn:aws:s3:::ab"}}"#)], .same, .more),
        Pair([s("s3:*", "arn:aws:s3:::b/${aws:username}/*")], [s("s3:*", "arn:aws:s3:::b/${aws:username}/docs/*")], .same, .more),
        Pair([s("s3:*", "arn:aws:s3:::b/alice/*")], [s("s3:*", "arn:aws:s3:::b/${aws:username}/*")], .more, .more)
    ]

    @Test(arguments: Self.patterns + Self.conditions)
    func followsThePatternsAndConditions(_ pair: Pair) throws {
        try self.check(Self.wrapped(pair.old), Self.wrapped(pair.new), .identity, pair.forth, reverse: pair.back)
    }

    static let principals: [(String, String, Expected, Expected)] = [
        (#"{"AWS": "111111111111"}"#, #"{"AWS": ["111111111111", "222222222222"]}"#, .more, .same),
        (#"{"AWS": "111111111111"}"#, #"{"AWS": "arn:aws:iam::111111111111:root"}"#, .same, .same),
        (#"{"AWS": "111111111111"}"#, "*", .more, .same),
        (#"{"AWS": "arn:aws:iam::111111111111:role/a"}"#, #"{"AWS": "111111111111"}"#, .more, .more),
        (#"{"AWS": "arn:aws:iam::111111111111:role/a"}"#, #"{"AWS": "arn:aws:sts::111111111111:assumed-role/a/s"}"#, .same, .more),
        (#"{"Service": "rds.amazonaws.com"}"#, #"{"Service": ["rds.amazonaws.com", "ec2.amazonaws.com"]}"#, .more, .same),
        (#"{"AWS": "*"}"#, "*", .same, .same)
    ]

    @Test(arguments: Self.principals, [PolicyType.resource, .trust, .key])
    func followsThePrincipals(_ pair: (String, String, Expected, Expected), _ type: PolicyType) throws {
        let action = type == .trust ? "sts:AssumeRole" : type == .key ? "kms:Decrypt" : "s3:GetObject"
        let document = { (principal: String) in
            Self.wrapped([Judging.statement(principal: principal, action: action, resource: type == .trust ? nil : "*")])
        }
        try self.check(document(pair.0), document(pair.1), type, pair.2, reverse: pair.3)
    }

    @Test func conditionsOnThePrincipalCountAsPrincipals() throws {
        let everyone = { (condition: String) in Self.wrapped([Judging.statement(principal: "*", action: "s3:*", condition: condition)]) }
        let arn = everyone(#"{"ArnEquals": {"aws:PrincipalArn": "arn:aws:iam::111111111111:role/a"}}"#)
        let pattern = everyone(#"{"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::111111111111:role/*"}}"#)
        let account = everyone(#"{"StringEquals": {"aws:PrincipalAccount": "111111111111"}}"#)
        try self.check(arn, pattern, .resource, .more, reverse: .same)
        try self.check(pattern, account, .resource, .more, reverse: .same)
        let named = Self.wrapped([Judging.statement(principal: #"{"AWS": "arn:aws:iam::111111111111:role/a"}"#, action: "s3:*")])
        try self.check(arn, named, .resource, .same, reverse: .same)
    }

    @Test func aTrustIsWidenedByLosingItsExternalId() throws {
        let trust = { (condition: String?) in
            Self.wrapped([Judging.statement(principal: #"{"AWS": "222222222222"}"#, action: "sts:AssumeRole", resource: nil, condition: condition)])
        }
        try self.check(trust(#"{"StringEquals": {"sts:ExternalId": "x-1"}}"#), trust(nil), .trust, .more, reverse: .same)
    }

    @Test func namesOfActionsThatPeopleKnowComeFirst() throws {
        let old = try Judging.document(Self.wrapped([Self.s("s3:GetObject", "*")]))
        let new = try Judging.document(Self.wrapped([Self.s("s3:*", "*")]))
        let witness = try #require(AccessComparison.compare(old: [old], new: [new], type: .identity).witness)
        #expect(witness.request.action == "s3:PutObject")
        #expect(witness.jsonValue["principal"] == .string("arn:aws:iam::123456789012:role/example"))
    }

    @Test(arguments: [
        (Self.s("s3:*", "*"), Self.s("s3:Get*", "*"), AccessDirection.Kind.narrows), (Self.s("s3:Get*", "*"), Self.s("s3:Put*", "*"), .both),
        (Self.s("s3:*", "*"), Self.s("S3:*", "*"), .neutral), (Self.d("s3:*", "*"), Self.d("s3:Put*", "*"), .widens),
        (Self.s("s3:Get*", "*"), Self.s("s3:*", "*"), .widens)
    ])
    func theDirectionFollowsFromBothWays(_ old: String, _ new: String, _ expected: AccessDirection.Kind) throws {
        let direction = AccessDirection.of(
            old: [try Judging.document(Self.wrapped([old]))], new: [try Judging.document(Self.wrapped([new]))], type: .identity)
        #expect(direction.kind == expected)
        #expect((direction.gained != nil) == (expected == .widens || expected == .both))
        #expect((direction.lost != nil) == (expected == .narrows || expected == .both))
    }
}
