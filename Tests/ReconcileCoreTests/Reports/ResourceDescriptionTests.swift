import Foundation
import IAMPolicy
import Testing

@testable import ReconcileCore

@Suite struct ResourceDescriptionTests {
    @Test func `a resource that was never looked at has every member`() {
        let json = ResourceDescription(
            resource: ReportSamples.desired(ReportSamples.role, spec: JSONObject([.init(name: "path", value: "/x/")])), observed: nil,
            now: ReportSamples.instant()
        ).json
        #expect(json["state"] == "undetermined")
        #expect(json["desired"] == ["path": "/x/"])
        #expect(json["live"] == .null)
        #expect(json["source"] == ["owner": "api", "file": .null, "line": .null])
        #expect(
            json["settings"]
                == ["mode": .null, "ownership": "exclusive", "deletion": "retain", "propagationSeconds": .null, "ignore": []])
        #expect(json["drifts"] == [] && json["corrections"] == [] && json["propagation"] == [] && json["journal"] == [])
    }

    @Test func `open drifts bear their differences, ended ones stand apart`() {
        let difference = Difference(path: "Statement[0].Action", desired: "a", live: "b")
        let json = ResourceDescription(
            resource: ReportSamples.desired(ReportSamples.role), observed: nil,
            drifts: [
                ReportSamples.drift("d-2", end: DriftEnd(reason: .settled, at: ReportSamples.moment)),
                ReportSamples.drift("d-1", differences: [difference])
            ], now: ReportSamples.instant()
        ).json
        #expect(json["drifts"]?.arrayValue?.map { $0["id"] } == ["d-1"])
        #expect(json["drifts"]?.arrayValue?.first?["differences"] == [difference.json])
        #expect(json["drifts"]?.arrayValue?.first?["summary"] == "Statement[0].Action: b instead of a")
        #expect(json["pastDrifts"]?.arrayValue?.first?["end"] == ["reason": "settled", "at": "2030-03-17T17:46:40.000Z"])
    }

    @Test func `live aspects, what could not be read and what is spelled differently are told`() {
        var observed = ObservedResource(identity: ReportSamples.role, state: .inSync, spelledDifferently: [AspectName("trustPolicy")])
        observed.live = LiveResource(
            arn: "arn:aws:iam::111122223333:role/x", uniqueID: "AROA1", aspects: [AspectName("tags", "b"): "2", AspectName("tags", "a"): "1"],
            gaps: ["inlinePolicies": ReadGap(code: .denied, message: "no")])
        let json = ResourceDescription(
            resource: ReportSamples.desired(ReportSamples.role), observed: observed, now: ReportSamples.instant()
        ).json
        #expect(json["live"]?.objectValue?.names == ["tags[a]", "tags[b]"])
        #expect(json["uniqueID"] == "AROA1")
        #expect(json["unreadable"] == [["aspect": "inlinePolicies", "code": "denied", "message": "no"]])
        #expect(json["spelledDifferently"] == ["trustPolicy"])
    }

    @Test func `keys of the spec that are not kept are named, those that are kept are not`() {
        let unkept = KindRegistry.all.flatMap { kind in kind.fields.filter { !$0.isKept }.map { (kind.kind, $0.name) } }
        for (kind, name) in unkept {
            let identity = ResourceIdentity(account: "prod", region: nil, kind: kind, name: "x")
            let spec = JSONObject([.init(name: name, value: .null), .init(name: "tags", value: [:])])
            let json = ResourceDescription(
                resource: ReportSamples.desired(identity, spec: spec), observed: nil, now: ReportSamples.instant()
            ).json
            #expect(json["notKept"]?.arrayValue?.contains(.string(name)) == true)
        }
        let role = ResourceDescription(
            resource: ReportSamples.desired(ReportSamples.role, spec: JSONObject([.init(name: "trustPolicy", value: [:])])), observed: nil,
            now: ReportSamples.instant())
        #expect(role.json["notKept"] == [])
    }

    @Test func `the outcome of each mutation is told with AWS's own words`() {
        var correction = ReportSamples.correction("c-1", .refused)
        correction.mutations = [
            Mutation(
                service: "iam", operation: "PutRolePolicy", parameters: JSONObject(), writes: [],
                outcome: .refused(MutationFailure(code: "AccessDenied", message: "not you", requestID: "r-1")))
        ]
        let mutation = CorrectionReport.json(correction)["mutations"]?.arrayValue?.first
        #expect(mutation?["outcome"] == ["state": "refused", "code": "AccessDenied", "message": "not you", "requestID": "r-1"])
    }
}
