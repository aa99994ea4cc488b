import IAMPolicy
import ReconcileCore
import ReconcileTestKit
import Testing

/// The parts that shared policies are kept with, by themselves and on a bucket.
@Suite struct PolicyFormPartTests {
    private static let arn = "arn:aws:s3:::loads"
    private static let read = Self.statement("Load", "s3:GetObject", "\(Self.arn)/in/*")

    private static func statement(_ sid: String, _ action: String, _ resource: String) -> JSONValue {
        [
            "Sid": .string(sid), "Effect": "Allow", "Principal": ["AWS": .string(SharedKey.roleARN)], "Action": .string(action),
            "Resource": .string(resource)
        ]
    }

    /// What is planned for a bucket of that policy.
    private static func drafts(
        _ policy: JSONValue, live: JSONValue?, kept: [DesiredResource] = []
    ) throws -> (drifts: [AspectDrift], drafts: [CorrectionDraft]) {
        let kind = BucketKind()
        let bucket = Fixtures.resource(.bucket, "loads", ["bucketPolicy": policy])
        let desired = try kind.desiredAspects(of: bucket, resolver: Fixtures.references())
        var aspects: [AspectName: JSONValue] = [:]
        aspects[AspectName("bucketPolicy")] = live
        let reader = Fixtures.identity(.role, "reader")
        let readings: [ResourceIdentity: ResourceReading] =
            kept.isEmpty ? [:] : [reader: .present(LiveResource(arn: SharedKey.roleARN, uniqueID: nil))]
        let survey = AccessSurvey(account: Fixtures.account(), kept: kept, observed: [], readings: readings)
        let formed = PolicyFormReading(of: bucket.identity, desired: desired, survey: survey)
            .formed(LiveResource(arn: Self.arn, uniqueID: nil, aspects: aspects))
        let verdicts = DriftDetector(kind: .bucket, desired: desired, ownership: .exclusive).verdicts(for: .present(formed))
        let drifts = verdicts.sorted { $0.key < $1.key }.compactMap { _, verdict -> AspectDrift? in
            if case .drifted(let drift) = verdict { drift } else { nil }
        }
        let target = CorrectionTarget(resource: bucket, desired: desired, account: Fixtures.account(), live: formed)
        return (drifts, kind.corrections(of: drifts, target: target))
    }

    private static func policy(of draft: CorrectionDraft?) throws -> JSONValue {
        try JSONReader.parse(draft?.mutations.first?.parameters["Policy"]?.stringValue ?? "null")
    }

    @Test func `a bucket without a policy gets one of the statements alone`() throws {
        let found = try Self.drafts(["statements": [Self.read]], live: nil)
        #expect(found.drifts.map(\.aspect.description) == ["bucketPolicy[Load]"] && found.drifts.map(\.kind) == [.missing])
        #expect(found.drafts.flatMap(\.mutations).map(\.operation) == ["PutBucketPolicy"])
        #expect(try Self.policy(of: found.drafts.first) == ["Version": "2012-10-17", "Statement": [Self.read]])
    }

    @Test func `access to a bucket is mended on the bucket, for the resources that are declared`() throws {
        let item: JSONValue = ["principal": .string(SharedKey.roleARN), "actions": ["s3:GetObject"], "resources": [.string("\(Self.arn)/in/*")]]
        let unknown = try Self.drafts(["access": [item]], live: nil)
        #expect(unknown.drifts.isEmpty, "the role's own policies may grant it")
        let known = try Self.drafts(["access": [item]], live: nil, kept: [SharedKey.reader()])
        #expect(known.drifts.map(\.kind) == [.missing])
        let written = try Self.policy(of: known.drafts.first)
        #expect(written["Statement"]?.arrayValue?.first?["Resource"] == .string("\(Self.arn)/in/*"))
        #expect(try Self.drafts(["access": [item]], live: written, kept: [SharedKey.reader()]).drifts.isEmpty)

        let left = try Self.drafts(["access": []], live: written)
        #expect(left.drifts.map(\.kind) == [.extra])
        #expect(left.drafts.flatMap(\.mutations).map(\.operation) == ["DeleteBucketPolicy"])
        #expect(left.drafts.map(\.stage) == [.revoke])
    }

    @Test func `the last statement of a key is never taken away`() async {
        var script = SharedKey.script([SharedKey.key(SharedKey.access(SharedKey.item(["kms:Decrypt"])))], live: [SharedKey.administration])
        await script.lookAndSend()
        script.put(Array(script.statements.suffix(1)))
        script.desired = [SharedKey.key(["access": []])]
        await script.look(after: 601)
        #expect(script.states() == [.refused] && script.toSend.isEmpty)
        #expect(script.open().first?.reason?.contains("last statement") == true)
    }

    @Test func `a document without statements that could be told apart is left in the dark`() throws {
        for live: JSONValue in ["Version", ["Version": "2012-10-17"], ["Statement": ["text"]], ["Statement": 1]] {
            let found = try Self.drafts(["statements": [Self.read]], live: live)
            #expect(found.drifts.isEmpty && found.drafts.isEmpty, "\(live)")
        }
        #expect(try Self.drafts(["statements": [Self.read]], live: ["Statement": Self.read]).drifts.isEmpty, "a single statement needs no list")
    }

    @Test(arguments: [
        ("Reconciled0123456789abcdef", true), ("Reconciled0123456789abcdefx2", true), ("Reconciled", false), ("Reconciled0123456789ABCDEF", false),
        ("Reconciled0123456789abcde", false), ("reconciled0123456789abcdef", false)
    ])
    func `Sids of ours are known by their form`(sid: String, isReserved: Bool) { #expect(OwnStatement.reserves(sid) == isReserved) }

    @Test func `a taken Sid is not taken away`() async {
        var script = SharedKey.script([SharedKey.key(SharedKey.access(SharedKey.item(["kms:Decrypt"])))], live: [SharedKey.administration])
        await script.lookAndSend()
        await script.look()
        var squatter = SharedKey.others.objectValue ?? JSONObject()
        let sid = script.statements.last?["Sid"]
        squatter["Sid"] = sid
        script.put([SharedKey.administration, .object(squatter)])
        await script.lookAndSend(after: 601)
        #expect(script.statements.count == 3 && script.statements[1] == .object(squatter))
        let own = script.statements.last?["Sid"]?.stringValue ?? ""
        #expect(own == "\(sid?.stringValue ?? "")x2")
        script.put(Array(script.statements.dropLast()) + [.object(squatter)] + script.statements.suffix(1))
        script.desired = [SharedKey.key(["access": []])]
        await script.look()
        await script.lookAndSend(after: 601)
        #expect(script.statements.count == 3 && !script.statements.contains { $0["Sid"]?.stringValue == own }, "only what says what we wrote is ours")
    }
}
