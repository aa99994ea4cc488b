// What the account has no room for.
extension CorrectionPlanner {
    /// The stricter of what the other rules said and what the quotas say.
    func withQuotas(_ judged: [(CorrectionProposal, GuardRuling)]) -> [(CorrectionProposal, GuardRuling)] {
        guard let quotas = self.input.quotas else { return judged }
        let proposals = judged.map(\.0)
        let pairs = QuotaPairGuard(quotas: quotas).rulings(on: proposals)
        let refusals = CreationQuotaGuard(quotas: quotas).refusals(of: proposals)
        return judged.enumerated().map { index, one in
            let answer = refusals[index].map(GuardAnswer.refuse) ?? pairs[index]
            guard let answer else { return one }
            switch (one.1.answer, answer) {
            case (.allow, _), (.ask, .refuse): return (one.0, GuardRuling(answer, by: .quota))
            case (.ask, _), (.refuse, _), (.hold, _): return one
            }
        }
    }
}
