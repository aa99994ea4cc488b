import IAMPolicy
import ReconcileTestKit

// What people and partners do themselves.
extension Example {
    private static let analyst = ExampleGround.Holder.role("analyst")

    static let notebook = Example(
        folder: "NeptuneNotebookAccess", blueprint: ("NeptuneNotebookAccess", "analyst"),
        breakages: [
            Breakage("the notebook stopped", breaks: "notebookStatus") { try $0.notebook("Stop") },
            Breakage("the notebook deleted", breaks: "notebookExists", hidesOthers: true) { ground in
                try ground.notebook("Stop")
                ground.lab.clock.advance(by: 60)
                try ground.notebook("Delete")
            },
            .deleted(Self.analyst, breaks: "principalExists"), .denied(Self.analyst, "sagemaker:CreatePresignedNotebookInstanceUrl"),
            .stripped(Self.analyst), .bounded(Self.analyst), .limited("sagemaker:ListNotebookInstances")
        ],
        harmless: [
            HarmlessEdit("a boundary that lets everything through") { ground in
                try ground.iam("CreatePolicy", ["PolicyName": "wide", "PolicyDocument": Fixtures.allow("*").asText])
                try ground.iam("PutRolePermissionsBoundary", Self.analyst.with(["PermissionsBoundary": .string(Fixtures.policyARN("wide"))]))
            },
            HarmlessEdit("the notebook stopped and started again") { ground in
                for operation in ["Stop", "Start"] {
                    try ground.notebook(operation)
                    ground.lab.clock.advance(by: 60)
                }
            }
        ]
    ) { ground in
        try ground.role(Self.analyst.name)
        try ground.role("notebook")
        try ground.notebook("Create", ["InstanceType": "ml.t3.medium", "RoleArn": .string(Fixtures.roleARN("notebook"))])
        return [:]
    }

    private static let user = ExampleGround.Holder.user("graph-loader")

    static let staging = Example(
        folder: "S3StagingUser", blueprint: ("S3StagingUser", "graph-loader"),
        breakages: [
            .deleted(Self.user, breaks: "userExists"), .denied(Self.user, "s3:PutObject"), .deniedByGroup(Self.user.name, "s3:ListBucket"),
            .stripped(Self.user), .bounded(Self.user), .limited("s3:ListAllMyBuckets"), .gone(ExampleGround.loads),
            .closed(ExampleGround.loads, "s3:PutObject"), .encrypted(ExampleGround.loads)
        ],
        harmless: [
            HarmlessEdit("a group with more permissions") { ground in
                try ground.iam("CreateGroup", ["GroupName": "staff"])
                try ground.iam("PutGroupPolicy", ["GroupName": "staff", "PolicyName": "more", "PolicyDocument": Fixtures.allow("sqs:*").asText])
                try ground.iam("AddUserToGroup", ["GroupName": "staff", "UserName": .string(Self.user.name)])
            },
            HarmlessEdit("a bucket policy for TLS") { ground in
                try ground.addToBucketPolicy(
                    [
                        "Sid": "OnlyOverTLS", "Effect": "Deny", "Principal": "*", "Action": "s3:*",
                        "Resource": .string("arn:aws:s3:::\(ExampleGround.loads)/*"), "Condition": ["Bool": ["aws:SecureTransport": "false"]]
                    ], of: ExampleGround.loads)
            }
        ]
    ) { ground in
        try ground.bucket(ExampleGround.loads)
        return [:]
    }

    private static let shared = "example-shared-data"
    private static let people = "out/people.csv"
    private static let importer = ExampleGround.Holder.role("partner-import")
    private static let session = "assumed-role/ImportConnector/example-session"

    static let partner = Example(
        folder: "CrossAccountImport", blueprint: ("CrossAccountImport", "partner"),
        breakages: [
            .deleted(Self.importer, breaks: "roleExists"),
            .trusted(
                "another session", breaks: "sessionName", Self.importer.name, Self.session, "assumed-role/ImportConnector/another-session"),
            .trusted(
                "another role of the partner", hidesOthers: true, Self.importer.name, Self.session, "assumed-role/OtherConnector/example-session"),
            .trusted(
                "a user in place of the session", breaks: "principalForm", hidesOthers: true, Self.importer.name, "sts::134928160093:\(Self.session)",
                "iam::134928160093:user/connector"),
            .trusted("another external id", breaks: "externalID", Self.importer.name, "d68b1db43ed5", "000000000000"),
            .trusted("no external id asked for", breaks: "externalID", Self.importer.name, "\"StringEquals\"", "\"StringEqualsIfExists\""),
            .denied(Self.importer, "s3:ListBucket"), .stripped(Self.importer), .bounded(Self.importer), .limited("s3:GetObject"),
            .gone(Self.shared), .closed(Self.shared, "s3:GetObject"), .encrypted(Self.shared), .emptied(Self.shared, Self.people)
        ],
        harmless: [
            HarmlessEdit("a trust in somebody else too") { ground in
                let account = "arn:aws:iam::\(Lab.account):root"
                let more = "\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":{\"AWS\":\"\(account)\"},\"Action\":\"sts:AssumeRole\"},"
                try ground.rewriteTrust(of: Self.importer.name) { $0.replacing("\"Statement\":[", with: more) }
            }
        ], owned: ["bucketPolicy"]
    ) { ground in
        try ground.bucket(Self.shared)
        try ground.file(Self.people, in: Self.shared)
        return [:]
    }
}
