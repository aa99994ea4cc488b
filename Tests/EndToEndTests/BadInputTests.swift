import Foundation
import IAMPolicy
import ReconcileTestKit
import Testing

extension WholeProgram {
    @Suite struct BadInputTests {
        @Test(arguments: [
            ("an unknown key", "webhoks: []\n", "webhooks"),
            ("a duration without unit", "retention: {snapshots: 30}\n", ""),
            ("a wrong type", "protected: yes\n", ""),
            ("no YAML at all", "\"\u{0}: [\n", ""),
            ("a second document's worth of tabs", "log:\n\t{level: info}\n", "")
        ])
        func aConfigurationThatIsWrongIsToldWithItsPlace(what: String, lines: String, suggestion: String) async throws {
            let world = try await World(ConfigurationText(more: lines))
            let check = try await world.checkConfiguration()
            #expect(check.exitCode == 1, "\(what): \(check)")
            #expect((check.output + check.errors).contains(try Regex("reconciled\\.yaml:[0-9]+:[0-9]+: ")), "\(what): \(check)")
            #expect(suggestion.isEmpty || (check.output + check.errors).contains(suggestion), "\(what)")
            #expect(try await world.daemon().result(withinSeconds: 30).exitCode == 78, "\(what)")
            #expect(try await world.runOnce().exitCode == 78, "\(what)")
            #expect(world.aws.calls().isEmpty)
            await world.end()
        }

        private static let sound = """
            apiVersion: reconciled/v1
            kind: Role
            metadata: {name: sound, account: prod}
            spec:
              trustPolicy:
                Version: "2012-10-17"
                Statement: [{Effect: Allow, Principal: {Service: rds.amazonaws.com}, Action: "sts:AssumeRole"}]

            """

        @Test(arguments: [
            ("a typo in a key", "kind: Role\nmetadata: {name: x, account: prod}\nspec: {trustPolcy: {}}"),
            ("a typo in a kind", "kind: Rolle\nmetadata: {name: x, account: prod}\nspec: {}"),
            ("an unknown account", "kind: Role\nmetadata: {name: x, account: test}\nspec: {path: /}"),
            ("a wrong type", "kind: Role\nmetadata: {name: x, account: prod}\nspec: {maxSessionDuration: long}"),
            ("a duplicate name", "kind: Role\nmetadata: {name: SOUND, account: prod}\nspec: {path: /}"),
            (
                "duplicate keys in JSON",
                #"kind: Role\#nmetadata: {name: x, account: prod}\#nspec: {trustPolicy: '{"Version":"2012-10-17","Version":"2008-10-17"}'}"#
            ),
            ("a comment in JSON", "kind: Role\nmetadata: {name: x, account: prod}\nspec: {trustPolicy: '{} // none'}"),
            ("a file that is not there", "kind: Role\nmetadata: {name: x, account: prod}\nspec: {trustPolicy: {file: nowhere.json}}"),
            ("a file outside the folder", "kind: Role\nmetadata: {name: x, account: prod}\nspec: {trustPolicy: {file: ../reconciled.yaml}}"),
            ("an invalid ARN", "kind: Role\nmetadata: {name: x, account: prod}\nspec: {managedPolicies: [\"arn:aws:iam::nope\"]}")
        ])
        func aManifestThatIsWrongIsToldWithItsPlaceAndNothingIsApplied(what: String, manifest: String) async throws {
            let world = try await World()
            try world.folder.write(Self.sound, to: "desired.d/a.yaml")
            try world.folder.write("apiVersion: reconciled/v1\n\(manifest)\n", to: "desired.d/b.yaml")
            let check = try await world.checkConfiguration()
            #expect(check.exitCode == 1, "\(what): \(check)")
            #expect((check.output + check.errors).contains(try Regex("[ab]\\.yaml:[0-9]+:[0-9]+: ")), "\(what): \(check)")
            #expect(try await world.runOnce().exitCode == 1, "\(what)")
            #expect(world.mutations().isEmpty, "\(what)")
            await world.end()
        }

        @Test func allFaultsAreToldAtOnce() async throws {
            let world = try await World()
            for name in ["a", "b", "c"] {
                try world.folder.write(
                    "apiVersion: reconciled/v1\nkind: Role\nmetadata: {name: \(name), account: prod}\nspec: {pat: /}\n",
                    to: "desired.d/\(name).yaml")
            }
            let check = try await world.checkConfiguration()
            for name in ["a", "b", "c"] { #expect((check.output + check.errors).contains("\(name).yaml:4:")) }
            await world.end()
        }

        @Test func everyExampleIsSound() async throws {
            let folders = try FileManager.default.contentsOfDirectory(atPath: "\(PackageLayout.root)/examples").filter { !$0.contains(".") }
            #expect(folders.count >= 2)
            for folder in folders {
                let world = try await World(ConfigurationText(more: "organization: {account: prod}\n"))
                let example = "\(PackageLayout.root)/examples/\(folder)"
                #expect(try await world.runner.run("/bin/cp", ["-r", example, world.folder.file("desired.d")]).exitCode == 0)
                let check = try await world.checkConfiguration()
                #expect(check.exitCode == 0, "\(check)")
                await world.end()
            }
        }
    }
}
