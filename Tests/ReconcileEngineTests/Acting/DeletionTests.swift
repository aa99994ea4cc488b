import Foundation
import IAMPolicy
import ReconcileCore
import ReconcileTestKit
import Testing

@testable import ReconcileEngine

/// Manifests that are not there: deleting needs none.
private struct NoManifests: ManifestSource {
    func folder(_ configuration: Configuration, beside stored: StoredResources) async throws(ControlError) -> ManifestReading {
        ManifestReading(resources: [], notes: [])
    }

    func documents(
        _ documents: [JSONValue], _ configuration: Configuration, beside stored: StoredResources
    ) async throws(ControlError) -> ManifestReading { ManifestReading(resources: [], notes: []) }

    func remaining(
        without removed: DesiredResource, _ configuration: Configuration, of stored: StoredResources
    ) async throws(ControlError) -> ManifestReading { ManifestReading(resources: [], notes: []) }

    func expansion(of blueprint: DesiredResource, _ configuration: Configuration, beside stored: StoredResources) -> BlueprintExpansion? { nil }
    func patch(from stored: DesiredResource, to wanted: DesiredResource?) -> String { "" }
    func document(of resource: DesiredResource) -> JSONValue { .null }
}

/// Resources that are deleted in AWS because their manifests say so.
@Suite struct DeletionTests {
    private static let role = Fixtures.identity(.role, "export")

    private static func byHand(_ resource: DesiredResource) -> DesiredResource {
        var resource = resource
        resource.source = .api
        resource.settings.deletion = .delete
        return resource
    }

    private func estate(_ desired: [DesiredResource] = [Fixtures.fullRole()], deletionsMax: Int = 0) async throws -> Estate {
        let estate = try await Estate(desired.map(Self.byHand), windowSeconds: 60)
        estate.configuration.limits.deletionsPerPassMax = deletionsMax
        try await estate.pass()
        return estate
    }

    private func delete(_ identity: ResourceIdentity, _ estate: Estate) async throws {
        let resource = try #require(try await estate.store.desiredResources().first { $0.identity == identity })
        let keeper = DesiredStateKeeper(store: estate.store, manifests: NoManifests(), clock: estate.clock)
        _ = try await keeper.delete(resource, estate.configuration, detaches: false, actor: "alice")
    }

    private func held(_ estate: Estate) async throws -> [CorrectionRecord] {
        try await estate.store.corrections(of: nil, includingFinal: false).filter { [.refused, .awaitingApproval].contains($0.state) }
    }

    @Test func byDefaultItIsRefusedWithTheWordsAndNothingIsTouched() async throws {
        let estate = try await self.estate()
        try await self.delete(Self.role, estate)
        try await estate.pass()
        let refused = try #require(try await self.held(estate).first)
        #expect(refused.state == .refused && refused.heldBy == .deletions && refused.stage == .deletePrincipal)
        #expect(refused.reason == "this pass would delete 1 resource; limits.deletionsPerPassMax is 0")
        #expect(estate.cloud.attempts == 0)
        #expect(try await estate.told() == ["correction.refused prod/Role/export existence"], "that it is still there is no news")
        try await estate.pass()
        #expect(try await estate.told().count == 1)
    }

    @Test func overriddenItGoesWithWhatHangsOnItFirst() async throws {
        let estate = try await self.estate()
        try await self.delete(Self.role, estate)
        try await estate.pass()
        let refused = try #require(try await self.held(estate).first)
        let override = GuardOverride(name: .deletions, reason: "moved to another account")
        try await estate.desk.approve([refused.id], overriding: override, by: "alice")
        try await estate.pass()
        #expect(estate.cloud.world()[role: "export"] == nil)
        let intents = try await estate.journal().filter { $0["kind"] == "mutation.intended" }
        #expect(intents.map { $0["operation"] } == ["DeleteRolePolicy", "DetachRolePolicy", "DeleteRole"])
        #expect(intents.last?["preImage"]?["aspects"]?["trustPolicy"] == Fixtures.trust())
        #expect(intents.first?["writes"]?.arrayValue?.first?["preImage"] == Fixtures.allow("s3:GetObject"))
        let approved = try #require(try await estate.journal().first { $0["kind"] == "correction.approved" })
        #expect(approved["override"] == "deletions" && approved["reason"] == "moved to another account")
        #expect(await estate.watch.unannounced.isEmpty)
        #expect(try await estate.settle().isEmpty)
        #expect(try await estate.store.desiredResources().isEmpty)
        #expect(try await estate.store.observedResources().isEmpty)
        #expect(try await estate.journal().contains { $0["kind"] == "desired.deleted" && $0["reason"] == "deleted in AWS" })
        #expect(try await estate.told(.correctionSettled) == ["prod/Role/export existence"])
        #expect(try await estate.journalFault() == nil)
    }

    @Test func wherePermittedItAsksBecauseItCannotBeUndone() async throws {
        let estate = try await self.estate(deletionsMax: 1)
        try await self.delete(Self.role, estate)
        try await estate.pass()
        let asking = try #require(try await self.held(estate).first)
        #expect(asking.state == .awaitingApproval && asking.heldBy == .irreversible)
        try await estate.desk.approve([asking.id], by: "alice")
        try await estate.pass()
        #expect(estate.cloud.world()[role: "export"] == nil)
    }

    @Test(arguments: [(1, CorrectionState.refused), (2, .awaitingApproval)])
    func moreThanAllowedAreAllRefused(max: Int, state: CorrectionState) async throws {
        let estate = try await self.estate([Fixtures.fullRole(), Fixtures.policy()], deletionsMax: max)
        try await self.delete(Self.role, estate)
        try await self.delete(Fixtures.identity(.managedPolicy, "read"), estate)
        try await estate.pass()
        #expect(try await self.held(estate).map(\.state) == [state, state])
        guard state == .awaitingApproval else { return }
        try await estate.desk.approve([], by: "alice")
        #expect(try await estate.settle().isEmpty)
        let world = estate.cloud.world()
        #expect(world[role: "export"] == nil && world[policy: "read"] == nil, "the role goes before the policy that it has")
        #expect(estate.cloud.attempts == 4, "nothing was tried in vain")
    }

    @Test func aPolicyThatSomebodyElseHasLosesNothingAndGoesWhenItIsFree() async throws {
        let estate = try await self.estate([Fixtures.policy()], deletionsMax: 1)
        #expect(estate.cloud.world()[role: "export"]?.managedPolicies == [Fixtures.policyARN("read")])
        try await self.delete(Fixtures.identity(.managedPolicy, "read"), estate)
        try await estate.pass()
        try await estate.desk.approve([], by: "alice")
        try await estate.pass()
        let refused = try #require(try await self.held(estate).first)
        #expect(refused.state == .refused)
        #expect(refused.reason == "DeleteConflict: 1 principal has it: detach it there first; nothing was sent, and its versions are all there")
        #expect(estate.cloud.attempts == 0)
        estate.cloud.edit { $0[role: "export"]?.managedPolicies = [] }
        #expect(try await estate.settle().isEmpty)
        #expect(estate.cloud.world()[policy: "read"] == nil, "by the same approval")
    }

    @Test func whatNobodyDeclaredKeepsIt() async throws {
        let estate = try await self.estate(deletionsMax: 1)
        estate.cloud.edit { $0[role: "export"]?.inlinePolicies["other"] = Fixtures.allow("s3:PutObject") }
        try await self.delete(Self.role, estate)
        try await estate.pass()
        let drift = try #require(try await estate.openDrifts().first)
        #expect(drift.aspect == .existence && drift.kind == .extra)
        #expect(drift.reason == "it is not deleted while it has what its manifest does not declare: inlinePolicies[other]")
        #expect(estate.cloud.attempts == 0)
    }

    @Test func whatAppearsAfterTheApprovalKeepsItToo() async throws {
        let estate = try await self.estate(deletionsMax: 1)
        try await self.delete(Self.role, estate)
        try await estate.pass()
        try await estate.desk.approve([], by: "alice")
        estate.cloud.edit { $0[role: "export"]?.inlinePolicies["other"] = Fixtures.allow("s3:PutObject") }
        try await estate.pass()
        try await estate.pass()
        #expect(estate.cloud.world()[role: "export"] != nil && estate.cloud.attempts == 0)
    }

    @Test func applyingTheManifestAgainCallsItOff() async throws {
        let estate = try await self.estate(deletionsMax: 1)
        try await self.delete(Self.role, estate)
        try await estate.pass()
        _ = try await estate.store.applyDesired(
            DesiredChange(upserts: [Self.byHand(Fixtures.fullRole())], at: estate.clock.now().wall, actor: "alice"))
        try await estate.pass()
        #expect(try await estate.openDrifts().isEmpty)
        #expect(try await self.held(estate).isEmpty)
    }

    @Test func whatIsGoneAlreadyIsOnlyForgotten() async throws {
        let estate = try await self.estate()
        estate.cloud.edit { $0[role: "export"] = nil }
        try await self.delete(Self.role, estate)
        try await estate.pass()
        #expect(try await estate.store.desiredResources().isEmpty)
        #expect(try await estate.told().isEmpty)
    }

    @Test func oneThatWasCutOffGoesOnWithTheSameApproval() async throws {
        let estate = try await self.estate(deletionsMax: 1)
        try await self.delete(Self.role, estate)
        try await estate.pass()
        try await estate.desk.approve([], by: "alice")
        try await estate.reopen(dyingAt: 6)
        await #expect(throws: InjectedFault.self) { try await estate.pass() }
        try await estate.reopen()
        _ = try await estate.settle(passesMax: 5)
        for correction in try await self.held(estate) { try await estate.desk.approve([correction.id], by: "alice") }
        #expect(try await estate.settle().isEmpty)
        #expect(estate.cloud.world()[role: "export"] == nil)
        #expect(try await estate.openIntents().isEmpty)
    }
}
