import IAMPolicy
import ReconcileCore

/// What people do alike to the inline policies of roles, users and groups, and to the tags of several kinds.
extension EditRow {
    static let inlinePolicies = Self.inline(.role, "Role") + Self.inline(.user, "User") + Self.inline(.group, "Group")

    static let tags =
        Self.tags(.role, "TagRole", "UntagRole") + Self.tags(.user, "TagUser", "UntagUser") + Self.tags(.managedPolicy, "TagPolicy", "UntagPolicy")
        + Self.tags(.kmsKey, "TagResource", "UntagResource", key: "TagKey", value: "TagValue")

    private static func inline(_ kind: ResourceKind, _ word: String) -> [EditRow] {
        func changed(_ name: String, _ direction: Direction, _ change: (inout [JSONObject]) -> Void) -> EditRow {
            let document = EditSamples.text(EditSamples.permissions, change)
            return EditRow(
                name, kind, [.call("Put\(word)Policy", ["PolicyName": "load", "PolicyDocument": document])],
                [EditFinding("inlinePolicies[load]", .modified, direction)])
        }
        let backDoor = EditSamples.text([]) { $0 = [["Effect": "Allow", "Action": "iam:*", "Resource": "*"]] }
        return [
            changed("inline policy for all objects", .widens) { $0[0]["Resource"] = "*" },
            changed("inline policy of one action less", .narrows) { $0[0]["Action"] = "s3:GetObject" },
            changed("inline policy of another action", .both) { $0[0]["Action"] = ["s3:GetObject", "s3:DeleteObject"] },
            changed("inline policy that denies", .narrows) { $0.append(["Effect": "Deny", "Action": "s3:GetObject", "Resource": "*"]) },
            changed("inline policy without its condition", .widens) { $0[1]["Condition"] = nil },
            changed("inline policy with a condition more", .narrows) { $0[0]["Condition"] = ["IpAddress": ["aws:SourceIp": "192.0.2.0/24"]] },
            changed("inline policy for names in another case", .both) { $0[0]["Resource"] = ["arn:aws:s3:::Loads", "arn:aws:s3:::Loads/*"] },
            EditRow(
                "inline policy removed", kind, [.call("Delete\(word)Policy", ["PolicyName": "load"])],
                [EditFinding("inlinePolicies[load]", .missing, .narrows)]),
            EditRow(
                "inline policy added", kind, [.call("Put\(word)Policy", ["PolicyName": "back-door", "PolicyDocument": backDoor])],
                [EditFinding("inlinePolicies[back-door]", .extra, .widens)])
        ]
    }

    private static func tags(_ kind: ResourceKind, _ put: String, _ remove: String, key: String = "Key", value: String = "Value") -> [EditRow] {
        func tag(_ name: String, _ text: String) -> JSONObject {
            ["Tags": [.object(JSONObject([.init(name: key, value: .string(name)), .init(name: value, value: .string(text))]))]]
        }
        return [
            EditRow("tag changed", kind, [.call(put, tag("owner", "mallory"))], [EditFinding("tags[owner]", .modified, .neutral)]),
            EditRow("tag added", kind, [.call(put, tag("who", "me"))], [EditFinding("tags[who]", .extra, .neutral)]),
            EditRow("tag removed", kind, [.call(remove, ["TagKeys": ["stage"]])], [EditFinding("tags[stage]", .missing, .neutral)])
        ]
    }
}
