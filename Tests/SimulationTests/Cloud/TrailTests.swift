import Foundation
import IAMPolicy
import ReconcileCore
import ReconcileTestKit
import SimulatedAWS
import Testing

@testable import AWSClient

/// Who changed what, and what the account has room for, asked of AWS as it is simulated on the wire.
@Suite struct TrailTests {
    private static func cloud(_ lab: Lab) -> AWSCloud { AWSCloud(clock: EngineClock(clock: lab.clock)) { _ in lab.caller } }
    private static let account = AccountSettings(name: "prod", accountID: Lab.account, region: Lab.region)

    private static func question(_ attribute: ChangeQuestion.Attribute, _ lab: Lab, region: String = "us-east-1") -> ChangeQuestion {
        let now = EngineClock(clock: lab.clock).now().wall
        return ChangeQuestion(attribute, region: region, from: now.addingTimeInterval(-600), to: now.addingTimeInterval(60))
    }

    private func changes(_ lab: Lab, _ question: ChangeQuestion) async throws -> ChangeAnswer {
        try await Self.cloud(lab).changes(question, account: Self.account).get()
    }

    @Test func aChangeIsFoundByItsCallWithItsAuthor() async throws {
        let lab = Lab()
        try SmallAccount.build(lab)
        try lab.edit("iam", "TagRole", ["RoleName": "export", "Tags": [["Key": "k", "Value": "v"]]])
        let answer = try await self.changes(lab, Self.question(.operation("TagRole"), lab))
        let change = try #require(answer.changes.first)
        #expect(answer.isWhole && answer.changes.count == 1)
        #expect(change.author.principal == "arn:aws:iam::\(Lab.account):user/mallory" && change.author.eventName == "TagRole")
        #expect(change.accountID == Lab.account && change.service == "iam" && change.names.isSuperset(of: ["export", "k"]))
        #expect(try await self.changes(lab, Self.question(.operation("TagRole"), lab, region: Lab.region)).changes.isEmpty)
        #expect(try await self.changes(lab, Self.question(.operation("UntagRole"), lab)).changes.isEmpty)
        #expect(try await self.changes(lab, Self.question(.resource("export"), lab)).changes.contains(change))
    }

    @Test func whatLagsIsFoundLater() async throws {
        let lab = Lab()
        try SmallAccount.build(lab)
        lab.world.trouble.eventsDelaySeconds = 120
        try lab.edit("iam", "TagRole", ["RoleName": "export", "Tags": [["Key": "k", "Value": "v"]]])
        #expect(try await self.changes(lab, Self.question(.operation("TagRole"), lab)).changes.isEmpty)
        lab.clock.advance(by: 121)
        #expect(try await self.changes(lab, Self.question(.operation("TagRole"), lab)).changes.count == 1)
    }

    @Test func theDaemonsOwnCallsBearItsName() async throws {
        let lab = Lab()
        try SmallAccount.build(lab)
        let parameters: JSONObject = ["RoleName": "export", "Tags": [["Key": "k", "Value": "v"]]]
        _ = try await lab.caller.call(IAM.tagRole, parameters: parameters, region: nil)
        let change = try #require(try await self.changes(lab, Self.question(.operation("TagRole"), lab)).changes.first)
        #expect(change.author.userAgent == ProductVersion.userAgentPrefix + ProductVersion.text)
    }

    @Test func whatTheAccountHasRoomForIsAskedOnceAnHour() async throws {
        let lab = Lab()
        try SmallAccount.build(lab)
        let cloud = Self.cloud(lab)
        let quotas = try #require(await cloud.quotas(of: Self.account))
        #expect((quotas["RolePolicySizeQuota"] ?? 0) > 0 && (quotas["Roles"] ?? 0) > 0)
        let sent = lab.caller.requestsSent
        #expect(await cloud.quotas(of: Self.account) == quotas)
        #expect(lab.caller.requestsSent == sent)
        lab.clock.advance(by: 3600)
        _ = await cloud.quotas(of: Self.account)
        #expect(lab.caller.requestsSent == sent + 1)
    }
}
