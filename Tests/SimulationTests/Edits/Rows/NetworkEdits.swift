import IAMPolicy
import ReconcileCore
import ReconcileTestKit

/// What people do to security groups and clusters.
extension EditRow {
    static let networks = Self.opened + Self.shut + Self.clusters

    /// A permission as EC2 takes it, of one source.
    static func ingress(_ list: String, _ source: JSONValue, _ transport: String = "tcp", _ from: Int? = 8182, _ to: Int? = nil) -> JSONObject {
        var permission: JSONObject = ["IpProtocol": .string(transport)]
        permission["FromPort"] = from.map { JSONValue($0) }
        permission["ToPort"] = (to ?? from).map { JSONValue($0) }
        permission[list] = [source]
        return ["IpPermissions": [.object(permission)]]
    }

    private static func letIn(_ name: String, _ member: String, _ permission: JSONObject) -> EditRow {
        EditRow(name, .securityGroup, [.call("AuthorizeSecurityGroupIngress", permission)], [EditFinding("ingress[\(member)]", .extra, .widens)])
    }

    private static let opened = [
        Self.letIn("opened to the world", "tcp 8182 0.0.0.0/0", Self.ingress("IpRanges", ["CidrIp": "0.0.0.0/0"])),
        Self.letIn("opened to the world of IPv6", "tcp 8182 ::/0", Self.ingress("Ipv6Ranges", ["CidrIpv6": "::/0"])),
        Self.letIn("a range of ports opened", "tcp 8000-9000 10.2.0.0/16", Self.ingress("IpRanges", ["CidrIp": "10.2.0.0/16"], "tcp", 8000, 9000)),
        Self.letIn(
            "all of a list of networks let in", "all pl-0123456789abcdef0",
            Self.ingress("PrefixListIds", ["PrefixListId": "pl-0123456789abcdef0"], "-1", nil)),
        Self.letIn(
            "a group of another account let in", "tcp 8182 999988887777/sg-0123456789abcdef0",
            Self.ingress("UserIdGroupPairs", ["GroupId": "sg-0123456789abcdef0", "UserId": "999988887777"])),
        Self.letIn("pings let in", "icmp all 10.2.0.0/16", Self.ingress("IpRanges", ["CidrIp": "10.2.0.0/16"], "icmp", -1, -1))
    ]

    private static let clients = Self.ingress("IpRanges", ["CidrIp": "10.0.0.0/16"])
    private static let others = Self.ingress("IpRanges", ["CidrIp": "10.1.0.0/16"])

    private static let shut = [
        EditRow(
            "a network shut out", .securityGroup, [.call("RevokeSecurityGroupIngress", Self.clients)],
            [EditFinding("ingress[tcp 8182 10.0.0.0/16]", .missing, .narrows)]),
        EditRow(
            "a network exchanged", .securityGroup,
            [
                .call("RevokeSecurityGroupIngress", Self.others),
                .call("AuthorizeSecurityGroupIngress", Self.ingress("IpRanges", ["CidrIp": "10.9.0.0/16"]))
            ],
            [EditFinding("ingress[tcp 8182 10.1.0.0/16]", .missing, .narrows), EditFinding("ingress[tcp 8182 10.9.0.0/16]", .extra, .widens)]),
        EditRow(
            "all of the port shut", .securityGroup,
            [.call("RevokeSecurityGroupIngress", Self.clients), .call("RevokeSecurityGroupIngress", Self.others)],
            [EditFinding("ingress[tcp 8182 10.0.0.0/16]", .missing, .narrows), EditFinding("ingress[tcp 8182 10.1.0.0/16]", .missing, .narrows)]),
        EditRow(
            "all of the port moved to the world", .securityGroup,
            [
                .call("RevokeSecurityGroupIngress", Self.clients), .call("RevokeSecurityGroupIngress", Self.others),
                .call("AuthorizeSecurityGroupIngress", Self.ingress("IpRanges", ["CidrIp": "0.0.0.0/0"]))
            ],
            [
                EditFinding("ingress[tcp 8182 10.0.0.0/16]", .missing, .narrows), EditFinding("ingress[tcp 8182 10.1.0.0/16]", .missing, .narrows),
                EditFinding("ingress[tcp 8182 0.0.0.0/0]", .extra, .widens)
            ]),
        EditRow(
            "a rule described otherwise", .securityGroup,
            [
                .call(
                    "UpdateSecurityGroupRuleDescriptionsIngress",
                    Self.ingress("IpRanges", ["CidrIp": "10.0.0.0/16", "Description": "borrowed"]))
            ],
            [EditFinding("ingress[tcp 8182 10.0.0.0/16]", .modified, .neutral)]),
        EditRow("deleted", .securityGroup, [.removal], [EditFinding("existence", .missing, .narrows, .stays("never created"))])
    ]

    private static let loader = JSONValue.string(EditSamples.loader)
    private static let caller = JSONValue.string(EditSamples.caller)

    private static let clusters = [
        EditRow(
            "role taken away", .neptuneCluster, [.call("RemoveRoleFromDBCluster", ["RoleArn": Self.loader])],
            [EditFinding("associatedRoles[\(EditSamples.loader)]", .missing, .narrows)]),
        EditRow(
            "role given", .neptuneCluster,
            before: [.call("CreateRole", of: "iam", ["RoleName": "{name}-guest", "AssumeRolePolicyDocument": Fixtures.trust().asText])],
            [.call("AddRoleToDBCluster", ["RoleArn": .string(Fixtures.roleARN("{name}-guest"))])],
            [EditFinding("associatedRoles[\(Fixtures.roleARN("{name}-guest"))]", .extra, .widens)]),
        EditRow(
            "role given for a feature", .neptuneCluster, [.call("AddRoleToDBCluster", ["RoleArn": Self.loader, "FeatureName": "Import"])],
            [EditFinding("associatedRoles[\(EditSamples.loader) Import]", .extra, .widens)]),
        EditRow(
            "feature of a role exchanged", .neptuneCluster,
            [
                .call("RemoveRoleFromDBCluster", ["RoleArn": Self.caller, "FeatureName": "Export"]),
                .call("AddRoleToDBCluster", ["RoleArn": Self.caller, "FeatureName": "Import"])
            ],
            [
                EditFinding("associatedRoles[\(EditSamples.caller) Export]", .missing, .narrows),
                EditFinding("associatedRoles[\(EditSamples.caller) Import]", .extra, .widens)
            ]),
        EditRow(
            "signing switched off", .neptuneCluster, [.call("ModifyDBCluster", ["EnableIAMDatabaseAuthentication": false])],
            [EditFinding("iamDatabaseAuthentication", .modified, .widens)]),
        EditRow(
            "signing switched on", .neptuneCluster, declares: ["iamDatabaseAuthentication": false],
            [.call("ModifyDBCluster", ["EnableIAMDatabaseAuthentication": true])], [EditFinding("iamDatabaseAuthentication", .modified, .narrows)]),
        EditRow("deleted", .neptuneCluster, [.removal], [EditFinding("existence", .missing, .narrows, .stays("never created"))])
    ]
}
