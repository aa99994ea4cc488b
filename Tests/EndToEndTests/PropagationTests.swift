import IAMPolicy
import ReconcileTestKit
import Testing

extension WholeProgram {
    @Suite struct PropagationTests {
        @Test func readsThatLagBehindAreNeitherCorrectedNorToldAgain() async throws {
            let world = try await World.withEstate(ConfigurationText(window: "12s"))
            #expect(try await world.runOnce().exitCode == 0)
            try await world.aws.ask(["do": "change", "edit": "inline-action-added"])
            try await world.aws.setStaleReads(seconds: 7)
            #expect(try await world.runOnce().exitCode == 2)
            #expect(try await world.runOnce().exitCode == 2)
            #expect(try await world.drifts().map(\.state) == ["propagating"])
            #expect(world.mutations().count == 1)
            #expect(try await world.passesUntilClean(atMost: 40).last == 0)
            #expect(world.mutations().count == 1)
            let arrivals = await world.receiver.arrivals(withinSeconds: 20) { $0.contains { $0.type == "correction.settled" } }
            #expect(arrivals.map(\.type).sorted() == ["correction.applied", "correction.settled", "drift.detected"])
            await world.end()
        }

        @Test func aThirdValueInsideTheWindowIsPutBackAtOnce() async throws {
            let world = try await World.withEstate(ConfigurationText(window: "60s"))
            #expect(try await world.runOnce().exitCode == 0)
            try await world.aws.ask(["do": "change", "edit": "trust-principal-added"])
            #expect(try await world.runOnce().exitCode == 2)
            try await world.aws.ask(["do": "change", "edit": "trust-opened-to-all"])
            #expect(try await world.runOnce().exitCode == 2)
            #expect(world.mutations().map(\.operation) == ["UpdateAssumeRolePolicy", "UpdateAssumeRolePolicy"])
            let trust = try await world.aws.export(prefix: "graph-role-0000")["roles"]?["graph-role-0000"]?["AssumeRolePolicyDocument"]
            #expect(trust?["Statement"]?.arrayValue?.count == 1)
            #expect(trust?["Statement"]?.arrayValue?.first?["Principal"]?["Service"] == "rds.amazonaws.com")
            await world.end()
        }

        @Test func statusCountsTheWindowDown() async throws {
            let world = try await World.withEstate(ConfigurationText(window: "60s"))
            #expect(try await world.runOnce().exitCode == 0)
            try await world.aws.ask(["do": "change", "edit": "tag-added"])
            #expect(try await world.runOnce().exitCode == 2)
            func remaining() async throws -> Int? {
                try await world.status()["propagation"]?.arrayValue?.first?["remainingSeconds"]?.intValue
            }
            let first = try #require(try await remaining())
            try await Task.sleep(for: .seconds(2))
            let second = try #require(try await remaining())
            #expect((1...60).contains(first))
            #expect(second < first)
            await world.end()
        }
    }
}
