import Testing

@testable import IAMPolicy

@Suite struct StatementMatchTests {
    @Test(arguments: [
        ("s3:GetObject", "S3:getobject", true), ("s3:Get*", "s3:GetObject", true), ("s3:Get*", "s3:PutObject", false), ("*", "s3:GetObject", true),
        ("s3:?etObject", "s3:GetObject", true), ("s3:Get", "s3:GetObject", false), ("*:GetObject", "s3:GetObject", true)
    ])
    func actionsMatchWithoutCase(_ pattern: String, _ action: String, _ isAllowed: Bool) throws {
        let policy = try Judging.policy(Judging.statement(action: pattern))
        let verdict = Judging.verdict(try Judging.request("arn:aws:iam::111111111111:user/alice", action), PolicySet(identity: [policy]))
        #expect(verdict == (isAllowed ? .allowed : .implicitDeny))
    }

    @Test(arguments: [
        ("arn:aws:s3:::b/k", "arn:aws:s3:::b/k", Evaluation.Verdict.allowed), ("arn:aws:s3:::B/k", "arn:aws:s3:::b/k", .implicitDeny),
        ("arn:aws:s3:::b/*", "arn:aws:s3:::b/k/l", .allowed), ("arn:aws:s3:::b/*", "arn:aws:s3:::b", .implicitDeny),
        ("arn:aws:s3:*", "arn:aws:s3:::b/k", .allowed), ("arn:aws:s3:::*", "arn:aws:s3:::b:c", .allowed),
        ("arn:aws:logs:*:*:log-group:a*:*", "arn:aws:logs:us-east-1:111111111111:log-group:ab:log-stream:c", .allowed),
        ("arn:aws:s3:::a*z", "arn:aws:s3:::abcz", .allowed), ("arn:aws:s3:::a*z", "arn:aws:s3:::ab:cz", .undetermined),
        ("arn:aws:s3:::a?z", "arn:aws:s3:::a:z", .undetermined), ("arn:aws:s3:::a?z", "arn:aws:s3:::abz", .allowed),
        ("*", "*", .allowed), ("arn:aws:s3:::*", "*", .implicitDeny)
    ])
    func wildcardsOfResourcesReachAcrossColonsAtTheEndOfASegment(_ pattern: String, _ resource: String, _ expected: Evaluation.Verdict) throws {
        let policy = try Judging.policy(Judging.statement(resource: pattern))
        let request = try Judging.request("arn:aws:iam::111111111111:user/alice", "x:Y", resource)
        #expect(Judging.verdict(request, PolicySet(identity: [policy])) == expected)
    }

    @Test(arguments: [
        ("arn:aws:s3:::b/${aws:username}/*", "2012-10-17", "arn:aws:s3:::b/alice/k", Evaluation.Verdict.allowed),
        ("arn:aws:s3:::b/${AWS:UserName}/*", "2012-10-17", "arn:aws:s3:::b/alice/k", .allowed),
        ("arn:aws:s3:::b/${aws:username}/*", "2012-10-17", "arn:aws:s3:::b/bob/k", .implicitDeny),
        ("arn:aws:s3:::b/${aws:username}", "2008-10-17", "arn:aws:s3:::b/alice", .implicitDeny),
        ("arn:aws:s3:::b/${aws:username}", "2008-10-17", "arn:aws:s3:::b/${aws:username}", .allowed),
        ("arn:aws:s3:::b/${aws:PrincipalTag/team}", "2012-10-17", "arn:aws:s3:::b/", .implicitDeny),
        ("arn:aws:s3:::b/${aws:PrincipalTag/team, 'none'}", "2012-10-17", "arn:aws:s3:::b/none", .allowed),
        ("arn:aws:s3:::b/${aws:username, 'none'}", "2012-10-17", "arn:aws:s3:::b/none", .implicitDeny),
        ("arn:aws:s3:::b/${*}", "2012-10-17", "arn:aws:s3:::b/*", .allowed), ("arn:aws:s3:::b/${*}", "2012-10-17", "arn:aws:s3:::b/k", .implicitDeny),
        ("arn:aws:s3:::b/${?}${$}", "2012-10-17", "arn:aws:s3:::b/?$", .allowed), ("arn:aws:s3:::b/${", "2012-10-17", "arn:aws:s3:::b/${", .allowed)
    ])
    func variablesStandForWhatTheRequestSays(_ pattern: String, _ version: String, _ resource: String, _ expected: Evaluation.Verdict) throws {
        let policy = try Judging.policy(Judging.statement(resource: pattern), version: version)
        #expect(Judging.verdict(try Judging.request(Self.alice, "s3:GetObject", resource), PolicySet(identity: [policy])) == expected)
    }

    static let alice = "arn:aws:iam::111111111111:user/alice"

    @Test func whatAVariableBringsInIsNoWildcard() throws {
        let policy = try Judging.policy(Judging.statement(resource: "arn:aws:s3:::b/${aws:PrincipalTag/t}"))
        let context = ["aws:PrincipalTag/t": ["*"]]
        #expect(
            Judging.verdict(try Judging.request(Self.alice, "s3:GetObject", "arn:aws:s3:::b/k", context), PolicySet(identity: [policy]))
                == .implicitDeny)
        #expect(
            Judging.verdict(try Judging.request(Self.alice, "s3:GetObject", "arn:aws:s3:::b/*", context), PolicySet(identity: [policy])) == .allowed)
    }

    @Test func aVariableWithoutValueLeavesTheOtherResourcesOpen() throws {
        let policy = try Judging.document(
            """
            {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "*", "Resource": ["arn:aws:s3:::b/k", "arn:aws:s3:::${aws:none}"]}}
            """)
        #expect(Judging.verdict(try Judging.request(), PolicySet(identity: [policy])) == .undetermined)
        #expect(Judging.verdict(try Judging.request(resource: "arn:aws:s3:::c"), PolicySet(identity: [policy])) == .implicitDeny)
    }

    @Test func notActionAndNotResourceSpeakOfTheRest() throws {
        let policy = try Judging.document(
            """
            {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "NotAction": "iam:*", "NotResource": "arn:aws:s3:::secret*"}}
            """)
        let verdict = { (action: String, resource: String) in
            Judging.verdict(try Judging.request(Self.alice, action, resource), PolicySet(identity: [policy]))
        }
        #expect(try verdict("s3:GetObject", "arn:aws:s3:::b") == .allowed)
        #expect(try verdict("iam:GetRole", "arn:aws:s3:::b") == .implicitDeny)
        #expect(try verdict("s3:GetObject", "arn:aws:s3:::secrets") == .implicitDeny)
    }

    @Test func conditionKeysAreAndedAndComparedWithoutCase() throws {
        let condition = #"{"StringEquals": {"aws:A": "1", "AWS:b": ["2", "3"]}}"#
        let policy = try Judging.policy(Judging.statement(condition: condition))
        let verdict = { (context: [String: [String]]) in
            Judging.verdict(try Judging.request(Self.alice, "s3:GetObject", "arn:aws:s3:::b", context), PolicySet(identity: [policy]))
        }
        #expect(try verdict(["AWS:a": ["1"], "aws:B": ["3"]]) == .allowed)
        #expect(try verdict(["aws:a": ["1"]]) == .implicitDeny)
        #expect(try verdict(["aws:a": ["1"], "aws:b": ["4"]]) == .implicitDeny)
    }
}

extension Judging {
    static func request(resource: String) throws -> AccessRequest {
        try Self.request("arn:aws:iam::111111111111:user/alice", "s3:GetObject", resource)
    }

    static func request(_ principal: String, _ action: String, _ resource: String, _ context: [String: [String]]) throws -> AccessRequest {
        try Self.request(principal, action, resource, account: nil, context)
    }
}
