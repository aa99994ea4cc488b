import IAMPolicy
import ReconcileTestKit

// Who manages clusters, and who uses the data in them.
extension Example {
    private static let administrator = ExampleGround.Holder.role("graph-admin")
    private static let controlPolicy = "neptune-graph"

    static let administration = Example(
        folder: "NeptuneAdministration", blueprint: ("NeptuneAdministration", "graph"),
        breakages: [
            .deleted(Self.administrator, breaks: "principalExists"), .denied(Self.administrator, "rds:ModifyDBCluster"),
            .stripped(Self.administrator), .bounded(Self.administrator), .limited("iam:PassRole"), Breakage.nothingElseAllowed,
            Breakage("the control policy taken off the unit", breaks: "controlPolicyTargets") { try Self.detach($0) },
            Breakage("the control policy deleted", breaks: "controlPolicyTargets") { ground in
                let id = try ground.controlPolicy(named: Self.controlPolicy)
                try Self.detach(ground)
                try ground.organization("DeletePolicy", ["PolicyId": id])
            },
            Breakage("the control policy for one plane only", breaks: "controlPolicyTargets") { ground in
                let id = try ground.controlPolicy(named: Self.controlPolicy)
                try ground.organization("UpdatePolicy", ["PolicyId": id, "Content": Fixtures.allow("rds:*").asText])
            }
        ],
        harmless: [
            .regionLock,
            HarmlessEdit("the control policy on the account too") { ground in
                try ground.organization(
                    "AttachPolicy", ["PolicyId": try ground.controlPolicy(named: Self.controlPolicy), "TargetId": .string(Lab.account)])
            }
        ]
    ) { ground in
        try ground.role(Self.administrator.name)
        try ground.role("neptune-bulk-load")
        _ = try ground.clusterInNetwork()
        return [:]
    }

    private static func detach(_ ground: ExampleGround) throws {
        try ground.organization(
            "DetachPolicy", ["PolicyId": try ground.controlPolicy(named: Self.controlPolicy), "TargetId": .string(ExampleGround.unit)])
    }

    private static let application = ExampleGround.Holder.role("application")

    static let data = Example(
        folder: "NeptuneDataAccess", blueprint: ("NeptuneDataAccess", "application"),
        breakages: [
            Breakage("the policy names another cluster", breaks: "resourceID") { ground in
                try ground.rewritePolicies(of: Self.application.name, ":cluster-", ":cluster-OTHER")
            },
            .deleted(Self.application, breaks: "principalExists"), .denied(Self.application, "neptune-db:GetEngineStatus"),
            .deniedByAttachment(Self.application, "neptune-db:ReadDataViaQuery"), .stripped(Self.application), .bounded(Self.application),
            .limited("neptune-db:WriteDataViaQuery")
        ],
        harmless: [
            HarmlessEdit("a permission for another cluster") { ground in
                let document = Fixtures.allow("neptune-db:*", on: "arn:aws:neptune-db:\(Lab.region):\(Lab.account):cluster-OTHER/*")
                try ground.iam("PutRolePolicy", Self.application.with(["PolicyName": "more", "PolicyDocument": document.asText]))
            },
            HarmlessEdit("the cluster stopped, which the manifest knows by its resource id only") { try $0.rds("StopDBCluster") }
        ]
    ) { ground in
        try ground.role(Self.application.name)
        return ["cluster-ABCDEFGHIJKLMNOPQRSTUVWXYZ": try ground.clusterInNetwork().resourceID]
    }
}
