import IAMPolicy
import ReconcileCore
import Testing

@testable import Manifests

@Suite struct BlueprintManifestTests {
    private static let nightly = ExportSample.text(
        "nightly", "{bucket: exports, kmsKey: alias/exports}", more: "reconcile: {mode: observe, propagation: 3m}\n")

    @Test func aBlueprintIsKeptWithWhatItComesTo() throws {
        let set = try Samples.set(Self.nightly)
        let names = [
            "prod/NeptuneAnalyticsExport/nightly", "prod/Role/nightly", "prod/eu-west-1/KMSKey/key-of-nightly", "prod/eu-west-1/Bucket/exports"
        ]
        #expect(Set(set.resources.map(\.identity.description)) == Set(names) && set.resources.count == 4)
        #expect(set.resources.first?.identity.description == names[0] && set.resources.first?.blueprints == [])
        let blueprint = try #require(set.resources.first?.identity)
        for member in set.resources.dropFirst() {
            #expect(member.blueprints == [blueprint] && member.ownSpec == nil && !member.isWritten)
            #expect(member.source == .directory(file: "m.yaml", line: 1))
            #expect(member.settings.mode == .observe && member.settings.propagationSeconds == 180)
        }
        #expect(set.notes.map(\.description) == ["m.yaml:1:1: NeptuneAnalyticsExport/nightly: the role is named nightly"])
        #expect(set.withdrawn.isEmpty)
    }

    @Test func itStandsInEachAccountThatItNames() throws {
        let text = ExportSample.text("nightly, account: \"*\"", "{bucket: exports}")
        let set = try Samples.set(text, Samples.blueprints(configuration: Samples.twoAccounts))
        #expect(set.resources.filter { $0.identity.kind == .role }.map(\.identity.description) == ["prod/Role/nightly", "test/Role/nightly"])
        #expect(set.resources.filter { $0.identity.kind == .bucket }.map(\.identity.region) == ["eu-west-1", "us-east-1"])
    }

    @Test func othersMayReferToWhatItBringsAlong() throws {
        let group = "apiVersion: reconciled/v1\nkind: NeptuneCluster\nmetadata: {name: graph}\nspec: {associatedRoles: [Role/nightly]}\n---\n"
        #expect(try Samples.set(group + Self.nightly).resources.count == 5)
        #expect(
            Samples.faults(group + ExportSample.text("nightlies", "{bucket: exports}")) == [
                "m.yaml:4:26: spec.associatedRoles[0]: there is no manifest of `Role/nightly` in account `prod` (did you mean `Role/nightlies`?)"
            ])
    }

    @Test(arguments: [
        ("{buckett: exports}", "", ["m.yaml:4:7: spec.bucket is missing", "m.yaml:4:8: unknown key `buckett` in spec (did you mean `bucket`?)"]),
        ("{bucket: Exports}", "", ["m.yaml:4:16: spec.bucket must be an S3 bucket name"]),
        ("{bucket: exports, tables: [{name: good}, {name: bad}]}", "", ["m.yaml:4:55: spec.tables[1].name is no table (did you mean `good`?)"]),
        ("{bucket: taken}", "", ["m.yaml:4:16: spec.bucket needs a role `taken-by` beside it"]),
        ("{bucket: exports, reader: Role/nobody}", "", ["m.yaml:4:33: spec.reader: there is no manifest of `Role/nobody` in account `prod`"]),
        ("{bucket: exports, roleName: \"a role\"}", "", ["m.yaml:1:1: Role/a role, which the blueprint asks for, must be named by"]),
        ("{bucket: exports, kmsKey: \"{{nothing}}\"}", "", ["m.yaml:4:33: spec.kmsKey: unknown placeholder `{{nothing}}`"]),
        (
            "{bucket: exports}", "reconcile: {ignore: [{aspect: trustPolice, reason: r}]}\n",
            ["m.yaml:5:31: reconcile.ignore[0].aspect names no aspect"]
        )
    ])
    func faultsAreToldAtTheirPlaces(spec: String, more: String, expected: [String]) {
        let faults = Samples.faults(ExportSample.text("nightly", spec, more: more))
        #expect(faults.count == expected.count, "\(faults)")
        for (fault, beginning) in zip(faults, expected) { #expect(fault.hasPrefix(beginning), "\(fault)") }
    }

    @Test func aBlueprintMayRestOnWhatAnotherOneBringsAlong() throws {
        let text = ExportSample.text("first", "{bucket: taken}") + ExportSample.text("taken-by", "{bucket: exports}")
        #expect(try Samples.set(text).resources.contains { $0.identity.name == "taken" })
    }

    @Test func itBelongsToNoRegionButMayHaveOneAmongItsParameters() throws {
        let faults = Samples.faults(
            ExportSample.text("nightly, region: us-east-1", "{bucket: exports}"))
        #expect(
            faults == [
                "m.yaml:3:35: metadata.region does not apply: a NeptuneAnalyticsExport belongs to no region; its region is said by spec.region"
            ])
        let set = try Samples.set(ExportSample.text("nightly", "{bucket: exports, region: us-east-1}"))
        #expect(set.resources.last?.identity.region == "us-east-1")
    }

    @Test func aKindThatThisProgramDoesNotKnowIsNamed() {
        let faults = Samples.faults(ExportSample.text("n", "{}", kind: "S3StagingUser"))
        #expect(faults.count == 1 && faults.first?.contains("`S3StagingUser` is not kept by this version") == true)
    }

    @Test func itIsSentAsItWasWritten() throws {
        let text = ExportSample.text("nightly", "{bucket: \"{{account.name}}-exports\"}")
        let sent = try ManifestLoader.documents(text: Samples.withoutRest(text), file: "m.yaml", folder: "/", blueprints: ExportSample.catalog)
        #expect(sent.map { $0.document["spec"] } == [["bucket": "{{account.name}}-exports"]])
        let set = try ManifestLoader.parse(documents: sent.map(\.jsonValue), context: Samples.blueprints(.api))
        #expect(
            set.resources.map(\.identity.description) == [
                "prod/NeptuneAnalyticsExport/nightly", "prod/Role/nightly", "prod/eu-west-1/Bucket/prod-exports"
            ])
    }

    @Test func lintLooksPastIt() throws {
        let policies = try ManifestLoader.policies(
            text: Samples.withoutRest(Self.nightly), file: "m.yaml", folder: "/", blueprints: ExportSample.catalog)
        #expect(policies.isEmpty)
    }
}
