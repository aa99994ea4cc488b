import IAMPolicy
import ReconcileCore

/// A blueprint's resources as they are put together.
struct ExpansionDraft {
    /// Whether a resource is there for the blueprint alone.
    enum Belonging {
        /// Kept as the blueprint's own settings say.
        case own
        /// Others use it as well: what they put there is left alone, and it stays when the blueprint goes.
        case shared
    }

    let blueprint: DesiredResource
    let account: AccountSettings
    private(set) var expansion = BlueprintExpansion()

    init(_ blueprint: DesiredResource, _ surroundings: BlueprintSurroundings) {
        self.blueprint = blueprint
        self.account = surroundings.account
    }

    var partition: String { self.account.partition }

    mutating func add(_ identity: ResourceIdentity, _ belonging: Belonging, _ spec: JSONObject) {
        var settings = self.blueprint.settings
        if belonging == .shared {
            settings.ownership = .additive
            settings.deletion = .retain
        }
        self.expansion.resources.append(
            DesiredResource(
                identity: identity, spec: spec, settings: settings, labels: self.blueprint.labels, source: self.blueprint.source,
                revision: self.blueprint.revision, isOrphaned: self.blueprint.isOrphaned, blueprints: [self.blueprint.identity]))
    }

    mutating func explain(_ grants: [Grant], _ identity: ResourceIdentity, _ aspect: AspectName) {
        for purpose in grants.flatMap(\.purposes) { self.explain(purpose.actions, identity, aspect, purpose.because) }
    }

    mutating func explain(_ actions: [String], _ identity: ResourceIdentity, _ aspect: AspectName, _ because: String) {
        self.expansion.reasons.append(PermissionReason(resource: identity, aspect: aspect, actions: actions, because: because))
    }

    mutating func note(_ text: String) { self.expansion.notes.append(text) }

    func identity(_ kind: ResourceKind, region: String?, _ name: String) -> ResourceIdentity {
        ResourceIdentity(account: self.account.name, region: region, kind: kind, name: name)
    }

    // MARK: Roles

    /// A role that one service assumes, and that may do what the grants say and nothing else.
    mutating func addServiceRole(_ identity: ResourceIdentity, service: String, because: String, policy name: String, _ grants: [Grant], text: String)
    {
        let trust: JSONValue = [
            "Version": "2012-10-17",
            "Statement": [["Sid": "NeptuneAssumes", "Effect": "Allow", "Principal": ["Service": .string(service)], "Action": "sts:AssumeRole"]]
        ]
        self.add(
            identity, .own,
            [
                "description": .string(text), "trustPolicy": trust, "inlinePolicies": [name: grants.document], "managedPolicies": []
            ])
        self.explain(["sts:AssumeRole"], identity, AspectName("trustPolicy"), because)
        self.explain(grants, identity, AspectName("inlinePolicies", name))
        self.note(
            "\(identity.name) trusts \(service) without aws:SourceAccount or aws:SourceArn: whether Neptune sends them is documented nowhere, "
                + "and a condition on what is not sent shuts it out")
    }

    /// A role or user that is somebody else's, with one inline policy more.
    mutating func give(_ grants: [Grant], to principal: PrincipalParameter, policy name: String, managed: [String] = []) {
        var spec: JSONObject = ["inlinePolicies": [name: grants.document]]
        if !managed.isEmpty { spec["managedPolicies"] = .texts(managed) }
        self.add(principal.identity, .shared, spec)
        self.explain(grants, principal.identity, AspectName("inlinePolicies", name))
    }

    // MARK: Keys

    /// What somebody has to be able to do with a key, by its policy where nothing else grants it.
    mutating func addKeyAccess(_ key: KeyParameter, principal: String, _ uses: [KeyUse]) {
        guard let identity = key.identity else {
            self.note("\(key.text) is a key of another account: its policy has to let \(principal) in, and cannot be kept from here")
            return
        }
        let items = uses.map { $0.item(principal: principal) }
        self.add(identity, .shared, ["key": .string(key.locator), "keyPolicy": ["access": .array(items)]])
        for use in uses {
            for purpose in use.purposes { self.explain(purpose.actions, identity, AspectName("keyPolicy"), purpose.because) }
        }
        if key.alias != nil {
            self.note(
                "the policies name \(key.text) by the condition kms:ResourceAliases, because no policy matches the ARN of an alias; give the key's "
                    + "own ARN to tie them to the key whatever its aliases are")
        }
    }

    // MARK: Buckets

    /// New objects of a bucket are encrypted with the key, whoever puts them there.
    mutating func addEncryption(of bucket: String, region: String, key: KeyParameter) {
        let identity = self.identity(.bucket, region: region, bucket)
        let name = key.identity.map { "KMSKey/\($0.name)" } ?? key.locator
        self.add(identity, .shared, ["defaultEncryption": ["algorithm": "aws:kms", "kmsKey": .string(name)]])
        self.explain(
            ["s3:PutEncryptionConfiguration"], identity, AspectName("defaultEncryption"),
            "so that what is written there is encrypted with the key that the export is given")
    }
}
