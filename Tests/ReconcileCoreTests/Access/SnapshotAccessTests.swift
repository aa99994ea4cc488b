import Foundation
import IAMPolicy
import ReconcileCore
import ReconcileTestKit
import Testing

@Suite struct SnapshotAccessTests {
    private typealias Case = DriftCase

    private static let object = "arn:aws:s3:::loads/a"
    private static let aws = "arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess"
    private static let unread = "arn:aws:iam::111122223333:policy/unread"

    private static func resource(_ kind: ResourceKind, _ name: String, spec: JSONObject = ["inlinePolicies": [:], "managedPolicies": []])
        -> DesiredResource
    {
        Fixtures.resource(kind, name, spec)
    }

    private static func seen(
        _ kind: ResourceKind, _ name: String, _ arn: String, _ aspects: [AspectName: JSONValue], gaps: [String: ReadGap] = [:]
    ) -> ObservedResource {
        ObservedResource(
            identity: Fixtures.identity(kind, name), state: .inSync, lastReadAt: ReportSamples.moment,
            live: LiveResource(arn: arn, uniqueID: nil, aspects: aspects, gaps: gaps))
    }

    /// A role `load`, the policy `read`, the key `export`, and a role `gone`.
    private static func access(
        _ more: [AspectName: JSONValue] = [:], spec: JSONObject = ["inlinePolicies": [:], "managedPolicies": []], gaps: [String: ReadGap] = [:],
        key: [AspectName: JSONValue] = [:]
    ) -> SnapshotAccess {
        let inline = Case.policy(Case.allow(["s3:GetObject", "kms:Encrypt", "sts:AssumeRole"]), Case.deny("s3:PutObject"))
        let read = Case.policy(Case.allow("neptune-db:connect"))
        let keyPolicy = Case.policy(
            Case.lets(["AWS": "111122223333"], "kms:Encrypt"), Case.lets(["AWS": .string(Case.roleARN)], "kms:Decrypt"),
            Case.lets(["AWS": .string(Case.roleARN)], "kms:ScheduleKeyDeletion", effect: "Deny"))
        var aspects: [AspectName: JSONValue] = [
            AspectName("inlinePolicies", "load"): inline, AspectName("managedPolicies", Case.policyARN): .string(Case.policyARN),
            AspectName("trustPolicy"): Case.policy(Case.trusts(["Service": "rds.amazonaws.com"]))
        ]
        aspects.merge(more) { $1 }
        var keyAspects: [AspectName: JSONValue] = [AspectName("keyPolicy"): keyPolicy, AspectName("enabled"): true]
        keyAspects.merge(key) { $1 }
        return SnapshotAccess(
            desired: [
                Self.resource(.role, "load", spec: spec), Self.resource(.managedPolicy, "read"), Self.resource(.kmsKey, "export"),
                Self.resource(.role, "gone"), Self.resource(.role, "new")
            ],
            observed: [
                Self.seen(.role, "load", Case.roleARN, aspects, gaps: gaps),
                Self.seen(.managedPolicy, "read", Case.policyARN, [AspectName("document"): read]),
                Self.seen(.kmsKey, "export", Case.keyARN, keyAspects),
                ObservedResource(identity: Fixtures.identity(.role, "gone"), state: .drifted, lastReadAt: ReportSamples.moment)
            ])
    }

    private static func ask(_ principal: String, _ action: String, _ resource: String) -> AccessQuestion {
        AccessQuestion(principal: principal, action: action, resource: resource)
    }

    @Test(
        arguments: [
            ("Role/load", "s3:GetObject", Self.object, "allowed", "prod/Role/load inlinePolicies[load]"),
            ("prod/Role/LOAD", "s3:GetObject", Self.object, "allowed", "prod/Role/load inlinePolicies[load]"),
            (Case.roleARN, "neptune-db:connect", "arn:aws:neptune-db:eu-west-1:111122223333:c/*", "allowed", "prod/ManagedPolicy/read document"),
            ("arn:aws:sts::111122223333:assumed-role/load/job", "s3:GetObject", Self.object, "allowed", "prod/Role/load inlinePolicies[load]"),
            ("Role/load", "s3:PutObject", Self.object, "explicitDeny", "prod/Role/load inlinePolicies[load]"),
            ("Role/load", "iam:CreateUser", "*", "implicitDeny", nil), ("Role/load", "s3:DeleteObject", Self.object, "implicitDeny", nil),
            ("Role/load", "kms:Encrypt", "KMSKey/export", "allowed", "prod/eu-central-1/KMSKey/export keyPolicy"),
            ("Role/load", "kms:Decrypt", Case.keyARN, "allowed", "prod/eu-central-1/KMSKey/export keyPolicy"),
            ("Role/load", "kms:ScheduleKeyDeletion", "KMSKey/export", "explicitDeny", "prod/eu-central-1/KMSKey/export keyPolicy"),
            ("Role/load", "kms:CreateGrant", "KMSKey/export", "implicitDeny", nil),
            ("rds.amazonaws.com", "sts:AssumeRole", "Role/load", "allowed", "prod/Role/load trustPolicy"),
            ("ec2.amazonaws.com", "sts:AssumeRole", "Role/load", "implicitDeny", nil),
            ("Role/load", "sts:AssumeRole", "Role/load", "implicitDeny", nil),
            ("Role/load", "sts:AssumeRole", "arn:aws:iam::111122223333:role/other", "undetermined", nil),
            ("Role/load", "kms:Encrypt", "arn:aws:kms:eu-west-1:111122223333:key/other", "undetermined", nil),
            ("Role/load", "s3:DeleteObject", "arn:aws:sqs:eu-west-1:444455556666:q", "implicitDeny", nil),
            ("arn:aws:iam::111122223333:role/other", "s3:GetObject", Self.object, "undetermined", nil),
            ("arn:aws:iam::111122223333:user/eve", "kms:ScheduleKeyDeletion", "KMSKey/export", "implicitDeny", nil),
            ("Role/gone", "s3:GetObject", Self.object, "undetermined", nil), ("Role/new", "s3:GetObject", Self.object, "undetermined", nil),
            ("Role/load", "sts:AssumeRole", "Role/new", "undetermined", nil)
        ] as [(String, String, String, String, String?)])
    func `a request is judged by what was read`(
        principal: String, action: String, resource: String, verdict: String, source: String?
    ) throws {
        let answer = try Self.access().answer(Self.ask(principal, action, resource))
        #expect(answer["verdict"] == .string(verdict), "\(answer)")
        if let source {
            let sources = (answer["decidedBy"]?.arrayValue ?? []).compactMap { $0["source"]?.stringValue }
            #expect(sources.contains(source), "\(answer)")
        }
        #expect((answer["reason"]?.stringValue != nil) == (verdict == "undetermined" || verdict == "implicitDeny"), "\(answer)")
    }

    private static let boundary = AspectName("permissionsBoundary")
    private static let gap = ReadGap(code: .denied, message: "no")

    @Test(
        arguments: [
            (
                "an unknown policy of AWS", [AspectName("managedPolicies", Self.aws): .string(Self.aws)], [:], "allowed", "explicitDeny",
                "undetermined"
            ),
            (
                "an unread policy", [AspectName("managedPolicies", Self.unread): .string(Self.unread)], [:], "undetermined", "explicitDeny",
                "undetermined"
            ),
            ("an unread boundary", [Self.boundary: .string(Self.unread)], [:], "undetermined", "explicitDeny", "implicitDeny"),
            ("a known boundary", [Self.boundary: .string(Case.policyARN)], [:], "implicitDeny", "explicitDeny", "implicitDeny"),
            ("a boundary of AWS", [Self.boundary: "arn:aws:iam::aws:policy/AdministratorAccess"], [:], "allowed", "explicitDeny", "implicitDeny"),
            ("an unreadable list", [:], ["inlinePolicies": Self.gap], "undetermined", "explicitDeny", "undetermined"),
            ("an unreadable member", [:], ["inlinePolicies[x]": Self.gap], "undetermined", "explicitDeny", "undetermined"),
            ("an unreadable tag", [:], ["tags": Self.gap], "allowed", "explicitDeny", "implicitDeny"),
            ("no policy", [AspectName("inlinePolicies", "x"): "broken"], [:], "undetermined", "explicitDeny", "undetermined")
        ] as [(String, [AspectName: JSONValue], [String: ReadGap], String, String, String)])
    func `what was not read leaves open only what it could change`(
        name: String, more: [AspectName: JSONValue], gaps: [String: ReadGap], allowed: String, denied: String, notAllowed: String
    ) throws {
        let access = Self.access(more, gaps: gaps)
        for (action, verdict) in [("s3:GetObject", allowed), ("s3:PutObject", denied), ("s3:DeleteObject", notAllowed)] {
            let answer = try access.answer(Self.ask("Role/load", action, Self.object))
            #expect(answer["verdict"] == .string(verdict), "\(name), \(action): \(answer)")
        }
    }

    @Test func `what is not declared may not have been read`() throws {
        let access = Self.access(spec: ["managedPolicies": []])
        let open = try access.answer(Self.ask("Role/load", "s3:DeleteObject", Self.object))
        #expect(open["verdict"] == "undetermined" && open["reason"]?.stringValue?.contains("inlinePolicies of prod/Role/load") == true)
        #expect(try access.answer(Self.ask("Role/load", "s3:GetObject", Self.object))["verdict"] == "allowed")
    }

    @Test func `what is never looked at is told`() throws {
        let answer = try Self.access(key: [AspectName("enabled"): false]).answer(Self.ask("Role/load", "kms:Decrypt", "KMSKey/export"))
        let left = (answer["notEvaluated"]?.arrayValue ?? []).compactMap(\.stringValue)
        #expect(left.contains("service control policies") && left.contains("resource control policies") && left.contains("grants of the key"))
        #expect(left.contains { $0.contains("not enabled") })
        #expect(answer["asOf"] == "2030-03-17T17:46:40.000Z" && answer["principal"] == .string(Case.roleARN))
    }

    @Test(arguments: [
        (("nobody", "s3:GetObject", Self.object), ControlError.Code.invalid), (("Role/none", "s3:GetObject", Self.object), .notFound),
        (("KMSKey/export", "s3:GetObject", Self.object), .invalid), (("Role/load", "kms:Decrypt", "Basket/none"), .invalid),
        (("Role/load", "s3:GetObject", "Bucket/none"), .notFound)
    ])
    func `who is not known is an error, not a verdict`(question: (String, String, String), code: ControlError.Code) {
        let error = #expect(throws: ControlError.self) { try Self.access().answer(Self.ask(question.0, question.1, question.2)) }
        #expect(error?.code == code)
    }
}
