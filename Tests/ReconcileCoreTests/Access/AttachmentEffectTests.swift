import IAMPolicy
import ReconcileCore
import Testing

@Suite struct AttachmentEffectTests {
    private typealias Case = DriftCase

    private static let aws = "arn:aws:iam::aws:policy/"
    private static let own = "arn:aws:iam::111122223333:policy/"

    private static let documents: [String: JSONValue] = [
        "read": Case.policy(Case.allow("s3:GetObject")), "block": Case.policy(Case.deny("s3:*")), "pass": Case.policy(Case.allow("iam:PassRole")),
        "nothing": Case.policy(), "storage": Case.policy(Case.allow("s3:*"))
    ]

    private static let policies = KnownPolicies(
        observed: Self.documents.map { name, document in
            ObservedResource(
                identity: ResourceIdentity(account: "prod", region: nil, kind: .managedPolicy, name: name), state: .inSync,
                live: LiveResource(arn: Self.own + name, uniqueID: nil, aspects: [AspectName("document"): document]))
        })

    private static func assess(
        _ aspect: String, _ desired: String?, _ live: String?, holding: [AspectName: JSONValue] = [:]
    ) -> Assessment {
        let row = Case("", .role, aspect, desired.map { .string($0) }, live.map { .string($0) }, .neutral, .low)
        return row.assessment(policies: Self.policies, live: LiveResource(arn: Case.roleARN, uniqueID: nil, aspects: holding))
    }

    @Test(arguments: [
        (Self.own + "read", true, Direction.widens, Severity.high, true, false), (Self.own + "read", false, .narrows, .high, true, false),
        (Self.own + "block", true, .narrows, .high, true, false), (Self.own + "block", false, .widens, .high, true, false),
        (Self.own + "pass", true, .widens, .critical, true, false), (Self.own + "pass", false, .narrows, .high, true, false),
        (Self.own + "nothing", true, .neutral, .low, false, false), (Self.own + "unread", true, .widens, .high, false, true),
        (Self.own + "unread", false, .narrows, .high, false, true), (Self.aws + "AdministratorAccess", true, .widens, .critical, true, false),
        (Self.aws + "IAMFullAccess", true, .widens, .critical, true, false), (Self.aws + "PowerUserAccess", true, .widens, .critical, true, false),
        (Self.aws + "AdministratorAccess", false, .narrows, .high, true, false), (Self.aws + "AWSDenyAll", true, .narrows, .high, true, false),
        (Self.aws + "AmazonS3ReadOnlyAccess", true, .widens, .high, false, true),
        (Self.own + "AdministratorAccess", true, .widens, .high, false, true)
    ])
    func `an attachment does what its document does`(
        arn: String, isExtra: Bool, direction: Direction, severity: Severity, hasWitness: Bool, hasReason: Bool
    ) {
        let found = Self.assess("managedPolicies[\(arn)]", isExtra ? nil : arn, isExtra ? arn : nil)
        #expect(found.direction == direction && found.severity == severity, "\(found)")
        #expect((found.witness != nil) == hasWitness && (found.reason != nil) == hasReason, "\(found)")
        if hasWitness { #expect(found.witness?["principal"] == .string(Case.roleARN)) }
    }

    private static let reading: [AspectName: JSONValue] = [AspectName("inlinePolicies", "a"): Case.policy(Case.allow("s3:PutObject"))]
    private static let ruling: [AspectName: JSONValue] = [AspectName("inlinePolicies", "a"): Case.policy(Case.allow("*"))]
    private static let attached: [AspectName: JSONValue] = [
        AspectName("managedPolicies", Self.aws + "AdministratorAccess"): .string(Self.aws + "AdministratorAccess")
    ]

    @Test(
        arguments: [
            (Self.own + "read", nil, [:], Direction.widens, Severity.high, nil, false),
            (Self.own + "read", nil, Self.reading, .widens, .high, "s3:PutObject", false),
            (Self.own + "read", nil, Self.ruling, .widens, .critical, nil, false),
            (Self.own + "read", nil, Self.attached, .widens, .critical, nil, false),
            (Self.own + "unread", nil, Self.reading, .widens, .high, nil, true),
            (Self.own + "unread", nil, Self.ruling, .widens, .critical, nil, true),
            (Self.aws + "AdministratorAccess", nil, Self.ruling, .neutral, .low, nil, false),
            (nil, Self.own + "read", Self.reading, .narrows, .high, nil, false), (nil, Self.own + "unread", Self.reading, .narrows, .high, nil, true),
            (Self.own + "read", Self.own + "storage", Self.reading, .widens, .high, nil, false),
            (Self.own + "storage", Self.own + "read", Self.reading, .narrows, .high, nil, false),
            (Self.own + "read", Self.own + "unread", Self.ruling, .undetermined, .high, nil, true),
            (Self.aws + "AdministratorAccess", Self.own + "unread", Self.reading, .narrows, .high, nil, true),
            (Self.own + "unread", Self.aws + "AdministratorAccess", Self.reading, .widens, .high, nil, true)
        ] as [(String?, String?, [AspectName: JSONValue], Direction, Severity, String?, Bool)])
    func `a boundary that goes gives what the principals policies hold beyond it`(
        desired: String?, live: String?, holding: [AspectName: JSONValue], direction: Direction, severity: Severity, action: String?,
        hasReason: Bool
    ) {
        let found = Self.assess("permissionsBoundary", desired, live, holding: holding)
        #expect(found.direction == direction && found.severity == severity, "\(found)")
        #expect((found.reason != nil) == hasReason, "\(found)")
        if let action { #expect(found.witness?["action"] == .string(action)) }
        if severity == .critical { #expect(found.witness?["principal"] == .string(Case.roleARN), "\(found)") }
    }

    @Test func `whoever may become an administrator is one`() {
        let trust = Case.policy(Case.trusts(["Service": "rds.amazonaws.com"]))
        let wider = Case.policy(Case.trusts(["Service": ["rds.amazonaws.com", "ec2.amazonaws.com"]]))
        let row = Case("", .role, "trustPolicy", trust, wider, .widens, .high)
        for (holding, severity) in [(Self.reading, Severity.high), (Self.ruling, .critical), (Self.attached, .critical)] {
            let found = row.assessment(policies: Self.policies, live: LiveResource(arn: Case.roleARN, uniqueID: nil, aspects: holding))
            #expect(found.direction == .widens && found.severity == severity && found.witness?["principal"] == "ec2.amazonaws.com")
        }
    }

    @Test func `the id of a deleted principal widens for its namesake, and says so`() {
        let declared = Case.policy(Case.trusts(["AWS": "arn:aws:iam::111122223333:role/jobs"]))
        let live = Case.policy(Case.trusts(["AWS": "AROAEXAMPLE0000000001"]))
        let found = Case("", .role, "trustPolicy", declared, live, .widens, .high).assessment()
        #expect(found.direction == .widens && found.severity == .high && found.reason?.contains("namesake") != true)
        #expect(found.reason?.contains("bears the name") == true)
        #expect(found.witness?["principal"] == "arn:aws:iam::111122223333:role/jobs" && found.witness?["resource"] == .string(Case.roleARN))
        let open = Case.policy(Case.trusts(["AWS": "AROAEXAMPLE0000000001"]), Case.trusts("*"))
        #expect(Case("", .role, "trustPolicy", declared, open, .widens, .high).assessment().severity == .critical)
    }

    @Test func `what is missing names who could use it`() {
        let declared = DesiredAspects(values: [AspectName("trustPolicy"): Case.policy(Case.trusts(["Service": "rds.amazonaws.com"]))])
        let found = Case("", .role, "existence", true, nil, .narrows, .high).assessment(desired: declared)
        #expect(found.direction == .narrows && found.severity == .high)
        #expect(found.witness?["principal"] == "rds.amazonaws.com" && found.witness?["resource"] == .string(Case.roleARN))
        let denying = DesiredAspects(values: [AspectName("document"): Case.policy(Case.deny("s3:DeleteObject"))])
        let policy = Case("", .managedPolicy, "existence", true, nil, .narrows, .high).assessment(desired: denying)
        #expect(policy.direction == .widens && policy.severity == .high && policy.witness?["action"] == "s3:DeleteObject")
    }
}
