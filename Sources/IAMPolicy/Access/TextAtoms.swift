/// The ways in which texts fall into and out of groups of patterns: for each way that there is, one text.
///
/// Patterns are regular languages, so there are finitely many ways. They are found
/// by walking all groups' automata side by side, breadth first, so that each text
/// is a shortest one.
struct TextAtoms {
    /// A text, and the groups of which some pattern matches it.
    struct Atom: Hashable {
        let text: String
        let groups: StatementBits
    }

    private(set) var atoms: [Atom] = []
    /// Whether every way was found before the limit on work was reached.
    private(set) var isComplete = true
    /// What was spent on finding them, in steps.
    private(set) var work = 0

    /// Steps of the joint walk; real policies need some hundreds to some thousands.
    static let stepsMax = 16_000

    /// - Parameters:
    ///   - groups: At most 256, of patterns that leave nothing in doubt.
    ///   - candidates: Further texts to place, before all others.
    ///   - required: A group that must match; texts outside of it are left out.
    init(
        groups: [[TextPattern]], candidates: [String], universe: TextUniverse, required: Int? = nil, foldsCase: Bool = false,
        stepsMax: Int = Self.stepsMax
    ) {
        var placing = Placing(groups: groups, foldsCase: foldsCase)
        for text in candidates { placing.place(text) }
        for pattern in groups.joined() where pattern.isLiteral { placing.place(Self.text(of: pattern)) }
        // Literals are most of what policies hold: left out of the walk, they cost next to nothing.
        var walk = PatternWalk(groups: groups, universe: universe, required: required, includesLiterals: false)
        self.isComplete = walk.run(stepsMax: stepsMax) { text, found in placing.placeShortest(text, found) }
        self.work = walk.steps
        if placing.hasGaps {
            var fullWalk = PatternWalk(groups: groups, universe: universe, required: required, includesLiterals: true)
            self.isComplete = fullWalk.run(stepsMax: stepsMax) { text, _ in placing.place(String(decoding: text, as: UTF8.self)) }
            self.work += fullWalk.steps
        }
        self.atoms = required.map { group in placing.atoms.filter { $0.groups.contains(group) } } ?? placing.atoms
    }

    static func text(of pattern: TextPattern) -> String {
        String(decoding: pattern.tokens.map { UInt8(truncatingIfNeeded: $0) }, as: UTF8.self)
    }
}

/// Collects the first text for each set of groups.
private struct Placing {
    private let literals: [ByteKey: StatementBits]
    private let wild: [(pattern: TextPattern, group: Int)]
    /// Places in `wild` of the patterns that start with two bytes, by these; of all others in `open`.
    private var byStart: [UInt16: [Int]] = [:]
    private var open: [Int] = []
    private let foldsCase: Bool
    private(set) var atoms: [TextAtoms.Atom] = []
    private var seen: Set<StatementBits> = []
    private(set) var hasGaps = false

    init(groups: [[TextPattern]], foldsCase: Bool) {
        var literals: [ByteKey: StatementBits] = [:]
        var wild: [(TextPattern, Int)] = []
        for (index, group) in groups.enumerated() {
            for pattern in group {
                if pattern.isLiteral {
                    literals[ByteKey(pattern.tokens.map { UInt8(truncatingIfNeeded: $0) }), default: StatementBits()].insert(index)
                } else {
                    wild.append((pattern, index))
                }
            }
        }
        (self.literals, self.wild, self.foldsCase) = (literals, wild.map { (pattern: $0.0, group: $0.1) }, foldsCase)
        for (place, entry) in self.wild.enumerated() {
            let tokens = entry.pattern.tokens
            if tokens.count >= 2, tokens[0] < TextPattern.star, tokens[1] < TextPattern.star {
                self.byStart[tokens[0] << 8 | tokens[1], default: []].append(place)
            } else {
                self.open.append(place)
            }
        }
    }

    private func groups(of bytes: [UInt8]) -> StatementBits {
        var groups = self.literals[ByteKey(bytes)] ?? StatementBits()
        self.addMatches(of: bytes, among: self.open, to: &groups)
        if bytes.count >= 2, let places = self.byStart[UInt16(bytes[0]) << 8 | UInt16(bytes[1])] {
            self.addMatches(of: bytes, among: places, to: &groups)
        }
        return groups
    }

    private func addMatches(of bytes: [UInt8], among places: [Int], to groups: inout StatementBits) {
        for place in places where !groups.contains(self.wild[place].group) {
            if self.wild[place].pattern.match(bytes) == .yes { groups.insert(self.wild[place].group) }
        }
    }

    mutating func place(_ text: String) {
        let groups = self.groups(of: Array((self.foldsCase ? ASCIICase.lowered(text) : text).utf8))
        if self.seen.insert(groups).inserted { self.atoms.append(TextAtoms.Atom(text: text, groups: groups)) }
    }

    /// A text found by walking the patterns with wildcards; it may happen to be one of the literals.
    mutating func placeShortest(_ bytes: [UInt8], _ found: StatementBits) {
        if self.seen.contains(found) { return }
        for tail in ["", "0", "x", "00", "xx", "0x", "yy"] {
            let longer = bytes + tail.utf8
            if self.groups(of: longer) == found {
                self.place(String(decoding: longer, as: UTF8.self))
                return
            }
        }
        self.hasGaps = true
    }
}
