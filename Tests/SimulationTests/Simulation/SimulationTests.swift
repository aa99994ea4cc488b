import Foundation
import ReconcileTestKit
import SimulatedAWS
import Testing

/// The whole daemon but its process: weeks of edits and trouble, and what must be true all the while.
///
/// `RECONCILED_SIMULATION_SEED` repeats one run; `RECONCILED_TEST_LONG=1` makes more and longer ones.
@Suite struct SimulationTests {
    static let seeds: [UInt64] = {
        if let text = ProcessInfo.processInfo.environment["RECONCILED_SIMULATION_SEED"], let seed = UInt64(text) { return [seed] }
        return Array(1...UInt64(TestLength.count(short: 3, long: 20)))
    }()

    private static let steps = TestLength.count(short: 12, long: 120)

    @Test(arguments: Self.seeds)
    func whateverHappensEachDriftIsToldOnceAndPutBackOnce(seed: UInt64) async throws {
        let wrong = try await withTaskExecutorPreference(OneAtATime()) {
            // With more roles than a few the account is listed, with few of them it is read one by one.
            let run = try await SimulationRun(seed: seed, roles: seed.isMultiple(of: 2) ? 2 : 12)
            for _ in 1...Self.steps {
                try await run.step()
                if !run.faults.isEmpty { return run.faults }
            }
            return try await run.rest()
        }
        #expect(wrong == [], "RECONCILED_SIMULATION_SEED=\(seed)")
    }

    @Test func theSameSeedMakesTheSameCalls() async throws {
        var runs: [[String]] = []
        for _ in 1...2 {
            let calls = try await withTaskExecutorPreference(OneAtATime()) {
                let run = try await SimulationRun(seed: 5, roles: 3)
                for _ in 1...10 { try await run.step() }
                run.estate.lab.world.forgetCalls()
                try await run.estate.pass()
                return run.estate.lab.world.calls.map { "\($0.time.timeIntervalSince1970) \($0)" }
            }
            runs.append(calls)
        }
        #expect(runs[0] == runs[1])
        #expect(runs[0].count > 3)
    }
}
