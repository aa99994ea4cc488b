import IAMPolicy
import ReconcileCore

/// What people do to managed policies.
extension EditRow {
    static let managedPolicies = Self.policyVersions + Self.wholePolicies

    private static func version(_ change: (inout [JSONObject]) -> Void, isDefault: Bool = true) -> EditStep {
        .call(
            "CreatePolicyVersion",
            ["PolicyDocument": EditSamples.text(EditSamples.permissions, change), "SetAsDefault": .bool(isDefault)], keeping: [:])
    }

    private static func changed(_ name: String, _ direction: Direction, _ steps: [EditStep]) -> EditRow {
        EditRow(name, .managedPolicy, steps, [EditFinding("document", .modified, direction)], leaves: [.versions])
    }

    private static func wider(_ action: String) -> (inout [JSONObject]) -> Void {
        { $0.append(["Effect": "Allow", "Action": .string(action), "Resource": "*"]) }
    }

    private static let policyVersions = [
        Self.changed("version that allows more", .widens, [Self.version(Self.wider("kms:Decrypt"))]),
        Self.changed("version that allows less", .narrows, [Self.version { $0.removeLast() }]),
        Self.changed(
            "version that allows something else", .both,
            [
                Self.version {
                    $0[1]["Action"] = "neptune-db:*"; $0.removeFirst()
                }
            ]),
        Self.changed("version without a condition", .widens, [Self.version { $0[1]["Condition"] = nil }]),
        Self.changed("version that allows the administrator's", .widens, [Self.version(Self.wider("*"))]),
        Self.changed(
            "five versions", .widens,
            (1...4).map { number in Self.version(Self.wider("kms:Sign\(number == 4 ? "" : "\(number)")"), isDefault: number == 4) }),
        Self.changed(
            "default moved to another version", .narrows,
            [Self.version({ $0.removeFirst() }, isDefault: false), .call("SetDefaultPolicyVersion", ["VersionId": "v2"])])
    ]

    /// Made again with what the row has it differ in.
    private static func remade(path: String = "/graph/", description: String = "Loads") -> [EditStep] {
        [
            .call("DeletePolicy"),
            .call(
                "CreatePolicy", of: "iam",
                [
                    "PolicyName": "{name}", "PolicyDocument": EditSamples.document(EditSamples.permissions).asText, "Path": .string(path),
                    "Description": .string(description), "Tags": [["Key": "owner", "Value": "graph"], ["Key": "stage", "Value": "prod"]]
                ])
        ]
    }

    private static let wholePolicies = [
        EditRow("deleted", .managedPolicy, [.call("DeletePolicy")], [EditFinding("existence", .missing, .narrows)], leaves: [.id]),
        EditRow(
            "made again with another description", .managedPolicy, Self.remade(description: "Somebody's"),
            [EditFinding("description", .modified, .neutral, .stays("created anew"))]),
        EditRow(
            "made again at another path", .managedPolicy, Self.remade(path: "/elsewhere/"),
            [EditFinding("path", .modified, .undetermined, .stays("created anew"))])
    ]
}
