import Glibc
import IAMPolicy
import ReconcileTestKit
import Testing

extension WholeProgram {
    /// A network and a service that are never quite well, for many passes.
    @Suite(.timeLimit(.minutes(40))) struct TroubleTests {
        private static let passes = TestLength.count(short: 12, long: 100)

        private static let weather: [JSONValue] = [
            ["sparing": "somebody-else", "times": -1, "percent": 30, "status": 400, "code": "Throttling", "message": "Rate exceeded"],
            ["sparing": "somebody-else", "times": -1, "percent": 5, "status": 500, "code": "ServiceFailure"],
            ["sparing": "somebody-else", "times": -1, "percent": 5, "body": "html"],
            ["sparing": "somebody-else", "times": -1, "percent": 4, "drop": "before"],
            ["sparing": "somebody-else", "times": -1, "percent": 4, "drop": "after"]
        ]

        @Test func nothingIsDoneTwiceLostOrToldWronglyInBadWeather() async throws {
            let world = try await World.withEstate(roles: 4, policies: 2, keys: 1, ConfigurationText(window: "2s"))
            let daemon = try await world.startedDaemon()
            try await world.aws.setSeed(4711)
            try await world.aws.setFaults(Self.weather)
            var samples: [ProcessSample] = []
            var made: [UniqueEdit] = []
            for pass in 0..<Self.passes {
                if pass % 3 == 0 && pass < Self.passes - 3 {
                    let edit = UniqueEdit.allCases[(pass / 3) % UniqueEdit.allCases.count]
                    // Two edits of one value before it is put back would be one drift.
                    let isCaughtUp = try await World.eventually(withinSeconds: 120) {
                        try await world.drifts().allSatisfy { $0.state == "propagating" }
                    }
                    #expect(isCaughtUp, "what drifted is put back within two minutes")
                    try await edit.make(in: world, number: pass)
                    made.append(edit)
                }
                let before = try await Self.finishedPasses(world)
                _ = try await World.eventually(withinSeconds: 60) { try await Self.finishedPasses(world) != before }
                if let sample = ProcessSample(pid: daemon.child.pid) { samples.append(sample) }
            }
            try await world.aws.setFaults([])
            // What failed after all its attempts waits a minute, then two.
            let isClean = try await World.eventually(withinSeconds: 200) { try await world.control("status", "--settled").exitCode == 0 }
            let left = try await world.drifts()
            #expect(isClean, "\(left)\n\(daemon.errors.suffix(3000))")
            await world.stop(daemon)

            let accepted = world.mutations().filter(\.isAccepted)
            #expect(accepted.map(\.operation).sorted() == made.map(\.operation).sorted(), "\(accepted)")
            try await Self.expectRightNotices(world, made.count)
            Self.expectFlat(samples)
            #expect(try await world.control("journal", "verify").exitCode == 0)
            await world.end()
        }

        private static func finishedPasses(_ world: World) async throws -> Int? {
            try await world.status()["accounts"]?.arrayValue?.first?["lastSnapshot"]?["id"]?.intValue
        }

        private static func expectRightNotices(_ world: World, _ made: Int) async throws {
            let notices = world.notices()
            for type in ["drift.detected", "correction.settled"] {
                let changes = notices.filter { $0.type == type }.flatMap(\.changes)
                #expect(changes.count == made, "\(type): \(changes.map { JSONWriter.compact($0["aspect"] ?? .null) })")
            }
            // What cannot be read or sent for a while may be said; that something went away or is missing may not.
            let allowed: Set = [
                "drift.detected", "correction.applied", "correction.settled", "correction.failed", "account.unreadable", "account.readable"
            ]
            #expect(Set(notices.map(\.type)).subtracting(allowed).isEmpty)
            #expect(notices.flatMap(\.changes).allSatisfy { $0["kind"]?.stringValue != "missing" })
        }

        private static func expectFlat(_ samples: [ProcessSample]) {
            let settled = samples.dropFirst(samples.count / 3)
            guard let first = settled.first, let last = settled.last else {
                Issue.record("no samples")
                return
            }
            let bytes = settled.map(\.residentBytes)
            #expect(last.residentBytes - first.residentBytes < 12 << 20, "\(bytes.map { $0 >> 10 }) KiB")
            #expect((settled.map(\.descriptors).max() ?? 0) - first.descriptors <= 12, "\(settled.map(\.descriptors))")
            #expect(last.descriptors - first.descriptors <= 4, "\(settled.map(\.descriptors))")
        }

        /// A call whose answer is lost is resolved by reading, whether it took effect or not.
        @Test(arguments: ["before", "after"], UniqueEdit.allCases)
        func aLostAnswerIsResolvedByReading(drop: String, edit: UniqueEdit) async throws {
            // Every other operation once in a short run, alternating.
            let place = UniqueEdit.allCases.firstIndex(of: edit) ?? 0
            let isShown = TestLength.isLong || place % 4 == (drop == "after" ? 0 : 2)
            guard isShown else { return }
            let world = try await World.withEstate(ConfigurationText(window: "2s"))
            #expect(try await world.runOnce().exitCode == 0)
            try await edit.make(in: world, number: 1)
            try await world.aws.setFaults([["kind": "write", "drop": .string(drop)]])
            #expect([2, 3].contains(try await world.runOnce().exitCode))
            #expect(try await world.passesUntilClean(atMost: 20).last == 0)
            #expect(world.mutations().filter(\.isAccepted).map(\.operation) == [edit.operation])
            #expect(world.mutations().count == (drop == "before" ? 2 : 1))
            for type in ["drift.detected", "correction.applied", "correction.settled"] {
                #expect(world.notices().filter { $0.type == type }.flatMap(\.changes).count == 1, "\(type)")
            }
            await world.end()
        }

        /// AWS says yes and does nothing: found after the window, told as failed, and sent again.
        @Test func anAcceptedChangeThatNeverShowsIsToldAndSentAgain() async throws {
            let world = try await World.withEstate(ConfigurationText(window: "8s"))
            #expect(try await world.runOnce().exitCode == 0)
            try await UniqueEdit.document.make(in: world, number: 1)
            try await world.aws.setFaults([["kind": "write", "effect": "undone"]])
            #expect(try await world.runOnce().exitCode == 2)
            #expect(try await world.drifts().map(\.state) == ["propagating"])
            try await Task.sleep(for: .seconds(8))
            let next = try await world.runOnce()
            #expect(next.exitCode == 2, "\(next)")
            #expect(world.notices().filter { $0.type == "correction.failed" }.flatMap(\.changes).count == 1)
            let drifts = try await world.drifts()
            #expect(drifts.allSatisfy { ["failed", "propagating"].contains($0.state) } && drifts.count == 1, "\(drifts)")
            await world.end()
        }

        @Test(arguments: ["unmarked", "again"])
        func aListWhoseEndLiesIsNotTheWholeAccount(page: String) async throws {
            let world = try await World.withEstate(roles: 25, policies: 5, keys: 1)
            try await world.aws.setPageItemsMax(7)
            #expect(try await world.runOnce().exitCode == 0)
            let edited = world.aws.mark()
            try await UniqueEdit.tag.make(in: world, number: 1)
            // From the second page on, so that a part is there and a part is missing.
            try await world.aws.setFaults([["kind": "read", "service": "iam", "times": -1, "skip": 1, "page": .string(page)]])
            let pass = try await world.runOnce()
            #expect(pass.exitCode == 3, "\(pass)")
            #expect(world.aws.calls(since: edited).filter { !$0.isRead }.isEmpty)
            #expect(world.aws.calls(since: edited).count < 1000)
            #expect(!world.notices().flatMap(\.changes).contains { $0["kind"]?.stringValue == "missing" })
            try await world.aws.setFaults([])
            #expect(try await world.passesUntilClean(atMost: 20).last == 0)
            await world.end()
        }

        /// A marker that leads to the first page once: what comes twice counts once.
        @Test func aPageThatComesTwiceCountsOnce() async throws {
            let world = try await World.withEstate(roles: 25, policies: 5, keys: 1)
            try await world.aws.setPageItemsMax(7)
            #expect(try await world.runOnce().exitCode == 0)
            try await world.aws.setFaults([["kind": "read", "service": "iam", "times": 1, "skip": 1, "page": "restart"]])
            #expect(try await world.runOnce().exitCode == 0)
            #expect(world.mutations().isEmpty)
            await world.end()
        }

        @Test func markersThatGoRoundInACircleComeToAnEnd() async throws {
            let world = try await World.withEstate(roles: 25, policies: 5, keys: 1)
            try await world.aws.setPageItemsMax(7)
            let edited = world.aws.mark()
            try await world.aws.setFaults([["operation": "GetAccountAuthorizationDetails", "times": -1, "skip": 1, "page": "restart"]])
            let pass = try await world.runOnce(withinSeconds: 60)
            #expect([0, 3].contains(pass.exitCode), "\(pass)")
            #expect(world.mutations().isEmpty)
            #expect(world.aws.calls(since: edited).count < 3000)
            await world.end()
        }
    }
}
