/// How a policy is declared where it is not the whole document.
package enum PolicyFormDeclaration: Equatable, Sendable {
    /// Some statements, each an aspect of its own under its Sid.
    case statements
    /// What must be possible, each item an aspect of its own.
    case access([AccessItem])
}

extension AspectName {
    /// Whether it stands for an item of the form `access`; other members of a policy are Sids.
    ///
    /// No Sid has a colon, and no item is without one: its actions have theirs.
    package var isAccessItem: Bool { self.member.map { $0.hasPrefix(AccessItem.memberPrefix) && $0.contains(":") } ?? false }
}

extension DesiredAspects {
    /// Whether a member that is there and not declared is one too many.
    func forbids(_ aspect: AspectName, under ownership: Ownership) -> Bool {
        guard aspect.member != nil, self.values[aspect] == nil else { return false }
        switch self.forms[aspect.base] {
        // What shows beside the items are statements of our own that no item asks for.
        case .access: return !aspect.isAccessItem
        case .statements: return false
        case nil: return self.closedBases.contains(aspect.base) && ownership == .exclusive
        }
    }
}
