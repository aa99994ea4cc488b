/// How well it is known that a query needs what is said, from the best to the least.
package enum ActionBasis: String, Sendable, Comparable {
    /// Neptune's documentation names the step or clause.
    case documented
    /// The language's reference implementation marks the step as one that writes or deletes.
    case marker
    /// Concluded by analogy with what is documented.
    case derived
    /// The query was not understood: all three actions are assumed.
    case unknown

    package static func < (left: Self, right: Self) -> Bool {
        left.order < right.order
    }

    private var order: Int {
        switch self {
        case .documented: 0
        case .marker: 1
        case .derived: 2
        case .unknown: 3
        }
    }
}
