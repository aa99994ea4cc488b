import IAMPolicy
import ReconcileCore

/// What people do to keys beside their tags.
extension EditRow {
    static let keys = Self.keyPolicies + Self.keyStates + Self.keyNames + Self.keyGrants

    private static func policy(_ name: String, _ direction: Direction, _ change: (inout [JSONObject]) -> Void) -> EditRow {
        EditRow(
            name, .kmsKey, [.call("PutKeyPolicy", ["PolicyName": "default", "Policy": EditSamples.text(EditSamples.keyUse, change)])],
            [EditFinding("keyPolicy", .modified, direction)])
    }

    private static let keyPolicies = [
        Self.policy("policy lets another account in", .widens) {
            $0.append([
                "Sid": "X", "Effect": "Allow", "Principal": ["AWS": .string(EditSamples.stranger)], "Action": "kms:Decrypt", "Resource": "*"
            ])
        },
        Self.policy("policy statement removed", .narrows) { $0.removeLast() },
        Self.policy("policy user exchanged", .both) {
            $0[1]["Principal"] = ["AWS": [.string(EditSamples.caller), .string("arn:aws:iam::999988887777:role/visitor")]]
        },
        Self.policy("policy with more actions", .widens) { $0[1]["Action"] = ["kms:Decrypt", "kms:GenerateDataKey", "kms:Encrypt"] },
        Self.policy("policy without its condition", .widens) { $0[1]["Condition"] = nil },
        Self.policy("policy that denies", .narrows) {
            $0.append([
                "Sid": "No", "Effect": "Deny", "Principal": ["AWS": .string(EditSamples.loader)], "Action": "kms:Decrypt", "Resource": "*"
            ])
        }
    ]

    private static let keyStates = [
        EditRow("disabled", .kmsKey, [.call("DisableKey")], [EditFinding("enabled", .modified, .narrows)]),
        EditRow(
            "enabled", .kmsKey, declares: ["enabled": false], [.call("EnableKey")], [EditFinding("enabled", .modified, .widens)]),
        EditRow(
            "to be deleted", .kmsKey, declares: ["rotation": false], [.call("ScheduleKeyDeletion", ["PendingWindowInDays": 7])],
            [EditFinding("enabled", .modified, .narrows)]),
        EditRow(
            "to be deleted, and said to be not rotated until then", .kmsKey, [.call("ScheduleKeyDeletion", ["PendingWindowInDays": 7])],
            [EditFinding("enabled", .modified, .narrows)]),
        EditRow("rotation stopped", .kmsKey, [.call("DisableKeyRotation")], [EditFinding("rotation", .modified, .widens)]),
        EditRow(
            "rotation begun", .kmsKey, declares: ["rotation": false], [.call("EnableKeyRotation")], [EditFinding("rotation", .modified, .narrows)]),
        EditRow(
            "described otherwise", .kmsKey, [.call("UpdateKeyDescription", ["Description": "borrowed"])],
            [EditFinding("description", .modified, .neutral)]),
        EditRow(
            "description emptied", .kmsKey, [.call("UpdateKeyDescription", ["Description": ""])], [EditFinding("description", .missing, .neutral)])
    ]

    private static let keyNames = [
        EditRow(
            "alias given", .kmsKey, [.call("CreateAlias", of: "kms", ["AliasName": "alias/{name}-visitor", "TargetKeyId": "{handle}"])],
            [EditFinding("aliases[alias/{name}-visitor]", .extra, .widens)]),
        EditRow(
            "alias taken away", .kmsKey, [.call("DeleteAlias", of: "kms", ["AliasName": "alias/{name}-second"])],
            [EditFinding("aliases[alias/{name}-second]", .missing, .narrows)]),
        EditRow(
            "alias that only finds the key taken away", .kmsKey, declares: ["key": "alias/{name}", "aliases": ["alias/{name}-second"]],
            made: ["aliases": ["alias/{name}", "alias/{name}-second"]], [.call("DeleteAlias", of: "kms", ["AliasName": "alias/{name}"])],
            [EditFinding("aliases[alias/{name}]", .missing, .narrows, .stays("declared by `key` only"))]),
        EditRow(
            "alias pointed at another key", .kmsKey, declares: ["key": "alias/{name}", "aliases": ["alias/{name}"]],
            before: [.call("CreateKey", of: "kms", ["Description": "other"], keeping: ["otherID": ["KeyMetadata", "KeyId"]])],
            [.call("UpdateAlias", of: "kms", ["AliasName": "alias/{name}", "TargetKeyId": "{otherID}"])],
            [EditFinding("aliases[alias/{name}]", .modified, .undetermined, .stays("point it back"))])
    ]

    private static let keyGrants = [
        EditRow(
            "grant revoked", .kmsKey, [.call("RevokeGrant", ["GrantId": "{grant}"])],
            [EditFinding("grants[\(EditSamples.caller): Decrypt Encrypt]", .missing, .narrows)]),
        EditRow(
            "grant made", .kmsKey, [.call("CreateGrant", ["GranteePrincipal": .string(EditSamples.stranger), "Operations": ["Encrypt"]])],
            [EditFinding("grants[\(EditSamples.stranger): Encrypt]", .extra, .widens, .asks("cannot be had back"))]),
        EditRow(
            "grant of fewer operations instead", .kmsKey,
            [
                .call("RevokeGrant", ["GrantId": "{grant}"]),
                .call("CreateGrant", ["GranteePrincipal": .string(EditSamples.caller), "Operations": ["Encrypt"], "Name": "export"])
            ],
            [
                EditFinding("grants[\(EditSamples.caller): Decrypt Encrypt]", .missing, .narrows),
                EditFinding("grants[\(EditSamples.caller): Encrypt]", .extra, .widens, .asks("cannot be had back"))
            ])
    ]
}
