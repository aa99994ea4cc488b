import Foundation
import IAMPolicy
import ReconcileCore

/// Values with everything in them that a column could lose.
enum Samples {
    static let start = Date(timeIntervalSince1970: 1_790_000_000.019)
    static let role = ResourceIdentity(account: "prod", region: nil, kind: .role, name: "Neptune-Load")
    static let key = ResourceIdentity(account: "prod", region: "eu-west-1", kind: .kmsKey, name: "export")

    static func later(_ seconds: Double) -> Date { Self.start.addingTimeInterval(seconds) }

    static let document: JSONValue = [
        "Version": "2012-10-17", "Statement": [["Effect": "Allow", "Action": "s3:GetObject", "Resource": ["a", "ü \"\\\n\u{1}"]]]
    ]

    static func desired(_ identity: ResourceIdentity = Self.role, description: String = "loads", line: Int = 12) -> DesiredResource {
        DesiredResource(
            identity: identity,
            spec: JSONObject([
                .init(name: "trustPolicy", value: Self.document), .init(name: "description", value: .string(description)),
                .init(name: "permissionsBoundary", value: .null), .init(name: "maxSessionDuration", value: .number("3600"))
            ]),
            settings: ReconcileSettings(
                mode: .enforce, ownership: .additive, deletion: .delete, propagationSeconds: 8.5,
                ignoreRules: [
                    IgnoreRule(aspect: "tags[CostCenter]", reason: "billing", owner: "finops", until: Self.later(86_400)),
                    IgnoreRule(aspect: "path", reason: "old", owner: nil, until: nil)
                ]),
            labels: ["team": "graph", "app": "x"], source: .directory(file: "/etc/reconciled/desired.d/a.yaml", line: line))
    }

    static func observed(_ identity: ResourceIdentity = Self.role, at date: Date = Self.start) -> ObservedResource {
        var facts = JSONObject()
        facts["versions"] = ["v1", "v2"]
        return ObservedResource(
            identity: identity, state: .drifted, binding: Binding(arn: "arn:aws:iam::111122223333:role/x", uniqueID: "AROAX"),
            lastReadAt: date, gap: ReadGap(code: .throttled, message: "too fast"),
            spelledDifferently: [AspectName("inlinePolicies", "load")],
            live: LiveResource(
                arn: "arn:aws:iam::111122223333:role/x", uniqueID: "AROAX",
                aspects: [
                    AspectName("trustPolicy"): Self.document, AspectName("tags", "a[b]"): "1", AspectName("path"): .null,
                    AspectName("maxSessionDuration"): 3600
                ],
                gaps: ["tags": ReadGap(code: .denied, message: "iam:ListRoleTags")], facts: facts))
    }

    static func drift(_ id: String = "d-0000000000000001", resource: ResourceIdentity = Self.role) -> DriftRecord {
        DriftRecord(
            id: id, resource: resource,
            drift: AspectDrift(
                aspect: AspectName("inlinePolicies", "load"), kind: .modified, desired: Self.document, live: nil,
                differences: [
                    Difference(path: "Statement[0].Action", desired: "s3:GetObject", live: nil, reason: "somebody removed it"),
                    Difference(path: "", desired: nil, live: ["a": 1], reason: nil),
                    Difference(path: "Statement[1]", desired: .null, live: .null, reason: nil)
                ]),
            assessment: Assessment(
                .narrows, .high,
                witness: ["principal": "arn:aws:iam::111122223333:role/x", "action": "s3:GetObject", "resource": "ü\"", "context": [:]],
                reason: "rests on this"), assessedOn: "abc", state: .open, reason: "because", firstSeenAt: Self.start,
            lastSeenAt: Self.later(1), passID: 7)
    }

    static func mutation(_ outcome: MutationOutcome?) -> Mutation {
        var parameters = JSONObject()
        parameters["RoleName"] = "Neptune-Load"
        parameters["PolicyDocument"] = .string(JSONWriter.compact(Self.document))
        return Mutation(
            service: "iam", region: nil, operation: "PutRolePolicy", parameters: parameters,
            writes: [
                AspectWrite(AspectName("inlinePolicies", "load"), value: Self.document, preImage: nil),
                AspectWrite(AspectName("path"), value: .null, preImage: "/")
            ],
            preImage: ["document": Self.document], outcome: outcome)
    }

    static func correction(
        _ id: String = "c-0000000000000001", resource: ResourceIdentity = Self.role, state: CorrectionState = .intended,
        mutations: [Mutation] = [Self.mutation(nil)]
    ) -> CorrectionRecord {
        CorrectionRecord(
            id: id, resource: resource,
            draft: CorrectionDraft(
                aspects: [AspectName("inlinePolicies", "load"), AspectName("path")], stage: .grant, mutations: mutations,
                reason: "put back"),
            driftIDs: ["d-0000000000000001"], state: state, reason: "why", attempts: 2, notBefore: Self.later(60), passID: 7,
            plannedAt: Self.start)
    }

    static func window(_ id: String = "w-0000000000000001", correction: String = "c-0000000000000001") -> PropagationWindow {
        PropagationWindow(
            id: id, resource: Self.role, correctionID: correction,
            write: AspectWrite(AspectName("inlinePolicies", "load"), value: Self.document, preImage: .null),
            openedAt: Instant(wall: Self.start, bootID: "boot-1", secondsSinceBoot: 1234.567_891_234), length: 600.25, matchingReads: 1)
    }

    static func entry(_ kind: JournalKind = .driftDetected, _ note: String = "n") -> JournalDraft {
        var details = JSONObject()
        details["note"] = .string(note)
        return JournalDraft(kind, at: Self.start, resource: Self.role, correctionID: "c-1", details: details)
    }

    static func change(
        _ event: NoticeEvent = .driftDetected, account: String = "prod", passID: Int = 1, name: String = "a"
    ) -> NoticeChange {
        NoticeChange(
            event: event, account: account, passID: passID,
            change: ["resource": .string("\(account)/Role/\(name)"), "aspect": "trustPolicy", "kind": "modified"])
    }
}
