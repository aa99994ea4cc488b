import AWSClient
import IAMPolicy
import ReconcileTestKit
import SimulatedAWS
import Testing

/// A service that throttles, fails and falls silent after it has done what it was asked.
@Suite struct TroubledCloudTests {
    private func passes(_ estate: SimulatedEstate, drifts: Int) async throws -> Int {
        for number in 0..<drifts {
            try estate.lab.edit(
                "iam", "TagRole", ["RoleName": .string(estate.account.roles[number % 12]), "Tags": [["Key": .string("t\(number)"), "Value": "x"]]])
        }
        estate.lab.clock.advance(by: 100)
        estate.lab.world.forgetCalls()
        for _ in 1...12 {
            try await estate.pass()
            estate.lab.clock.advance(by: 61)
        }
        return estate.lab.world.calls.count
    }

    @Test(arguments: [1, 2, 3] as [UInt64])
    func nothingIsDoneTwiceAndTheRequestsStayUnderTwiceAsMany(seed: UInt64) async throws {
        let (calm, troubled) = try await withTaskExecutorPreference(OneAtATime()) {
            (try await SimulatedEstate(seed: seed, roles: 12), try await SimulatedEstate(seed: seed, roles: 12))
        }
        var trouble = Trouble()
        (trouble.throttledPercent, trouble.failedPercent, trouble.silentPercent) = (30, 5, 2)
        troubled.lab.world.trouble = trouble
        let (least, most) = try await withTaskExecutorPreference(OneAtATime()) {
            (try await self.passes(calm, drifts: 20), try await self.passes(troubled, drifts: 20))
        }
        #expect(calm.export == calm.baseline)
        #expect(troubled.export == troubled.baseline)
        for call in troubled.mutations where call.code == nil { #expect(call.hadEffect, "\(call)") }
        #expect(most < 2 * least, "seed \(seed): \(most) requests instead of \(least)")
    }
}
