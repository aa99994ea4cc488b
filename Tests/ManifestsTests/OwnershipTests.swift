import IAMPolicy
import ReconcileCore
import Testing

@testable import Manifests

@Suite struct OwnershipTests {
    private static func manifest(_ kind: String, _ name: String, _ spec: String) -> String {
        "apiVersion: reconciled/v1\nkind: \(kind)\nmetadata: {name: \(name)}\nspec: \(spec)\n"
    }

    private static func stored(
        _ kind: ResourceKind, _ name: String, region: String? = nil, spec: JSONValue = [:], source: DesiredSource
    ) -> DesiredResource {
        DesiredResource(
            identity: ResourceIdentity(account: "prod", region: region, kind: kind, name: name), spec: spec.objectValue ?? JSONObject(),
            source: source)
    }

    @Test(arguments: [
        ("loader", "`prod/Role/loader` is declared twice; the other is at a.yaml:3:18"),
        ("Loader", "`prod/Role/Loader` is declared twice; the other is at a.yaml:3:18 as `loader`; Role names ignore case")
    ])
    func refusesAResourceThatIsDeclaredTwice(second: String, message: String) throws {
        let folder = try TemporaryFolder()
        let first = try folder.write("a.yaml", Self.manifest("Role", "loader", "{}"))
        try folder.write("b.yaml", Self.manifest("Role", second, "{}"))
        #expect {
            _ = try ManifestLoader.load(folder: folder.path, context: Samples.context())
        } throws: { error in
            let expected = "\(folder.path)/b.yaml:3:18: \(message.replacing("a.yaml", with: first))"
            return (error as? ManifestError)?.message == expected
        }
    }

    @Test func letsDifferentRegionsHaveTheSameName() throws {
        let text =
            Self.manifest("KMSKey", "k", "{key: alias/k}") + "---\n"
            + Self.manifest("KMSKey", "k, region: us-east-1", "{key: alias/k}")
        let set = try ManifestLoader.parse(text: text, file: "m.yaml", context: Samples.context())
        #expect(set.resources.map(\.identity.description) == ["prod/eu-west-1/KMSKey/k", "prod/us-east-1/KMSKey/k"])
    }

    @Test(arguments: [
        (
            "{key: alias/k}", "{key: alias/k}",
            ["m.yaml:9:13: the key `alias/k` has two manifests; the other is `prod/eu-west-1/KMSKey/a` at m.yaml:4:13"]
        ),
        (
            "{key: 11111111-2222-3333-4444-555555555555}",
            "{key: \"arn:aws:kms:eu-west-1:111122223333:key/11111111-2222-3333-4444-555555555555\"}",
            [
                "m.yaml:9:13: the key `arn:aws:kms:eu-west-1:111122223333:key/11111111-2222-3333-4444-555555555555` has two manifests;"
                    + " the other is `prod/eu-west-1/KMSKey/a` at m.yaml:4:13"
            ]
        ),
        (
            "{key: alias/k}", "{key: alias/m, aliases: [alias/m, alias/k]}",
            ["m.yaml:9:41: the key `alias/k` has two manifests; the other is `prod/eu-west-1/KMSKey/a` at m.yaml:4:13"]
        ),
        ("{key: alias/k, aliases: [alias/k]}", "{key: alias/m}", [])
    ])
    func refusesTwoManifestsOfOneKey(first: String, second: String, faults: [String]) {
        let text = Self.manifest("KMSKey", "a", first) + "---\n" + Self.manifest("KMSKey", "b", second)
        #expect(Samples.manifestFaults(text) == faults)
    }

    @Test func refusesAKeyThatAStoredManifestNamesAlready() {
        let stored = Self.stored(.kmsKey, "s", region: "eu-west-1", spec: ["key": "alias/k"], source: .api)
        #expect(
            Samples.manifestFaults(Self.manifest("KMSKey", "a", "{key: alias/k}"), context: Samples.context(existing: [stored])) == [
                "m.yaml:4:13: the key `alias/k` has two manifests; the other is `prod/eu-west-1/KMSKey/s`"
            ])
    }

    @Test func refusesWhatTheOtherOwnerKeeps() {
        let ofAPI = Self.stored(.role, "R", source: .api)
        #expect(
            Samples.manifestFaults(Samples.role("{}"), context: Samples.context(existing: [ofAPI])) == [
                "m.yaml:3:18: `prod/Role/r` is kept by `reconcilectl apply`; delete it there, or take it out of the manifests folder"
            ])
        let ofFolder = Self.stored(.role, "r", source: .directory(file: "d/r.yaml", line: 4))
        #expect(
            Samples.manifestFaults(Samples.role("{}"), context: Samples.context(owner: .api, existing: [ofFolder])) == [
                "m.yaml:3:18: `prod/Role/r` is kept by the manifests folder (d/r.yaml:4); change it there, or apply with --detach"
            ])
        #expect(Samples.manifestFaults(Samples.role("{}"), context: Samples.context(owner: .api, existing: [ofFolder], refusesOthers: false)) == [])
        #expect(Samples.manifestFaults(Samples.role("{}"), context: Samples.context(owner: .api, existing: [ofAPI])) == [])
    }

    private static let document = "{document: {Statement: {Effect: Allow, Action: \"kms:*\", Resource: \"*\"}}}"
    private static let usesPolicy = Samples.role("{managedPolicies: [ManagedPolicy/kms-use]}")

    @Test func findsReferencesInTheSameSetWithoutCase() {
        let policy = Self.manifest("ManagedPolicy", "KMS-Use", Self.document)
        #expect(Samples.manifestFaults("\(Self.usesPolicy)\n---\n\(policy)") == [])
    }

    @Test func suggestsTheManifestThatWasMeant() {
        let policy = Self.manifest("ManagedPolicy", "kms-used", Self.document)
        #expect(
            Samples.manifestFaults("\(Self.usesPolicy)\n---\n\(policy)") == [
                "m.yaml:4:26: spec.managedPolicies[0]: there is no manifest of `ManagedPolicy/kms-use` in account `prod`"
                    + " (did you mean `ManagedPolicy/kms-used`?)"
            ])
    }

    @Test(arguments: [
        (ManifestOwner.directory, DesiredSource.api, true), (.directory, .directory(file: "d", line: 1), false),
        (.api, .api, true), (.api, .directory(file: "d", line: 1), true)
    ])
    func findsReferencesInWhatStaysStored(owner: ManifestOwner, source: DesiredSource, isKnown: Bool) {
        let policy = Self.stored(.managedPolicy, "kms-use", source: source)
        let faults = Samples.manifestFaults(Self.usesPolicy, context: Samples.context(owner: owner, existing: [policy]))
        #expect(faults.isEmpty == isKnown)
    }

    @Test func looksForReferencesInTheSameAccountOnly() {
        let text = """
            apiVersion: reconciled/v1
            kind: ManagedPolicy
            metadata: {name: kms-use, account: prod}
            spec: \(Self.document)
            ---
            apiVersion: reconciled/v1
            kind: Role
            metadata: {name: r, account: "*"}
            spec: {managedPolicies: [ManagedPolicy/kms-use]}
            """
        #expect(
            Samples.manifestFaults(text, context: Samples.context(Samples.twoAccounts)) == [
                "m.yaml:9:26: spec.managedPolicies[0]: there is no manifest of `ManagedPolicy/kms-use` in account `test`"
            ])
    }

    @Test func answersTheCoreWithAllFaults() async {
        let source = FileManifestSource()
        let document: JSONValue = ["apiVersion": "reconciled/v1", "kind": "Role", "metadata": ["name": "r"], "spec": ["pth": "/", "tag": [:]]]
        await #expect {
            _ = try await source.documents([["file": "a.yaml", "line": 3, "document": document]], Samples.oneAccount, beside: StoredResources())
        } throws: { error in
            (error as? ControlError)
                == ControlError(
                    code: .invalid, message: "the manifests: 2 faults, nothing was changed",
                    faults: [
                        [
                            "file": "a.yaml", "line": 3, "column": 1,
                            "message": "unknown key `pth` in spec (did you mean `path`?)"
                        ],
                        [
                            "file": "a.yaml", "line": 3, "column": 1,
                            "message": "unknown key `tag` in spec (did you mean `tags`?)"
                        ]
                    ])
        }
    }
}
