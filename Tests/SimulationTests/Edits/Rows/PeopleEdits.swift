import IAMPolicy
import ReconcileCore

/// What people do to users and groups beside their inline policies and tags.
extension EditRow {
    static let people = Self.userPolicies + Self.userPlaces + Self.groups

    private static let userPolicies = [
        EditRow(
            "policy attached", .user, [.call("AttachUserPolicy", ["PolicyArn": .string(EditSamples.administrator)])],
            [EditFinding("managedPolicies[\(EditSamples.administrator)]", .extra, .widens)]),
        EditRow(
            "policy detached", .user, [.call("DetachUserPolicy", ["PolicyArn": .string(EditSamples.read)])],
            [EditFinding("managedPolicies[\(EditSamples.read)]", .missing, .narrows)]),
        EditRow("boundary removed", .user, [.call("DeleteUserPermissionsBoundary")], [EditFinding("permissionsBoundary", .missing, .widens)]),
        EditRow(
            "boundary put where there is none", .user, declares: ["permissionsBoundary": .null],
            [.call("PutUserPermissionsBoundary", ["PermissionsBoundary": .string(EditSamples.limit)])],
            [EditFinding("permissionsBoundary", .extra, .narrows)]),
        EditRow(
            "access key made", .user, [.call("CreateAccessKey", keeping: ["newKey": ["AccessKey", "AccessKeyId"]])],
            [EditFinding("accessKeys[{newKey}]", .extra, .widens)], leaves: [.inactiveKey]),
        EditRow(
            "access key made inactive", .user, [.call("UpdateAccessKey", ["AccessKeyId": "{key}", "Status": "Inactive"])],
            [EditFinding("accessKeys[{key}]", .missing, .narrows)]),
        EditRow(
            "access key deleted", .user, [.call("DeleteAccessKey", ["AccessKeyId": "{key}"])],
            [EditFinding("accessKeys[{key}]", .missing, .narrows, .stays("declare another key"))])
    ]

    private static let userPlaces = [
        EditRow(
            "taken out of a group", .user, [.call("RemoveUserFromGroup", ["GroupName": "{name}-staff"])],
            [EditFinding("groups[{name}-staff]", .missing, .narrows)]),
        EditRow(
            "put into a group", .user, [.call("AddUserToGroup", ["GroupName": "{name}-visitors"])],
            [EditFinding("groups[{name}-visitors]", .extra, .widens)]),
        EditRow("moved to another path", .user, [.call("UpdateUser", ["NewPath": "/elsewhere/"])], [EditFinding("path", .modified, .undetermined)]),
        EditRow(
            "deleted", .user,
            [
                .call("DeleteUserPolicy", ["PolicyName": "load"]), .call("DetachUserPolicy", ["PolicyArn": .string(EditSamples.read)]),
                .call("RemoveUserFromGroup", ["GroupName": "{name}-staff"]), .call("DeleteAccessKey", ["AccessKeyId": "{key}"]), .call("DeleteUser")
            ],
            [
                EditFinding("existence", .missing, .narrows, .asks("another unique id")),
                EditFinding("accessKeys[{key}]", .missing, .narrows, .stays("declare another key"), isLater: true)
            ], leaves: [.id, .lostKey])
    ]

    private static let groups = [
        EditRow(
            "policy attached", .group, [.call("AttachGroupPolicy", ["PolicyArn": .string(EditSamples.administrator)])],
            [EditFinding("managedPolicies[\(EditSamples.administrator)]", .extra, .widens)]),
        EditRow(
            "policy detached", .group, [.call("DetachGroupPolicy", ["PolicyArn": .string(EditSamples.read)])],
            [EditFinding("managedPolicies[\(EditSamples.read)]", .missing, .narrows)]),
        EditRow(
            "member taken out", .group, [.call("RemoveUserFromGroup", ["UserName": "{name}-ann"])],
            [EditFinding("members[{name}-ann]", .missing, .narrows)]),
        EditRow(
            "member put in", .group, [.call("AddUserToGroup", ["UserName": "{name}-visitor"])],
            [EditFinding("members[{name}-visitor]", .extra, .widens)]),
        EditRow("moved to another path", .group, [.call("UpdateGroup", ["NewPath": "/elsewhere/"])], [EditFinding("path", .modified, .undetermined)]),
        EditRow(
            "renamed", .group, [.call("UpdateGroup", ["NewGroupName": "{name}-renamed"])], [EditFinding("existence", .missing, .narrows)],
            leaves: [.id, .resource("Group/{name}-renamed")]),
        EditRow(
            "deleted", .group,
            [
                .call("DeleteGroupPolicy", ["PolicyName": "load"]), .call("DetachGroupPolicy", ["PolicyArn": .string(EditSamples.read)]),
                .call("RemoveUserFromGroup", ["UserName": "{name}-ann"]), .call("RemoveUserFromGroup", ["UserName": "{name}-bob"]),
                .call("DeleteGroup")
            ],
            [EditFinding("existence", .missing, .narrows)], leaves: [.id])
    ]
}
