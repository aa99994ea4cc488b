/// What a peer may do.
package enum PeerStanding: Int, Sendable, CaseIterable, Comparable {
    case outsider
    case viewer
    case `operator`

    package static func < (left: PeerStanding, right: PeerStanding) -> Bool { left.rawValue < right.rawValue }

    /// Who may change may also view.
    package func may(_ right: ControlRoute.Right) -> Bool {
        switch right {
        case .view: self >= .viewer
        case .change: self == .operator
        }
    }
}
