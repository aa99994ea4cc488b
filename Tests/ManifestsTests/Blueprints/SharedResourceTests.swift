import IAMPolicy
import ReconcileCore
import Testing

@testable import Manifests

/// What several manifests ask of one resource.
@Suite struct SharedResourceTests {
    private static let nightly = ExportSample.text("nightly", "{bucket: exports, kmsKey: alias/exports}")
    private static let weekly = ExportSample.text("weekly", "{bucket: exports, kmsKey: alias/exports}")

    private static func manifest(_ kind: String, _ name: String, _ spec: String) -> String {
        "apiVersion: reconciled/v1\nkind: \(kind)\nmetadata: {name: \(name)}\nspec: \(spec)\n---\n"
    }

    private static func member(_ name: String, of resources: [DesiredResource]) throws -> DesiredResource {
        try #require(resources.first { "\($0.identity.kind)/\($0.identity.name)" == name }, "\(resources.map(\.identity))")
    }

    private static func principals(_ resource: DesiredResource, _ key: String) -> [String] {
        (resource.spec[key]?["access"]?.arrayValue ?? []).compactMap { $0["principal"]?.stringValue }
    }

    /// As the store keeps it.
    private static func stored(_ text: String, _ owner: ManifestOwner) throws -> [DesiredResource] {
        try Samples.set(text, Samples.blueprints(owner)).resources
    }

    @Test(arguments: [true, false])
    func twoBlueprintsShareAKeyAndABucketWhateverTheirOrder(isReversed: Bool) throws {
        let resources = try Samples.set(isReversed ? Self.weekly + Self.nightly : Self.nightly + Self.weekly).resources
        #expect(resources.count == 6)
        let key = try Self.member("KMSKey/key-of-nightly", of: resources)
        #expect(Self.principals(key, "keyPolicy") == ["Role/nightly", "Role/weekly"])
        #expect(key.blueprints.map(\.name) == ["nightly", "weekly"] && key.settings.ownership == .additive)
        let bucket = try Self.member("Bucket/exports", of: resources)
        #expect(Self.principals(bucket, "bucketPolicy") == ["Role/nightly", "Role/weekly"])
        #expect(bucket.spec["defaultEncryption"]?["kmsKey"] == "KMSKey/key-of-nightly")
    }

    @Test func aManifestLendsItsNameAndKeepsItsOwnPart() throws {
        let own = Self.manifest(
            "KMSKey", "ours",
            "{key: alias/exports, rotation: true, keyPolicy: {access: [{principal: Role/nightly, actions: [\"kms:Encrypt\"], resources: [\"*\"]}]}}")
        let resources = try Samples.set(Self.nightly + own).resources
        let key = try Self.member("KMSKey/ours", of: resources)
        #expect(key.ownSpec?["keyPolicy"]?["access"]?.arrayValue?.count == 1 && key.isWritten)
        #expect(key.spec["keyPolicy"]?["access"]?.arrayValue?.count == 2 && key.spec["rotation"] == true)
        #expect(key.blueprints.map(\.name) == ["nightly"] && key.settings.ownership == .exclusive)
        #expect(key.source == .directory(file: "m.yaml", line: 6))
        let bucket = try Self.member("Bucket/exports", of: resources)
        #expect(bucket.spec["defaultEncryption"]?["kmsKey"] == "KMSKey/ours")
        #expect(!resources.contains { $0.identity.name == "key-of-nightly" })
    }

    @Test func aWholeDocumentOfAManifestStays() throws {
        let own = Self.manifest(
            "Bucket", "exports",
            #"{bucketPolicy: {Statement: [{Effect: Deny, Principal: "*", Action: "s3:*", Resource: "arn:aws:s3:::exports"}]}}"#
        )
        let set = try Samples.set(Self.nightly + own)
        let bucket = try Self.member("Bucket/exports", of: set.resources)
        #expect(bucket.spec["bucketPolicy"]?["Statement"]?.arrayValue?.count == 1)
        #expect(bucket.spec["defaultEncryption"]?["algorithm"] == "aws:kms", "what it does not say is added")
        #expect(set.notes.map(\.message).contains { $0.contains("bucketPolicy of prod/eu-west-1/Bucket/exports is declared whole by its manifest") })
    }

    @Test(arguments: [
        (
            "Role", "{trustPolicy: {statements: []}}",
            "must hold at least one statement"
        ),
        ("Role", "{maxSessionDuration: 3600, trustPolicy: null}", "spec.trustPolicy")
    ])
    func whatIsWrongInAManifestIsToldAsBefore(kind: String, spec: String, message: String) {
        let faults = Samples.faults(Self.nightly + Self.manifest(kind, "nightly", spec))
        #expect(!faults.isEmpty && faults.allSatisfy { $0.contains("m.yaml:") })
    }

    @Test(arguments: [
        (
            "{defaultEncryption: {algorithm: AES256}}",
            "m.yaml:3:18: defaultEncryption[algorithm] of `prod/eu-west-1/Bucket/exports` is declared by `Bucket/exports` (m.yaml:8), "
                + "and the blueprint `NeptuneAnalyticsExport/nightly` (m.yaml:3) asks for something else: \"AES256\" and \"aws:kms\""
        ),
        (
            "{defaultEncryption: null}",
            "m.yaml:3:18: defaultEncryption of `prod/eu-west-1/Bucket/exports` is declared by `Bucket/exports` (m.yaml:8), "
                + "and the blueprint `NeptuneAnalyticsExport/nightly` (m.yaml:3) asks for something else: one of them wants it to be absent"
        ),
        (
            #"{bucketPolicy: {statements: [{Sid: A, Effect: Allow, Principal: "*", Action: "s3:GetObject", Resource: "arn:aws:s3:::exports/*"}]}}"#,
            "m.yaml:3:18: bucketPolicy of `prod/eu-west-1/Bucket/exports` is declared by `Bucket/exports` (m.yaml:8), "
                + "and the blueprint `NeptuneAnalyticsExport/nightly` (m.yaml:3) asks for something else: "
                + "it is declared in the form `statements` and in the form `access`, which cannot be joined"
        )
    ])
    func whatDoesNotGoTogetherIsToldWithBothPlaces(spec: String, expected: String) {
        let faults = Samples.faults(Self.nightly + Self.manifest("Bucket", "exports", spec))
        #expect(faults == [expected])
    }

    @Test func twoBlueprintsOfOneRoleHaveToWantTheSame() throws {
        let other = ExportSample.text("weekly", "{bucket: weekly, roleName: nightly}", kind: "NeptuneBulkLoad")
        let role = try Self.member("Role/nightly", of: try Samples.set(Self.nightly + other).resources)
        #expect(role.blueprints.map(\.name) == ["nightly", "weekly"] && role.settings.ownership == .additive)
        #expect(role.spec["description"] == "of nightly", "what only describes does not part them")
    }
}

/// What is stored already and stays.
extension SharedResourceTests {
    @Test func whatIsAppliedLaterJoinsWhatIsStored() throws {
        let first = try Self.stored(Self.nightly, .api)
        let set = try Samples.set(Self.weekly, Samples.blueprints(.api, existing: first, refusesOthers: false))
        #expect(
            Set(set.resources.map { "\($0.identity.kind)/\($0.identity.name)" })
                == ["NeptuneAnalyticsExport/weekly", "Role/weekly", "KMSKey/key-of-nightly", "Bucket/exports"])
        #expect(Self.principals(try Self.member("Bucket/exports", of: set.resources), "bucketPolicy") == ["Role/nightly", "Role/weekly"])
        #expect(set.withdrawn.isEmpty)
    }

    @Test func theNameThatIsStoredStays() throws {
        let first = try Self.stored(Self.weekly, .api)
        let set = try Samples.set(Self.nightly, Samples.blueprints(.api, existing: first, refusesOthers: false))
        #expect(set.resources.contains { $0.identity.name == "key-of-weekly" } && !set.resources.contains { $0.identity.name == "key-of-nightly" })
    }

    @Test func aParameterThatChangesTakesBackWhatItBroughtAlong() throws {
        let first = try Self.stored(Self.nightly, .api)
        let text = ExportSample.text("nightly", "{bucket: exports, roleName: other}")
        let set = try Samples.set(text, Samples.blueprints(.api, existing: first, refusesOthers: false))
        #expect(Set(set.withdrawn.map(\.description)) == ["prod/Role/nightly", "prod/eu-west-1/KMSKey/key-of-nightly"])
        #expect(Self.principals(try Self.member("Bucket/exports", of: set.resources), "bucketPolicy") == ["Role/other"])
    }

    @Test func whatOneBlueprintLeavesIsWhatTheOthersAskFor() async throws {
        let stored = try Self.stored(Self.nightly + Self.weekly, .api)
        let source = FileManifestSource(blueprints: ExportSample.catalog)
        let gone = try #require(stored.first { $0.identity.name == "nightly" && $0.identity.kind.isBlueprint })
        let rest = try await source.remaining(without: gone, Samples.oneAccount, of: StoredResources(desired: stored))
        #expect(rest.withdrawn.map(\.description) == ["prod/Role/nightly"])
        #expect(Set(rest.resources.map(\.identity.name)) == ["key-of-nightly", "exports"])
        for resource in rest.resources { #expect(resource.blueprints.map(\.name) == ["weekly"]) }
        #expect(Self.principals(try Self.member("Bucket/exports", of: rest.resources), "bucketPolicy") == ["Role/weekly"])
        #expect(try Self.member("Bucket/exports", of: rest.resources).spec["defaultEncryption"]?["kmsKey"] == "KMSKey/key-of-nightly")
    }

    @Test func aManifestThatGoesLeavesWhatTheBlueprintAsksFor() async throws {
        let own = Self.manifest("Bucket", "exports", "{tags: {a: b}}")
        let stored = try Self.stored(Self.nightly + own, .api)
        let source = FileManifestSource(blueprints: ExportSample.catalog)
        let gone = try #require(stored.first { $0.identity.name == "exports" })
        #expect(gone.ownSpec == ["tags": ["a": "b"]])
        let rest = try await source.remaining(without: gone, Samples.oneAccount, of: StoredResources(desired: stored))
        let bucket = try Self.member("Bucket/exports", of: rest.resources)
        #expect(bucket.ownSpec == nil && bucket.spec["tags"] == nil && bucket.spec["bucketPolicy"] != nil && rest.withdrawn.isEmpty)
    }

    @Test func aBlueprintWhoseFileIsGoneKeepsItsPartOfWhatOthersKeep() throws {
        let stored = try Self.stored(Self.nightly + Self.weekly, .directory)
        let set = try Samples.set(Self.weekly, Samples.blueprints(existing: stored))
        let bucket = try Self.member("Bucket/exports", of: set.resources)
        #expect(Self.principals(bucket, "bucketPolicy") == ["Role/weekly", "Role/nightly"])
        #expect(!set.resources.contains { $0.identity.kind == .role && $0.identity.name == "nightly" }, "what only it asked for is an orphan")
        let taken = ExportSample.text("monthly", "{bucket: exports, kmsKey: alias/exports, roleName: nightly}", kind: "NeptuneBulkLoad")
        #expect(try Samples.set(taken, Samples.blueprints(existing: stored)).resources.count == 4)
    }

    @Test func nothingGetsTwoManagers() throws {
        let own = Self.manifest("Bucket", "exports", "{tags: {a: b}}")
        let folder = try Self.stored(own, .directory)
        #expect(
            Samples.faults(Self.nightly, Samples.blueprints(.api, existing: folder, refusesOthers: false)) == [
                "m.yaml:3:18: `prod/eu-west-1/Bucket/exports`, which NeptuneAnalyticsExport/nightly asks for, is kept by "
                    + "the manifests folder, m.yaml:1: declare both in one place"
            ])
        let applied = try Self.stored(Self.nightly, .api)
        #expect(
            Samples.faults(own, Samples.blueprints(existing: applied)) == [
                "m.yaml:3:18: `prod/eu-west-1/Bucket/exports` is held by the blueprint NeptuneAnalyticsExport/nightly, "
                    + "which `reconcilectl apply` keeps"
            ])
    }

    @Test func aBlueprintOfTheFolderIsTakenOverWithWhatItBroughtAlong() throws {
        let folder = try Self.stored(Self.nightly, .directory)
        let set = try Samples.set(Self.nightly, Samples.blueprints(.api, existing: folder, refusesOthers: false))
        #expect(set.resources.count == 4 && set.resources.allSatisfy { $0.source == .api })
        let both = try Self.stored(Self.nightly + Self.weekly, .directory)
        let faults = Samples.faults(Self.nightly, Samples.blueprints(.api, existing: both, refusesOthers: false))
        #expect(faults.count == 2 && faults.allSatisfy { $0.contains("is kept by the manifests folder") })
    }
}
