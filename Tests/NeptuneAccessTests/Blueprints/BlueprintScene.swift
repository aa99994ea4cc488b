import IAMPolicy
import ReconcileCore
import Testing

@testable import NeptuneAccess

/// An account, what is declared in it and what was seen, and blueprints in it.
struct BlueprintScene {
    static let accountID = "111122223333"
    static let otherID = "999988887777"
    static let keyID = "1234abcd-12ab-34cd-56ef-1234567890ab"
    static let clusterID = "cluster-5PFWKWGW3MLVBF2GZ4LBZ6YHJM"
    static let dataARN = "arn:aws:neptune-db:eu-west-1:\(Self.accountID):\(Self.clusterID)/*"

    var account = AccountSettings(name: "prod", accountID: Self.accountID, region: "eu-west-1", readsOrganization: true)
    var desired: [DesiredResource] = []
    var observed: [ObservedResource] = []

    var surroundings: BlueprintSurroundings {
        BlueprintSurroundings(
            account: self.account, configuration: Configuration(accounts: [self.account]), desired: self.desired, observed: self.observed)
    }

    /// One in which the cluster `graph-prod` has been read.
    static var withCluster: BlueprintScene {
        var scene = BlueprintScene()
        scene.see(.neptuneCluster, "graph-prod", arn: "arn:aws:rds:eu-west-1:\(Self.accountID):cluster:graph-prod", id: Self.clusterID)
        return scene
    }

    mutating func declare(_ kind: ResourceKind, _ name: String, _ spec: JSONObject, region: String? = nil) {
        self.desired.append(
            DesiredResource(identity: ResourceIdentity(account: "prod", region: region, kind: kind, name: name), spec: spec, source: .api))
    }

    mutating func see(_ kind: ResourceKind, _ name: String, region: String? = "eu-west-1", arn: String, id: String) {
        self.observed.append(
            ObservedResource(
                identity: ResourceIdentity(account: "prod", region: region, kind: kind, name: name), state: .inSync,
                binding: Binding(arn: arn, uniqueID: id), live: LiveResource(arn: arn, uniqueID: id)))
    }

    func blueprint(_ kind: String, _ name: String, _ spec: JSONObject) -> DesiredResource {
        DesiredResource(
            identity: ResourceIdentity(account: "prod", region: nil, kind: ResourceKind(kind), name: name), spec: spec,
            settings: ReconcileSettings(mode: .enforce, deletion: .delete), labels: ["team": "graph"], source: .directory(file: "a.yaml", line: 3))
    }

    /// Of a blueprint named `nightly`.
    func expand(_ kind: String, _ spec: JSONObject) throws(BlueprintFault) -> BlueprintExpansion { try self.expand(kind, "nightly", spec) }

    func expand(_ kind: String, _ name: String, _ spec: JSONObject) throws(BlueprintFault) -> BlueprintExpansion {
        let blueprint = self.blueprint(kind, name, spec)
        return switch kind {
        case "NeptuneAnalyticsExport": try NeptuneAnalyticsExportBlueprint().expansion(of: blueprint, in: self.surroundings)
        case "NeptuneBulkLoad": try NeptuneBulkLoadBlueprint().expansion(of: blueprint, in: self.surroundings)
        case "NeptuneNotebookAccess": try NeptuneNotebookAccessBlueprint().expansion(of: blueprint, in: self.surroundings)
        case "S3StagingUser": try S3StagingUserBlueprint().expansion(of: blueprint, in: self.surroundings)
        case "CrossAccountImport": try CrossAccountImportBlueprint().expansion(of: blueprint, in: self.surroundings)
        case "NeptuneAdministration": try NeptuneAdministrationBlueprint().expansion(of: blueprint, in: self.surroundings)
        case "NeptuneDataAccess": try NeptuneDataAccessBlueprint().expansion(of: blueprint, in: self.surroundings)
        default: throw BlueprintFault(path: "kind", message: "no blueprint \(kind)")
        }
    }

    /// The fault, where there has to be one.
    func fault(_ kind: String, _ spec: JSONObject) -> BlueprintFault? {
        do throws(BlueprintFault) {
            _ = try self.expand(kind, spec)
            return nil
        } catch {
            return error
        }
    }
}

extension BlueprintExpansion {
    func member(_ kind: ResourceKind, _ name: String? = nil) -> DesiredResource? {
        self.resources.first { $0.identity.kind == kind && (name == nil || $0.identity.name == name) }
    }

    /// All policy documents, with the type that each is stored as and the resource that holds it.
    var documents: [(resource: DesiredResource, aspect: AspectName, type: PolicyType, document: JSONValue)] {
        self.resources.flatMap { resource in
            var found: [(DesiredResource, AspectName, PolicyType, JSONValue)] = []
            if let trust = resource.spec["trustPolicy"] { found.append((resource, AspectName("trustPolicy"), .trust, trust)) }
            for member in resource.spec["inlinePolicies"]?.objectValue?.members ?? [] {
                found.append((resource, AspectName("inlinePolicies", member.name), .identity, member.value))
            }
            if let document = resource.spec["document"] {
                found.append((resource, AspectName("document"), resource.identity.kind == .serviceControlPolicy ? .scp : .identity, document))
            }
            return found
        }
    }

    /// The actions of all Allow statements of a document.
    static func actions(of document: JSONValue) -> [String] {
        (document["Statement"]?.arrayValue ?? []).flatMap { statement in
            statement["Action"]?.stringValue.map { [$0] } ?? (statement["Action"]?.arrayValue ?? []).compactMap(\.stringValue)
        }
    }

    static func statement(_ sid: String, in document: JSONValue?) -> JSONValue? {
        document?["Statement"]?.arrayValue?.first { $0["Sid"]?.stringValue == sid }
    }
}

/// Specs that AWS and we take, at least two for each blueprint.
enum BlueprintCases {
    static let session = "arn:aws:sts::\(BlueprintScene.otherID):assumed-role/Importer/my-session"
    static let keyARN = "arn:aws:kms:eu-west-1:\(BlueprintScene.accountID):key/\(BlueprintScene.keyID)"
    static let foreignKeyARN = "arn:aws:kms:eu-west-1:\(BlueprintScene.otherID):key/\(BlueprintScene.keyID)"

    static let all: [(kind: String, spec: JSONObject)] = [
        ("NeptuneAnalyticsExport", ["destination": "s3://exports/nightly/", "kmsKey": "alias/neptune-export", "graph": "g-0123456789"]),
        (
            "NeptuneAnalyticsExport",
            [
                "destination": "s3://exports", "kmsKey": .string(Self.keyARN), "graph": "g-abcdefghij", "roleName": "neptune-export",
                "caller": "Role/ops",
                "format": "CSV"
            ]
        ),
        ("NeptuneAnalyticsExport", ["destination": "s3://exports/x", "kmsKey": .string(Self.foreignKeyARN), "graph": "g-0123456789"]),
        ("NeptuneBulkLoad", ["cluster": "graph-prod", "source": "s3://loads/in/"]),
        (
            "NeptuneBulkLoad",
            [
                "cluster": "Graph-Prod", "source": "s3://loads/in", "clients": ["sg-0aaaaaaaaaaaaaaaa", "10.0.0.0/16", "pl-0123456789abcdef0"],
                "securityGroup": "sg-0123456789abcdef0", "kmsKey": "alias/loads", "roleName": "neptune-bulk-load"
            ]
        ),
        ("NeptuneNotebookAccess", ["principal": "Role/analyst", "notebooks": ["graph-notebook"]]),
        (
            "NeptuneNotebookAccess",
            ["principal": "User/ana", "notebooks": ["a", "B2"], "write": true, "cluster": .string(BlueprintScene.clusterID)]
        ),
        ("NeptuneNotebookAccess", ["principal": "Role/analyst", "notebooks": ["graph-notebook"], "write": true]),
        ("S3StagingUser", ["bucket": "loads"]),
        (
            "S3StagingUser",
            ["userName": "graph-loader", "bucket": "loads", "prefix": "in/", "console": true, "allowDelete": true, "kmsKey": "alias/loads"]
        ),
        ("CrossAccountImport", ["bucket": "shared-data", "principal": .string(Self.session), "externalID": "d68b1db43ed52e7e"]),
        (
            "CrossAccountImport",
            [
                "bucket": "shared-data", "prefix": "out/", "principal": .string(Self.session), "externalID": "a:b/c@d=e,f.g+h-i_j",
                "roleName": "partner-import", "policyName": "partner-read", "kmsKey": .string(BlueprintScene.keyID)
            ]
        ),
        ("NeptuneAdministration", ["principal": "Role/graph-admin"]),
        (
            "NeptuneAdministration",
            [
                "principal": .string("arn:aws:iam::\(BlueprintScene.accountID):role/admins/graph-admin"), "console": true, "clusters": ["graph-prod"],
                "passableRoles": ["Role/neptune-bulk-load"], "scpTargets": ["ou-abcd-12345678", "111122223333"]
            ]
        ),
        ("NeptuneDataAccess", ["principal": "Role/app", "cluster": "graph-prod", "languages": ["Gremlin"], "actions": ["ReadDataViaQuery"]]),
        (
            "NeptuneDataAccess",
            [
                "principal": "User/app", "cluster": .string(BlueprintScene.clusterID), "languages": ["gremlin", "OpenCypher"],
                "actions": ["neptune-db:readdataviaquery", "GetEngineStatus", "CancelQuery", "GetQueryStatus"],
                "queries": [["language": "gremlin", "text": "g.addV('a')"], ["language": "opencypher", "text": "MATCH (n) DETACH DELETE n"]]
            ]
        )
    ]
}
