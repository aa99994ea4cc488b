package import IAMPolicy
package import ReconcileCore

/// A small estate that tests share: an account, and one resource of each kind.
package enum Fixtures {
    package static let accountID = "123456789012"
    package static let region = "eu-central-1"
    package static let keyID = "11111111-2222-3333-4444-555555555555"

    package static func account(_ mode: ReconcileMode = .enforce, name: String = "prod") -> AccountSettings {
        AccountSettings(name: name, accountID: Self.accountID, region: Self.region, mode: mode)
    }

    package static func identity(_ kind: ResourceKind, _ name: String, account: String = "prod") -> ResourceIdentity {
        let isRegional = KindRegistry.definition(of: kind)?.isRegional == true
        return ResourceIdentity(account: account, region: isRegional ? Self.region : nil, kind: kind, name: name)
    }

    /// Only these references resolve to more than themselves: what `desired` declares.
    package static func references(
        _ desired: [DesiredResource] = [], observed: [ObservedResource] = [], account: AccountSettings = Fixtures.account()
    ) -> DesiredReferences {
        DesiredReferences(desired: desired, observed: observed, accounts: [account])
    }

    package static func resource(
        _ kind: ResourceKind, _ name: String, _ spec: JSONObject, settings: ReconcileSettings = ReconcileSettings(),
        account: String = "prod", source: DesiredSource = .directory(file: "estate.yaml", line: 1)
    ) -> DesiredResource {
        DesiredResource(identity: Self.identity(kind, name, account: account), spec: spec, settings: settings, source: source)
    }

    package static func policyARN(_ name: String) -> String { "arn:aws:iam::\(Self.accountID):policy/\(name)" }
    package static func roleARN(_ name: String) -> String { "arn:aws:iam::\(Self.accountID):role/\(name)" }

    // MARK: Documents

    package static func trust(_ service: String = "rds.amazonaws.com") -> JSONValue {
        Self.document(["Effect": "Allow", "Principal": ["Service": .string(service)], "Action": "sts:AssumeRole"])
    }

    package static func trust(principal: String) -> JSONValue {
        Self.document(["Effect": "Allow", "Principal": ["AWS": .string(principal)], "Action": "sts:AssumeRole"])
    }

    package static func allow(_ action: String, on resource: String = "*") -> JSONValue {
        Self.document(["Effect": "Allow", "Action": .string(action), "Resource": .string(resource)])
    }

    package static func keyPolicy(_ principals: [String] = []) -> JSONValue {
        let names = ["arn:aws:iam::\(Self.accountID):root"] + principals
        return Self.document([
            "Effect": "Allow", "Principal": ["AWS": .array(names.map(JSONValue.string))], "Action": "kms:*", "Resource": "*"
        ])
    }

    package static func document(_ statement: JSONValue) -> JSONValue { ["Version": "2012-10-17", "Statement": [statement]] }

    // MARK: Resources

    /// A role with every aspect declared.
    package static func fullRole(_ name: String = "export", settings: ReconcileSettings = ReconcileSettings()) -> DesiredResource {
        Self.resource(
            .role, name,
            [
                "path": "/", "description": "Exports", "maxSessionDuration": 7200, "trustPolicy": Self.trust(),
                "permissionsBoundary": .string(Self.policyARN("limit")),
                "inlinePolicies": ["load": Self.allow("s3:GetObject")], "managedPolicies": [.string(Self.policyARN("read"))],
                "tags": ["owner": "graph"]
            ], settings: settings)
    }

    package static func policy(_ name: String = "read", settings: ReconcileSettings = ReconcileSettings()) -> DesiredResource {
        Self.resource(
            .managedPolicy, name, ["document": Self.allow("neptune-db:connect"), "tags": ["owner": "graph"]], settings: settings)
    }

    package static func key(_ name: String = "export-key", settings: ReconcileSettings = ReconcileSettings()) -> DesiredResource {
        Self.resource(
            .kmsKey, name, ["key": .string(Self.keyID), "keyPolicy": Self.keyPolicy(), "enabled": true], settings: settings)
    }

    /// Makes the account of `cloud` what `fullRole`, `policy` and `key` declare.
    package static func build(_ cloud: SimulatedCloud) {
        cloud.edit { world in
            world.addPolicy("read", document: Self.allow("neptune-db:connect"))
            world[policy: "read"]?.tags = ["owner": "graph"]
            world.addPolicy("limit", document: Self.allow("*"))
            world.addKey(Self.keyID, region: Self.region, policy: Self.keyPolicy())
            Self.addFullRole("export", to: &world)
        }
    }

    package static func addFullRole(_ name: String, to world: inout SimulatedAccount) {
        world.addRole(name, trust: Self.trust())
        world[role: name]?.description = "Exports"
        world[role: name]?.maxSessionDuration = 7200
        world[role: name]?.permissionsBoundary = Self.policyARN("limit")
        world[role: name]?.inlinePolicies = ["load": Self.allow("s3:GetObject")]
        world[role: name]?.managedPolicies = [Self.policyARN("read")]
        world[role: name]?.tags = ["owner": "graph"]
    }
}
