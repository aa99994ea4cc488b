import Foundation
import IAMPolicy
import ReconcileCore
import ReconcileEngine
import ReconcileTestKit
import Testing

/// Decisions as they come in over the control socket.
@Suite struct ControlDecisionTests {
    private struct NoManifests: ManifestSource {
        func folder(_ configuration: Configuration, beside stored: StoredResources) async throws(ControlError) -> ManifestReading {
            ManifestReading(resources: [])
        }
        func documents(
            _ documents: [JSONValue], _ configuration: Configuration, beside stored: StoredResources
        ) async throws(ControlError) -> ManifestReading {
            ManifestReading(resources: [])
        }
        func document(of resource: DesiredResource) -> JSONValue { .object(resource.spec) }

        func patch(from stored: DesiredResource, to wanted: DesiredResource?) -> String { "" }
    }

    private func service(_ estate: Estate) -> ControlService {
        ControlService(
            engine: Engine(context: estate.context, configuration: estate.configuration), context: estate.context,
            keeper: DesiredStateKeeper(store: estate.store, manifests: NoManifests(), clock: estate.clock),
            daemon: { DaemonReport(state: .running) }, reload: { () throws(ControlError) in .null })
    }

    private func asking() async throws -> Estate {
        let estate = try await Estate(mode: .approve)
        try await estate.pass()
        estate.tag("x")
        try await estate.pass()
        return estate
    }

    private func changed(_ answer: JSONValue) -> [JSONValue] { answer["changed"]?.arrayValue ?? [] }

    @Test func thePlanTellsWhatAsksAndWhatWouldBeSentAndChangesNothing() async throws {
        let estate = try await self.asking()
        let before = try await estate.store.journalHead()
        estate.configuration.accounts[0].mode = .enforce
        estate.cloud.edit { $0[policy: "read"]?.tags["owner"] = "x" }
        let rows = try await self.service(estate).plan(account: "prod")["corrections"]?.arrayValue ?? []
        #expect(rows.map { $0["resource"] } == ["prod/ManagedPolicy/read", "prod/Role/export"])
        #expect(rows.map { $0["state"] } == ["queued", "queued"])
        #expect(rows.map { $0["operations"] } == [["TagPolicy"], ["TagRole"]])
        #expect(try await estate.store.journalHead() == before)
        #expect(estate.cloud.attempts == 0)
        #expect(try await estate.asking().count == 1)
    }

    @Test func thePlanOfTheModeApproveNamesWhatCanBeApproved() async throws {
        let estate = try await self.asking()
        let service = self.service(estate)
        let row = try #require(try await service.plan(account: nil)["corrections"]?.arrayValue?.first)
        #expect(row["state"] == "awaitingApproval")
        let answer = try await service.approve(ids: [try #require(row["id"]?.stringValue)], override: nil, actor: "alice")
        #expect(self.changed(answer).map { $0["action"] } == ["approved"])
        #expect(self.changed(answer).map { $0["aspect"] } == ["tags[owner]"])
        try await estate.pass()
        #expect(estate.cloud.attempts == 1)
    }

    @Test func aRejectionAPauseAnIgnoreAndAResumeSayWhatTheyChanged() async throws {
        let estate = try await self.asking()
        let service = self.service(estate)
        let id = try #require(try await estate.asking().first?.id)
        #expect(self.changed(try await service.reject(id: id, reason: "no", actor: "alice")).map { $0["action"] } == ["rejected"])
        let pause = try await service.pause(resource: "Role/export", account: nil, reason: "r", until: nil, actor: "alice")
        #expect(self.changed(pause).map { $0["resource"] } == ["prod/Role/export"])
        let whole = try await service.pause(resource: nil, account: nil, reason: "r", until: "2099-01-01T00:00:00Z", actor: "alice")
        #expect(self.changed(whole).map { $0["resource"] } == ["prod"])
        let ignore = try await service.ignore(resource: "Role/export", aspect: "tags[owner]", reason: "r", until: nil, actor: "alice")
        #expect(self.changed(ignore).map { $0["aspect"] } == ["tags[owner]"])
        let resume = try await service.resume(resource: "Role/export", account: nil, actor: "alice")
        #expect(self.changed(resume).count == 2)
        #expect(try await estate.store.exceptions(includingEnded: false).map(\.resource) == [nil])
    }

    @Test func whatMeansNothingIsRefusedAndChangesNothing() async throws {
        let estate = try await self.asking()
        let service = self.service(estate)
        let before = try await estate.store.journalHead()
        let refused: [(ControlError.Code, @Sendable () async throws -> JSONValue)] = [
            (.invalid, { try await service.ignore(resource: "Role/export", aspect: "nothing", reason: "r", until: nil, actor: "alice") }),
            (.invalid, { try await service.pause(resource: "Role/export", account: nil, reason: "r", until: "soon", actor: "alice") }),
            (.notFound, { try await service.pause(resource: "Role/other", account: nil, reason: "r", until: nil, actor: "alice") }),
            (.notFound, { try await service.pause(resource: nil, account: "other", reason: "r", until: nil, actor: "alice") }),
            (.notFound, { try await service.plan(account: "other") }),
            (.notFound, { try await service.approve(ids: ["c-0"], override: nil, actor: "alice") }),
            (.notFound, { try await service.reject(id: "c-0", reason: "r", actor: "alice") }),
            (.notFound, { try await service.rollback(correctionID: "c-0", actor: "alice") })
        ]
        for (code, ask) in refused {
            let error = await #expect(throws: ControlError.self) { try await ask() }
            #expect(error?.code == code)
        }
        #expect(try await estate.store.journalHead() == before)
    }
}
