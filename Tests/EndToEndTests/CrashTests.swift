import Glibc
import IAMPolicy
import ReconcileTestKit
import Testing

extension WholeProgram {
    /// `kill -9` in the midst of passes that correct.
    @Suite(.timeLimit(.minutes(30))) struct CrashTests {
        private static let rounds = TestLength.count(short: 12, long: 100)

        /// When the daemon is killed.
        private enum Moment: CustomStringConvertible {
            case after(milliseconds: Int)
            /// At the call with this number, from 0; before or after it took effect.
            case atCall(Int, kind: String, isAfter: Bool)

            static func any(writes: Int, using dice: inout SeededDice) -> Moment {
                switch Int.random(in: 0..<4, using: &dice) {
                case 0: .after(milliseconds: .random(in: 20...1500, using: &dice))
                case 1: .atCall(.random(in: 0..<30, using: &dice), kind: "read", isAfter: .random(using: &dice))
                case 2: .atCall(.random(in: 0..<writes, using: &dice), kind: "write", isAfter: false)
                default: .atCall(.random(in: 0..<writes, using: &dice), kind: "write", isAfter: true)
                }
            }

            var description: String {
                switch self {
                case .after(let milliseconds): "\(milliseconds) ms after the start"
                case .atCall(let number, let kind, let isAfter): "\(isAfter ? "after" : "before") \(kind) \(number)"
                }
            }
        }

        @Test func whateverTheInstantEachDriftIsPutBackByOneCall() async throws {
            var dice = SeededDice(seed: 20_240_229)
            let world = try await World.withEstate(roles: 4, policies: 1, keys: 1, foreign: 0, ConfigurationText(window: "2s"))
            #expect(try await world.runOnce().exitCode == 0)
            var (made, kills) = (0, 0)
            for round in 0..<Self.rounds {
                let others = UniqueEdit.allCases.filter { $0 != .document }.shuffled(using: &dice).prefix(2)
                let edits = [.document] + others
                for edit in edits { try await edit.make(in: world, number: round) }
                made += edits.count
                let moment = Moment.any(writes: edits.count, using: &dice)
                let mark = world.aws.mark()
                if try await Self.runAndKill(world, moment) { kills += 1 }
                #expect(try await world.passesUntilClean(atMost: 30).last == 0, "round \(round): \(moment)")
                let accepted = world.aws.calls(since: mark).filter { !$0.isRead && $0.isAccepted }
                #expect(
                    accepted.map(\.operation).sorted() == edits.map(\.operation).sorted(), "round \(round): \(moment): \(accepted)")
                #expect(try await UniqueEdit.versions(in: world).count == 3, "the one before, the visitor's, and one of ours: round \(round)")
            }
            #expect(kills * 2 > Self.rounds, "\(kills) of \(Self.rounds) passes were killed: too few to say anything")
            #expect(try await world.control("journal", "verify").exitCode == 0)
            try await Self.expectEachIntentEnded(world)
            await Self.expectEachToldOnce(world, made)
            await world.end()
        }

        /// - Returns: whether it was killed before it ended by itself.
        private static func runAndKill(_ world: World, _ moment: Moment) async throws -> Bool {
            let daemon = try world.daemon(["run", "--once"])
            switch moment {
            case .after(let milliseconds):
                try await Task.sleep(for: .milliseconds(milliseconds))
                daemon.child.send(SIGKILL)
            case .atCall(let number, let kind, let isAfter):
                try await world.aws.setFaults([
                    [
                        "kill": isAfter ? "after" : "before", "pid": JSONValue(Int(daemon.child.pid)), "kind": .string(kind),
                        "skip": JSONValue(number)
                    ]
                ])
            }
            let result = await daemon.result(withinSeconds: 60)
            try await world.aws.setFaults([])
            return result.ending == .signalled(SIGKILL)
        }

        /// Each intent has an outcome or a resolution, or was planned anew because nothing could tell what became of it.
        private static func expectEachIntentEnded(_ world: World) async throws {
            let ends: Set = ["mutation.outcome", "mutation.resolved", "correction.superseded"]
            let journal = try await world.journal()
            let intents = journal.filter { $0["kind"]?.stringValue == "mutation.intended" }
            #expect(!intents.isEmpty)
            for intent in intents {
                let end = journal.first { entry in
                    (entry["sequence"]?.intValue ?? 0) > (intent["sequence"]?.intValue ?? 0) && entry["correction"] == intent["correction"]
                        && ends.contains(entry["kind"]?.stringValue ?? "")
                }
                #expect(end != nil, "\(JSONWriter.compact(intent))")
            }
        }

        private static func expectEachToldOnce(_ world: World, _ made: Int) async {
            let arrivals = await world.receiver.arrivals(withinSeconds: 5) { _ in false }
            let notices = Dictionary(arrivals.map { ($0.id, $0) }) { first, _ in first }.values
            for type in ["drift.detected", "correction.applied", "correction.settled"] {
                #expect(notices.filter { $0.type == type }.reduce(0) { $0 + $1.changes.count } == made, "\(type)")
            }
            #expect(Set(notices.map(\.type)) == ["drift.detected", "correction.applied", "correction.settled"])
        }
    }
}
