import IAMPolicy
import ReconcileTestKit
import Testing

extension WholeProgram {
    @Suite struct ModeTests {
        @Test func observingSendsNothingThatChanges() async throws {
            let world = try await World.withEstate(ConfigurationText(mode: "observe"))
            #expect(try await world.runOnce().exitCode == 0)
            for edit in ["boundary-added", "key-disabled", "policy-changed", "role-deleted"] {
                try await world.aws.ask(["do": "change", "edit": .string(edit)])
            }
            #expect(try await world.runOnce().exitCode == 2)
            #expect(try await world.runOnce().exitCode == 2)
            #expect(world.mutations().isEmpty)
            #expect(try await world.drifts().allSatisfy { $0.state == "open" })
            let arrivals = await world.receiver.arrivals(withinSeconds: 20) { !$0.isEmpty }
            #expect(arrivals.map(\.type) == ["drift.detected"], "one notice for the pass that saw it, none for the next")
            await world.end()
        }

        @Test func observingCreatesNothing() async throws {
            let world = try await World.withEstate(creates: false, ConfigurationText(mode: "observe"))
            #expect(try await world.runOnce().exitCode == 2)
            #expect(world.mutations().isEmpty)
            let missing = try await world.drifts().filter { $0.aspect == "existence" && $0.kind == "missing" }
            #expect(missing.count == 4 + 6, "four roles; two policies, a boundary and three that are attached nowhere")
            await world.end()
        }

        @Test func aRoleThatIsGoneWaitsForAPerson() async throws {
            let world = try await World.withEstate()
            #expect(try await world.runOnce().exitCode == 0)
            let made = MadeEdit(try await world.aws.ask(["do": "change", "edit": "role-deleted"]))
            #expect(try await world.runOnce().exitCode == 2)
            #expect(try await world.runOnce().exitCode == 2)
            let drift = try #require(try await world.drifts().first { $0.resource == made.resource })
            #expect(drift.aspect == "existence")
            #expect(drift.kind == "missing")
            #expect(drift.state == "awaitingApproval")
            #expect(!world.mutations().contains { $0.operation == "CreateRole" })
            let arrivals = await world.receiver.arrivals(withinSeconds: 20) { $0.contains { $0.type == "correction.awaitingApproval" } }
            #expect(arrivals.filter { $0.type == "correction.awaitingApproval" }.count == 1)
            await world.end()
        }

        @Test func aPolicyThatIsGoneIsMadeAgain() async throws {
            let world = try await World.withEstate()
            #expect(try await world.runOnce().exitCode == 0)
            let before = try await world.aws.export(prefix: "graph-loose")
            let made = MadeEdit(try await world.aws.ask(["do": "change", "edit": "policy-deleted"]))
            #expect(try await world.runOnce().exitCode == 2)
            #expect(try await world.drifts().map { "\($0.resource) \($0.aspect) \($0.kind)" } == ["\(made.resource) existence missing"])
            let after = try await world.aws.export(prefix: "graph-loose")
            #expect(after["policies"]?.objectValue?.names.sorted() == before["policies"]?.objectValue?.names.sorted())
            #expect(try await world.passesUntilClean().last == 0)
            await world.end()
        }

        @Test func moreThanTheLimitOfChangesAsksForAllOfThem() async throws {
            let world = try await World.withEstate(roles: 12, ConfigurationText(limits: "{silenceMax: 0, changesPerPassMax: 2}"))
            #expect(try await world.runOnce().exitCode == 0)
            for edit in ["trust-principal-added", "boundary-added", "trust-service-removed"] {
                try await world.aws.ask(["do": "change", "edit": .string(edit)])
            }
            #expect(try await world.runOnce().exitCode == 2)
            #expect(world.mutations().isEmpty)
            #expect(try await world.drifts().map(\.state) == ["awaitingApproval", "awaitingApproval", "awaitingApproval"])
            await world.end()
        }
    }
}
