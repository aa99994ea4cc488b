import Testing

@testable import IAMPolicy

@Suite struct PolicyEvaluatorTests {
    static let user = "arn:aws:iam::111111111111:user/alice"
    static let role = "arn:aws:iam::111111111111:role/app"
    static let session = "arn:aws:sts::111111111111:assumed-role/app/run-1"

    private func allow(_ principal: String? = nil, _ action: String = "s3:*") throws -> PolicyDocument {
        try Judging.policy(Judging.statement(principal: principal, action: action))
    }

    private func deny(_ principal: String? = nil) throws -> PolicyDocument { try Judging.policy(Judging.statement("Deny", principal: principal)) }

    private func aws(_ principal: String) -> String { #"{"AWS": "\#(principal)"}"# }

    @Test func anExplicitDenyAnywhereDecides() throws {
        let full = try self.allow()
        let everyone = try self.allow("*")
        let denial = try self.deny()
        let sets = [
            PolicySet(identity: [full, denial]), PolicySet(identity: [full], resource: [everyone, try self.deny("*")]),
            PolicySet(identity: [full], boundary: [full, denial]), PolicySet(identity: [full], scps: [[full], [full, denial]]),
            PolicySet(identity: [full], rcps: [[everyone, try self.deny("*")]]), PolicySet(identity: [full], session: [full, denial]),
            PolicySet(identity: [full], endpoint: [everyone, try self.deny("*")])
        ]
        for set in sets {
            let evaluation = PolicyEvaluator.evaluate(try Judging.request(), set)
            #expect(evaluation.verdict == .explicitDeny)
            #expect(evaluation.decidedBy.count == 1)
            #expect(evaluation.decidedBy.first?.policy == 1 || evaluation.decidedBy.first?.level == .scp(level: 1))
        }
    }

    @Test func nothingAllowsWithoutAnAllow() throws {
        let evaluation = PolicyEvaluator.evaluate(try Judging.request(), PolicySet())
        #expect(evaluation == Evaluation(verdict: .implicitDeny, missing: [.identity], reason: "no Allow at: identity"))
    }

    /// A level that does not allow, by name.
    @Test(arguments: [PolicyLevel.boundary, .session, .scp(level: 0), .scp(level: 1), .endpoint])
    func eachLevelThatIsGivenMustAllow(_ level: PolicyLevel) throws {
        let full = try self.allow()
        let everyone = try self.allow("*")
        let other = try self.allow(nil, "ec2:*")
        var set = PolicySet(identity: [full], boundary: [full], scps: [[full], [full]], rcps: [[everyone]], session: [full], endpoint: [everyone])
        #expect(Judging.verdict(try Judging.request(), set) == .allowed)
        for blocked in [[], [other]] {
            switch level {
            case .boundary: set.boundary = blocked
            case .session: set.session = blocked
            case .scp(let index): set.scps?[index] = blocked
            case .endpoint: set.endpoint = blocked
            case .rcp, .identity, .resource: break
            }
            let evaluation = PolicyEvaluator.evaluate(try Judging.request(), set)
            #expect(evaluation.verdict == .implicitDeny)
            #expect(evaluation.missing == [level])
        }
    }

    @Test func resourceControlPoliciesOnlyTakeAway() throws {
        let full = try self.allow()
        for rcps in [[], [[]], [[try self.allow("*", "ec2:*")], []]] {
            #expect(Judging.verdict(try Judging.request(), PolicySet(identity: [full], rcps: rcps)) == .allowed)
        }
        #expect(Judging.verdict(try Judging.request(), PolicySet(identity: [full], rcps: [[], [try self.deny("*")]])) == .explicitDeny)
    }

    @Test func organizationsDoNotBindWhomTheyExempt() throws {
        let full = try self.allow()
        let set = PolicySet(identity: [full], scps: [[]])
        var request = try Judging.request()
        #expect(Judging.verdict(request, set) == .implicitDeny)
        request.exemptions = .principalInManagementAccount
        #expect(Judging.verdict(request, set) == .allowed)
        let linked = "arn:aws:iam::111111111111:role/aws-service-role/rds.amazonaws.com/AWSServiceRoleForRDS"
        #expect(Judging.verdict(try Judging.request(linked), set) == .allowed)
        let resourceSet = PolicySet(identity: [full], rcps: [[try self.deny("*")]])
        var outside = try Judging.request()
        #expect(Judging.verdict(outside, resourceSet) == .explicitDeny)
        outside.exemptions = .resourceInManagementAccount
        #expect(Judging.verdict(outside, resourceSet) == .allowed)
    }

    /// Who asks, whom the resource policy names, and whether that suffices alone, with a boundary that allows nothing, and with such a session policy.
    @Test(arguments: [
        (Self.user, Self.user, Evaluation.Verdict.allowed, Evaluation.Verdict.allowed), (Self.user, "*", .allowed, .allowed),
        (Self.user, "111111111111", .implicitDeny, .implicitDeny), (Self.user, "arn:aws:iam::111111111111:user/bob", .implicitDeny, .implicitDeny),
        (Self.session, Self.role, .allowed, .implicitDeny), (Self.session, Self.session, .allowed, .allowed), (Self.session, "*", .allowed, .allowed),
        (Self.session, "arn:aws:sts::111111111111:assumed-role/app/run-2", .implicitDeny, .implicitDeny),
        (Self.session, "arn:aws:iam::111111111111:root", .implicitDeny, .implicitDeny), (Self.role, Self.role, .allowed, .implicitDeny),
        (Self.session, "arn:aws:iam::111111111111:role/path/app", .allowed, .implicitDeny),
        (Self.role, "arn:aws:iam::111111111111:role/path/app", .implicitDeny, .implicitDeny),
        ("arn:aws:sts::111111111111:federated-user/fred", "arn:aws:sts::111111111111:federated-user/fred", .allowed, .allowed),
        ("arn:aws:sts::111111111111:federated-user/fred", "arn:aws:iam::111111111111:user/fred", .allowed, .implicitDeny)
    ])
    func withinOneAccountAGrantByTheResourceReachesAsFarAsItNames(
        _ principal: String, _ named: String, _ alone: Evaluation.Verdict, _ limited: Evaluation.Verdict
    ) throws {
        let resource = [try self.allow(self.aws(named))]
        let request = try Judging.request(principal)
        #expect(Judging.verdict(request, PolicySet(resource: resource)) == alone)
        #expect(Judging.verdict(request, PolicySet(resource: resource, boundary: [])) == limited)
        #expect(Judging.verdict(request, PolicySet(resource: resource, session: [])) == limited)
        let denied = PolicySet(identity: [try self.deny()], resource: resource)
        #expect(Judging.verdict(request, denied) == .explicitDeny)
    }

    @Test(arguments: [Self.user, Self.role, Self.session])
    func acrossAccountsBothSidesMustAllow(_ principal: String) throws {
        let full = [try self.allow()]
        for named in [principal, "*", "111111111111"] {
            let resource = [try self.allow(self.aws(named))]
            let request = try Judging.request(principal, account: "222222222222")
            #expect(Judging.verdict(request, PolicySet(identity: full, resource: resource)) == .allowed)
            #expect(Judging.verdict(request, PolicySet(resource: resource)) == .implicitDeny)
            #expect(Judging.verdict(request, PolicySet(identity: full, resource: resource, boundary: [])) == .implicitDeny)
            #expect(Judging.verdict(request, PolicySet(identity: full)) == .implicitDeny)
        }
    }

    @Test func theAccountOfAResourceComesFromItsARNOrIsTheAskersOwn() throws {
        let set = PolicySet(identity: [try self.allow(nil, "*")])
        let verdict = { (resource: String) in Judging.verdict(try Judging.request(Self.user, "sqs:SendMessage", resource), set) }
        #expect(try verdict("arn:aws:sqs:us-east-1:111111111111:q") == .allowed)
        #expect(try verdict("arn:aws:sqs:us-east-1:222222222222:q") == .implicitDeny)
        #expect(try verdict("arn:aws:iam::aws:policy/ReadOnlyAccess") == .allowed)
    }

    @Test func theRootUserNeedsNoPolicyAtHome() throws {
        let root = "arn:aws:iam::111111111111:root"
        #expect(Judging.verdict(try Judging.request(root), PolicySet()) == .allowed)
        #expect(Judging.verdict(try Judging.request(root), PolicySet(resource: [try self.deny("*")])) == .explicitDeny)
        #expect(Judging.verdict(try Judging.request(root), PolicySet(scps: [[]])) == .implicitDeny)
        #expect(Judging.verdict(try Judging.request(root), PolicySet(boundary: [])) == .allowed)
        #expect(Judging.verdict(try Judging.request(root, account: "222222222222"), PolicySet()) == .implicitDeny)
        let handed = PolicySet(resource: [try self.allow(self.aws("111111111111"))])
        #expect(Judging.verdict(try Judging.request(root, account: "222222222222"), handed) == .allowed)
    }

    @Test(arguments: [
        ("*", #""*""#, Evaluation.Verdict.allowed), ("*", #"{"AWS": "*"}"#, .allowed), ("*", #"{"AWS": "111111111111"}"#, .implicitDeny),
        ("rds.amazonaws.com", #"{"Service": "rds.amazonaws.com"}"#, .allowed),
        ("rds.amazonaws.com", #"{"Service": "ec2.amazonaws.com"}"#, .implicitDeny),
        ("rds.amazonaws.com", #"{"AWS": "111111111111"}"#, .implicitDeny),
        ("accounts.google.com", #"{"Federated": "accounts.google.com"}"#, .allowed),
        ("cognito-identity.amazonaws.com", #"{"Federated": "cognito-identity.amazonaws.com"}"#, .allowed),
        ("arn:aws:iam::111111111111:saml-provider/adfs", #"{"Federated": "arn:aws:iam::111111111111:saml-provider/adfs"}"#, .allowed)
    ])
    func strangersDependOnTheResourceAlone(_ principal: String, _ named: String, _ expected: Evaluation.Verdict) throws {
        let set = PolicySet(resource: [try self.allow(named)], scps: [[]])
        #expect(Judging.verdict(try Judging.request(principal), set) == expected)
        #expect(Judging.verdict(try Judging.request(principal), PolicySet(identity: [try self.allow()])) == .implicitDeny)
    }

    @Test(arguments: [
        ("sts:AssumeRole", "arn:aws:iam::111111111111:role/target"), ("kms:Decrypt", "arn:aws:kms:us-east-1:111111111111:key/1234")
    ])
    func rolesAndKeysMustAllowThemselves(_ action: String, _ resource: String) throws {
        let full = try self.allow(nil, "*")
        let request = try Judging.request(Self.user, action, resource)
        #expect(Judging.verdict(request, PolicySet(identity: [full])) == .implicitDeny)
        let direct = try self.allow(self.aws(Self.user), action)
        #expect(Judging.verdict(request, PolicySet(resource: [direct])) == .allowed)
        let handed = try self.allow(self.aws("arn:aws:iam::111111111111:root"), action)
        #expect(Judging.verdict(request, PolicySet(resource: [handed])) == .implicitDeny)
        #expect(Judging.verdict(request, PolicySet(identity: [full], resource: [handed])) == .allowed)
        #expect(Judging.verdict(request, PolicySet(identity: [full], resource: [handed], boundary: [])) == .implicitDeny)
    }

    @Test func aKeyStatementWithoutResourceIsNoneWhereATrustStatementIs() throws {
        let body = { (action: String) in try Judging.policy(Judging.statement(principal: "*", action: action, resource: nil)) }
        let trust = try Judging.request(Self.user, "sts:AssumeRole", "arn:aws:iam::111111111111:role/target")
        #expect(Judging.verdict(trust, PolicySet(resource: [try body("sts:AssumeRole")])) == .allowed)
        let key = try Judging.request(Self.user, "kms:Decrypt", "arn:aws:kms:us-east-1:111111111111:key/1234")
        #expect(Judging.verdict(key, PolicySet(identity: [try self.allow(nil, "*")], resource: [try body("kms:Decrypt")])) == .implicitDeny)
    }

    @Test func keysThatFollowFromThePrincipalAreFilledIn() throws {
        for (principal, condition) in [
            (Self.user, #"{"ArnEquals": {"aws:PrincipalArn": "arn:aws:iam::111111111111:user/alice"}, "StringEquals": {"aws:username": "alice"}}"#),
            (Self.session, #"{"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::*:role/app"}, "Null": {"aws:username": "true"}}"#),
            (Self.role, #"{"StringEquals": {"aws:PrincipalAccount": "111111111111", "aws:PrincipalType": "AssumedRole"}}"#),
            ("arn:aws:iam::111111111111:root", #"{"StringEquals": {"aws:userid": "111111111111", "aws:PrincipalType": "Account"}}"#)
        ] {
            let policy = try Judging.policy(Judging.statement(principal: "*", condition: condition))
            #expect(
                Judging.verdict(try Judging.request(principal, account: "222222222222"), PolicySet(identity: [try self.allow()], resource: [policy]))
                    == .allowed)
        }
        let given = try Judging.request(Self.user, "s3:GetObject", "arn:aws:s3:::b", ["aws:username": ["bob"]])
        let bob = try Judging.policy(Judging.statement(condition: #"{"StringEquals": {"aws:username": "bob"}}"#))
        #expect(Judging.verdict(given, PolicySet(identity: [bob])) == .allowed)
    }

    @Test func notPrincipalIsPlainOnlyIfAccountAndPrincipalAreNamed() throws {
        let denial = { (names: [String]) in
            let list = names.map { "\"\($0)\"" }.joined(separator: ", ")
            return try Judging.document(
                #"{"Version": "2012-10-17", "Statement": {"Effect": "Deny", "NotPrincipal": {"AWS": [\#(list)]}, "Action": "*", "Resource": "*"}}"#)
        }
        let verdict = { (principal: String, names: [String]) in
            Judging.verdict(try Judging.request(principal), PolicySet(identity: [try self.allow()], resource: [try denial(names)]))
        }
        #expect(try verdict(Self.user, [Self.user, "111111111111"]) == .allowed)
        #expect(try verdict(Self.user, [Self.user]) == .undetermined)
        #expect(try verdict(Self.user, ["222222222222"]) == .explicitDeny)
        #expect(try verdict(Self.session, [Self.role, "111111111111"]) == .allowed)
        #expect(try verdict(Self.session, [Self.session, "111111111111"]) == .undetermined)
    }

    @Test(arguments: [("Allow", Evaluation.Verdict.implicitDeny), ("Deny", .undetermined)])
    func anOperatorThatDoesNotExistAllowsNothingAndLeavesADenyOpen(effect: String, expected: Evaluation.Verdict) throws {
        let doubtful = try Judging.document(
            """
            {"Version": "2012-10-17", "Statement": {"Effect": "\(effect)", "Action": "*", "Resource": "*",
                "Condition": {"StringIs": {"aws:PrincipalTag/a": "b"}}}}
            """)
        let documents = effect == "Allow" ? [doubtful] : [try self.allow(), doubtful]
        #expect(Judging.verdict(try Judging.request(), PolicySet(identity: documents)) == expected)
    }

    @Test func aDeadPrincipalIsNotItsNamesake() throws {
        let set = PolicySet(resource: [try self.allow(self.aws("AROAEXAMPLEEXAMPLE123"))])
        #expect(Judging.verdict(try Judging.request(Self.role), set) == .implicitDeny)
        let same = try Judging.request(Self.role, "s3:GetObject", "arn:aws:s3:::b", ["aws:userid": ["AROAEXAMPLEEXAMPLE123:run-1"]])
        #expect(Judging.verdict(same, set) == .allowed)
    }

    @Test func theAnswerNamesTheDecidingStatements() throws {
        let policy = try Judging.document(
            """
            {"Version": "2012-10-17", "Statement": [
                {"Effect": "Allow", "Action": "ec2:*", "Resource": "*"}, {"Sid": "Read", "Effect": "Allow", "Action": "s3:Get*", "Resource": "*"},
                {"Effect": "Allow", "Action": "s3:*", "Resource": "*"}]}
            """)
        let evaluation = PolicyEvaluator.evaluate(try Judging.request(), PolicySet(identity: [policy], scps: [[try self.allow()]]))
        #expect(evaluation.decidedBy.map(\.description) == ["scps[0][0].Statement[0]", "identity[0].Statement[Read]", "identity[0].Statement[2]"])
    }

    @Test func aGrantToOneSessionServesItsRoleButADenyOfOneIsLeftOpen() throws {
        let full = try self.allow()
        #expect(Judging.verdict(try Judging.request(Self.role), PolicySet(resource: [try self.allow(self.aws(Self.session))])) == .allowed)
        #expect(
            Judging.verdict(try Judging.request(Self.role), PolicySet(identity: [full], resource: [try self.deny(self.aws(Self.session))]))
                == .undetermined)
    }

    @Test(arguments: ["arn:aws:iam::111111111111:group/g", "alice", "", "arn:aws:iam::1:user/alice", "arn:aws:iam::111111111111:user/"])
    func noPrincipalIsMadeOfWhatCannotAsk(_ text: String) {
        #expect(RequestPrincipal(text) == nil)
    }
}
