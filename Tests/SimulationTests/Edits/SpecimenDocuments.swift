import IAMPolicy
import ReconcileCore
import ReconcileTestKit

/// The policies that specimens begin with, and what else they name.
enum EditSamples {
    static let account = Lab.account
    static let root = "arn:aws:iam::\(Lab.account):root"
    static let stranger = "arn:aws:iam::999988887777:root"
    /// Roles and policies that stand beside all specimens.
    static let caller = Fixtures.roleARN("caller")
    static let loader = Fixtures.roleARN("loader")
    static let read = Fixtures.policyARN("read")
    static let limit = Fixtures.policyARN("limit")
    static let administrator = "arn:aws:iam::aws:policy/AdministratorAccess"
    static let power = "arn:aws:iam::aws:policy/PowerUserAccess"

    static let trust: [JSONObject] = [
        [
            "Sid": "Load", "Effect": "Allow", "Principal": ["Service": ["rds.amazonaws.com", "export.rds.amazonaws.com"]], "Action": "sts:AssumeRole",
            "Condition": ["StringEquals": ["aws:SourceAccount": .string(Self.account)]]
        ],
        [
            "Sid": "Partner", "Effect": "Allow", "Principal": ["AWS": [.string(Self.caller), .string(Self.root)]], "Action": "sts:AssumeRole",
            "Condition": ["StringEquals": ["sts:ExternalId": "abc"], "Bool": ["aws:MultiFactorAuthPresent": "true"]]
        ]
    ]

    static let permissions: [JSONObject] = [
        [
            "Sid": "Read", "Effect": "Allow", "Action": ["s3:GetObject", "s3:ListBucket"],
            "Resource": ["arn:aws:s3:::loads", "arn:aws:s3:::loads/*"]
        ],
        [
            "Sid": "Connect", "Effect": "Allow", "Action": "neptune-db:connect", "Resource": "*",
            "Condition": ["Bool": ["aws:SecureTransport": "true"]]
        ]
    ]

    static let keyUse: [JSONObject] = [
        ["Sid": "Admin", "Effect": "Allow", "Principal": ["AWS": .string(Self.root)], "Action": "kms:*", "Resource": "*"],
        [
            "Sid": "Use", "Effect": "Allow", "Principal": ["AWS": [.string(Self.caller), .string(Self.loader)]],
            "Action": ["kms:Decrypt", "kms:GenerateDataKey"], "Resource": "*",
            "Condition": ["StringEquals": ["kms:ViaService": ["s3.eu-central-1.amazonaws.com", "rds.eu-central-1.amazonaws.com"]]]
        ]
    ]

    static let bucketUse: [JSONObject] = [
        [
            "Sid": "Load", "Effect": "Allow", "Principal": ["AWS": [.string(Self.caller), .string(Self.loader)]],
            "Action": ["s3:GetObject", "s3:GetObjectVersion"], "Resource": "arn:aws:s3:::{name}/*"
        ],
        [
            "Sid": "Secure", "Effect": "Deny", "Principal": "*", "Action": "s3:*",
            "Resource": ["arn:aws:s3:::{name}", "arn:aws:s3:::{name}/*"], "Condition": ["Bool": ["aws:SecureTransport": "false"]]
        ]
    ]

    static let control: [JSONObject] = [
        ["Sid": "Keep", "Effect": "Deny", "Action": ["s3:DeleteBucket", "s3:DeleteObject"], "Resource": "*"],
        [
            "Sid": "Here", "Effect": "Deny", "Action": "ec2:*", "Resource": "*",
            "Condition": ["StringNotEquals": ["aws:RequestedRegion": ["eu-central-1", "us-east-1"]]]
        ]
    ]

    static func document(_ statements: [JSONObject]) -> JSONValue {
        ["Version": "2012-10-17", "Statement": .array(statements.map { .object($0) })]
    }

    /// The document with its statements changed, as calls carry it.
    static func text(_ statements: [JSONObject], _ change: (inout [JSONObject]) -> Void) -> JSONValue {
        var statements = statements
        change(&statements)
        return Self.document(statements).asText
    }
}

extension Specimen {
    /// A spec with every aspect of the kind but those that AWS makes the name of.
    static func defaults(_ kind: ResourceKind) -> JSONObject {
        let attached: JSONValue = [.string(EditSamples.read)]
        let inline: JSONValue = ["load": EditSamples.document(EditSamples.permissions)]
        let tags: JSONValue = ["owner": "graph", "stage": "prod"]
        switch kind {
        case .role:
            return [
                "path": "/graph/", "description": "Loads", "maxSessionDuration": 7200, "permissionsBoundary": .string(EditSamples.limit),
                "trustPolicy": EditSamples.document(EditSamples.trust), "inlinePolicies": inline, "managedPolicies": attached, "tags": tags
            ]
        case .managedPolicy:
            return ["path": "/graph/", "description": "Loads", "document": EditSamples.document(EditSamples.permissions), "tags": tags]
        case .user:
            return [
                "path": "/graph/", "permissionsBoundary": .string(EditSamples.limit), "inlinePolicies": inline, "managedPolicies": attached,
                "groups": ["{name}-staff"], "tags": tags
            ]
        case .group:
            return ["path": "/graph/", "inlinePolicies": inline, "managedPolicies": attached, "members": ["{name}-ann", "{name}-bob"]]
        case .kmsKey:
            return [
                "keyPolicy": EditSamples.document(EditSamples.keyUse), "enabled": true, "rotation": true, "description": "Exports", "tags": tags,
                "aliases": ["alias/{name}", "alias/{name}-second"],
                "grants": [["granteePrincipal": .string(EditSamples.caller), "operations": ["Decrypt", "Encrypt"], "name": "export"]]
            ]
        default: return Self.furtherDefaults(kind, tags: tags)
        }
    }

    private static func furtherDefaults(_ kind: ResourceKind, tags: JSONValue) -> JSONObject {
        switch kind {
        case .bucket:
            return [
                "bucketPolicy": EditSamples.document(EditSamples.bucketUse), "tags": tags,
                "defaultEncryption": ["algorithm": "aws:kms", "kmsKey": "{shelfKey}", "bucketKey": true],
                "publicAccessBlock": [
                    "blockPublicAcls": true, "ignorePublicAcls": true, "blockPublicPolicy": false, "restrictPublicBuckets": true
                ]
            ]
        case .securityGroup:
            return [
                "ingress": [
                    ["protocol": "tcp", "fromPort": 8182, "toPort": 8182, "source": "10.0.0.0/16", "description": "clients"],
                    ["protocol": "tcp", "fromPort": 8182, "toPort": 8182, "source": "10.1.0.0/16"],
                    ["protocol": "tcp", "fromPort": 443, "toPort": 443, "source": "10.0.0.0/16"]
                ]
            ]
        case .neptuneCluster:
            return [
                "associatedRoles": [.string(EditSamples.loader), ["role": .string(EditSamples.caller), "feature": "Export"]],
                "iamDatabaseAuthentication": true
            ]
        default: return ["document": EditSamples.document(EditSamples.control), "targets": ["{unit}"]]
        }
    }
}
