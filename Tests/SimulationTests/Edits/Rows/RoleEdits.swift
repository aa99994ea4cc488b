import IAMPolicy
import ReconcileCore
import ReconcileTestKit

/// What people do to roles.
extension EditRow {
    static let roles = Self.trusts + Self.roleLimits + Self.roleSettings + Self.wholeRoles

    private static func trust(_ name: String, _ direction: Direction, _ change: (inout [JSONObject]) -> Void) -> EditRow {
        EditRow(
            name, .role, [.call("UpdateAssumeRolePolicy", ["PolicyDocument": EditSamples.text(EditSamples.trust, change)])],
            [EditFinding("trustPolicy", .modified, direction)])
    }

    private static let trusts = [
        Self.trust("trust lets another account in", .widens) {
            $0.append(["Sid": "X", "Effect": "Allow", "Principal": ["AWS": .string(EditSamples.stranger)], "Action": "sts:AssumeRole"])
        },
        Self.trust("trust opened to all", .widens) { $0.append(["Effect": "Allow", "Principal": "*", "Action": "sts:AssumeRole"]) },
        Self.trust("trust condition removed", .widens) { $0[1]["Condition"] = ["StringEquals": ["sts:ExternalId": "abc"]] },
        Self.trust("trust external id changed", .both) {
            $0[1]["Condition"] = ["StringEquals": ["sts:ExternalId": "abd"], "Bool": ["aws:MultiFactorAuthPresent": "true"]]
        },
        Self.trust("trust statement removed", .narrows) { $0.removeLast() },
        Self.trust("trust service exchanged", .both) { $0[0]["Principal"] = ["Service": ["rds.amazonaws.com", "sagemaker.amazonaws.com"]] },
        Self.trust("trust denies", .narrows) {
            $0.append(["Effect": "Deny", "Principal": ["AWS": .string(EditSamples.caller)], "Action": "sts:AssumeRole"])
        }
    ]

    private static let roleLimits = [
        EditRow(
            "boundary removed", .role, [.call("DeleteRolePermissionsBoundary")], [EditFinding("permissionsBoundary", .missing, .widens)]),
        EditRow(
            "boundary exchanged", .role, [.call("PutRolePermissionsBoundary", ["PermissionsBoundary": .string(EditSamples.power)])],
            [EditFinding("permissionsBoundary", .modified, .undetermined)]),
        EditRow(
            "boundary put where there is none", .role, declares: ["permissionsBoundary": .null],
            [.call("PutRolePermissionsBoundary", ["PermissionsBoundary": .string(EditSamples.limit)])],
            [EditFinding("permissionsBoundary", .extra, .narrows)]),
        EditRow(
            "policy attached", .role, [.call("AttachRolePolicy", ["PolicyArn": .string(EditSamples.administrator)])],
            [EditFinding("managedPolicies[\(EditSamples.administrator)]", .extra, .widens)]),
        EditRow(
            "policy detached", .role, [.call("DetachRolePolicy", ["PolicyArn": .string(EditSamples.read)])],
            [EditFinding("managedPolicies[\(EditSamples.read)]", .missing, .narrows)]),
        EditRow(
            "policy exchanged", .role,
            [
                .call("DetachRolePolicy", ["PolicyArn": .string(EditSamples.read)]),
                .call("AttachRolePolicy", ["PolicyArn": .string(EditSamples.power)])
            ],
            [
                EditFinding("managedPolicies[\(EditSamples.read)]", .missing, .narrows),
                EditFinding("managedPolicies[\(EditSamples.power)]", .extra, .widens)
            ]),
        EditRow(
            "policy attached where none is declared", .role, declares: ["managedPolicies": []],
            [.call("AttachRolePolicy", ["PolicyArn": .string(EditSamples.read)])],
            [EditFinding("managedPolicies[\(EditSamples.read)]", .extra, .widens)])
    ]

    private static let roleSettings = [
        EditRow(
            "described otherwise", .role, [.call("UpdateRole", ["Description": "borrowed", "MaxSessionDuration": 7200])],
            [EditFinding("description", .modified, .neutral)]),
        EditRow(
            "description emptied", .role, [.call("UpdateRole", ["Description": "", "MaxSessionDuration": 7200])],
            [EditFinding("description", .missing, .neutral)]),
        EditRow(
            "sessions lengthened", .role, [.call("UpdateRole", ["MaxSessionDuration": 43_200])],
            [EditFinding("maxSessionDuration", .modified, .widens)]),
        EditRow("sessions shortened", .role, [.call("UpdateRole")], [EditFinding("maxSessionDuration", .modified, .narrows)]),
        EditRow(
            "both settings changed", .role, [.call("UpdateRole", ["Description": "borrowed", "MaxSessionDuration": 10_000])],
            [EditFinding("description", .modified, .neutral), EditFinding("maxSessionDuration", .modified, .widens)])
    ]

    /// Takes apart and deletes what `Specimen.defaults` declares.
    static let roleDeletion: [EditStep] = [
        .call("DeleteRolePolicy", ["PolicyName": "load"]), .call("DetachRolePolicy", ["PolicyArn": .string(EditSamples.read)]), .call("DeleteRole")
    ]

    /// Makes it again as it was, at a path of its own.
    private static func roleCreation(path: String) -> [EditStep] {
        [
            .call(
                "CreateRole",
                [
                    "AssumeRolePolicyDocument": EditSamples.document(EditSamples.trust).asText, "Path": .string(path), "Description": "Loads",
                    "MaxSessionDuration": 7200, "PermissionsBoundary": .string(EditSamples.limit),
                    "Tags": [["Key": "owner", "Value": "graph"], ["Key": "stage", "Value": "prod"]]
                ]),
            .call("PutRolePolicy", ["PolicyName": "load", "PolicyDocument": EditSamples.document(EditSamples.permissions).asText]),
            .call("AttachRolePolicy", ["PolicyArn": .string(EditSamples.read)])
        ]
    }

    private static let wholeRoles = [
        EditRow("deleted", .role, Self.roleDeletion, [EditFinding("existence", .missing, .narrows, .asks("another unique id"))], leaves: [.id]),
        EditRow(
            "made again at another path", .role, Self.roleDeletion + Self.roleCreation(path: "/elsewhere/"),
            [EditFinding("path", .modified, .undetermined, .stays("created anew"))]),
        EditRow(
            "principal of the trust made again", .role,
            declares: ["trustPolicy": Fixtures.trust(principal: Fixtures.roleARN("{name}-caller"))],
            before: [.call("CreateRole", of: "iam", ["RoleName": "{name}-caller", "AssumeRolePolicyDocument": Fixtures.trust().asText])],
            [
                .call("DeleteRole", of: "iam", ["RoleName": "{name}-caller"]),
                .call("CreateRole", of: "iam", ["RoleName": "{name}-caller", "AssumeRolePolicyDocument": Fixtures.trust().asText])
            ],
            [EditFinding("trustPolicy", .modified, .widens, .asks("deleted principal"))], leaves: [.resource("Role/{name}-caller")])
    ]
}
