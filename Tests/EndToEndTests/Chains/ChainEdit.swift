import IAMPolicy
import ReconcileTestKit

/// Something that somebody does to one link of a chain, and how it is undone.
struct ChainEdit: Sendable {
    let name: String
    /// `BLUEPRINT link`: what must be broken then, and nothing else.
    let breaks: Set<String>
    let make: @Sendable (ChainEstate) async throws -> Void
    let undo: @Sendable (ChainEstate) async throws -> Void

    init(
        _ name: String, _ breaks: String..., make: @escaping @Sendable (ChainEstate) async throws -> Void,
        undo: @escaping @Sendable (ChainEstate) async throws -> Void
    ) {
        self.name = name
        self.breaks = Set(breaks)
        self.make = make
        self.undo = undo
    }

    private static let load = ChainEstate.load
    private static let export = ChainEstate.export

    private static func deny(_ action: String, _ resource: String) -> JSONValue {
        ["Sid": "No", "Effect": "Deny", "Principal": "*", "Action": .string(action), "Resource": .string(resource)]
    }

    private static func limit(_ action: String) -> JSONValue {
        ["Version": "2012-10-17", "Statement": [["Sid": "No", "Effect": "Deny", "Action": .string(action), "Resource": "*"]]]
    }

    private static func bucketPolicy(_ name: String, _ bucket: String, _ action: String, breaks: String...) -> ChainEdit {
        ChainEdit(name, breaks) { estate in
            let policy = ChainEstate.text([Self.deny(action, "arn:aws:s3:::\(bucket)/*")])
            try await estate.aws.call("s3", "put_bucket_policy", ["Bucket": .string(bucket), "Policy": policy])
        } undo: { estate in
            try await estate.aws.call("s3", "delete_bucket_policy", ["Bucket": .string(bucket)])
        }
    }

    private init(
        _ name: String, _ breaks: [String], make: @escaping @Sendable (ChainEstate) async throws -> Void,
        undo: @escaping @Sendable (ChainEstate) async throws -> Void
    ) {
        self.name = name
        self.breaks = Set(breaks)
        self.make = make
        self.undo = undo
    }

    private static func boundary(_ role: String, breaks: String...) -> ChainEdit {
        ChainEdit("a boundary over \(role)", breaks) { estate in
            let document = ChainEstate.text([["Effect": "Allow", "Action": "s3:ListBucket", "Resource": "*"]])
            let made = try await estate.aws.call("iam", "create_policy", ["PolicyName": .string("narrow-\(role)"), "PolicyDocument": document])
            try await estate.aws.call(
                "iam", "put_role_permissions_boundary",
                ["RoleName": .string(role), "PermissionsBoundary": made["Policy"]?["Arn"] ?? .null])
        } undo: { estate in
            try await estate.aws.call("iam", "delete_role_permissions_boundary", ["RoleName": .string(role)])
            try await estate.aws.call(
                "iam", "delete_policy", ["PolicyArn": .string("arn:aws:iam::\(MotoServer.accountID):policy/narrow-\(role)")])
        }
    }

    private static func trust(_ role: String, _ service: String, breaks: String...) -> ChainEdit {
        @Sendable func document(_ service: String) -> JSONValue {
            ChainEstate.text([["Effect": "Allow", "Principal": ["Service": .string(service)], "Action": "sts:AssumeRole"]])
        }
        return ChainEdit("the trust of \(role)", breaks) { estate in
            try await estate.aws.call(
                "iam", "update_assume_role_policy", ["RoleName": .string(role), "PolicyDocument": document("ec2.amazonaws.com")])
        } undo: { estate in
            try await estate.aws.call("iam", "update_assume_role_policy", ["RoleName": .string(role), "PolicyDocument": document(service)])
        }
    }

    private static func denied(_ role: String, _ action: String, breaks: String...) -> ChainEdit {
        ChainEdit("a Deny of \(action) on \(role)", breaks) { estate in
            let document = ChainEstate.text([["Effect": "Deny", "Action": .string(action), "Resource": "*"]])
            try await estate.aws.call("iam", "put_role_policy", ["RoleName": .string(role), "PolicyName": "no", "PolicyDocument": document])
        } undo: { estate in
            try await estate.aws.call("iam", "delete_role_policy", ["RoleName": .string(role), "PolicyName": "no"])
        }
    }

    // MARK: The load

    static let loading: [ChainEdit] = [
        Self.bucketPolicy(
            "a bucket policy that no manifest owns", ChainEstate.loads, "s3:GetObject", breaks: "\(Self.load) bucketPolicy",
            "\(ChainEstate.assertion) can[0]"),
        Self("nothing to load", "\(Self.load) sourceObjects") { estate in
            try await estate.aws.call("s3", "delete_object", ["Bucket": .string(ChainEstate.loads), "Key": .string(ChainEstate.file)])
        } undo: {
            try await $0.putFile()
        },
        Self("rule 8182 removed", "\(Self.load) port8182") {
            try await $0.closePort()
        } undo: {
            try await $0.openPort()
        },
        Self("the endpoint's way taken away", "\(Self.load) s3Endpoint") { estate in
            try await estate.aws.call(
                "ec2", "modify_vpc_endpoint",
                ["VpcEndpointId": .string(estate.endpointID), "RemoveRouteTableIds": [.string(estate.routeTableID)]])
        } undo: { estate in
            try await estate.aws.call(
                "ec2", "modify_vpc_endpoint", ["VpcEndpointId": .string(estate.endpointID), "AddRouteTableIds": [.string(estate.routeTableID)]])
        },
        Self("the endpoint's policy narrowed", "\(Self.load) s3Endpoint") { estate in
            let policy = ChainEstate.text([["Effect": "Allow", "Principal": "*", "Action": "s3:ListBucket", "Resource": "*"]])
            try await estate.aws.call("ec2", "modify_vpc_endpoint", ["VpcEndpointId": .string(estate.endpointID), "PolicyDocument": policy])
        } undo: { estate in
            let policy = ChainEstate.text([["Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"]])
            try await estate.aws.call("ec2", "modify_vpc_endpoint", ["VpcEndpointId": .string(estate.endpointID), "PolicyDocument": policy])
        },
        Self("the role taken off the cluster", "\(Self.load) clusterAssociation") { estate in
            try await estate.aws.call("neptune", "remove_role_from_db_cluster", Self.association)
        } undo: {
            try await $0.aws.call("neptune", "add_role_to_db_cluster", Self.association)
        },
        Self("an SCP against reading", "\(Self.load) controlPolicies", "\(Self.export) controlPolicies", "\(ChainEstate.assertion) can[0]") {
            estate in
            try await estate.limit(Self.limit("s3:GetObject"))
        } undo: {
            try await $0.limit(nil)
        },
        Self.trust(ChainEstate.loadRole, "rds.amazonaws.com", breaks: "\(Self.load) trustPolicy"),
        Self.denied(ChainEstate.loadRole, "s3:GetObject", breaks: "\(Self.load) identityPolicy", "\(ChainEstate.assertion) can[0]"),
        Self.boundary(ChainEstate.loadRole, breaks: "\(Self.load) permissionsBoundary", "\(ChainEstate.assertion) can[0]"),
        Self("the cluster stopped", "\(Self.load) clusterStatus") { estate in
            try await estate.aws.call("neptune", "stop_db_cluster", ["DBClusterIdentifier": .string(ChainEstate.cluster)])
        } undo: { estate in
            try await estate.aws.call("neptune", "start_db_cluster", ["DBClusterIdentifier": .string(ChainEstate.cluster)])
        },
        Self("a permission too many", "\(ChainEstate.assertion) cannot[0]") { estate in
            let document = ChainEstate.text([["Effect": "Allow", "Action": "s3:DeleteObject", "Resource": "*"]])
            try await estate.aws.call(
                "iam", "put_role_policy", ["RoleName": .string(ChainEstate.loadRole), "PolicyName": "more", "PolicyDocument": document])
        } undo: { estate in
            try await estate.aws.call("iam", "delete_role_policy", ["RoleName": .string(ChainEstate.loadRole), "PolicyName": "more"])
        }
    ]

    private static let association: JSONValue = [
        "DBClusterIdentifier": .string(ChainEstate.cluster),
        "RoleArn": .string("arn:aws:iam::\(MotoServer.accountID):role/\(ChainEstate.loadRole)")
    ]

    // MARK: The export

    static let exporting: [ChainEdit] = [
        Self("the graph stopped", "\(Self.export) graphStatus") {
            try await $0.setGraph(["status": "STOPPED"])
        } undo: {
            try await $0.setGraph(["status": "AVAILABLE"])
        },
        Self("the graph deleted", "\(Self.export) graphStatus") {
            try await $0.setGraph(["deleted": true])
        } undo: {
            try await $0.setGraph([:])
        },
        Self("the key disabled", "\(Self.export) keyState") { estate in
            try await estate.aws.call("kms", "disable_key", ["KeyId": .string(estate.keyID)])
        } undo: {
            try await $0.aws.call("kms", "enable_key", ["KeyId": .string($0.keyID)])
        },
        Self("the key about to be deleted", "\(Self.export) keyState") { estate in
            try await estate.aws.call("kms", "schedule_key_deletion", ["KeyId": .string(estate.keyID), "PendingWindowInDays": 7])
        } undo: { estate in
            try await estate.aws.call("kms", "cancel_key_deletion", ["KeyId": .string(estate.keyID)])
            try await estate.aws.call("kms", "enable_key", ["KeyId": .string(estate.keyID)])
        },
        Self("another default key", "\(Self.export) bucketEncryption") {
            try await $0.encryptExports(with: $0.otherKeyARN)
        } undo: {
            try await $0.encryptExports(with: $0.keyARN)
        },
        Self.bucketPolicy("a bucket that takes nothing", ChainEstate.exports, "s3:PutObject", breaks: "\(Self.export) bucketPolicy"),
        Self.trust(ChainEstate.exportRole, "neptune-graph.amazonaws.com", breaks: "\(Self.export) trustPolicy"),
        Self.denied(ChainEstate.exportRole, "kms:GenerateDataKey", breaks: "\(Self.export) identityPolicy"),
        Self.boundary(ChainEstate.exportRole, breaks: "\(Self.export) permissionsBoundary"),
        Self("an SCP against keys", "\(Self.export) controlPolicies") {
            try await $0.limit(Self.limit("kms:Decrypt"))
        } undo: {
            try await $0.limit(nil)
        }
    ]
}
