import Testing

@testable import IAMPolicy

/// What does not follow from matching statements alone.
@Suite struct SpecialAccessTests {
    static let user = "arn:aws:iam::111111111111:user/alice"
    static let role = "arn:aws:iam::111111111111:role/app"

    private func everything(_ effect: String = "Allow") throws -> PolicyDocument { try Judging.policy(Judging.statement(effect)) }

    private func leavingOut(_ effect: String, _ name: String) throws -> PolicyDocument {
        try Judging.document(
            #"{"Version": "2012-10-17", "Statement": {"Effect": "\#(effect)", "NotPrincipal": {"AWS": "\#(name)"}, "Action": "*", "Resource": "*"}}"#)
    }

    @Test func whoAsksForItsOwnIdentityIsAlwaysAnswered() throws {
        let denied = PolicySet(
            identity: [try self.everything("Deny")], boundary: [try self.everything("Deny")], scps: [[try self.everything("Deny")]],
            session: [try self.everything("Deny")])
        for principal in [Self.user, Self.role, "111111111111"] {
            #expect(Judging.verdict(try Judging.request(principal, "sts:GetCallerIdentity", "*"), denied) == .allowed)
            #expect(Judging.verdict(try Judging.request(principal, "STS:getCallerIdentity", "*"), PolicySet()) == .allowed)
        }
        let everyone = try Judging.policy(Judging.statement(principal: "*"))
        #expect(Judging.verdict(try Judging.request("*", "sts:GetCallerIdentity", "*"), PolicySet(resource: [everyone])) == .implicitDeny)
        #expect(Judging.verdict(try Judging.request(Self.user, "sts:GetSessionToken", "*"), denied) == .explicitDeny)
    }

    @Test(arguments: [
        ("iam:CreatePolicyVersion", "arn:aws:iam::aws:policy/ReadOnlyAccess", Evaluation.Verdict.implicitDeny),
        ("iam:GetPolicyVersion", "arn:aws:iam::aws:policy/ReadOnlyAccess", .allowed),
        ("iam:CreatePolicyVersion", "arn:aws:iam::111111111111:policy/mine", .allowed),
        ("iam:PutRolePolicy", "arn:aws:iam::111111111111:role/aws-reserved/sso.amazonaws.com/x", .implicitDeny),
        ("iam:ListRolePolicies", "arn:aws:iam::111111111111:role/aws-reserved/sso.amazonaws.com/x", .allowed),
        ("iam:PutRolePolicy", "arn:aws:iam::111111111111:role/aws-service-role/rds.amazonaws.com/AWSServiceRoleForRDS", .implicitDeny),
        ("iam:DeleteServiceLinkedRole", "arn:aws:iam::111111111111:role/aws-service-role/rds.amazonaws.com/AWSServiceRoleForRDS", .allowed),
        ("iam:PutRolePolicy", "arn:aws:iam::111111111111:role/mine/aws-reserved/x", .allowed),
        ("kms:UpdateAlias", "arn:aws:kms:us-east-1:111111111111:alias/aws/s3", .implicitDeny),
        ("kms:UpdateAlias", "arn:aws:kms:us-east-1:111111111111:alias/awsome", .allowed)
    ])
    func nobodyChangesWhatBelongsToAWS(_ action: String, _ resource: String, _ expected: Evaluation.Verdict) throws {
        let request = try Judging.request(Self.user, action, resource)
        let evaluation = PolicyEvaluator.evaluate(request, PolicySet(identity: [try self.everything()]))
        #expect(evaluation.verdict == expected)
        #expect((evaluation.reason != nil) == (expected == .implicitDeny))
        let denied = PolicySet(identity: [try self.everything(), try self.everything("Deny")])
        #expect(Judging.verdict(request, denied) == .explicitDeny)
    }

    @Test func aDenyWithNotPrincipalDeniesWhoeverHasABoundary() throws {
        let full = try self.everything()
        let denial = try self.leavingOut("Deny", "111111111111")
        let others = try self.leavingOut("Deny", "222222222222")
        let verdict = { (resource: PolicyDocument, boundary: [PolicyDocument]?) in
            Judging.verdict(try Judging.request(Self.user), PolicySet(identity: [full], resource: [resource], boundary: boundary))
        }
        #expect(try verdict(denial, [full]) == .explicitDeny)
        #expect(try verdict(others, [full]) == .explicitDeny)
        #expect(try verdict(try self.leavingOut("Allow", "111111111111"), [full]) == .allowed)
        // A boundary does not bind the root user, nor is it one's of a service.
        let root = PolicySet(resource: [denial], boundary: [full])
        #expect(Judging.verdict(try Judging.request("111111111111"), root) == .allowed)
    }

    @Test(arguments: [
        (Self.user, Self.user, Evaluation.Verdict.implicitDeny), (Self.user, "111111111111", .implicitDeny),
        (Self.user, "arn:aws:iam::111111111111:user/bob", .allowed), ("*", Self.user, .allowed),
        ("arn:aws:sts::111111111111:assumed-role/app/run-1", Self.role, .implicitDeny)
    ])
    func anAllowWithNotPrincipalReachesNobodyWhomItNames(_ principal: String, _ named: String, _ expected: Evaluation.Verdict) throws {
        let set = PolicySet(resource: [try self.leavingOut("Allow", named)])
        #expect(Judging.verdict(try Judging.request(principal), set) == expected)
    }

    @Test func aBarePrincipalTextMeansWhomTheAWSTypeWouldName() throws {
        let policy = { (name: String) in try Judging.policy(Judging.statement(principal: "\"\(name)\"")) }
        #expect(Judging.verdict(try Judging.request(Self.user), PolicySet(resource: [try policy(Self.user)])) == .allowed)
        #expect(Judging.verdict(try Judging.request(Self.role), PolicySet(resource: [try policy(Self.user)])) == .implicitDeny)
    }

    @Test func aMisplacedPrincipalIsHarmlessWhereItNamesWhoAsks() throws {
        let misplaced = { (effect: String, name: String) in
            try Judging.policy(Judging.statement(effect, principal: #"{"AWS": "\#(name)"}"#))
        }
        let full = try self.everything()
        #expect(Judging.verdict(try Judging.request(), PolicySet(identity: [try misplaced("Allow", "*")])) == .allowed)
        #expect(Judging.verdict(try Judging.request(), PolicySet(identity: [full, try misplaced("Deny", "*")])) == .explicitDeny)
        #expect(Judging.verdict(try Judging.request(), PolicySet(identity: [full, try misplaced("Deny", "222222222222")])) == .undetermined)
    }

    /// The resource, its account if given, and whose it is.
    @Test(
        arguments: [
            ("arn:aws:sqs:us-east-1:111111111111:q", nil, "111111111111"), ("arn:aws:s3:::b", nil, "111111111111"),
            ("arn:aws:s3:::b", "222222222222", "222222222222"), ("*", nil, nil)
        ] as [(String, String?, String?)])
    func theAccountOfTheResourceIsAKey(_ resource: String, _ given: String?, _ owner: String?) throws {
        let policy = try Judging.policy(
            Judging.statement("Deny", condition: #"{"StringEquals": {"aws:ResourceAccount": "\#(owner ?? "111111111111")"}}"#))
        let request = try Judging.request(Self.user, "sqs:SendMessage", resource, account: given)
        let isDenied = Judging.verdict(request, PolicySet(identity: [policy])) == .explicitDeny
        #expect(isDenied == (owner != nil))
    }

    @Test(arguments: ["ForAnyValue:Null", "ForAllValues:Null", "foranyvalue:null"])
    func aSetOperatorChangesNothingAboutNull(_ name: String) throws {
        let policy = try Judging.policy(Judging.statement(condition: #"{"\#(name)": {"aws:TagKeys": "true"}}"#))
        #expect(Judging.verdict(try Judging.request(), PolicySet(identity: [policy])) == .allowed)
        let tagged = try Judging.request(Self.user, "s3:GetObject", "arn:aws:s3:::b", ["aws:TagKeys": ["a", "b"]])
        #expect(Judging.verdict(tagged, PolicySet(identity: [policy])) == .implicitDeny)
    }
}
