/// Values that a context key can take, enough of them that every way of passing and failing some clauses occurs.
struct ConditionValues {
    private(set) var values: [String] = []
    private(set) var isComplete = true
    private let clauses: [ConditionClause]
    private let lookup: ConditionClause.Lookup

    static func values(
        for clauses: [ConditionClause], lookup: @escaping ConditionClause.Lookup
    ) -> (values: [String], isComplete: Bool) {
        var made = Self(clauses: clauses, lookup: lookup)
        made.addAll()
        var seen: Set<[UInt8]> = []
        return (made.values.filter { seen.insert(Array($0.utf8)).inserted }, made.isComplete)
    }

    private init(clauses: [ConditionClause], lookup: @escaping ConditionClause.Lookup) {
        self.clauses = clauses
        self.lookup = lookup
    }

    private mutating func addAll() {
        var numbers: [ExactDecimal] = []
        var dates: [PolicyDate] = []
        var ranges: [AddressRange] = []
        var families: Set<Int> = []
        for clause in self.clauses {
            switch clause.test {
            case .text: families.insert(0)
            case .number(_, let bounds):
                families.insert(1)
                numbers += bounds.compactMap { $0 }
            case .date(_, let bounds):
                families.insert(2)
                dates += bounds.compactMap { $0 }
            case .address(let blocks):
                families.insert(3)
                ranges += blocks.compactMap { $0 }
            case .binary(let data):
                families.insert(4)
                self.values += data.compactMap { $0?.base64EncodedString() } + ["AA==", "AAA="]
            case .truth(let values):
                families.insert(5)
                self.values += ["true", "false"] + values
            case .absence: break
            case .unknown: self.isComplete = false
            }
        }
        // Values are made for one kind of comparison at a time; a key under two has combinations that are not looked for.
        families.remove(5)
        if families.count > 1 { self.isComplete = false }
        self.addTexts()
        self.addNumbers(numbers)
        self.addDates(dates)
        self.addAddresses(ranges)
        if self.values.isEmpty { self.values = ["x"] }
    }

    private mutating func addTexts() {
        var groups: [[TextPattern]] = []
        var candidates: [String] = []
        var hasTexts = false
        for clause in self.clauses {
            guard case .text(let texts) = clause.test else { continue }
            hasTexts = true
            var group: [TextPattern] = []
            for text in texts {
                guard let pattern = text.pattern(self.lookup) else { continue }
                if text.kind == .folded {
                    // Each spelling stands for itself, so that other texts are looked for as well.
                    let spellings = Self.spellings(of: TextAtoms.text(of: pattern))
                    candidates += spellings
                    group += spellings.map { .literal($0) }
                } else {
                    group.append(pattern)
                }
            }
            groups.append(group)
        }
        guard hasTexts else { return }
        if groups.count > StatementBits.countMax {
            self.isComplete = false
            return
        }
        let literals = groups.joined().filter(\.isLiteral).map(TextAtoms.text)
        candidates += literals
        let atoms = TextAtoms(groups: groups, candidates: candidates, universe: .any, stepsMax: TextAtoms.stepsMax / 4)
        if !atoms.isComplete { self.isComplete = false }
        // Texts that differ in the eyes of case-blind clauses only are one atom there, so all candidates stay.
        self.values += candidates + atoms.atoms.map(\.text)
        let folded = Set(candidates.map { ASCIICase.lowered($0) })
        if let fresh = ["example", "other", "another", "x0", "x1"].first(where: { !folded.contains($0) }) { self.values.append(fresh) }
    }

    /// The same text in some cases, so that one of them is spelled like no value that counts case.
    private static func spellings(of text: String) -> [String] {
        let lower = Array(text.utf8)
        let letters = lower.indices.filter { (0x61...0x7A).contains(lower[$0]) }
        var spellings = [text, String(decoding: lower.map { (0x61...0x7A).contains($0) ? $0 & 0xDF : $0 }, as: UTF8.self)]
        for letter in letters.prefix(6) {
            var bytes = lower
            bytes[letter] &= 0xDF
            spellings.append(String(decoding: bytes, as: UTF8.self))
        }
        return spellings
    }

    // MARK: - Ordered values

    /// Each bound, a value between each two neighbours, and one beyond either end.
    private mutating func addNumbers(_ bounds: [ExactDecimal]) {
        let sorted = Array(Set(bounds)).sorted()
        guard let first = sorted.first else { return }
        self.values += sorted.map(\.text)
        for (index, bound) in sorted.enumerated() { self.values.append(bound.textAbove(below: index + 1 < sorted.count ? sorted[index + 1] : nil)) }
        self.values.append(first.textBelow)
    }

    private mutating func addDates(_ bounds: [PolicyDate]) {
        let sorted = Array(Set(bounds)).sorted()
        guard let first = sorted.first else { return }
        if sorted.contains(where: { abs($0.seconds) > 250_000_000_000 }) { self.isComplete = false }
        self.values += sorted.map(\.text)
        for (index, bound) in sorted.enumerated() { self.values.append(bound.textAbove(below: index + 1 < sorted.count ? sorted[index + 1] : nil)) }
        self.values.append(PolicyDate(seconds: first.seconds - 1).text)
    }

    /// Blocks are intervals, so what lies between two neighbouring ends is all alike.
    private mutating func addAddresses(_ ranges: [AddressRange]) {
        guard !ranges.isEmpty else { return }
        for range in ranges {
            self.values.append(range.first.text)
            let top: UInt128 = range.last.isIPv6 ? .max : 0xFFFF_FFFF
            if range.last.bits < top { self.values.append(InternetAddress(isIPv6: range.last.isIPv6, bits: range.last.bits + 1).text) }
        }
        self.values += ["0.0.0.0", "::"]
    }
}

extension ExactDecimal {
    /// A number above this one and below the next bound: the next whole one if it fits, else one so near that no bound of a few digits lies between.
    func textAbove(below next: Self?) -> String {
        if let value = Int(self.text), value < Int.max, let above = Self(String(value + 1)), next.map({ above < $0 }) ?? true { return above.text }
        return self.isBelowZero ? self.shrunk : self.text + (self.text.contains(".") ? "" : ".") + Self.smallStep
    }

    var textBelow: String {
        if self.isBelowZero { return self.text.replacingDigits(by: "9") + (self.text.contains(".") ? "9" : ".9") }
        return "-1"
    }

    /// Longer than any fraction that a policy would write.
    private static let smallStep = "000000000000000001"

    /// For numbers below zero: a little nearer to zero.
    private var shrunk: String { Self.decremented(String(self.text.dropFirst())).map { "-" + $0 } ?? self.text }

    /// A positive decimal made smaller by one in a further place.
    private static func decremented(_ text: String) -> String? {
        var digits = Array((text.contains(".") ? text : text + ".").utf8) + Array(repeating: UInt8(ascii: "0"), count: 18)
        for index in digits.indices.reversed() where digits[index] != UInt8(ascii: ".") {
            if digits[index] == UInt8(ascii: "0") {
                digits[index] = UInt8(ascii: "9")
            } else {
                digits[index] -= 1
                return String(decoding: digits, as: UTF8.self)
            }
        }
        return nil
    }
}

extension String {
    fileprivate func replacingDigits(by digit: Character) -> String {
        String(self.map { $0.isASCII && $0.isNumber ? digit : $0 })
    }
}
