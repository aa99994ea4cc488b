/// Walks the automata of many groups of patterns side by side.
struct PatternWalk {
    private struct State: Hashable {
        /// Places in the patterns, rising.
        let places: [Int32]
        /// Groups that match however the text goes on.
        let settled: StatementBits
        let universe: TextUniverse.State
    }

    private let universe: TextUniverse
    /// All patterns that count, one behind the other, each with an end.
    private var tokens: [TextPattern.Token] = []
    private var groups: [Int] = []
    private var starts: [Int] = []
    /// Whether nothing but stars is left.
    private var isTail: [Bool] = []
    private var initial: [Int] = []
    private let fillers: [UInt8]
    /// The group without which a text is of no interest.
    private let required: Int?
    private var hasWideCharacters = false
    /// What the walk took.
    private(set) var steps = 0

    private static let end: TextPattern.Token = .max
    private static let colon = UInt8(ascii: ":")

    /// - Parameters:
    ///   - required: The group that must match, if only such texts are looked for.
    ///   - includesLiterals: Whether patterns without wildcards count too.
    init(groups: [[TextPattern]], universe: TextUniverse, required: Int?, includesLiterals: Bool) {
        self.universe = universe
        self.required = required
        self.fillers = universe.fillers
        for (index, group) in groups.enumerated() {
            for pattern in group where includesLiterals || !pattern.isLiteral { self.append(pattern, group: index) }
        }
    }

    private mutating func append(_ pattern: TextPattern, group: Int) {
        let start = self.tokens.count
        self.initial.append(start)
        self.tokens += pattern.tokens + [Self.end]
        let count = pattern.tokens.count + 1
        self.groups += Array(repeating: group, count: count)
        self.starts += Array(repeating: start, count: count)
        var tail = Array(repeating: true, count: count)
        for index in pattern.tokens.indices.reversed() {
            tail[index] = tail[index + 1] && TextPattern.isStar(pattern.tokens[index])
        }
        self.isTail += tail
        if pattern.tokens.contains(where: { (0x80..<0x100).contains($0) }) { self.hasWideCharacters = true }
    }

    /// Calls `visit` with a shortest text for each way that the groups can match, at least once each.
    /// - Returns: Whether the walk came to its end.
    mutating func run(stepsMax: Int, visit: (_ text: [UInt8], _ groups: StatementBits) -> Void) -> Bool {
        var states = [self.state(closing: self.initial, settled: StatementBits(), universe: 0)]
        var seen: Set<State> = [states[0]]
        var origins: [(parent: Int, byte: UInt8)] = [(-1, 0)]
        var reported: Set<StatementBits> = []
        var next = 0
        while next < states.count {
            let state = states[next]
            if self.universe.accepts(state.universe) {
                let found = self.matching(state)
                if reported.insert(found).inserted { visit(Self.text(to: next, origins), found) }
            }
            for byte in self.bytes(from: state) {
                self.steps += 1 + state.places.count / 16
                if self.steps > stepsMax { return false }
                guard let universe = self.universe.next(state.universe, byte) else { continue }
                let following = self.step(state, byte, universe)
                if !self.isOfInterest(following) { continue }
                if seen.insert(following).inserted {
                    states.append(following)
                    origins.append((next, byte))
                }
            }
            next += 1
        }
        // A mark stands for a character, the walk is over bytes: with anything but ASCII it proves nothing.
        return !(self.hasWideCharacters && self.tokens.contains { TextPattern.isMark($0) })
    }

    private func isOfInterest(_ state: State) -> Bool {
        guard let required = self.required, !state.settled.contains(required) else { return true }
        return state.places.contains { self.groups[Int($0)] == required }
    }

    private static func text(to state: Int, _ origins: [(parent: Int, byte: UInt8)]) -> [UInt8] {
        var bytes: [UInt8] = []
        var index = state
        while origins[index].parent >= 0 {
            bytes.append(origins[index].byte)
            index = origins[index].parent
        }
        return bytes.reversed()
    }

    private func matching(_ state: State) -> StatementBits {
        var found = state.settled
        for place in state.places where self.isTail[Int(place)] { found.insert(self.groups[Int(place)]) }
        return found
    }

    /// The bytes that make a difference, and one for all others.
    private func bytes(from state: State) -> [UInt8] {
        var present = StatementBits()
        var bytes: [UInt8] = []
        let add = { (byte: UInt8) in
            if present.contains(Int(byte)) { return }
            present.insert(Int(byte))
            bytes.append(byte)
        }
        for place in state.places {
            let token = self.tokens[Int(place)]
            if token < TextPattern.star {
                add(UInt8(truncatingIfNeeded: token))
            } else if token == TextPattern.partStar || token == TextPattern.partMark {
                add(Self.colon)
            }
        }
        for byte in self.universe.forced(state.universe) { add(byte) }
        if let filler = self.fillers.first(where: { !present.contains(Int($0)) && self.universe.next(state.universe, $0) != nil }) { add(filler) }
        return bytes
    }

    private func step(_ state: State, _ byte: UInt8, _ universe: TextUniverse.State) -> State {
        var places: [Int] = []
        for place in state.places {
            let index = Int(place)
            let token = self.tokens[index]
            if token < TextPattern.star {
                if token == TextPattern.Token(byte) { places.append(index + 1) }
            } else if token == Self.end || (byte == Self.colon && (token == TextPattern.partStar || token == TextPattern.partMark)) {
                continue
            } else {
                places.append(TextPattern.isStar(token) ? index : index + 1)
            }
        }
        return self.state(closing: places, settled: state.settled, universe: universe)
    }

    /// Steps over stars, settles groups, and drops what a later star of the same pattern includes.
    private func state(closing places: [Int], settled: StatementBits, universe: TextUniverse.State) -> State {
        var settled = settled
        var open = places
        var kept: [Int] = []
        while let place = open.popLast() {
            if settled.contains(self.groups[place]) { continue }
            let token = self.tokens[place]
            if token == TextPattern.star && self.isFreeTail(place) {
                settled.insert(self.groups[place])
                continue
            }
            kept.append(place)
            if TextPattern.isStar(token) { open.append(place + 1) }
        }
        var last: [Int: Int] = [:]
        for place in kept where self.tokens[place] == TextPattern.star {
            last[self.starts[place]] = max(last[self.starts[place]] ?? 0, place)
        }
        let wanted = kept.filter { !settled.contains(self.groups[$0]) && $0 >= (last[self.starts[$0]] ?? 0) }
        var sorted = wanted.map { Int32(truncatingIfNeeded: $0) }.sorted()
        var index = 1
        while index < sorted.count {
            if sorted[index] == sorted[index - 1] { sorted.remove(at: index) } else { index += 1 }
        }
        return State(places: sorted, settled: settled, universe: universe)
    }

    /// Whether from here on everything matches.
    private func isFreeTail(_ place: Int) -> Bool {
        var index = place
        while self.tokens[index] == TextPattern.star { index += 1 }
        return self.tokens[index] == Self.end
    }
}
