import IAMPolicy
import ReconcileCore
import ReconcileEngine
import ReconcileTestKit
import Testing

/// The daemon dies at each of its durable steps in turn.
@Suite struct CrashTests {
    /// More steps than a pass with these corrections and its read-backs has.
    static let stepsMax = 60

    private func edited() async throws -> Estate {
        let estate = try await Estate()
        try await estate.pass()
        estate.cloud.edit { world in
            world[role: "export"]?.trustPolicy = Fixtures.trust("ec2.amazonaws.com")
            world[role: "export"]?.inlinePolicies["sneak"] = Fixtures.allow("*")
            for number in 2...5 { world[policy: "read"]?.addVersion(Fixtures.allow("s3:Get\(number)")) }
            world.keys[Fixtures.keyID]?.state = .pendingDeletion
        }
        return estate
    }

    private static let drifts = [
        "prod/ManagedPolicy/read document", "prod/Role/export inlinePolicies[sneak]", "prod/Role/export trustPolicy",
        "prod/eu-central-1/KMSKey/export-key enabled"
    ]

    @Test(arguments: FaultyStore.Moment.allCases)
    func eachDriftIsCorrectedOnceWhereverTheDaemonDies(moment: FaultyStore.Moment) async throws {
        for step in 1...Self.stepsMax {
            let estate = try await self.edited()
            try await estate.reopen(dyingAt: step, moment)
            var hasDied = false
            do { try await estate.pass() } catch is InjectedFault { hasDied = true }
            estate.clock.advance(by: 2)
            try await estate.reopen()
            #expect(try await estate.settle() == [], "step \(step)")
            #expect(try await estate.realDrifts() == [], "step \(step)")
            let operations = estate.cloud.accepted.map(\.operation).sorted()
            #expect(
                operations == [
                    "CancelKeyDeletion", "CreatePolicyVersion", "DeletePolicyVersion", "DeleteRolePolicy", "EnableKey",
                    "UpdateAssumeRolePolicy"
                ], "step \(step)")
            #expect(estate.cloud.world()[policy: "read"]?.versions.map(\.number) == [2, 3, 4, 5, 6], "step \(step)")
            #expect(try await estate.journalFault() == nil, "step \(step)")
            #expect(try await estate.openIntents() == [], "step \(step)")
            #expect(await estate.watch.unannounced == [], "step \(step)")
            #expect(try await estate.told(.driftDetected).sorted() == Self.drifts, "step \(step)")
            #expect(try await estate.told(.correctionApplied).sorted() == Self.drifts, "step \(step)")
            #expect(try await estate.told(.correctionSettled).sorted() == Self.drifts, "step \(step)")
            if !hasDied { return }
        }
        Issue.record("a pass has more than \(Self.stepsMax) steps: raise the limit knowingly")
    }
}
