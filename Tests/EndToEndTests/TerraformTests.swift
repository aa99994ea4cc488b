import Foundation
import IAMPolicy
import ReconcileTestKit
import Testing

extension WholeProgram {
    /// Terraform manages the same role beside the daemon.
    @Suite struct TerraformTests {
        @Test(.enabled(if: Terraform.installation != nil, "Terraform with its AWS provider is not installed: skipped"))
        func whatItBuildsIsImportedAndWhatItChangesIsSeenUntilItIsAFight() async throws {
            let world = try await World()
            let terraform = try await Terraform(world)
            let built = try await terraform.apply(action: "s3:GetObject")
            #expect(built.exitCode == 0, "\(built)")
            // It takes its own attachments for changes of the role until it has looked once more.
            #expect(try await terraform.refresh(action: "s3:GetObject").exitCode == 0)

            try await Self.declareWhatIsThere(in: world)
            let first = try await world.runOnce()
            #expect(first.exitCode == 0, "what was imported shows no drift\n\(first)")
            #expect(world.ownMutations() == [])
            #expect(try await terraform.findsNothingChanged(action: "s3:GetObject"))

            for round in 1...3 {
                #expect(try await terraform.apply(action: "s3:*").exitCode == 0)
                #expect(try await world.passesUntilClean(atMost: 20).last == 0, "round \(round)")
                #expect(world.ownMutations().count == round)
            }
            // It sees in turn that somebody put the policy back.
            #expect(try await !terraform.findsNothingChanged(action: "s3:*"))
            #expect(try await terraform.apply(action: "s3:*").exitCode == 0)
            for _ in 1...2 { #expect(try await world.runOnce().exitCode == 2) }
            let fought = try await world.drifts()
            #expect(fought.map(\.aspect) == ["inlinePolicies[load]"] && fought.map(\.state) == ["fighting"], "\(fought)")
            #expect(world.ownMutations().count == 3)
            #expect(world.notices().filter { $0.type == "drift.fighting" }.flatMap(\.changes).count == 1)
            await world.end()
        }

        /// Writes the role as it is into the manifests folder.
        private static func declareWhatIsThere(in world: World) async throws {
            let daemon = try world.daemon()
            try await world.expectAnswers(daemon)
            let imported = try await world.control("import", "Role/\(Terraform.role)")
            #expect(imported.exitCode == 0 && imported.errors.isEmpty, "\(imported)")
            await world.stop(daemon)
            try FileManager.default.createDirectory(atPath: world.folder.file("desired.d"), withIntermediateDirectories: true)
            try world.folder.write(imported.output, to: "desired.d/role.yaml")
        }
    }
}

extension World {
    /// The changes that the daemon made, by operation.
    fileprivate func ownMutations() -> [String] {
        self.mutations().filter { $0.accessKey == Self.accessKey }.map(\.operation)
    }
}
