import AWSClient
import IAMPolicy
import ReconcileTestKit
import SimulatedAWS
import Testing

/// What goes wrong does so as it was asked for.
@Suite struct TroubleTests {
    private static let tag: JSONObject = ["RoleName": "export", "Tags": [["Key": "k", "Value": "v"]]]

    private func hasTag(_ lab: Lab) throws -> Bool {
        lab.world.export(account: Lab.account)["iam"]?["roles"]?["export"]?["tags"]?["k"] != nil
    }

    private func error(_ lab: Lab, _ name: String, _ input: JSONObject) async throws -> AWSError? {
        do {
            _ = try await lab.call("iam", name, input)
            return nil
        } catch let error as AWSError {
            return error
        }
    }

    @Test func whatIsSilentWasDoneAndWhatIsLostWasNot() async throws {
        for (isSilent, expected) in [(true, true), (false, false)] {
            let lab = Lab()
            try SmallAccount.build(lab)
            if isSilent { lab.world.trouble.silentPercent = 100 } else { lab.world.trouble.lostPercent = 100 }
            let error = try await self.error(lab, "TagRole", Self.tag)
            #expect(error?.effect == .unknown)
            #expect(try self.hasTag(lab) == expected)
            #expect(lab.world.calls.map(\.status) == [nil])
            #expect(lab.world.calls.first?.hadEffect == expected)
        }
    }

    @Test func anErrorAfterTheEffectLooksLikeOneBefore() async throws {
        for (isAfter, expected) in [(true, true), (false, false)] {
            let lab = Lab()
            try SmallAccount.build(lab)
            if isAfter { lab.world.trouble.failedAfterPercent = 100 } else { lab.world.trouble.failedPercent = 100 }
            let error = try await self.error(lab, "TagRole", Self.tag)
            #expect(error?.status == 500)
            #expect(error?.effect == .unknown)
            #expect(try self.hasTag(lab) == expected)
        }
    }

    @Test(arguments: ["iam", "kms"]) func throttlingIsToldInTheServicesOwnWords(service: String) async throws {
        let lab = Lab()
        try SmallAccount.build(lab)
        lab.world.trouble.throttledPercent = 100
        let operation = try WorldOperations.operation(service, service == "iam" ? "ListRoles" : "ListKeys").orThrow(service)
        let error = await #expect(throws: AWSError.self) { _ = try await lab.caller.call(operation, parameters: [:], region: nil) }
        #expect(error?.errorClass == .throttled)
    }

    @Test func halfAnAnswerAndAPageAreNoAnswers() async throws {
        for isPage in [true, false] {
            let lab = Lab()
            try SmallAccount.build(lab)
            if isPage { lab.world.trouble.pagePercent = 100 } else { lab.world.trouble.truncatedPercent = 100 }
            let error = try await self.error(lab, "GetRole", ["RoleName": "export"])
            #expect(error != nil)
            #expect(error?.errorClass == (isPage ? .transient : .unparsable))
        }
    }

    @Test func readsAnswerTheStateOfSomeTimeAgo() async throws {
        let lab = Lab()
        try SmallAccount.build(lab)
        lab.clock.advance(by: 100)
        lab.world.trouble.delaySeconds = ["iam": 10]
        try lab.edit("iam", "TagRole", Self.tag)
        func seen() async throws -> Int { try await lab.call("iam", "ListRoleTags", ["RoleName": "export"])["Tags"]?.arrayValue?.count ?? 0 }
        #expect(try await seen() == 1)
        lab.clock.advance(by: 9.5)
        #expect(try await seen() == 1)
        lab.clock.advance(by: 1)
        #expect(try await seen() == 2)
    }

    @Test func aboutAsManyGoWrongAsWereAskedForAndTheSameSeedChoosesTheSame() async throws {
        var runs: [[Int?]] = []
        for _ in 1...2 {
            let lab = Lab(seed: 9)
            lab.world.trouble.throttledPercent = 30
            for number in 1...200 { _ = try? await lab.call("iam", "GetRole", ["RoleName": .string("r\(number)")]) }
            runs.append(lab.world.calls.map(\.status))
        }
        #expect(runs[0] == runs[1])
        let share = Double(runs[0].count { $0 == 400 }) / Double(runs[0].count)
        #expect((0.2...0.4).contains(share))
    }
}
