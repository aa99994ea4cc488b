package import ReconcileCore

extension AWSCloud: ChainFactReader {
    package func facts(for questions: Set<ChainQuestion>, account: AccountSettings, organization: AccountSettings?) async -> ChainFacts {
        let caller = ReadOnlyCaller(self.caller(of: account))
        let above = organization.map { $0.name == account.name ? caller : ReadOnlyCaller(self.caller(of: $0)) }
        let before = caller.requestsSent + (organization?.name == account.name ? 0 : above?.requestsSent ?? 0)
        let reader = ChainAnswerReader(account: account, caller: caller, organization: above)
        let answers = await SideBySide.map(Array(questions)) { question in (question, await reader.answer(to: question)) }
        let after = caller.requestsSent + (organization?.name == account.name ? 0 : above?.requestsSent ?? 0)
        return ChainFacts(answers: Dictionary(answers, uniquingKeysWith: { first, _ in first }), requests: max(after - before, 0))
    }
}
