import IAMPolicy
import ReconcileCore
import ReconcileTestKit
import Testing

@Suite struct DriftAssessorTests {
    private typealias Case = DriftCase

    private static let service: JSONValue = ["Service": "rds.amazonaws.com"]
    private static let app: JSONValue = ["AWS": "arn:aws:iam::111122223333:role/app"]
    private static let root: JSONValue = ["AWS": "arn:aws:iam::111122223333:root"]
    private static let stranger: JSONValue = ["AWS": "arn:aws:iam::444455556666:role/partner"]
    private static let load = Case.policy(Case.allow("s3:GetObject", on: "arn:aws:s3:::loads/*"))
    private static let trust = Case.policy(Case.trusts(Self.service))
    private static let keyPolicy = Case.policy(Case.lets(Self.root, "kms:*"), Case.lets(Self.app))

    private static let inline: [DriftCase] = [
        Case(
            "an action more", .role, "inlinePolicies[load]", load,
            Case.policy(Case.allow(["s3:GetObject", "s3:PutObject"], on: "arn:aws:s3:::loads/*")),
            .widens, .high, ["principal": .string(Case.roleARN), "action": "s3:PutObject"]),
        Case(
            "an action less", .role, "inlinePolicies[load]", Case.policy(Case.allow(["s3:GetObject", "s3:PutObject"], on: "arn:aws:s3:::loads/*")),
            load,
            .narrows, .high, ["principal": .string(Case.roleARN), "action": "s3:PutObject"]),
        Case(
            "one action for another", .role, "inlinePolicies[load]", load, Case.policy(Case.allow("s3:PutObject", on: "arn:aws:s3:::loads/*")), .both,
            .high, ["action": "s3:PutObject"]),
        Case("missing", .role, "inlinePolicies[load]", load, nil, .narrows, .high, ["action": "s3:GetObject"]),
        Case(
            "a Deny missing", .role, "inlinePolicies[load]", Case.policy(Case.deny("s3:DeleteObject")), nil, .widens, .high,
            ["action": "s3:DeleteObject"]),
        Case("extra", .role, "inlinePolicies[load]", nil, load, .widens, .high, ["action": "s3:GetObject"]),
        Case(
            "a Deny extra", .role, "inlinePolicies[load]", nil, Case.policy(Case.deny("s3:DeleteObject")), .narrows, .high,
            ["action": "s3:DeleteObject"]),
        Case("nothing extra", .role, "inlinePolicies[load]", nil, Case.policy(), .neutral, .low),
        Case(
            "what a wildcard covers as well", .role, "inlinePolicies[load]", Case.policy(Case.allow("s3:*")),
            Case.policy(Case.allow("s3:*"), Case.allow("s3:GetObject", on: "arn:aws:s3:::loads/*")), .neutral, .low),
        Case(
            "everything", .role, "inlinePolicies[load]", load, Case.policy(Case.allow("*")), .widens, .critical, ["principal": .string(Case.roleARN)]),
        Case("all of IAM", .role, "inlinePolicies[load]", load, Case.policy(Case.allow("iam:*")), .both, .critical),
        Case(
            "PassRole of any role", .role, "inlinePolicies[load]", nil, Case.policy(Case.allow("iam:PassRole")), .widens, .critical,
            ["principal": .string(Case.roleARN), "action": "iam:PassRole"]),
        Case(
            "PassRole of one role", .role, "inlinePolicies[load]", nil,
            Case.policy(Case.allow("iam:PassRole", on: "arn:aws:iam::111122223333:role/one")),
            .widens, .high, ["resource": "arn:aws:iam::111122223333:role/one"]),
        Case(
            "PassRole to one service", .role, "inlinePolicies[load]", nil,
            Case.policy(Case.allow("iam:PassRole", when: ["StringEquals": ["iam:PassedToService": "rds.amazonaws.com"]])), .widens, .high,
            ["action": "iam:PassRole"]),
        Case(
            "PutRolePolicy where a tag is", .role, "inlinePolicies[load]", nil,
            Case.policy(Case.allow("iam:PutRolePolicy", when: ["StringEquals": ["aws:ResourceTag/team": "graph"]])), .widens, .high),
        Case(
            "everything, over TLS", .role, "inlinePolicies[load]", nil, Case.policy(Case.allow("*", when: ["Bool": ["aws:SecureTransport": "true"]])),
            .widens, .critical),
        Case("reading IAM", .role, "inlinePolicies[load]", nil, Case.policy(Case.allow("iam:Get*")), .widens, .high),
        Case("becoming any role", .role, "inlinePolicies[load]", nil, Case.policy(Case.allow("sts:AssumeRole")), .widens, .critical),
        Case(
            "all but IAM", .role, "inlinePolicies[load]", nil, Case.policy(["Effect": "Allow", "NotAction": "s3:*", "Resource": "*"]), .widens,
            .critical),
        Case(
            "an unknown element", .role, "inlinePolicies[load]", load, Case.policy(["Effect": "Allow", "Acton": "s3:*", "Resource": "*"]),
            .undetermined, .high),
        Case("no policy", .role, "inlinePolicies[load]", load, "gone", .undetermined, .high)
    ]

    private static let trusts: [DriftCase] = [
        Case(
            "a role of the account more", .role, "trustPolicy", trust, Case.policy(Case.trusts(service), Case.trusts(app)), .widens, .high,
            ["principal": "arn:aws:iam::111122223333:role/app", "action": "sts:AssumeRole", "resource": .string(Case.roleARN)]),
        Case("the account itself more", .role, "trustPolicy", trust, Case.policy(Case.trusts(service), Case.trusts(root)), .widens, .high),
        Case(
            "a service more", .role, "trustPolicy", trust, Case.policy(Case.trusts(["Service": ["rds.amazonaws.com", "ec2.amazonaws.com"]])), .widens,
            .high),
        Case(
            "another account more", .role, "trustPolicy", trust, Case.policy(Case.trusts(service), Case.trusts(stranger)), .widens, .critical,
            ["principal": "arn:aws:iam::444455556666:role/partner", "resource": .string(Case.roleARN)]),
        Case("anybody", .role, "trustPolicy", trust, Case.policy(Case.trusts(service), Case.trusts("*")), .widens, .critical),
        Case("anybody by type", .role, "trustPolicy", trust, Case.policy(Case.trusts(service), Case.trusts(["AWS": "*"])), .widens, .critical),
        Case(
            "anybody of the account", .role, "trustPolicy", trust,
            Case.policy(Case.trusts(service), Case.trusts("*", when: ["StringEquals": ["aws:PrincipalAccount": "111122223333"]])), .widens, .high),
        Case(
            "without the condition", .role, "trustPolicy",
            Case.policy(Case.trusts(service, when: ["StringEquals": ["aws:SourceAccount": "111122223333"]])),
            trust, .widens, .high, ["principal": "rds.amazonaws.com"]),
        Case(
            "with a condition more", .role, "trustPolicy", trust,
            Case.policy(Case.trusts(service, when: ["StringEquals": ["aws:SourceAccount": "111122223333"]])), .narrows, .high,
            ["principal": "rds.amazonaws.com"]),
        Case(
            "another service instead", .role, "trustPolicy", trust, Case.policy(Case.trusts(["Service": "ec2.amazonaws.com"])), .both, .critical,
            ["principal": "ec2.amazonaws.com"]),
        Case("nobody", .role, "trustPolicy", trust, Case.policy(), .narrows, .critical, ["principal": "rds.amazonaws.com"]),
        Case(
            "a Deny for who is declared", .role, "trustPolicy", trust, Case.policy(Case.trusts(service), Case.trusts(service, effect: "Deny")),
            .narrows,
            .critical, ["principal": "rds.amazonaws.com"]),
        Case(
            "one of two left", .role, "trustPolicy", Case.policy(Case.trusts(["Service": ["rds.amazonaws.com", "ec2.amazonaws.com"]])), trust,
            .narrows,
            .critical, ["principal": "ec2.amazonaws.com"]),
        Case(
            "the account in the place of its role", .role, "trustPolicy", Case.policy(Case.trusts(app)), Case.policy(Case.trusts(root)), .both, .high)
    ]

    private static let others: [DriftCase] = [
        Case(
            "the app gone", .kmsKey, "keyPolicy", Case.policy(Case.lets(app)), Case.policy(Case.lets(["AWS": "arn:aws:iam::111122223333:role/b"])),
            .both, .critical),
        Case(
            "an action less of two", .kmsKey, "keyPolicy", Case.policy(Case.lets(app, ["kms:Decrypt", "kms:Encrypt"])), Case.policy(Case.lets(app)),
            .narrows, .high,
            ["principal": "arn:aws:iam::111122223333:role/app", "action": "kms:Encrypt", "resource": .string(Case.keyARN)]),
        Case(
            "the app gone, the account left", .kmsKey, "keyPolicy", keyPolicy, Case.policy(Case.lets(root, "kms:*")), .narrows, .high,
            ["principal": "arn:aws:iam::111122223333:role/app"]),
        Case(
            "a Deny for the app", .kmsKey, "keyPolicy", keyPolicy,
            Case.policy(Case.lets(root, "kms:*"), Case.lets(app), Case.lets(app, "kms:*", effect: "Deny")), .narrows, .critical),
        Case(
            "a user more", .kmsKey, "keyPolicy", keyPolicy,
            Case.policy(Case.lets(root, "kms:*"), Case.lets(app), Case.lets(["AWS": "arn:aws:iam::111122223333:user/eve"], "kms:Decrypt")), .widens,
            .high,
            ["principal": "arn:aws:iam::111122223333:user/eve", "action": "kms:Decrypt", "resource": .string(Case.keyARN)]),
        Case(
            "a user more who may put the policy", .kmsKey, "keyPolicy", keyPolicy,
            Case.policy(Case.lets(root, "kms:*"), Case.lets(app), Case.lets(["AWS": "arn:aws:iam::111122223333:user/eve"], "kms:*")), .widens,
            .critical,
            ["principal": "arn:aws:iam::111122223333:user/eve", "action": "kms:PutKeyPolicy"]),
        Case(
            "another account more", .kmsKey, "keyPolicy", keyPolicy, Case.policy(Case.lets(root, "kms:*"), Case.lets(app), Case.lets(stranger)),
            .widens,
            .critical, ["principal": "arn:aws:iam::444455556666:role/partner", "resource": .string(Case.keyARN)]),
        Case("anybody", .kmsKey, "keyPolicy", keyPolicy, Case.policy(Case.lets(root, "kms:*"), Case.lets(app), Case.lets("*")), .widens, .critical),
        Case(
            "anybody of the account", .kmsKey, "keyPolicy", keyPolicy,
            Case.policy(Case.lets(root, "kms:*"), Case.lets(app), Case.lets("*", when: ["StringEquals": ["kms:CallerAccount": "111122223333"]])),
            .widens, .high),
        Case("off", .kmsKey, "enabled", true, false, .narrows, .critical),
        Case("about to be deleted", .kmsKey, "enabled", true, "pendingDeletion", .narrows, .critical),
        Case("on, declared as off", .kmsKey, "enabled", false, true, .widens, .high),
        Case("gone", .kmsKey, "existence", true, nil, .narrows, .critical),
        Case("a document with more", .managedPolicy, "document", load, Case.policy(Case.allow("s3:*")), .widens, .high),
        Case("a document with everything", .managedPolicy, "document", load, Case.policy(Case.allow("*")), .widens, .critical),
        Case("a document with less", .managedPolicy, "document", Case.policy(Case.allow("s3:*")), load, .narrows, .high),
        Case("gone", .managedPolicy, "existence", true, nil, .narrows, .high),
        Case("a description", .managedPolicy, "description", "a", "b", .neutral, .low),
        Case("a path", .managedPolicy, "path", "/a/", "/b/", .undetermined, .medium),
        Case("gone", .role, "existence", true, nil, .narrows, .high),
        Case("a description", .role, "description", "a", nil, .neutral, .low), Case("a tag", .role, "tags[owner]", "a", "b", .neutral, .low),
        Case("a tag more", .role, "tags[x]", nil, "b", .neutral, .low), Case("a path", .role, "path", "/a/", "/b/", .undetermined, .medium),
        Case("a longer session", .role, "maxSessionDuration", 3600, 7200, .widens, .medium),
        Case("a session as long as by default", .role, "maxSessionDuration", 7200, nil, .narrows, .medium),
        Case("a shorter session", .role, "maxSessionDuration", 7200, 3600, .narrows, .medium)
    ]

    @Test(arguments: Self.inline + Self.trusts + Self.others)
    func `each drift has its direction, severity and witness`(row: DriftCase) {
        let found = row.assessment()
        #expect(found.direction == row.direction && found.severity == row.severity, "\(row.kind) \(row.aspect): \(row): \(found)")
        for member in row.witness.members { #expect(found.witness?[member.name] == member.value, "\(row): \(found)") }
        let isPolicy = AspectComparator.policyType(of: row.drift.aspect, in: row.kind) != nil
        if isPolicy, [.widens, .narrows, .both].contains(row.direction) {
            #expect(found.witness?.objectValue?.names.contains("context") == true, "\(row): \(found)")
        }
        #expect((found.reason != nil) == (row.direction == .undetermined), "\(row): \(found)")
    }

    /// Whatever the search for the gravest had to set along the way.
    private static let strangers: [(JSONValue, JSONValue?, [String])] = [
        (["AWS": "arn:aws:iam::999988887777:root"], nil, []), ("*", nil, []),
        ("*", ["StringEquals": ["sts:ExternalId": "x"]], ["sts:ExternalId"])
    ]

    @Test(arguments: Self.strangers)
    func `a witness bears no key that nothing asks for`(stranger: JSONValue, condition: JSONValue?, keys: [String]) {
        let trust = Case.policy(Case.trusts(["Service": "rds.amazonaws.com"]))
        let live = Case.policy(Case.trusts(["Service": "rds.amazonaws.com"]), Case.trusts(stranger, when: condition))
        let witness = Case("a stranger", .role, "trustPolicy", trust, live, .widens, .critical).assessment().witness
        #expect(witness?["context"]?.objectValue?.names.map { $0.lowercased() } == keys.map { $0.lowercased() })
    }

    @Test(arguments: Self.inline + Self.trusts + Self.others)
    func `a witness is allowed on one side only`(row: DriftCase) throws {
        guard let type = AspectComparator.policyType(of: row.drift.aspect, in: row.kind), let witness = row.assessment().witness else { return }
        let (with, without) = row.direction == .narrows ? (row.desired, row.live) : (row.live, row.desired)
        let proofs = try Self.sides.map { side in
            (try Self.isAllowed(witness, with, type, side), try Self.isAllowed(witness, without, type, side))
        }
        #expect(proofs.contains { $0 == (true, false) }, "\(row): \(witness)")
    }

    /// Whether something beside the documents allows everything.
    private static let sides = [false, true]

    private static func isAllowed(_ witness: JSONValue, _ document: JSONValue?, _ type: PolicyType, _ hasMore: Bool) throws -> Bool {
        let documents = try document.map { [try #require(PolicyDocument.read($0))] } ?? []
        var context = RequestContext()
        for member in witness["context"]?.objectValue?.members ?? [] {
            context[member.name] = member.value.arrayValue?.compactMap(\.stringValue) ?? [member.value.stringValue ?? ""]
        }
        let principal = try #require(witness["principal"]?.stringValue.flatMap(RequestPrincipal.init))
        let request = AccessRequest(
            principal: principal, action: witness["action"]?.stringValue ?? "", resource: witness["resource"]?.stringValue ?? "",
            resourceAccount: witness["resourceAccount"]?.stringValue, context: context)
        let more = hasMore ? [try #require(PolicyDocument.read(Case.policy(Case.allow("*"))))] : []
        let account: JSONValue = ["AWS": .string(principal.account ?? "")]
        let policies =
            type.namesPrincipals
            ? PolicySet(identity: more, resource: documents)
            : PolicySet(identity: documents + more, resource: [try #require(PolicyDocument.read(Case.policy(Case.lets(account, "*"))))])
        return PolicyEvaluator.evaluate(request, policies).verdict == .allowed
    }
}
