import IAMPolicy
import ReconcileCore
import ReconcileTestKit
import Testing

@Suite struct KeyLockOutGuardTests {
    private static let root = "arn:aws:iam::\(Fixtures.accountID):root"
    private static let admin = Fixtures.roleARN("admin")
    private static let stranger = "arn:aws:iam::999999999999:role/admin"

    private static func statement(_ principal: String, _ action: String, effect: String = "Allow", _ condition: JSONValue? = nil) -> JSONValue {
        var statement: JSONObject = [
            "Effect": .string(effect), "Principal": ["AWS": .string(principal)], "Action": .string(action), "Resource": "*"
        ]
        statement["Condition"] = condition
        return .object(statement)
    }

    private static func document(_ statements: JSONValue...) -> JSONValue { ["Version": "2012-10-17", "Statement": .array(statements)] }

    private static func answer(_ document: JSONValue, live: JSONValue? = nil, absent: Set<String> = [], inChain: Bool = false) -> GuardAnswer {
        let key = Fixtures.key()
        var observed = ObservedResource(identity: key.identity, state: .drifted)
        observed.live = LiveResource(arn: "arn:aws:kms:eu-west-1:\(Fixtures.accountID):key/1", uniqueID: "1")
        observed.live?.aspects[AspectName("keyPolicy")] = live
        let mutation = Mutation(
            service: "kms", operation: "PutKeyPolicy", parameters: ["Policy": .string(JSONWriter.compact(document))], writes: [])
        let proposal = CorrectionProposal(
            resource: key, drifts: [],
            draft: CorrectionDraft(aspects: [AspectName("keyPolicy")], stage: .grant, mutations: [mutation], reason: "because"),
            observed: observed, mode: .enforce)
        let context = GuardContext(
            account: Fixtures.account(), accountState: AccountState(name: "prod"), limits: Limits(), protected: [], managedCount: 100,
            transientGap: nil, absentPrincipals: absent)
        return inChain ? GuardChain().judge(proposal, in: context) : KeyLockOutGuard().judge(proposal, in: context)
    }

    private static func isRefused(_ answer: GuardAnswer) -> Bool { if case .refuse = answer { true } else { false } }

    @Test(arguments: [
        Self.document(Self.statement(Self.root, "kms:*")), Self.document(Self.statement(Fixtures.accountID, "kms:Put*")),
        Self.document(Self.statement(Self.admin, "kms:PutKeyPolicy")), Self.document(Self.statement("*", "kms:*")),
        Self.document(Self.statement(Self.root, "kms:*", ["StringEquals": ["kms:CallerAccount": .string(Fixtures.accountID)]])),
        // A Deny for others takes nothing from the administrator.
        Self.document(Self.statement(Self.admin, "kms:*"), Self.statement(Fixtures.roleARN("app"), "kms:PutKeyPolicy", effect: "Deny"))
    ])
    func whereSomebodyCanStillPutThePolicyItIsAllowed(document: JSONValue) { #expect(Self.answer(document) == .allow) }

    @Test(arguments: [
        Self.document(Self.statement(Self.root, "kms:Decrypt")), Self.document(Self.statement(Self.admin, "kms:GetKeyPolicy")),
        Self.document(Self.statement(Self.stranger, "kms:*")),
        Self.document(Self.statement(Self.root, "kms:*"), Self.statement("*", "kms:PutKeyPolicy", effect: "Deny")),
        Self.document(Self.statement("AROAEXAMPLEEXAMPLE123", "kms:*"))
    ])
    func whereNobodyCanItIsRefused(document: JSONValue) { #expect(Self.isRefused(Self.answer(document))) }

    @Test func whoIsGoneCannotPutAPolicy() {
        let document = Self.document(Self.statement(Self.admin, "kms:*"))
        #expect(Self.answer(document) == .allow)
        #expect(Self.isRefused(Self.answer(document, absent: [Self.admin])))
    }

    @Test func whoWouldBeLockedOutIsNamed() {
        let before = Self.document(Self.statement(Self.admin, "kms:*"), Self.statement(Self.root, "kms:*"))
        guard case .refuse(let reason) = Self.answer(Self.document(Self.statement(Self.root, "kms:Decrypt")), live: before) else {
            Issue.record("it is refused")
            return
        }
        #expect(reason.contains("the account's administrators") && reason.contains(Self.admin))
    }

    @Test func itIsAmongTheGuards() { #expect(Self.isRefused(Self.answer(Self.document(Self.statement(Self.root, "kms:Decrypt")), inChain: true))) }
}
