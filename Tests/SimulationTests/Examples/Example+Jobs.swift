import IAMPolicy
import ReconcileTestKit

// What services do in the name of a role: exports and loads.
extension Example {
    private static let exports = "example-graph-exports"
    private static let exportKey = "alias/neptune-export"
    private static let exporter = ExampleGround.Holder.role("neptune-export")

    static let export = Example(
        folder: "NeptuneAnalyticsExport", blueprint: ("NeptuneAnalyticsExport", "nightly"),
        breakages: [
            Breakage("the graph stopped", breaks: "graphStatus") { try $0.graph("StopGraph") },
            Breakage("the graph deleted", breaks: "graphStatus") { try $0.graph("DeleteGraph") },
            .deleted(Self.exporter, breaks: "roleExists"),
            .trusted("a trust in another service", Self.exporter.name, "neptune-graph.amazonaws.com", "ec2.amazonaws.com"),
            .trustedForOthers(Self.exporter.name),
            .denied(Self.exporter, "kms:GenerateDataKey"), .deniedByAttachment(Self.exporter, "s3:PutObject"), .stripped(Self.exporter),
            .bounded(Self.exporter), .limited("kms:GenerateDataKey"), .limited("s3:PutObject", on: ExampleGround.root),
            .disabled(Self.exportKey), .doomed(Self.exportKey), .locked(Self.exportKey, "kms:GenerateDataKey"),
            Breakage("the alias at another key", breaks: "kmsKeyARN") { ground in
                let other = JSONValue.string(try ground.key("alias/other"))
                try ground.kms("UpdateAlias", ["AliasName": .string(Self.exportKey), "TargetKeyId": other])
            },
            .handedOnOnly(Self.exportKey, "kms:DescribeKey"), .gone(Self.exports), .moved(Self.exports), .closed(Self.exports, "s3:PutObject"),
            .encrypted(Self.exports)
        ],
        harmless: [
            .regionLock,
            HarmlessEdit("the key disabled and enabled again") { ground in
                let key = JSONValue.string(try ground.keyID(of: Self.exportKey))
                try ground.kms("DisableKey", ["KeyId": key])
                try ground.kms("EnableKey", ["KeyId": key])
            },
            HarmlessEdit("another alias of the key") { ground in
                try ground.kms("CreateAlias", ["AliasName": "alias/second", "TargetKeyId": .string(try ground.keyID(of: Self.exportKey))])
            },
            HarmlessEdit("a Deny of what is not needed") { ground in
                try ground.iam("PutRolePolicy", Self.exporter.with(["PolicyName": "no", "PolicyDocument": Breakage.deny("s3:DeleteObject").asText]))
            }
        ]
    ) { ground in
        try ground.bucket(Self.exports)
        try ground.key(Self.exportKey)
        return ["g-0123456789": try ground.graph()]
    }

    private static let loadKey = "alias/graph-loads"
    private static let loader = ExampleGround.Holder.role("neptune-bulk-load")
    private static let roleOfCluster: JSONObject = ["RoleArn": .string(Fixtures.roleARN(Self.loader.name))]

    static let load = Example(
        folder: "NeptuneBulkLoad", blueprint: ("NeptuneBulkLoad", "graph-prod"),
        breakages: [
            Breakage("the cluster stopped", breaks: "clusterStatus") { try $0.rds("StopDBCluster") },
            Breakage("the cluster deleted", breaks: "clusterStatus", hidesOthers: true) { try $0.rds("DeleteDBCluster") },
            .deleted(Self.loader, breaks: "roleExists"),
            .trusted("a trust in another service", Self.loader.name, "rds.amazonaws.com", "ec2.amazonaws.com"),
            .trustedForOthers(Self.loader.name),
            Breakage("the role taken off the cluster", breaks: "clusterAssociation") { try $0.rds("RemoveRoleFromDBCluster", Self.roleOfCluster) },
            .denied(Self.loader, "kms:Decrypt"), .stripped(Self.loader), .bounded(Self.loader), .limited("s3:GetObject"),
            .limited("s3:ListBucket", on: Lab.account), .gone(ExampleGround.loads), .moved(ExampleGround.loads),
            .closed(ExampleGround.loads, "s3:GetObject"), .encrypted(ExampleGround.loads), .disabled(Self.loadKey), .doomed(Self.loadKey),
            .locked(Self.loadKey, "kms:Decrypt"), .emptied(ExampleGround.loads, ExampleGround.file),
            .replaced(ExampleGround.loads, ExampleGround.file, by: ExampleGround.file, bytes: 0, "a file with nothing in it"),
            .replaced(ExampleGround.loads, ExampleGround.file, by: "in/people.parquet", bytes: 8, "a file of another format"),
            Breakage("nobody let in any more", breaks: "port8182") { try $0.closePort() },
            Breakage("the cluster in another group", breaks: "port8182") { try $0.moveClusterToAnotherGroup() }
        ] + Self.endpoints,
        harmless: [
            HarmlessEdit("the bucket for the endpoint only") { ground in
                let endpoint = try ground.id("VpcEndpoints", "VpcEndpointId")
                try ground.addToBucketPolicy(
                    [
                        "Sid": "No", "Effect": "Deny", "Principal": "*", "Action": "s3:GetObject",
                        "Resource": .string("arn:aws:s3:::\(ExampleGround.loads)/*"), "Condition": ["StringNotEquals": ["aws:SourceVpce": endpoint]]
                    ], of: ExampleGround.loads)
            },
            HarmlessEdit("the subnet by a table of its own that knows the way") { ground in
                try ground.routeSubnetElsewhere()
                let tables = try ground.lab.edit("ec2", "DescribeRouteTables")["RouteTables"]?.arrayValue ?? []
                try ground.changeEndpoint(["AddRouteTableIds": .array(tables.compactMap { $0["RouteTableId"] })])
            },
            HarmlessEdit("more files") { try $0.file("in/edges.csv.gz", in: ExampleGround.loads) }
        ]
    ) { ground in
        let (_, group) = try ground.clusterInNetwork()
        try ground.bucket(ExampleGround.loads)
        try ground.key(Self.loadKey)
        try ground.file(ExampleGround.file, in: ExampleGround.loads)
        return ["sg-0123456789abcdef0": group]
    }

    private static let endpoints = [
        Breakage("the endpoint deleted", breaks: "s3Endpoint") { ground in
            try ground.ec2("DeleteVpcEndpoints", ["VpcEndpointIds": [try ground.id("VpcEndpoints", "VpcEndpointId")]])
        },
        Breakage("the endpoint's way taken away", breaks: "s3Endpoint") { ground in
            try ground.changeEndpoint(["RemoveRouteTableIds": [try ground.id("RouteTables", "RouteTableId")]])
        },
        Breakage("the endpoint's policy narrowed", breaks: "s3Endpoint") { ground in
            let policy = Fixtures.document(["Effect": "Allow", "Principal": "*", "Action": "s3:ListBucket", "Resource": "*"])
            try ground.changeEndpoint(["PolicyDocument": policy.asText])
        },
        Breakage("the subnet by another route table", breaks: "s3Endpoint") { try $0.routeSubnetElsewhere() }
    ]
}
