import IAMPolicy
import ReconcileTestKit
import Testing

extension WholeProgram {
    @Suite struct MainJobTests {
        @Test func whatIsDeclaredIsCreatedAndThenInSync() async throws {
            let world = try await World.withEstate(creates: false)
            let codes = try await world.passesUntilClean()
            #expect(codes.first == 2, "what was written is still propagating")
            #expect(codes.last == 0)
            let made = try await world.aws.export(prefix: "graph-")
            #expect(made["roles"]?.objectValue?.count == 4)
            let boundary = made["roles"]?["graph-role-0000"]?["PermissionsBoundary"]?["PermissionsBoundaryArn"]
            #expect(boundary == "arn:aws:iam::123456789012:policy/graph-boundary")
            let status = try await world.status()
            #expect(status["resources"]?["inSync"] == status["resources"]?["total"])
            #expect(status["daemon"]?["state"] == "stopped")
            let evidence = try await JournalEvidence(of: world)
            evidence.expectEveryCallWasIntended()
            evidence.expectNoChangeTwice()
            await world.end()
        }

        @Test func anotherPassOverWhatIsInSyncChangesNothing() async throws {
            let world = try await World.withEstate()
            #expect(try await world.runOnce().exitCode == 0)
            let (calls, entries) = (world.aws.calls().count, try await world.journal().count)
            #expect(try await world.runOnce().exitCode == 0)
            #expect(world.mutations(from: calls).isEmpty)
            #expect(try await world.journal().count <= entries + 4, "only that a daemon started and stopped")
            #expect(world.receiver.arrivals().isEmpty)
            await world.end()
        }

        @Test func anEditIsToldPutBackAndSettledOnceEach() async throws {
            let world = try await World.withEstate(ConfigurationText(window: "3s"))
            #expect(try await world.runOnce().exitCode == 0)
            let before = try await world.aws.export()
            let edit = MadeEdit(try await world.aws.ask(["do": "change", "edit": "trust-principal-added"]))
            #expect(try await world.aws.export() != before)

            let pass = try await world.runOnce()
            #expect(pass.exitCode == 2, "\(pass)")
            #expect(try await world.aws.export() == before)
            let status = try await world.status()
            #expect(status["drifts"]?.arrayValue?.map { SeenDrift($0).state } == ["propagating"])
            #expect(status["propagation"]?.arrayValue?.first?["resource"]?.stringValue == edit.resource)
            #expect(status["propagation"]?.arrayValue?.first?["aspect"]?.stringValue == "trustPolicy")

            #expect(try await world.passesUntilClean(atMost: 16).last == 0)
            let arrivals = await world.receiver.arrivals(withinSeconds: 20) { $0.contains { $0.type == "correction.settled" } }
            #expect(arrivals.map(\.type).sorted() == ["correction.applied", "correction.settled", "drift.detected"])
            #expect(arrivals.allSatisfy { $0.isValid })
            #expect(Set(arrivals.map(\.id)).count == 3)
            #expect(arrivals.allSatisfy { $0.changes.map { $0["resource"]?.stringValue } == [edit.resource] })
            #expect(try await world.control("journal", "verify").exitCode == 0)
            let evidence = try await JournalEvidence(of: world)
            evidence.expectEveryCallWasIntended()
            evidence.expectNoChangeTwice()
            await world.end()
        }

        @Test func theBodyOfANoticeIsAsPromised() async throws {
            let world = try await World.withEstate()
            #expect(try await world.runOnce().exitCode == 0)
            try await world.aws.ask(["do": "change", "edit": "tag-changed"])
            #expect(try await world.runOnce().exitCode == 2)
            let arrivals = await world.receiver.arrivals(withinSeconds: 20) { $0.contains { $0.type == "drift.detected" } }
            let notice = try #require(arrivals.first { $0.type == "drift.detected" })
            #expect(notice.contentType.hasPrefix("application/json"))
            #expect(notice.body.objectValue?.names.sorted() == ["data", "timestamp", "type"])
            let data = try #require(notice.body["data"])
            #expect(data.objectValue?.names.sorted() == ["account", "changes", "journalHead", "pass", "summary"])
            #expect(data["account"] == "prod")
            let change = try #require(notice.changes.first)
            #expect(change["aspect"] == "tags[team]")
            #expect(change["kind"] == "modified")
            #expect(change["severity"] == "low")
            #expect(change["direction"] == "neutral")
            for name in ["witness", "differences", "changedBy", "correction"] { #expect(change[name] != nil, "\(name)") }
            await world.end()
        }
    }
}
