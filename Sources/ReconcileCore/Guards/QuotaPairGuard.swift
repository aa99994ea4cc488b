import IAMPolicy

/// What a resource may have of one kind of thing: granting before revoking takes room for both.
///
/// Where the room is there in the end but not on the way, the pair asks: sent one after the other, what is declared is
/// missing until its turn comes. Where it is not even there in the end, what adds to it is refused.
package struct QuotaPairGuard: Sendable {
    package let quotas: AccountQuotas

    package init(quotas: AccountQuotas) { self.quotas = quotas }

    /// - Parameter proposals: all of one pass.
    /// - Returns: by the position of the proposal, what is to be said about it beside what the other rules say.
    package func rulings(on proposals: [CorrectionProposal]) -> [Int: GuardAnswer] {
        var answers: [Int: GuardAnswer] = [:]
        let groups = Dictionary(grouping: proposals.indices, by: { proposals[$0].resource.identity })
        for indices in groups.values {
            guard let first = indices.first, let definition = KindRegistry.definition(of: proposals[first].resource.identity.kind) else { continue }
            for aspect in definition.aspects {
                guard let quota = aspect.quota, let room = self.room(quota, of: aspect.base, indices.map { proposals[$0] }) else { continue }
                for index in indices {
                    if let answer = room.answer(to: proposals[index], of: aspect.base) { answers[index] = answer }
                }
            }
        }
        return answers
    }

    private func room(_ quota: AspectQuota, of base: String, _ proposals: [CorrectionProposal]) -> Room? {
        let (name, measure): (String, @Sendable (JSONValue) -> Int)
        switch quota {
        case .members(let quotaName): (name, measure) = (quotaName, { _ in 1 })
        case .charactersTogether(let quotaName): (name, measure) = (quotaName, { PolicySize.characters(of: $0) })
        case .characters, .bytes: return nil
        }
        guard let max = self.quotas[name] else { return nil }
        var sizes: [AspectName: Int] = [:]
        for (aspect, value) in proposals.first?.observed?.live?.aspects ?? [:] where aspect.base == base { sizes[aspect] = measure(value) }
        let writes = proposals.flatMap(\.draft.mutations).flatMap(\.writes).filter { $0.aspect.base == base }
        for write in writes { if let value = write.value { sizes[write.aspect] = measure(value) } }
        let peak = sizes.values.reduce(0, +)
        for write in writes where write.value == nil { sizes[write.aspect] = nil }
        return Room(name: name, max: max, peak: peak, end: sizes.values.reduce(0, +))
    }

    private struct Room {
        let name: String
        let max: Int
        /// With all that is to be added, before anything is taken away, and after all.
        let peak: Int
        let end: Int

        func answer(to proposal: CorrectionProposal, of base: String) -> GuardAnswer? {
            let writes = proposal.draft.mutations.flatMap(\.writes).filter { $0.aspect.base == base }
            guard self.peak > self.max, !writes.isEmpty, !proposal.draft.isDeletion else { return nil }
            if self.end > self.max {
                guard writes.contains(where: { $0.value != nil }) else { return nil }
                return .refuse("\(base) would come to \(self.end); \(self.name) of the account is \(self.max)")
            }
            return .ask(
                "\(base) comes to \(self.peak) before what is not declared is taken away, and \(self.name) of the account is \(self.max): "
                    + "AWS takes what is declared only after that, and until then it is missing")
        }
    }
}
