import IAMPolicy
import ReconcileTestKit

/// An edit behind the daemon's back, and what it must be found as.
struct KindEdit: Sendable {
    let name: String
    /// `KIND/NAME aspect kind direction severity`; empty: it means nothing.
    let expected: [String]
    let make: @Sendable (MixedEstate) async throws -> Void

    init(_ name: String, _ expected: String..., make: @escaping @Sendable (MixedEstate) async throws -> Void) {
        self.name = name
        self.expected = expected
        self.make = make
    }

    private static func s3(_ estate: MixedEstate, _ method: String, _ more: JSONObject = JSONObject()) async throws {
        let bucket: JSONObject = ["Bucket": .string(MixedEstate.bucket)]
        try await estate.aws.call("s3", method, .object(JSONObject(bucket.members + more.members)))
    }

    private static func neptune(_ estate: MixedEstate, _ method: String, _ more: JSONObject) async throws {
        let cluster: JSONObject = ["DBClusterIdentifier": .string(MixedEstate.cluster)]
        try await estate.aws.call("neptune", method, .object(JSONObject(cluster.members + more.members)))
    }

    private static func policy(_ estate: MixedEstate, _ method: String, _ more: JSONObject) async throws {
        let policy: JSONObject = ["PolicyId": .string(estate.policyID)]
        try await estate.aws.call("organizations", method, .object(JSONObject(policy.members + more.members)))
    }

    private static func encryption(_ rule: JSONValue) -> JSONObject { ["ServerSideEncryptionConfiguration": ["Rules": [rule]]] }

    // MARK: Drift

    static let bucket = [
        Self("policy opened to all", "Bucket/graph-exports bucketPolicy modified widens critical") { estate in
            let open: JSONValue = ["Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::graph-exports/*"]
            try await Self.s3(estate, "put_bucket_policy", ["Policy": MixedEstate.text([MixedEstate.statement, open])])
        },
        Self("policy deleted", "Bucket/graph-exports bucketPolicy missing narrows critical") { try await Self.s3($0, "delete_bucket_policy") },
        Self("encryption removed", "Bucket/graph-exports defaultEncryption modified widens critical") { estate in
            try await Self.s3(estate, "delete_bucket_encryption")
        },
        Self("another key", "Bucket/graph-exports defaultEncryption modified undetermined high") { estate in
            try await Self.s3(estate, "put_bucket_encryption", Self.encryption(MixedEstate.encryption(estate.otherKeyARN)))
        },
        Self("access block deleted", "Bucket/graph-exports publicAccessBlock modified widens high") { estate in
            try await Self.s3(estate, "delete_public_access_block")
        },
        Self(
            "tags replaced", "Bucket/graph-exports tags[cost] extra neutral low", "Bucket/graph-exports tags[owner] modified neutral low",
            "Bucket/graph-exports tags[stage] missing neutral low"
        ) { try await Self.s3($0, "put_bucket_tagging", ["Tagging": MixedEstate.tags(["owner": "x", "cost": "1"])]) }
    ]

    static let cluster = [
        Self("role taken away", "NeptuneCluster/graph-prod associatedRoles[\(MixedEstate.roleARN)] missing narrows high") { estate in
            try await Self.neptune(estate, "remove_role_from_db_cluster", ["RoleArn": .string(MixedEstate.roleARN)])
        },
        Self("role added", "NeptuneCluster/graph-prod associatedRoles[\(MixedEstate.otherRoleARN) Export] extra widens high") { estate in
            try await Self.neptune(
                estate, "add_role_to_db_cluster", ["RoleArn": .string(MixedEstate.otherRoleARN), "FeatureName": "Export"])
        },
        Self("authentication off", "NeptuneCluster/graph-prod iamDatabaseAuthentication modified widens high") { estate in
            try await Self.neptune(estate, "modify_db_cluster", ["EnableIAMDatabaseAuthentication": false])
        }
    ]

    static let group = [
        Self("opened to the world", "SecurityGroup/graph ingress[tcp 8182 0.0.0.0/0] extra widens critical") { estate in
            try await estate.allow([MixedEstate.rule("tcp", 8182, 8182, ["IpRanges": [["CidrIp": "0.0.0.0/0"]]])])
        },
        Self("a list of networks let in", "SecurityGroup/graph ingress[all pl-0123456789abcdef0] extra widens high") { estate in
            try await estate.allow([["IpProtocol": "-1", "PrefixListIds": [["PrefixListId": "pl-0123456789abcdef0"]]]])
        },
        Self("a network shut out", "SecurityGroup/graph ingress[tcp 8182 10.0.0.0/16] missing narrows high") { estate in
            try await estate.disallow([MixedEstate.rule("tcp", 8182, 8182, ["IpRanges": [["CidrIp": "10.0.0.0/16"]]])])
        },
        Self("ports narrowed", "SecurityGroup/graph ingress[tcp 8000-9000 2001:db8::/32] missing narrows high") { estate in
            try await estate.disallow([MixedEstate.rule("tcp", 8000, 9000, ["Ipv6Ranges": [["CidrIpv6": "2001:db8::/32"]]])])
        }
    ]

    static let controlPolicy = [
        Self("document changed", "ServiceControlPolicy/stay document modified both high") { estate in
            let harmless: JSONValue = ["Sid": "NoLeaving", "Effect": "Deny", "Action": "organizations:CloseAccount", "Resource": "*"]
            try await Self.policy(estate, "update_policy", ["Content": MixedEstate.text([harmless])])
        },
        Self("attached to the root", "ServiceControlPolicy/stay targets[ROOT] extra narrows high") { estate in
            try await Self.policy(estate, "attach_policy", ["TargetId": .string(estate.rootID)])
        },
        Self("detached", "ServiceControlPolicy/stay targets[UNIT] missing widens high") { estate in
            try await Self.policy(estate, "detach_policy", ["TargetId": .string(estate.unitID)])
        }
    ]

    static let changes = Self.bucket + Self.cluster + Self.group + Self.controlPolicy

    // MARK: No drift

    static let same = [
        Self("key by its alias") { estate in
            try await Self.s3(estate, "put_bucket_encryption", Self.encryption(MixedEstate.encryption("alias/graph-exports")))
        },
        Self("key by its id") { estate in
            let id = estate.keyARN.split(separator: "/").last.map(String.init) ?? ""
            try await Self.s3(estate, "put_bucket_encryption", Self.encryption(MixedEstate.encryption(id)))
        },
        Self("bucket policy in other words") { estate in
            let other: JSONValue = [
                "Sid": "Export", "Effect": "Allow", "Principal": ["AWS": [.string(MixedEstate.roleARN)]],
                "Resource": ["arn:aws:s3:::graph-exports/*"], "Action": ["s3:getobject", "s3:PutObject", "s3:GetObject"]
            ]
            try await Self.s3(estate, "put_bucket_policy", ["Policy": MixedEstate.text([other])])
        },
        Self("tags in another order") { estate in
            try await Self.s3(
                estate, "put_bucket_tagging",
                ["Tagging": ["TagSet": [["Key": "stage", "Value": "prod"], ["Key": "owner", "Value": "graph"]]]])
        },
        Self("rules made anew, grouped otherwise") { estate in
            let network: JSONValue = MixedEstate.rule("tcp", 8182, 8182, ["IpRanges": [["CidrIp": "10.0.0.0/16"]]])
            let clients: JSONValue = MixedEstate.rule("tcp", 8182, 8182, ["UserIdGroupPairs": [["GroupId": .string(estate.clientGroupID)]]])
            try await estate.disallow([network])
            try await estate.disallow([clients])
            try await estate.allow([
                MixedEstate.rule(
                    "tcp", 8182, 8182,
                    [
                        "UserIdGroupPairs": [["GroupId": .string(estate.clientGroupID), "Description": "nobody declares this"]],
                        "IpRanges": [["CidrIp": "10.0.0.0/16", "Description": "app"]]
                    ])
            ])
        },
        Self("role on its way") { estate in
            try await estate.aws.ask(["do": "clusterRole", "value": ["role": .string(MixedEstate.roleARN), "status": "PENDING"]])
        },
        Self("control policy in other words") { estate in
            let other: JSONValue = ["Sid": "NoLeaving", "Resource": ["*"], "Action": ["organizations:leaveorganization"], "Effect": "Deny"]
            try await Self.policy(estate, "update_policy", ["Content": MixedEstate.text([other])])
        },
        Self("control policy described") { estate in
            try await Self.policy(estate, "update_policy", ["Description": "somebody's words"])
        },
        Self("what the group lets out") { estate in
            try await estate.aws.call(
                "ec2", "authorize_security_group_egress",
                [
                    "GroupId": .string(estate.groupID), "IpPermissions": [MixedEstate.rule("tcp", 53, 53, ["IpRanges": [["CidrIp": "10.0.0.2/32"]]])]
                ])
        },
        Self("tags of the group") { estate in
            try await estate.aws.call("ec2", "create_tags", ["Resources": [.string(estate.groupID)], "Tags": [["Key": "a", "Value": "b"]]])
        },
        Self("deletion protection") { try await Self.neptune($0, "modify_db_cluster", ["DeletionProtection": true]) },
        Self("another bucket") { try await $0.aws.call("s3", "create_bucket", ["Bucket": "somebody-elses"]) }
    ]
}
