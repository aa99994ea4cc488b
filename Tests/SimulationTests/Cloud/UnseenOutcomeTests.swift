import AWSClient
import IAMPolicy
import ReconcileCore
import ReconcileTestKit
import SimulatedAWS
import Testing

/// Which refusals say that something named is not there, in the services' own words.
@Suite struct UnseenOutcomeTests {
    private static let account = AccountSettings(name: "prod", accountID: Lab.account, region: Lab.region)
    private static let stranger = Fixtures.trust(principal: "arn:aws:iam::\(Lab.account):role/not-yet")

    private func outcome(_ operation: String, _ parameters: JSONObject) async throws -> MutationOutcome {
        let lab = Lab()
        try SmallAccount.build(lab)
        let cloud = AWSCloud(clock: EngineClock(clock: lab.clock)) { _ in lab.caller }
        return await cloud.send(Mutation(service: "iam", operation: operation, parameters: parameters, writes: []), account: Self.account)
    }

    @Test(
        arguments: [
            ("UpdateAssumeRolePolicy", ["RoleName": "export", "PolicyDocument": .string(JSONWriter.compact(Self.stranger))], true),
            ("UpdateAssumeRolePolicy", ["RoleName": "export", "PolicyDocument": "{"], false),
            ("AttachRolePolicy", ["RoleName": "export", "PolicyArn": .string(Fixtures.policyARN("not-yet"))], true)
        ] as [(String, JSONObject, Bool)])
    func theClassOfTheErrorTells(operation: String, parameters: JSONObject, namesUnseen: Bool) async throws {
        switch try await self.outcome(operation, parameters) {
        case .refused(let failure), .failed(let failure): #expect(failure.namesUnseen == namesUnseen, "\(failure)")
        case let other: Issue.record("\(other)")
        }
    }
}
