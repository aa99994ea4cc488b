/// No more resources are created than the account has room for: the last ones would fail, and which those are nobody chose.
package struct CreationQuotaGuard: Sendable {
    package let quotas: AccountQuotas

    package init(quotas: AccountQuotas) { self.quotas = quotas }

    /// - Parameter proposals: all of one pass.
    /// - Returns: by the position of the proposal, why it is refused.
    package func refusals(of proposals: [CorrectionProposal]) -> [Int: String] {
        var refusals: [Int: String] = [:]
        let creations = proposals.indices.filter { proposals[$0].draft.aspects.contains(.existence) && !proposals[$0].draft.isDeletion }
        for (kind, indices) in Dictionary(grouping: creations, by: { proposals[$0].resource.identity.kind }) {
            guard let name = KindRegistry.definition(of: kind)?.countedAs, let used = self.quotas[name], let max = self.quotas["\(name)Quota"] else {
                continue
            }
            guard used + indices.count > max else { continue }
            for index in indices {
                refusals[index] = "the account has \(used) \(name) and \(indices.count) more are to be created; \(name)Quota is \(max)"
            }
        }
        return refusals
    }
}
