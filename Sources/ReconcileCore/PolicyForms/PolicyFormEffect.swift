import IAMPolicy

// What drifts of the members of a policy document do: the whole document is compared, before and after.
extension AccessEffect {
    static func ofFormMember(_ drift: AspectDrift, type: PolicyType, in surroundings: AccessSurroundings) -> AccessEffect {
        let live = surroundings.live?.aspects[AspectName(drift.aspect.base)]
        if let reason = surroundings.live?.blocked(drift.aspect) {
            var effect = AccessEffect(.narrows, .access, reason: "no Allow in this policy would help: \(reason)")
            effect.witness = Self.witness(drift, type, in: surroundings)
            return effect
        }
        guard var document = PolicyFormDocument(live) else {
            return AccessEffect(.undetermined, .access, reason: "the live document has no statements that could be told apart")
        }
        if let reason = document.correct(drift) { return AccessEffect(.undetermined, .access, reason: reason) }
        var effect = Self.ofDocuments(
            old: [document.list.document].compactMap(\.self), new: [live].compactMap(\.self), type: type, in: surroundings)
        guard drift.aspect.isAccessItem else { return effect }
        // That it is not allowed is proved by all policies together, of which this one is only a part.
        if effect.direction != .narrows {
            effect.direction = .narrows
            effect.reason = nil
        }
        effect.witness = effect.witness ?? Self.witness(drift, type, in: surroundings)
        return effect
    }

    private static func witness(_ drift: AspectDrift, _ type: PolicyType, in surroundings: AccessSurroundings) -> AccessWitness? {
        guard let item = AccessItem(drift.desired), let arn = surroundings.arn else { return nil }
        let has = Set(AccessItem(drift.live)?.actions ?? [])
        return AccessRequests(item: item, type: type, arn: arn, accountID: surroundings.accountID)
            .witness(of: item.actions.filter { !has.contains($0) })
    }
}

extension AccessItem {
    /// What is lacking of an item, as people should see it.
    static func differences(desired: JSONValue?, live: JSONValue?) -> [Difference] {
        guard let item = AccessItem(desired), let effective = AccessItem(live) else { return [Difference(path: "", desired: desired, live: live)] }
        let lacking = item.actions.filter { !effective.actions.contains($0) }
        let more = effective.actions.filter { !item.actions.contains($0) }
        guard !(lacking.isEmpty && more.isEmpty) else { return [Difference(path: "", desired: desired, live: live)] }
        func list(_ actions: [String]) -> JSONValue? { actions.isEmpty ? nil : .array(actions.map(JSONValue.string)) }
        return [Difference(path: "actions", desired: list(lacking), live: list(more))]
    }
}
