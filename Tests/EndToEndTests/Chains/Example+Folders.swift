import IAMPolicy
import ReconcileTestKit

extension Example {
    /// Every folder with a blueprint.
    static let all = [export, load, notebook, staging, partner, administration, data]

    private static let export = Example(
        folder: "NeptuneAnalyticsExport", blueprint: "NeptuneAnalyticsExport/nightly",
        edits: [
            ExampleEdit("the graph stopped", breaks: "graphStatus") { estate in
                try await estate.aws.ask([
                    "do": "graph", "value": ["id": "g-0123456789", "region": .string(MotoServer.region), "status": "STOPPED"]
                ])
            } undo: { estate in
                try await estate.aws.ask([
                    "do": "graph", "value": ["id": "g-0123456789", "region": .string(MotoServer.region), "status": "AVAILABLE"]
                ])
            },
            .limited("kms:GenerateDataKey")
        ]
    ) { estate in
        try await estate.bucket("example-graph-exports")
        try await estate.key("alias/neptune-export")
        try await estate.aws.ask(["do": "graph", "value": ["id": "g-0123456789", "region": .string(MotoServer.region)]])
        return [:]
    }

    private static let load = Example(
        folder: "NeptuneBulkLoad", blueprint: "NeptuneBulkLoad/graph-prod",
        edits: [
            ExampleEdit("nobody let in any more", breaks: "port8182") {
                try await $0.openPort(false)
            } undo: {
                try await $0.openPort(true)
            },
            .denied(.role("neptune-bulk-load"), "kms:Decrypt")
        ]
    ) { estate in
        let (_, group) = try await estate.clusterInNetwork()
        try await estate.bucket(ExampleEstate.loads)
        try await estate.key("alias/graph-loads")
        try await estate.file("in/people.csv", in: ExampleEstate.loads)
        return ["sg-0123456789abcdef0": group]
    }

    // MARK: People

    private static let notebookName: JSONValue = ["NotebookInstanceName": "graph-notebook"]

    private static let notebook = Example(
        folder: "NeptuneNotebookAccess", blueprint: "NeptuneNotebookAccess/analyst",
        edits: [
            ExampleEdit("the notebook stopped", breaks: "notebookStatus") { estate in
                try await estate.aws.call("sagemaker", "stop_notebook_instance", Self.notebookName)
            } undo: { estate in
                try await estate.aws.call("sagemaker", "start_notebook_instance", Self.notebookName)
            },
            .denied(.role("analyst"), "sagemaker:CreatePresignedNotebookInstanceUrl"), .bounded(.role("analyst")),
            .limited("sagemaker:ListNotebookInstances")
        ]
    ) { estate in
        try await estate.role("analyst")
        try await estate.role("notebook")
        try await estate.aws.call(
            "sagemaker", "create_notebook_instance",
            [
                "NotebookInstanceName": "graph-notebook", "InstanceType": "ml.t3.medium",
                "RoleArn": .string("arn:aws:iam::\(ExampleEstate.account):role/notebook")
            ])
        return [:]
    }

    private static let staging = Example(
        folder: "S3StagingUser", blueprint: "S3StagingUser/graph-loader",
        edits: [
            .closed(ExampleEstate.loads, "s3:PutObject"), .denied(.user("graph-loader"), "s3:PutObject"), .bounded(.user("graph-loader")),
            .limited("s3:ListAllMyBuckets"),
            ExampleEdit("a key that the blueprint does not name", breaks: "bucketEncryption") { estate in
                let key = try await estate.key("alias/other")
                let rule: JSONValue = ["ApplyServerSideEncryptionByDefault": ["SSEAlgorithm": "aws:kms", "KMSMasterKeyID": .string(key)]]
                try await estate.aws.call(
                    "s3", "put_bucket_encryption",
                    ["Bucket": .string(ExampleEstate.loads), "ServerSideEncryptionConfiguration": ["Rules": [rule]]])
            } undo: { estate in
                try await estate.aws.call("s3", "delete_bucket_encryption", ["Bucket": .string(ExampleEstate.loads)])
            },
            ExampleEdit("the bucket deleted", breaks: "bucketExists") { estate in
                try await estate.aws.call("s3", "delete_bucket", ["Bucket": .string(ExampleEstate.loads)])
            } undo: { estate in
                try await estate.bucket(ExampleEstate.loads)
            }
        ]
    ) { estate in
        try await estate.bucket(ExampleEstate.loads)
        return [:]
    }

    private static let shared = "example-shared-data"
    private static let session = "assumed-role/ImportConnector/example-session"
    private static let connector = "assumed-role/OtherConnector/example-session"

    private static let partner = Example(
        folder: "CrossAccountImport", blueprint: "CrossAccountImport/partner",
        edits: [
            .trusted("another session", breaks: "sessionName", "partner-import", Self.session, "assumed-role/ImportConnector/another-session"),
            .trusted(
                "another role of the partner", breaks: "trustPolicy", "partner-import", Self.session, Self.connector),
            .trusted("a user in place of the session", breaks: "principalForm", "partner-import", "sts::134928160093:\(Self.session)", Self.user),
            .trusted("another external id", breaks: "externalID", "partner-import", "d68b1db43ed5", "000000000000"),
            .trusted("no external id asked for", breaks: "externalID", "partner-import", "\"StringEquals\"", "\"StringEqualsIfExists\""),
            .emptied(Self.shared, "out/people.csv"), .closed(Self.shared, "s3:GetObject"), .denied(.role("partner-import"), "s3:ListBucket"),
            .bounded(.role("partner-import")), .limited("s3:GetObject")
        ]
    ) { estate in
        try await estate.bucket(Self.shared)
        try await estate.file("out/people.csv", in: Self.shared)
        return [:]
    }

    private static let user = "iam::134928160093:user/connector"

    // MARK: Clusters

    private static let bothPlanes: [JSONValue] = ["rds:*", "neptune-db:*"].map { ["Effect": "Allow", "Action": $0, "Resource": "*"] }

    private static let administration = Example(
        folder: "NeptuneAdministration", blueprint: "NeptuneAdministration/graph",
        edits: [
            ExampleEdit("the control policy deleted", breaks: "controlPolicyTargets") {
                try await $0.controlPolicy("neptune-graph", nil)
            } undo: {
                try await $0.controlPolicy("neptune-graph", Self.bothPlanes)
            },
            .denied(.role("graph-admin"), "rds:ModifyDBCluster"), .bounded(.role("graph-admin")), .limited("iam:PassRole")
        ]
    ) { estate in
        try await estate.role("graph-admin")
        try await estate.role("neptune-bulk-load")
        _ = try await estate.clusterInNetwork()
        return ["ou-abcd-12345678": estate.unitID]
    }

    private static let data = Example(
        folder: "NeptuneDataAccess", blueprint: "NeptuneDataAccess/application",
        edits: [
            ExampleEdit("the policy names another cluster", breaks: "resourceID") {
                try await $0.replaceInPolicy(of: "application", ":cluster-", ":cluster-OTHER")
            } undo: {
                try await $0.replaceInPolicy(of: "application", ":cluster-OTHER", ":cluster-")
            },
            .denied(.role("application"), "neptune-db:GetEngineStatus"), .bounded(.role("application")), .limited("neptune-db:WriteDataViaQuery")
        ]
    ) { estate in
        try await estate.role("application")
        return ["cluster-ABCDEFGHIJKLMNOPQRSTUVWXYZ": try await estate.clusterInNetwork().resourceID]
    }
}
