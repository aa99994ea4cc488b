import IAMPolicy
import ReconcileCore

/// What people do to service control policies.
extension EditRow {
    static let controlPolicies = Self.controlDocuments + Self.controlTargets

    private static func document(_ name: String, _ direction: Direction, _ change: (inout [JSONObject]) -> Void) -> EditRow {
        EditRow(
            name, .serviceControlPolicy, [.call("UpdatePolicy", ["Content": EditSamples.text(EditSamples.control, change)])],
            [EditFinding("document", .modified, direction)])
    }

    private static let controlDocuments = [
        Self.document("document that denies less", .widens) { $0.removeFirst() },
        Self.document("document that denies more", .narrows) { $0[0]["Action"] = "s3:Delete*" },
        Self.document("document that denies something else", .both) { $0[0]["Action"] = ["s3:DeleteBucket", "s3:PutObject"] },
        Self.document("document with another exception", .both) {
            $0[1]["Condition"] = ["StringNotEquals": ["aws:RequestedRegion": ["eu-central-1", "eu-west-1"]]]
        }
    ]

    private static let controlTargets = [
        EditRow(
            "attached elsewhere too", .serviceControlPolicy, [.call("AttachPolicy", ["TargetId": "{second}"])],
            [EditFinding("targets[{second}]", .extra, .narrows)]),
        EditRow(
            "detached", .serviceControlPolicy, [.call("DetachPolicy", ["TargetId": "{unit}"])], [EditFinding("targets[{unit}]", .missing, .widens)]),
        EditRow(
            "attached elsewhere instead", .serviceControlPolicy,
            [.call("DetachPolicy", ["TargetId": "{unit}"]), .call("AttachPolicy", ["TargetId": "{second}"])],
            [EditFinding("targets[{unit}]", .missing, .widens), EditFinding("targets[{second}]", .extra, .narrows)]),
        EditRow(
            "deleted", .serviceControlPolicy, declares: ["policyID": .null],
            [.call("DetachPolicy", ["TargetId": "{unit}"]), .call("DeletePolicy")],
            // It is made without targets; that it is attached nowhere is seen then.
            [EditFinding("existence", .missing, .widens), EditFinding("targets[{unit}]", .missing, .widens)]),
        EditRow(
            "deleted though declared by its id", .serviceControlPolicy,
            [.call("DetachPolicy", ["TargetId": "{unit}"]), .call("DeletePolicy")],
            [EditFinding("existence", .missing, .widens, .stays("another id"))])
    ]
}
