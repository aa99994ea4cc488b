import Foundation

/// What the world was like: each state with the instant from which it was true.
struct WorldHistory: Sendable {
    private(set) var moments: [(time: Date, state: WorldState)]
    /// How many states were recorded, those that are forgotten included.
    private(set) var recorded = 0
    /// Further back nobody looks.
    private static let secondsMax = 900.0

    init(_ state: WorldState, at time: Date) { self.moments = [(time, state)] }

    var latest: WorldState { self.moments[self.moments.count - 1].state }

    mutating func record(_ state: WorldState, at time: Date) {
        self.moments.append((time, state))
        self.recorded += 1
        let horizon = time.addingTimeInterval(-Self.secondsMax)
        // The last one before the horizon is what was true at it.
        if let first = self.moments.lastIndex(where: { $0.time <= horizon }), first > 0 { self.moments.removeFirst(first) }
    }

    /// The states that came after as many as `mark`, oldest first.
    func states(after mark: Int) -> [WorldState] { self.moments.suffix(max(self.recorded - mark, 0)).map(\.state) }

    /// The state at an instant; before all that is known, the first.
    func state(at time: Date) -> WorldState {
        let place = self.moments.lastIndex { $0.time <= time } ?? 0
        return self.moments[place].state
    }
}
