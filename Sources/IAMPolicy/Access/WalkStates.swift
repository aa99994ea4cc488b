/// The states that a walk has found, each once, in the order in which it found them.
///
/// Their places lie one behind the other, and a table of its own finds a state again: a walk takes thousands
/// of them, and storage of its own for each would be most of its time.
struct WalkStates {
    /// A state but for its places.
    struct Head {
        /// Of its places in `places`.
        let range: Range<Int>
        /// Groups that match however the text goes on.
        let settled: StatementBits
        let universe: TextUniverse.State
        /// The state that it was reached from, and by which byte; -1 for the first one.
        let parent: Int
        let byte: UInt8
        fileprivate let hash: UInt64
    }

    private(set) var heads: [Head] = []
    /// Of all states, rising within each; behind them those of a state that is being made.
    private(set) var places: [Int32] = []
    /// Numbers of states by their hash, with gaps; at most half full. -1 stands for none.
    private var table: [Int32] = Array(repeating: -1, count: 1 << 8)

    /// Where the places of a state that is being made begin.
    var nextStart: Int { self.heads.last?.range.upperBound ?? 0 }

    mutating func append(place: Int) { self.places.append(Int32(truncatingIfNeeded: place)) }

    /// Keeps of the state that is being made the places for which `isKept`, asked from the last to the first, says so.
    mutating func filterPending(_ isKept: (_ place: Int) -> Bool) {
        let start = self.nextStart
        var kept = self.places.count
        for index in stride(from: self.places.count - 1, through: start, by: -1) where isKept(Int(self.places[index])) {
            kept -= 1
            self.places[kept] = self.places[index]
        }
        if kept == start { return }
        let count = self.places.count - kept
        for offset in 0..<count { self.places[start + offset] = self.places[kept + offset] }
        self.places.removeLast(self.places.count - start - count)
    }

    mutating func dropPending() { self.places.removeLast(self.places.count - self.nextStart) }

    /// Adds the state that is being made, unless it is there already.
    mutating func commitPending(settled: StatementBits, universe: TextUniverse.State, parent: Int, byte: UInt8) {
        let range = self.nextStart..<self.places.count
        let hash = self.hash(of: range, settled, universe)
        var slot = Int(truncatingIfNeeded: hash) & (self.table.count - 1)
        while self.table[slot] >= 0 {
            let head = self.heads[Int(self.table[slot])]
            if head.hash == hash, head.universe == universe, head.settled == settled, self.haveSamePlaces(head.range, range) {
                self.dropPending()
                return
            }
            slot = (slot + 1) & (self.table.count - 1)
        }
        self.table[slot] = Int32(truncatingIfNeeded: self.heads.count)
        self.heads.append(Head(range: range, settled: settled, universe: universe, parent: parent, byte: byte, hash: hash))
        if self.heads.count * 2 > self.table.count { self.growTable() }
    }

    private func haveSamePlaces(_ left: Range<Int>, _ right: Range<Int>) -> Bool {
        if left.count != right.count { return false }
        for offset in 0..<left.count where self.places[left.lowerBound + offset] != self.places[right.lowerBound + offset] { return false }
        return true
    }

    /// A sum, so that one place need not wait for the other.
    private func hash(of range: Range<Int>, _ settled: StatementBits, _ universe: TextUniverse.State) -> UInt64 {
        var sum = Self.mixed(settled.folded ^ UInt64(universe))
        for index in range { sum &+= Self.mixed(UInt64(truncatingIfNeeded: self.places[index]) &+ 0x1000) }
        return sum ^ (sum >> 32)
    }

    /// The finalizer of SplitMix64.
    @inline(__always)
    private static func mixed(_ value: UInt64) -> UInt64 {
        var mixed = value &* 0x9E37_79B9_7F4A_7C15
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        return mixed ^ (mixed >> 27)
    }

    private mutating func growTable() {
        var grown = Array(repeating: Int32(-1), count: self.table.count * 4)
        for (number, head) in self.heads.enumerated() {
            var slot = Int(truncatingIfNeeded: head.hash) & (grown.count - 1)
            while grown[slot] >= 0 { slot = (slot + 1) & (grown.count - 1) }
            grown[slot] = Int32(truncatingIfNeeded: number)
        }
        self.table = grown
    }
}
