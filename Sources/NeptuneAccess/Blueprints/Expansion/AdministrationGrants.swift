import IAMPolicy
import ReconcileCore

/// The statements of a `NeptuneAdministration`, limited to Neptune wherever AWS tells it from RDS and DocumentDB.
/// - SeeAlso: Amazon Neptune User Guide, "IAM actions for administering Amazon Neptune" and "IAM resource types for administering Amazon Neptune".
struct AdministrationGrants {
    private let parameters: NeptuneAdministrationBlueprint.Parameters
    private let account: AccountSettings

    init(_ parameters: NeptuneAdministrationBlueprint.Parameters, _ account: AccountSettings) {
        self.parameters = parameters
        self.account = account
    }

    var grants: [Grant] {
        var grants = [self.viewing, self.creating, self.clusters, self.instances, self.restoring, self.groups, self.serviceLinkedRole]
        if let passing = self.passing { grants.append(passing) }
        if self.parameters.usesConsole { grants += self.console }
        return grants
    }

    /// The names that AWS's own policies for Neptune have for its engine.
    private static let engine: JSONObject = ["StringEquals": ["rds:DatabaseEngine": ["graphdb", "neptune"]]]

    private func arn(_ type: String, _ name: String = "*") -> String {
        "arn:\(self.account.partition):rds:\(self.parameters.region):\(self.account.accountID):\(type):\(name)"
    }

    private var clusterARNs: [String] {
        self.parameters.clusters.isEmpty ? [self.arn("cluster")] : self.parameters.clusters.map { self.arn("cluster", $0) }
    }

    private var viewing: Grant {
        let clusters = [
            "DBClusters", "DBInstances", "DBClusterEndpoints", "DBClusterParameterGroups", "DBClusterParameters", "DBClusterSnapshots",
            "DBParameterGroups", "DBParameters", "DBSubnetGroups", "GlobalClusters", "PendingMaintenanceActions", "ValidDBInstanceModifications"
        ]
        let choices = [
            "DBEngineVersions", "EngineDefaultClusterParameters", "EngineDefaultParameters", "EventCategories", "Events", "EventSubscriptions",
            "OrderableDBInstanceOptions"
        ]
        return Grant(
            "ViewClusters",
            [
                .init(clusters.map { "rds:Describe\($0)" }, "to see clusters, instances and what belongs to them"),
                .init(choices.map { "rds:Describe\($0)" }, "to see what can be chosen, and what has happened"),
                .init(["rds:ListTagsForResource"], "to see their tags")
            ], on: ["*"])
    }

    private var creating: Grant {
        Grant(
            "CreateNeptuneOnly",
            [.init(["rds:CreateDBCluster", "rds:CreateDBInstance"], "to make clusters and instances, of Neptune's engine and no other")],
            on: self.clusterARNs + ["db", "cluster-pg", "pg", "subgrp", "og", "secgrp"].map { self.arn($0) }, if: Self.engine)
    }

    private var clusters: Grant {
        Grant(
            "RunClusters",
            [
                .init(["rds:ModifyDBCluster"], "to change their settings, such as IAM authentication"),
                .init(["rds:StartDBCluster", "rds:StopDBCluster", "rds:FailoverDBCluster"], "to start, stop and fail over"),
                .init(["rds:DeleteDBCluster", "rds:CreateDBClusterSnapshot"], "to delete them, and to keep a snapshot before"),
                .init(["rds:AddRoleToDBCluster", "rds:RemoveRoleFromDBCluster"], "to associate the roles that the loader acts as"),
                .init(["rds:ApplyPendingMaintenanceAction"], "to let maintenance happen when it suits")
            ], on: self.clusterARNs + ["cluster-pg", "cluster-snapshot", "pg", "og"].map { self.arn($0) })
    }

    private var instances: Grant {
        Grant(
            "RunNeptuneInstances",
            [
                .init(
                    [
                        "rds:ModifyDBInstance", "rds:RebootDBInstance", "rds:DeleteDBInstance", "rds:FailoverDBCluster",
                        "rds:ApplyPendingMaintenanceAction"
                    ],
                    "to change, reboot and delete instances, of Neptune's engine and no other")
            ], on: ["db", "pg", "og", "secgrp", "subgrp"].map { self.arn($0) }, if: Self.engine)
    }

    private var restoring: Grant {
        Grant(
            "RestoreClusters",
            [
                .init(
                    ["rds:RestoreDBClusterFromSnapshot", "rds:RestoreDBClusterToPointInTime"],
                    "to bring a cluster back from a snapshot or to an earlier time")
            ], on: self.clusterARNs + ["cluster-snapshot", "cluster-pg", "subgrp", "og"].map { self.arn($0) })
    }

    private var groups: Grant {
        let parameterGroups = ["Copy", "Create", "Modify", "Reset", "Delete"].flatMap { verb in
            ["DBClusterParameterGroup", "DBParameterGroup"].map { "rds:\(verb)\($0)" }
        }
        return Grant(
            "KeepWhatClustersUse",
            [
                .init(parameterGroups, "to keep groups of parameters"),
                .init(["Create", "Modify", "Delete"].map { "rds:\($0)DBSubnetGroup" }, "to say in which subnets clusters stand"),
                .init(["Create", "Modify", "Delete"].map { "rds:\($0)DBClusterEndpoint" }, "to keep custom endpoints"),
                .init(["rds:CopyDBClusterSnapshot", "rds:DeleteDBClusterSnapshot"], "to keep snapshots"),
                .init(["rds:AddTagsToResource", "rds:RemoveTagsFromResource"], "to keep tags")
            ],
            on: self.clusterARNs + ["db", "cluster-pg", "pg", "subgrp", "cluster-endpoint", "cluster-snapshot"].map { self.arn($0) })
    }

    /// - SeeAlso: Amazon Neptune User Guide, "Using service-linked roles for Neptune".
    private var serviceLinkedRole: Grant {
        Grant(
            "CreateServiceLinkedRole",
            [.init(["iam:CreateServiceLinkedRole"], "for the first cluster of an account: Neptune uses the service-linked role of RDS")],
            on: ["arn:\(self.account.partition):iam::\(self.account.accountID):role/aws-service-role/rds.amazonaws.com/AWSServiceRoleForRDS"],
            if: ["StringEquals": ["iam:AWSServiceName": "rds.amazonaws.com"]])
    }

    private var passing: Grant? {
        let roles = self.parameters.passableRoles
        if roles.isEmpty { return nil }
        return Grant(
            "PassRolesToClusters", [.init(["iam:PassRole"], "to give these roles to clusters, and to no other service")], on: roles.map(\.arn),
            if: ["StringEquals": ["iam:PassedToService": "rds.amazonaws.com"]])
    }

    /// What AWS's own policies have beside `rds`, without what changes anything.
    /// - SeeAlso: AWS Managed Policy Reference, NeptuneReadOnlyAccess.
    private var console: [Grant] {
        let network = ["AccountAttributes", "AvailabilityZones", "SecurityGroups", "Subnets", "VpcAttribute", "VpcEndpoints", "Vpcs"]
        return [
            Grant(
                "UseConsole",
                [
                    .init(network.map { "ec2:Describe\($0)" }, "the console shows the network, and offers it when a cluster is made"),
                    .init(
                        ["cloudwatch:GetMetricData", "cloudwatch:GetMetricStatistics", "cloudwatch:ListMetrics"], "the console shows how clusters do"),
                    .init(["kms:ListAliases", "kms:ListKeys"], "the console offers keys to encrypt with"),
                    .init(["sns:ListTopics", "sns:ListSubscriptions"], "the console offers topics for events"),
                    .init(["iam:ListRoles"], "the console offers roles to associate")
                ], on: ["*"]),
            Grant(
                "ReadLogsInConsole",
                [.init(["logs:DescribeLogStreams", "logs:GetLogEvents"], "the console shows the clusters' logs")],
                on: [
                    "arn:\(self.account.partition):logs:\(self.parameters.region):\(self.account.accountID):log-group:/aws/neptune/*:log-stream:*"
                ])
        ]
    }
}
