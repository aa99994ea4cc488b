import IAMPolicy

/// A user's place in a group, seen from either of them.
/// - SeeAlso: IAM API Reference, `AddUserToGroup`; AWS checks it on the group.
package enum GroupMembership {
    package static let add = "AddUserToGroup"
    package static let remove = "RemoveUserFromGroup"

    /// - Parameters:
    ///   - parameter: what the drifted member is to the call: `GroupName` of a user, `UserName` of a group.
    ///   - calls: those of the resource itself.
    static func mutation(_ drift: AspectDrift, parameter: String, _ calls: IAMEntityCalls) -> Mutation {
        let name = (drift.desired ?? drift.live)?.stringValue ?? drift.aspect.member ?? ""
        return calls.mutation(
            drift.desired == nil ? Self.remove : Self.add, [parameter: .string(name)], writes: [AspectWrite(drift)])
    }

    /// What somebody gains or loses with the policies of a group of which only `documents` are known.
    static func effect(_ drift: AspectDrift, documents: [JSONValue], in surroundings: AccessSurroundings) -> AccessEffect {
        let isExtra = drift.desired == nil
        let known = AccessEffect.ofDocuments(old: isExtra ? [] : documents, new: isExtra ? documents : [], type: .identity, in: surroundings)
        var effect = AccessEffect(isExtra ? .widens : .narrows, .access, reason: known.direction == .neutral ? Self.unread : nil)
        effect.reach = known.reach.intersection([.administrator])
        return effect
    }

    private static let unread = "what the group allows has not been read in full"
}
