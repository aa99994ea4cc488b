/// What a change of documents does to access.
///
/// Documents of one type are compared as if they were all there is of that type:
/// the union of what they allow, less what they deny.
package enum AccessComparison {
    package enum Verdict: Hashable, Sendable {
        /// Whatever the new documents allow, the old ones allow. Proved, never guessed.
        case noNewAccess
        /// With a request that the evaluator allows under the new documents and not under the old ones.
        case newAccess(AccessWitness)
        case undetermined(reason: String)
    }

    /// - Parameter knownActions: Actions to prefer in a witness; they do not influence the verdict.
    package static func compare(
        old: [PolicyDocument], new: [PolicyDocument], type: PolicyType, knownActions: [String] = FamiliarActions.names
    ) -> Verdict {
        if type == .rcp {
            // What `RCPFullAWSAccess` allows beside them at each level, so that a Deny that goes is access that comes.
            let beside = [AccessDirection.everything(type)]
            return Self.compareAlone(old: old + beside, new: new + beside, type: type, knownActions: knownActions)
        }
        return Self.compareAlone(old: old, new: new, type: type, knownActions: knownActions)
    }

    private static func compareAlone(old: [PolicyDocument], new: [PolicyDocument], type: PolicyType, knownActions: [String]) -> Verdict {
        let documents = ComparedDocuments(old: old, new: new, type: type)
        if let obstacle = documents.obstacle { return .undetermined(reason: obstacle) }
        if documents.isPlainlyNarrower { return .noNewAccess }
        var search = AccessSearch(documents, old: old, new: new, knownActions: knownActions)
        search.run()
        if let witness = search.witness { return .newAccess(witness) }
        guard let gap = search.gap else { return .noNewAccess }
        return Self.meanTheSame(old, new) ? .noNewAccess : .undetermined(reason: gap)
    }

    private static func meanTheSame(_ old: [PolicyDocument], _ new: [PolicyDocument]) -> Bool {
        old.count == new.count && zip(old, new).allSatisfy { CanonicalPolicy($0) == CanonicalPolicy($1) }
    }
}
