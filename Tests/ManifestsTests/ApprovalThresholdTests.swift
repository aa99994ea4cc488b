import ReconcileCore
import Testing

@testable import Manifests

/// `approval`, for all accounts or for one.
@Suite struct ApprovalThresholdTests {
    private static func accounts(_ own: String, top: String = "") throws -> [ApprovalThreshold] {
        let text = """
            accounts:
              - {name: a, accountID: "111122223333", region: eu-west-1\(own)}
              - {name: b, accountID: "111122223334", region: eu-west-1}
            \(top)
            """
        return try ConfigurationLoader.parse(text: text, file: "c.yaml").configuration.accounts.map(\.approval)
    }

    @Test func nothingAsksByItself() throws {
        #expect(try Self.accounts("") == [ApprovalThreshold(), ApprovalThreshold()])
        #expect(ApprovalThreshold().widening == .run && ApprovalThreshold().severity == nil)
    }

    @Test func whatIsSaidForAllCountsWhereAnAccountSaysNothing() throws {
        let both = try Self.accounts(", approval: {severity: critical}", top: "approval: {widening: ask, severity: high}")
        #expect(both == [ApprovalThreshold(severity: .critical), ApprovalThreshold(widening: .ask, severity: .high)])
    }

    @Test(arguments: [
        ("approval: {widening: asks}", "c.yaml:2:22: approval.widening must be run or ask, found `asks` (did you mean `ask`?)"),
        ("approval: {severty: high}", "c.yaml:2:12: unknown key `severty` in approval (did you mean `severity`?)")
    ])
    func faultsHaveTheirPlace(top: String, fault: String) {
        let text = "accounts: [{name: a, accountID: \"111122223333\", region: eu-west-1}]\n\(top)\n"
        #expect(Samples.configurationFaults(text) == [fault])
    }
}
