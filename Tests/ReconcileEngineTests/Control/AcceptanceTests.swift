import IAMPolicy
import ReconcileCore
import ReconcileTestKit
import Testing

@testable import ReconcileEngine

/// What was found becomes what is declared.
@Suite struct AcceptanceTests {
    private static let role = Fixtures.identity(.role, "export")
    private let alice = OperatorIdentity(name: "alice", uid: 1000)

    private struct NoManifests: ManifestSource {
        func folder(_ configuration: Configuration, beside stored: StoredResources) throws(ControlError) -> ManifestReading {
            ManifestReading(resources: [])
        }

        func documents(
            _ documents: [JSONValue], _ configuration: Configuration, beside stored: StoredResources
        ) throws(ControlError) -> ManifestReading { ManifestReading(resources: []) }

        func document(of resource: DesiredResource) -> JSONValue { .object(resource.spec) }

        func patch(from stored: DesiredResource, to wanted: DesiredResource?) -> String { "the patch" }
    }

    private func acceptance(_ estate: Estate) -> Acceptance {
        let keeper = DesiredStateKeeper(store: estate.store, manifests: NoManifests(), clock: estate.clock)
        return Acceptance(store: estate.store, keeper: keeper, configuration: estate.configuration)
    }

    private func accept(_ id: String, _ estate: Estate, detaches: Bool = false) async throws {
        _ = try await self.acceptance(estate).accept(id, reason: "it was right", detaches: detaches, by: self.alice)
    }

    private static let edits: [(aspect: String, edit: @Sendable (inout SimulatedRole) -> Void)] = [
        ("tags[owner]", { $0.tags["owner"] = "x" }), ("tags[owner]", { $0.tags["owner"] = nil }), ("tags[who]", { $0.tags["who"] = "me" }),
        ("permissionsBoundary", { $0.permissionsBoundary = nil }), ("description", { $0.description = "borrowed" }),
        ("maxSessionDuration", { $0.maxSessionDuration = 3600 }),
        ("managedPolicies[arn:aws:iam::aws:policy/ReadOnlyAccess]", { $0.managedPolicies.insert("arn:aws:iam::aws:policy/ReadOnlyAccess") }),
        ("inlinePolicies[door]", { $0.inlinePolicies["door"] = Fixtures.allow("s3:PutObject") })
    ]

    @Test(arguments: Self.edits.indices)
    func whatWasFoundIsDeclaredFromThenOnAndNothingElse(index: Int) async throws {
        let estate = try await Estate(mode: .observe)
        try await estate.pass()
        estate.cloud.edit { world in
            if var role = world[role: "export"] {
                Self.edits[index].edit(&role)
                world[role: "export"] = role
            }
        }
        try await estate.pass()
        let drift = try #require(try await estate.openDrifts().first)
        #expect(drift.aspect.description == Self.edits[index].aspect)
        try await self.accept(drift.id, estate, detaches: true)
        try await estate.pass()
        #expect(try await estate.openDrifts().isEmpty)
        #expect(try await estate.realDrifts() == [])
        #expect(try await estate.told(.driftResolved) == ["prod/Role/export \(drift.aspect)"])
        #expect(estate.cloud.attempts == 0)
        let entry = try await estate.journal().last { $0["kind"] == "desired.changed" }
        #expect(entry?["reason"] == "it was right")
        #expect(entry?["operator"] == self.alice.json)
    }

    @Test func whatAFileDeclaresIsLeftToTheFileUnlessItIsTakenOver() async throws {
        var role = Fixtures.fullRole()
        role.source = .directory(file: "roles.yaml", line: 3)
        let estate = try await Estate([role], mode: .observe)
        estate.tag("x")
        try await estate.pass()
        let drift = try #require(try await estate.openDrifts().first)
        let error = await #expect(throws: ControlError.self) { try await self.accept(drift.id, estate) }
        #expect(error?.code == .conflict && error?.faults == [["patch": "the patch"]])
        #expect(try await estate.store.desiredResources().first?.spec["tags"]?["owner"] == "graph")
        try await self.accept(drift.id, estate, detaches: true)
        #expect(try await estate.store.desiredResources().first?.source == .api)
        try await estate.pass()
        #expect(try await estate.openDrifts().isEmpty)
    }

    @Test func whatIsGoneIsNotDeclaredAsGone() async throws {
        let estate = try await Estate(mode: .observe)
        try await estate.pass()
        estate.cloud.edit { $0[role: "export"] = nil }
        try await estate.pass()
        let drift = try #require(try await estate.openDrifts().first { $0.aspect == .existence })
        let error = await #expect(throws: ControlError.self) { try await self.accept(drift.id, estate) }
        #expect(error?.message.contains("delete") == true)
    }

    @Test func whatIsBeingPutBackOrUnknownIsNotAccepted() async throws {
        let estate = try await Estate()
        try await estate.pass()
        estate.tag("x")
        try await estate.pass()
        let drift = try #require(try await estate.openDrifts().first)
        #expect(drift.state == .propagating)
        #expect(await #expect(throws: ControlError.self) { try await self.accept(drift.id, estate) }?.code == .conflict)
        #expect(await #expect(throws: ControlError.self) { try await self.accept("d-nobody", estate) }?.code == .notFound)
    }

    @Test func whatIsAcceptedWhileAPassSendsIsNotSent() async throws {
        let estate = try await Estate()
        try await estate.pass()
        estate.resourcesAtOnceMax = 1
        estate.cloud.edit { $0[role: "export"]?.permissionsBoundary = nil }
        estate.tag("x")
        let store = estate.store
        estate.cloud.onSend { mutation in
            guard mutation.operation != "TagRole", var role = try? await store.desiredResources().first(where: { $0.identity == Self.role })
            else { return }
            role.spec["tags"] = ["owner": "x"]
            _ = try? await store.applyDesired(DesiredChange(upserts: [role], at: .distantPast, actor: "tests"))
        }
        try await estate.pass()
        #expect(estate.cloud.accepted.map(\.operation) == ["PutRolePermissionsBoundary"])
        #expect(try await estate.settle() == [])
        #expect(estate.cloud.accepted.count == 1)
    }
}
