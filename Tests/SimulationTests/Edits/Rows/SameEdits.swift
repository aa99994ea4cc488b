import IAMPolicy
import ReconcileCore
import ReconcileTestKit

/// What people do that means nothing: nothing may be found and nothing may be sent.
extension EditRow {
    static let same = Self.sameDocuments + Self.sameTrusts + Self.sameKeys + Self.sameBuckets + Self.sameOthers

    private static func inline(_ name: String, _ document: JSONValue) -> EditRow {
        EditRow(same: name, .role, [.call("PutRolePolicy", ["PolicyName": "load", "PolicyDocument": document])])
    }

    private static func version(_ name: String, isDefault: Bool = true, _ change: (inout [JSONObject]) -> Void) -> EditRow {
        let document = EditSamples.text(EditSamples.permissions, change)
        return EditRow(
            same: name, .managedPolicy, [.call("CreatePolicyVersion", ["PolicyDocument": document, "SetAsDefault": .bool(isDefault)])])
    }

    private static let sameDocuments = [
        Self.inline("statements in another order", EditSamples.text(EditSamples.permissions) { $0.reverse() }),
        Self.inline(
            "actions in another order, case and number",
            EditSamples.text(EditSamples.permissions) { $0[0]["Action"] = ["S3:listbucket", "s3:GetObject", "s3:ListBucket", "s3:GETOBJECT"] }),
        Self.inline("white space", .string(JSONWriter.pretty(EditSamples.document(EditSamples.permissions)))),
        Self.inline(
            "lists for single values",
            EditSamples.text(EditSamples.permissions) {
                $0[1]["Action"] = ["neptune-db:connect"]; $0[1]["Resource"] = ["*"]
            }),
        Self.inline(
            "a boolean without quotes", EditSamples.text(EditSamples.permissions) { $0[1]["Condition"] = ["Bool": ["aws:SecureTransport": true]] }),
        Self.inline("another name of a statement", EditSamples.text(EditSamples.permissions) { $0[0]["Sid"] = "Renamed" }),
        Self.inline(
            "a statement that another covers",
            EditSamples.text(EditSamples.permissions) {
                $0.append(["Sid": "Part", "Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::loads/in/*"])
            }),
        Self.inline(
            "one statement made two",
            EditSamples.text(EditSamples.permissions) {
                let both = $0[0]["Resource"] ?? ""
                $0[0]["Action"] = "s3:GetObject"
                $0.append(["Effect": "Allow", "Action": "s3:ListBucket", "Resource": both])
            }),
        Self.version("a version with the same in it") { _ in },
        Self.version("a version with the same in other words") { $0.reverse() },
        Self.version("a version that is not the default", isDefault: false) { $0.append(["Effect": "Allow", "Action": "*", "Resource": "*"]) }
    ]

    private static func trust(_ name: String, _ change: (inout [JSONObject]) -> Void) -> EditRow {
        EditRow(same: name, .role, [.call("UpdateAssumeRolePolicy", ["PolicyDocument": EditSamples.text(EditSamples.trust, change)])])
    }

    private static let single: JSONValue = [
        "Version": "2012-10-17",
        "Statement": ["Action": ["sts:AssumeRole"], "Principal": ["Service": ["rds.amazonaws.com"]], "Effect": "Allow"]
    ]

    private static let sameTrusts = [
        Self.trust("the account's id for its root") { $0[1]["Principal"] = ["AWS": [.string(EditSamples.account), .string(EditSamples.caller)]] },
        Self.trust("services in another order") {
            $0[0]["Principal"] = ["Service": ["export.rds.amazonaws.com", "rds.amazonaws.com"]]
        },
        EditRow(
            same: "one statement for a list of one", .role, declares: ["trustPolicy": Fixtures.trust()],
            [
                .call(
                    "UpdateAssumeRolePolicy",
                    [
                        "PolicyDocument": Self.single.asText
                    ])
            ]),
        EditRow(
            same: "a policy detached and attached again", .role,
            [
                .call("DetachRolePolicy", ["PolicyArn": .string(EditSamples.read)]),
                .call("AttachRolePolicy", ["PolicyArn": .string(EditSamples.read)])
            ]),
        EditRow(
            same: "tags taken off and put on in another order", .role,
            [
                .call("UntagRole", ["TagKeys": ["stage", "owner"]]),
                .call("TagRole", ["Tags": [["Key": "stage", "Value": "prod"], ["Key": "owner", "Value": "graph"]]])
            ])
    ]

    private static func keyPolicy(_ name: String, _ change: (inout [JSONObject]) -> Void) -> EditRow {
        EditRow(
            same: name, .kmsKey, [.call("PutKeyPolicy", ["PolicyName": "default", "Policy": EditSamples.text(EditSamples.keyUse, change)])])
    }

    private static let sameKeys = [
        Self.keyPolicy("key policy in another order") {
            $0[1]["Principal"] = ["AWS": [.string(EditSamples.loader), .string(EditSamples.caller)]]
            $0[1]["Action"] = ["kms:GenerateDataKey", "kms:Decrypt"]
            $0.reverse()
        },
        Self.keyPolicy("key policy with the account's id") { $0[0]["Principal"] = ["AWS": .string(EditSamples.account)] },
        EditRow(
            same: "a grant of another name beside the same", .kmsKey,
            [.call("CreateGrant", ["GranteePrincipal": .string(EditSamples.caller), "Operations": ["Encrypt", "Decrypt"], "Name": "again"])]),
        EditRow(
            same: "a grant revoked and given again", .kmsKey,
            [
                .call("RevokeGrant", ["GrantId": "{grant}"]),
                .call("CreateGrant", ["GranteePrincipal": .string(EditSamples.caller), "Operations": ["Encrypt", "Decrypt"]])
            ]),
        EditRow(
            same: "an alias taken away and given again", .kmsKey,
            [
                .call("DeleteAlias", of: "kms", ["AliasName": "alias/{name}-second"]),
                .call("CreateAlias", of: "kms", ["AliasName": "alias/{name}-second", "TargetKeyId": "{handle}"])
            ]),
        EditRow(same: "disabled and enabled again", .kmsKey, [.call("DisableKey"), .call("EnableKey")])
    ]

    private static let sameBuckets = [
        EditRow(
            same: "S3's own encryption put explicitly", .bucket, declares: ["defaultEncryption": .null], [Self.encrypting("AES256")]),
        EditRow(
            same: "S3's encryption removed", .bucket, declares: ["defaultEncryption": ["algorithm": "AES256"]], [.call("DeleteBucketEncryption")]),
        EditRow(same: "the key by its alias", .bucket, [Self.encrypting("aws:kms", key: "alias/shelf", bucketKey: true)]),
        EditRow(same: "the key by its id", .bucket, [Self.encrypting("aws:kms", key: "{shelfKeyShort}", bucketKey: true)]),
        EditRow(
            same: "bucket policy in other words", .bucket,
            [
                .call(
                    "PutBucketPolicy",
                    [
                        "Policy": EditSamples.text(EditSamples.bucketUse) {
                            $0[0]["Principal"] = ["AWS": [.string(EditSamples.loader), .string(EditSamples.caller)]]
                            $0[0]["Action"] = ["s3:GetObjectVersion", "s3:getobject"]
                            $0[1]["Principal"] = ["AWS": "*"]
                            $0.reverse()
                        }
                    ])
            ]),
        EditRow(
            same: "tags in another order", .bucket,
            [.call("PutBucketTagging", ["Tagging": ["TagSet": [["Key": "stage", "Value": "prod"], ["Key": "owner", "Value": "graph"]]]])]),
        EditRow(
            same: "no access block for four switches off", .bucket,
            declares: [
                "publicAccessBlock": [
                    "blockPublicAcls": false, "ignorePublicAcls": false, "blockPublicPolicy": false, "restrictPublicBuckets": false
                ]
            ], [.call("DeletePublicAccessBlock")])
    ]

    private static let sameOthers = [
        EditRow(
            same: "an inactive access key", .user,
            [
                .call("CreateAccessKey", keeping: ["newKey": ["AccessKey", "AccessKeyId"]]),
                .call("UpdateAccessKey", ["AccessKeyId": "{newKey}", "Status": "Inactive"])
            ]),
        EditRow(
            same: "a member taken out and put in again", .group,
            [.call("RemoveUserFromGroup", ["UserName": "{name}-ann"]), .call("AddUserToGroup", ["UserName": "{name}-ann"])]),
        EditRow(
            same: "rules made again in one permission", .securityGroup,
            [
                .call("RevokeSecurityGroupIngress", Self.ingress("IpRanges", ["CidrIp": "10.0.0.0/16"])),
                .call("RevokeSecurityGroupIngress", Self.ingress("IpRanges", ["CidrIp": "10.1.0.0/16"])),
                .call(
                    "AuthorizeSecurityGroupIngress",
                    [
                        "IpPermissions": [
                            [
                                "IpProtocol": "6", "FromPort": 8182, "ToPort": 8182,
                                "IpRanges": [
                                    ["CidrIp": "10.1.0.0/16", "Description": "nobody declares this"],
                                    ["CidrIp": "10.0.0.0/16", "Description": "clients"]
                                ]
                            ]
                        ]
                    ])
            ]),
        EditRow(
            same: "tags of a security group", .securityGroup,
            [.call("CreateTags", of: "ec2", ["Resources": ["{handle}"], "Tags": [["Key": "a", "Value": "b"]]])]),
        EditRow(
            same: "a role on its way", .neptuneCluster,
            [
                .call("RemoveRoleFromDBCluster", ["RoleArn": .string(EditSamples.loader)]),
                .call("AddRoleToDBCluster", ["RoleArn": .string(EditSamples.loader)])
            ]),
        EditRow(same: "deletion protection", .neptuneCluster, [.call("ModifyDBCluster", ["DeletionProtection": true])]),
        EditRow(
            same: "control policy in other words", .serviceControlPolicy,
            [
                .call(
                    "UpdatePolicy",
                    [
                        "Content": EditSamples.text(EditSamples.control) {
                            $0[0]["Action"] = ["s3:deleteobject", "s3:DeleteBucket"]
                            $0[1]["Resource"] = ["*"]
                            $0.reverse()
                        }
                    ])
            ]),
        EditRow(
            same: "control policy renamed that is declared by its id", .serviceControlPolicy, [.call("UpdatePolicy", ["Name": "{name}-renamed"])]),
        EditRow(
            same: "control policy renamed that is declared by its name", .serviceControlPolicy, declares: ["policyID": .null],
            [.call("UpdatePolicy", ["Name": "{name}-renamed"])]),
        EditRow(same: "control policy described", .serviceControlPolicy, [.call("UpdatePolicy", ["Description": "somebody's words"])])
    ]
}
