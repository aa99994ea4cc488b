import IAMPolicy
import ReconcileTestKit
import Testing

extension WholeProgram {
    /// Reads that show the world before a write, and people who write inside the propagation window.
    @Suite struct StaleReadTests {
        private static let window = ConfigurationText(window: "8s")
        private static let lags = TestLength.isLong ? Array(1...8) : [2, 8]

        @Test(arguments: Self.lags, [false, true])
        func readsThatLagBehindTheWriteMakeNoSecondCorrectionAndNoSecondNotice(seconds: Int, isFlapping: Bool) async throws {
            // Flapping is looked at where it matters most.
            guard !isFlapping || seconds >= 5 else { return }
            let world = try await World.withEstate(Self.window)
            let daemon = try await world.startedDaemon()
            try await world.aws.ask(["do": "change", "edit": "policy-changed"])
            try await world.aws.ask(["do": "change", "edit": "key-statement-added"])
            try await world.aws.setStaleReads(seconds: seconds, isFlapping: isFlapping)
            #expect(try await World.eventually { world.notices().flatMap(Self.settled).count == 2 }, "\(daemon.errors)")
            // A pass more, so that what would be noticed afterwards is.
            try await Task.sleep(for: .seconds(2.5))
            await world.stop(daemon)
            #expect(world.mutations().map(\.operation).sorted() == ["CreatePolicyVersion", "PutKeyPolicy"])
            for type in ["drift.detected", "correction.applied", "correction.settled"] {
                #expect(world.notices().filter { $0.type == type }.flatMap(\.changes).count == 2, "\(type)")
            }
            #expect(Set(world.notices().map(\.type)) == ["drift.detected", "correction.applied", "correction.settled"])
            await world.end()
        }

        @Test func whatWasBeforeAndComesBackAfterItWasReadIsSuspectedAndPutBackAfterTheWindow() async throws {
            let world = try await World.withEstate(Self.window)
            #expect(try await world.runOnce().exitCode == 0)
            try await world.aws.ask(["do": "change", "edit": "trust-principal-added"])
            _ = try await world.passes(atMost: 3) {
                try await world.status()["propagation"]?.arrayValue?.first?["readable"] == true
            }
            #expect(world.mutations().count == 1)

            try await world.aws.ask(["do": "change", "edit": "trust-principal-added"])
            #expect(try await world.runOnce().exitCode == 2)
            #expect(try await world.drifts().map(\.state) == ["suspectedRevert"])
            #expect(try await world.runOnce().exitCode == 2)
            #expect(try await world.drifts().map(\.state) == ["suspectedRevert"])
            #expect(world.mutations().count == 1, "inside the window it is shown and not acted on")
            #expect(world.notices().map(\.type).sorted() == ["correction.applied", "drift.detected"])

            #expect(try await world.passesUntilClean(atMost: 40).last == 0)
            #expect(world.mutations().map(\.operation) == ["UpdateAssumeRolePolicy", "UpdateAssumeRolePolicy"])
            await world.end()
        }

        @Test func aThirdValueIsPutBackAtOnceAndEachValueIsToldOnce() async throws {
            let world = try await World.withEstate(ConfigurationText(window: "60s"))
            #expect(try await world.runOnce().exitCode == 0)
            for number in 0..<3 {
                try await UniqueEdit.keyPolicy.make(in: world, number: number)
                #expect(try await world.runOnce().exitCode == 2)
                #expect(world.mutations().count == number + 1)
            }
            #expect(try await world.drifts().map(\.state) == ["propagating"])
            #expect(world.notices().filter { $0.type == "drift.detected" }.count == 3)
            await world.end()
        }

        @Test func aNewDesiredValueIsWrittenInsideTheWindowOfTheOld() async throws {
            let world = try await World.withEstate(ConfigurationText(window: "8s"))
            #expect(try await world.runOnce().exitCode == 0)
            try await world.aws.ask(["do": "change", "edit": "tag-changed"])
            #expect(try await world.runOnce().exitCode == 2)
            let manifest = world.folder.text(of: "desired.d/roles.yaml")
            try world.folder.write(manifest.replacing("team: graph-0", with: "team: graph-nine"), to: "desired.d/roles.yaml")
            #expect(try await world.runOnce().exitCode == 2)
            let tags = world.mutations().filter { $0.operation == "TagRole" && $0.parameters["RoleName"] == "graph-role-0000" }
            #expect(tags.count == 2, "\(world.mutations())")
            #expect(try await world.passesUntilClean(atMost: 40).last == 0)
            await world.end()
        }

        /// The fourth edit of the same is not put back any more; what nobody fights over is.
        @Test func threeRoundsOfTheSameAreAFightUntilSomebodySaysOtherwise() async throws {
            let world = try await World.withEstate()
            #expect(try await world.runOnce().exitCode == 0)
            for round in 1...3 {
                try await world.aws.ask(["do": "change", "edit": "trust-principal-added"])
                #expect(try await world.passesUntilClean(atMost: 20).last == 0, "round \(round)")
                #expect(world.mutations().count == round)
            }
            let made = MadeEdit(try await world.aws.ask(["do": "change", "edit": "trust-principal-added"]))
            try await world.aws.ask(["do": "change", "edit": "tag-changed"])
            #expect(try await world.runOnce().exitCode == 2)
            #expect(try await world.runOnce().exitCode == 2)
            #expect(try await world.drifts().first { $0.aspect == "trustPolicy" }?.state == "fighting")
            #expect(world.mutations().map(\.operation).filter { $0 == "UpdateAssumeRolePolicy" }.count == 3)
            #expect(world.mutations().contains { $0.operation == "TagRole" }, "what nobody fights over is put back")
            #expect(world.notices().filter { $0.type == "drift.fighting" }.flatMap(\.changes).count == 1)

            let daemon = try await world.startedDaemon()
            let resumed = try await world.control("resume", made.resource)
            #expect(resumed.exitCode == 0, "\(resumed)")
            let isPutBack = try await World.eventually { try await world.drifts().isEmpty }
            let left = try await world.drifts()
            #expect(isPutBack, "\(left)")
            #expect(world.mutations().map(\.operation).filter { $0 == "UpdateAssumeRolePolicy" }.count == 4)
            #expect(world.notices().filter { $0.type == "drift.fighting" }.flatMap(\.changes).count == 1)
            await world.stop(daemon)
            await world.end()
        }

        private static func settled(_ notice: WebhookReceiver.Arrival) -> [JSONValue] {
            notice.type == "correction.settled" ? notice.changes : []
        }
    }
}
