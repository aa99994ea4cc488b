/// Walks the automata of many groups of patterns side by side.
struct PatternWalk {
    /// A place in a pattern: before one of its tokens, or at its end.
    private struct Place {
        let token: TextPattern.Token
        let group: Int16
        /// Of the pattern.
        let start: Int32
        let isStar: Bool
        /// Whether nothing but stars is left.
        let isTail: Bool
        /// Whether from here on everything matches.
        let isFreeTail: Bool
    }

    private let universe: TextUniverse
    /// Of all patterns that count, one behind the other.
    private var places: [Place] = []
    private var initial: [Int] = []
    private let fillers: [UInt8]
    /// The group without which a text is of no interest.
    private let required: Int?
    private var hasWideCharacters = false
    private var hasMarks = false
    private var states = WalkStates()
    /// The bytes to be tried from a state.
    private var bytes: [UInt8] = []
    /// By byte, the last state from which it is to be tried, from 1.
    private var lastTried = Array(repeating: 0, count: 256)
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
        let start = self.places.count
        self.initial.append(start)
        let tokens = pattern.tokens
        let tail = tokens.count - tokens.reversed().prefix { TextPattern.isStar($0) }.count
        let freeTail = tokens.count - tokens.reversed().prefix { $0 == TextPattern.star }.count
        for index in 0...tokens.count {
            let token = index < tokens.count ? tokens[index] : Self.end
            self.places.append(
                Place(
                    token: token, group: Int16(truncatingIfNeeded: group), start: Int32(truncatingIfNeeded: start), isStar: TextPattern.isStar(token),
                    isTail: index >= tail, isFreeTail: index >= freeTail && index < tokens.count))
        }
        if tokens.contains(where: { (0x80..<0x100).contains($0) }) { self.hasWideCharacters = true }
        if tokens.contains(where: TextPattern.isMark) { self.hasMarks = true }
    }

    /// Calls `visit` with a shortest text for each way that the groups can match, at least once each.
    /// - Returns: Whether the walk came to its end.
    mutating func run(stepsMax: Int, visit: (_ text: [UInt8], _ groups: StatementBits) -> Void) -> Bool {
        self.start()
        var reported: Set<StatementBits> = []
        var next = 0
        while next < self.states.heads.count {
            let head = self.states.heads[next]
            if self.universe.accepts(head.universe) {
                let found = self.matching(head)
                if reported.insert(found).inserted { visit(self.text(to: next), found) }
            }
            self.collectBytes(from: next)
            for byte in self.bytes {
                self.steps += 1 + head.range.count / 16
                if self.steps > stepsMax { return false }
                guard let universe = self.universe.next(head.universe, byte) else { continue }
                self.step(from: next, byte, universe)
            }
            next += 1
        }
        // A mark stands for a character, the walk is over bytes: with anything but ASCII it proves nothing.
        return !(self.hasWideCharacters && self.hasMarks)
    }

    private func text(to state: Int) -> [UInt8] {
        var bytes: [UInt8] = []
        var index = state
        while self.states.heads[index].parent >= 0 {
            bytes.append(self.states.heads[index].byte)
            index = self.states.heads[index].parent
        }
        return bytes.reversed()
    }

    private func matching(_ head: WalkStates.Head) -> StatementBits {
        var found = head.settled
        for index in head.range {
            let place = self.places[Int(self.states.places[index])]
            if place.isTail { found.insert(Int(place.group)) }
        }
        return found
    }

    /// The bytes that make a difference, and one for all others.
    private mutating func collectBytes(from state: Int) {
        self.bytes.removeAll(keepingCapacity: true)
        let head = self.states.heads[state]
        for index in head.range {
            let token = self.places[Int(self.states.places[index])].token
            if token < TextPattern.star {
                self.tryByte(UInt8(truncatingIfNeeded: token), from: state)
            } else if token == TextPattern.partStar || token == TextPattern.partMark {
                self.tryByte(Self.colon, from: state)
            }
        }
        let forced = self.universe.forced(head.universe)
        if let byte = forced.first { self.tryByte(byte, from: state) }
        if let byte = forced.second { self.tryByte(byte, from: state) }
        for filler in self.fillers where self.lastTried[Int(filler)] != state + 1 && self.universe.next(head.universe, filler) != nil {
            self.tryByte(filler, from: state)
            break
        }
    }

    private mutating func tryByte(_ byte: UInt8, from state: Int) {
        if self.lastTried[Int(byte)] == state + 1 { return }
        self.lastTried[Int(byte)] = state + 1
        self.bytes.append(byte)
    }
}

// MARK: - Steps

extension PatternWalk {
    private mutating func start() {
        self.states = WalkStates()
        self.lastTried = Array(repeating: 0, count: 256)
        var settled = StatementBits()
        var last = -1
        for place in self.initial { self.add(place, &settled, &last) }
        _ = self.settle(settled)
        self.states.commitPending(settled: settled, universe: 0, parent: -1, byte: 0)
    }

    private mutating func step(from state: Int, _ byte: UInt8, _ universe: TextUniverse.State) {
        let head = self.states.heads[state]
        var settled = head.settled
        var last = -1
        for index in head.range {
            let number = Int(self.states.places[index])
            let place = self.places[number]
            if place.token < TextPattern.star {
                if place.token == TextPattern.Token(byte) { self.add(number + 1, &settled, &last) }
            } else if place.token == Self.end
                || (byte == Self.colon && (place.token == TextPattern.partStar || place.token == TextPattern.partMark))
            {
                continue
            } else {
                self.add(place.isStar ? number : number + 1, &settled, &last)
            }
        }
        if self.settle(settled) {
            self.states.commitPending(settled: settled, universe: universe, parent: state, byte: byte)
        } else {
            self.states.dropPending()
        }
    }

    /// Adds a place to the state that is being made, and those behind it that no byte is needed for.
    ///
    /// Places come in their order, for no step moves one by more than one.
    private mutating func add(_ place: Int, _ settled: inout StatementBits, _ last: inout Int) {
        var index = place
        if index <= last { return }
        while true {
            last = index
            let place = self.places[index]
            if settled.contains(Int(place.group)) { return }
            if place.isFreeTail {
                settled.insert(Int(place.group))
                return
            }
            self.states.append(place: index)
            // No star is the end of a pattern, so there is a next place.
            if !place.isStar { return }
            index += 1
        }
    }

    /// Drops from the state that is being made what is settled, and what a later star of the same pattern includes.
    /// - Returns: Whether a text that goes on from there can be of interest.
    private mutating func settle(_ settled: StatementBits) -> Bool {
        let (places, required) = (self.places, self.required)
        var isOfInterest = required.map { settled.contains($0) } ?? true
        var (pattern, isIncluded): (Int32, Bool) = (-1, false)
        self.states.filterPending { index in
            let place = places[index]
            if settled.contains(Int(place.group)) { return false }
            if place.start != pattern { (pattern, isIncluded) = (place.start, false) }
            if isIncluded { return false }
            if place.token == TextPattern.star { isIncluded = true }
            if Int(place.group) == required { isOfInterest = true }
            return true
        }
        return isOfInterest
    }
}
