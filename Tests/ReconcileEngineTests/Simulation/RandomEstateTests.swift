import Foundation
import IAMPolicy
import ReconcileCore
import ReconcileEngine
import ReconcileTestKit
import Testing

/// SplitMix64: the same numbers from the same seed, everywhere.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { self.state = seed }

    mutating func next() -> UInt64 {
        self.state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = self.state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

/// Somebody edits, AWS fails, the daemon dies, clocks are set, people decide: for a while, and then all is quiet.
@Suite struct RandomEstateTests {
    static let steps = 200

    @Test(arguments: Array(1...12) as [UInt64])
    func whateverHappensTheEstateEndsAsDeclaredAndNothingWasDoneTwice(seed: UInt64) async throws {
        let run = try await RandomRun(seed: seed)
        for step in 1...Self.steps {
            try await run.step(step)
            let faults = try await run.faults()
            guard faults.isEmpty else {
                Issue.record("seed \(seed), step \(step): \(faults)")
                return
            }
        }
        #expect(try await run.calmDown() == [], "seed \(seed)")
        try await self.check(run.estate, seed: seed)
    }

    @Test(arguments: [3, 7] as [UInt64])
    func theSameSeedMakesTheSameJournal(seed: UInt64) async throws {
        var journals: [[String]] = []
        for _ in 1...2 {
            let run = try await RandomRun(seed: seed)
            for step in 1...80 { try await run.step(step) }
            journals.append(try await run.estate.store.journal(fromSequence: 1, countMax: 100_000).map(\.body))
        }
        #expect(journals[0] == journals[1])
        #expect(journals[0].count > 50)
    }

    private func check(_ estate: Estate, seed: UInt64) async throws {
        let drifts = try await estate.realDrifts()
        #expect(drifts == [], "seed \(seed)")
        #expect(try await estate.journalFault() == nil, "seed \(seed)")
        let intents = try await estate.openIntents()
        #expect(intents == [], "seed \(seed)")
        // A call that changed nothing was one too many.
        let moments = estate.cloud.history()
        for (before, after) in zip(moments, moments.dropFirst()) where after.mutation != nil {
            #expect(before.world != after.world, "seed \(seed): \(after.mutation?.operation ?? "")")
            if after.mutation?.operation == "CreatePolicyVersion" {
                #expect(before.world[policy: "read"]?.document != after.world[policy: "read"]?.document, "seed \(seed)")
            }
        }
        try await self.checkNotices(estate, seed: seed)
    }

    /// One notice for each episode, and one more only where somebody had set it aside in between.
    private func checkNotices(_ estate: Estate, seed: UInt64) async throws {
        let journal = try await estate.journal()
        let begun = journal.filter { $0["kind"] == "drift.detected" }.compactMap { $0["drift"]?.stringValue }
        let exceptions = journal.count { $0["kind"] == "exception.begun" }
        for (drift, times) in Dictionary(grouping: begun, by: \.self) { #expect(times.count <= 1 + exceptions, "seed \(seed): \(drift)") }
        #expect(try await estate.told(.driftDetected).count == begun.count, "seed \(seed)")
        let fights = journal.count { $0["kind"] == "drift.fighting" }
        #expect(try await estate.told(.driftFighting).count == fights, "seed \(seed)")
    }
}
