import IAMPolicy
import ReconcileTestKit
import Testing

extension WholeProgram {
    /// Somebody sets the wall clock by an hour while a propagation window is open.
    @Suite(.enabled(if: WallClock.compiler != nil, "no C compiler here")) struct ClockTests {
        private static let hours = [3600, -3600]

        @Test(arguments: Self.hours)
        func aStepBetweenTwoRunsNeitherShortensNorLengthensTheWindow(seconds: Int) async throws {
            let world = try await World.withEstate(ConfigurationText(window: "8s"))
            let time = try await WallClock(of: world)
            #expect(try await time.runOnce().exitCode == 0)
            try await UniqueEdit.document.make(in: world, number: 1)
            #expect(try await time.runOnce().exitCode == 2)
            let opened = ContinuousClock.now
            try time.set(seconds)
            #expect(try await time.runOnce().exitCode == 2, "the window is still open")
            let open = try #require(try await time.status()["propagation"]?.arrayValue?.first)
            #expect((1...8).contains(open["remainingSeconds"]?.intValue ?? 0), "\(open)")
            while try await time.runOnce().exitCode != 0, ContinuousClock.now - opened < .seconds(40) {
                try await Task.sleep(for: .milliseconds(500))
            }
            // The window opened some seconds before the pass that opened it ended.
            #expect((4.0...20.0).contains(Double((ContinuousClock.now - opened).components.seconds)))
            #expect(world.mutations().map(\.operation) == ["CreatePolicyVersion"])
            #expect(world.notices().map(\.type).sorted() == ["correction.applied", "correction.settled", "drift.detected"])
            await world.end()
        }

        @Test(arguments: Self.hours)
        func aStepUnderARunningDaemonDoesNotEither(seconds: Int) async throws {
            let world = try await World.withEstate(ConfigurationText(window: "8s"))
            let time = try await WallClock(of: world)
            let daemon = try time.daemon()
            let isUp = try await World.eventually {
                (try? await world.status())?["accounts"]?.arrayValue?.first?["lastSnapshot"]?["outcome"] == "complete"
            }
            #expect(isUp, "\(daemon.errors)")
            try await UniqueEdit.keyPolicy.make(in: world, number: 1)
            #expect(try await World.eventually { !world.mutations().isEmpty })
            let opened = ContinuousClock.now
            try time.set(seconds)
            #expect(try await World.eventually { world.notices().contains { $0.type == "correction.settled" } }, "\(daemon.errors)")
            #expect((5.0...20.0).contains(Double((ContinuousClock.now - opened).components.seconds)))
            // Passes go on, and find what happens after the step.
            try await UniqueEdit.tag.make(in: world, number: 2)
            #expect(try await World.eventually { world.mutations().contains { $0.operation == "TagRole" } })
            await world.stop(daemon)
            #expect(world.mutations().map(\.operation) == ["PutKeyPolicy", "TagRole"])
            await world.end()
        }

        /// The answer was lost and reads lag behind: only the whole window proves that nothing was made.
        @Test(arguments: Self.hours)
        func aStepDoesNotMakeASecondVersionOfWhatIsUnknown(seconds: Int) async throws {
            let world = try await World.withEstate(ConfigurationText(window: "8s"))
            let time = try await WallClock(of: world)
            #expect(try await time.runOnce().exitCode == 0)
            try await UniqueEdit.document.make(in: world, number: 1)
            try await world.aws.setStaleReads(seconds: 5)
            try await world.aws.setFaults([["operation": "CreatePolicyVersion", "drop": "after"]])
            #expect([2, 3].contains(try await time.runOnce().exitCode))
            try time.set(seconds)
            for _ in 0..<30 {
                if try await time.runOnce().exitCode == 0 { break }
                try await Task.sleep(for: .milliseconds(800))
            }
            #expect(world.mutations().map(\.operation) == ["CreatePolicyVersion"])
            #expect(try await UniqueEdit.versions(in: world).count == 3)
            await world.end()
        }
    }
}
