import IAMPolicy
import Manifests
import ReconcileCore

/// A blueprint as simple as can be: a role that writes to a bucket with a key that others may use as well.
struct ExportSample: BlueprintDefinition {
    var kind = ResourceKind("NeptuneAnalyticsExport")
    let nameRule = StringRule.localName

    let fields = [
        SpecField("bucket", .string(.bucketName), isRequired: true),
        SpecField("kmsKey", .string(.keyLocator)),
        SpecField("roleName", .string(.any)),
        SpecField("reader", .reference([.role], .roleARN)),
        SpecField("tables", .list(.record([SpecField("name", .string(.any))]))),
        SpecField("region", .string(.any))
    ]

    static let catalog = BlueprintCatalog([Self(), Self(kind: ResourceKind("NeptuneBulkLoad"))])

    func expansion(of blueprint: DesiredResource, in surroundings: BlueprintSurroundings) throws(BlueprintFault) -> BlueprintExpansion {
        let spec = blueprint.spec
        if let index = spec["tables"]?.arrayValue?.firstIndex(where: { $0["name"] == "bad" }) {
            throw BlueprintFault(path: "tables[\(index)].name", message: "is no table", suggestion: "good")
        }
        if spec["bucket"] == "taken", !surroundings.desired.contains(where: { $0.identity.name == "taken-by" }) {
            throw BlueprintFault(path: "bucket", message: "needs a role `taken-by` beside it")
        }
        let region = spec["region"]?.stringValue ?? surroundings.account.region
        let account = surroundings.account.name
        let role = spec["roleName"]?.stringValue ?? blueprint.identity.name
        func identity(_ kind: ResourceKind, _ region: String?, _ name: String) -> ResourceIdentity {
            ResourceIdentity(account: account, region: region, kind: kind, name: name)
        }
        var shared = blueprint.settings
        shared.ownership = .additive
        var expansion = BlueprintExpansion()
        let roleIdentity = identity(.role, nil, role)
        expansion.resources.append(
            DesiredResource(
                identity: roleIdentity, spec: ["trustPolicy": Self.trust, "description": .string("of \(blueprint.identity.name)")],
                settings: blueprint.settings, source: .api))
        var bucket: JSONObject = [
            "bucketPolicy": ["access": [Self.item(role, "s3:PutObject", "arn:aws:s3:::\(spec["bucket"]?.stringValue ?? "")/*")]]
        ]
        if let key = spec["kmsKey"]?.stringValue {
            let name = "key-of-\(blueprint.identity.name)"
            expansion.resources.append(
                DesiredResource(
                    identity: identity(.kmsKey, region, name),
                    spec: ["key": .string(key), "keyPolicy": ["access": [Self.item(role, "kms:Decrypt", "*")]]], settings: shared, source: .api))
            bucket["defaultEncryption"] = ["algorithm": "aws:kms", "kmsKey": .string("KMSKey/\(name)")]
        }
        expansion.resources.append(
            DesiredResource(identity: identity(.bucket, region, spec["bucket"]?.stringValue ?? ""), spec: bucket, settings: shared, source: .api))
        expansion.reasons = [
            PermissionReason(resource: roleIdentity, aspect: AspectName("trustPolicy"), actions: ["sts:AssumeRole"], because: "to export")
        ]
        expansion.notes = ["the role is named \(role)"]
        return expansion
    }

    static let trust: JSONValue = [
        "Version": "2012-10-17",
        "Statement": [["Effect": "Allow", "Principal": ["Service": "neptune-graph.amazonaws.com"], "Action": "sts:AssumeRole"]]
    ]

    static func item(_ role: String, _ action: String, _ resource: String) -> JSONValue {
        ["principal": .string("Role/\(role)"), "actions": [.string(action)], "resources": [.string(resource)]]
    }

    func questions(of blueprint: DesiredResource, in surroundings: BlueprintSurroundings) -> [ChainQuestion] { [] }
    func links(of blueprint: DesiredResource, in view: ChainView) -> [ChainLink] { [] }
    func command(of blueprint: DesiredResource, in view: ChainView) -> String? { nil }

    /// A manifest on four lines.
    static func text(_ name: String, _ spec: String, kind: String = "NeptuneAnalyticsExport", more: String = "") -> String {
        "apiVersion: reconciled/v1\nkind: \(kind)\nmetadata: {name: \(name)}\nspec: \(spec)\n\(more)---\n"
    }
}

extension Samples {
    static func blueprints(
        _ owner: ManifestOwner = .directory, existing: [DesiredResource] = [], configuration: Configuration = Samples.oneAccount,
        refusesOthers: Bool = true
    ) -> ManifestContext {
        ManifestContext(
            configuration: configuration, owner: owner, existing: existing, refusesOthers: refusesOthers, blueprints: ExportSample.catalog)
    }

    /// What a text comes to where something is stored.
    static func set(_ text: String, _ context: ManifestContext = Samples.blueprints()) throws -> ManifestSet {
        try ManifestLoader.parse(text: Self.withoutRest(text), file: "m.yaml", folder: "/nonexistent", context: context)
    }

    static func faults(_ text: String, _ context: ManifestContext = Samples.blueprints()) -> [String] {
        Self.manifestFaults(Self.withoutRest(text), context: context)
    }

    /// Behind the last manifest there is no other one.
    static func withoutRest(_ text: String) -> String { text.hasSuffix("---\n") ? String(text.dropLast(4)) : text }
}
