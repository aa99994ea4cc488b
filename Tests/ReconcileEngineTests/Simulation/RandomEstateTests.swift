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

/// Somebody edits, AWS fails, the daemon dies, clocks are set: for a while, and then all is quiet.
@Suite struct RandomEstateTests {
    static let steps = 200

    @Test(arguments: Array(1...12) as [UInt64])
    func whateverHappensTheEstateEndsAsDeclaredAndNothingWasDoneTwice(seed: UInt64) async throws {
        var random = SeededGenerator(seed: seed)
        let estate = try await Estate()
        try await estate.pass()
        for step in 1...Self.steps {
            try await self.step(estate, number: step, &random)
            let unannounced = await estate.watch.unannounced
            guard unannounced.isEmpty else {
                Issue.record("seed \(seed), step \(step): sent without an intent: \(unannounced)")
                return
            }
        }
        estate.cloud.clearFaults()
        estate.clock.advance(by: 3600)
        try await estate.reopen()
        let open = try await estate.settle()
        #expect(open == [], "seed \(seed)")
        try await self.check(estate, seed: seed)
    }

    private func step(_ estate: Estate, number: Int, _ random: inout SeededGenerator) async throws {
        switch Int.random(in: 0..<20, using: &random) {
        case 0..<7: self.edit(estate.cloud, number: number, choice: Int.random(in: 0..<12, using: &random))
        case 7: estate.cloud.failNextSend(.unknown(takesEffect: true))
        case 8: estate.cloud.failNextSend(.unknown(takesEffect: false))
        case 9: estate.cloud.failNextSend(.failed(code: "Throttling"))
        case 10: estate.cloud.failNextSend(.refused(code: "AccessDenied"))
        case 11: estate.cloud.failReads(.unreachable)
        case 12: estate.cloud.failReads(of: Fixtures.identity(.role, "export"), .throttled)
        case 13: estate.cloud.failReads(of: Fixtures.identity(.role, "export"), part: "tags", .denied)
        case 14:
            // Reads never go back behind what they have shown.
            estate.clock.advance(by: 20)
            estate.cloud.showOnlyAfter(seconds: Double.random(in: 0...8, using: &random))
        case 15: estate.clock.stepWall(by: Bool.random(using: &random) ? 3600 : -3600)
        case 16: try await self.die(estate, atStep: Int.random(in: 1...12, using: &random), Bool.random(using: &random))
        case 17: estate.clock.advance(by: Double.random(in: 0...120, using: &random))
        default: try await estate.pass()
        }
        // What is edited twice within the delay of reads would rightly be taken for two values.
        estate.clock.advance(by: 10)
        if Bool.random(using: &random) { try await estate.pass() }
    }

    private func die(_ estate: Estate, atStep step: Int, _ isDurable: Bool) async throws {
        try await estate.reopen(dyingAt: step, isDurable ? .afterTheStep : .beforeTheStep)
        do { try await estate.pass() } catch is InjectedFault {}
        try await estate.reopen()
        try await estate.runner.sealLeftOver()
    }

    /// Always another value than any before, and never the declared one.
    private func edit(_ cloud: SimulatedCloud, number: Int, choice: Int) {
        let text = "edit-\(number)"
        cloud.edit { world in
            switch choice {
            case 0: world[role: "export"]?.trustPolicy = Fixtures.trust("\(text).amazonaws.com")
            case 1: world[role: "export"]?.inlinePolicies["load"] = Fixtures.allow("s3:\(text)")
            case 2: world[role: "export"]?.inlinePolicies[text] = Fixtures.allow("s3:*")
            case 3: world[role: "export"]?.managedPolicies.insert("arn:aws:iam::aws:policy/\(text)")
            case 4: world[role: "export"]?.managedPolicies.remove(Fixtures.policyARN("read"))
            case 5: world[role: "export"]?.permissionsBoundary = "arn:aws:iam::aws:policy/\(text)"
            case 6: world[role: "export"]?.description = text
            case 7: world[role: "export"]?.maxSessionDuration = 3600 + number
            case 8: world[role: "export"]?.tags[text] = text
            case 9:
                if let oldest = world[policy: "read"]?.versions.first(where: { !$0.isDefault }), world[policy: "read"]?.versions.count == 5 {
                    world[policy: "read"]?.removeVersion(oldest.id)
                }
                world[policy: "read"]?.addVersion(Fixtures.allow("s3:\(text)"))
            case 10: world.keys[Fixtures.keyID]?.policy = Fixtures.keyPolicy(["arn:aws:iam::123456789012:role/\(text)"])
            default: world.keys[Fixtures.keyID]?.state = number.isMultiple(of: 2) ? .pendingDeletion : .disabled
            }
        }
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
        // One notice for each episode.
        let journal = try await estate.journal()
        let begun = journal.filter { $0["kind"] == "drift.detected" }
        #expect(Set(begun.compactMap { $0["drift"]?.stringValue }).count == begun.count, "seed \(seed)")
        #expect(try await estate.told(.driftDetected).count == begun.count, "seed \(seed)")
    }
}
