/// What is gathered while a column or an order key is read whose rows are grouped.
struct CypherGrouping {
    /// A variable, or a property of one, that stands beside others in a row of operators.
    struct Operand {
        let spelling: UInt64
        /// The spelling of the variable alone.
        let variable: UInt64
        let token: CypherToken
    }

    /// Operands of expressions at that depth are gathered.
    let depth: Int
    /// Variables that are bound since belong to the expression itself.
    let mark: Int
    /// Spellings of columns: what they use is settled.
    var known: Set<UInt64> = []
    var uses: [(name: UInt64, token: CypherToken)] = []
    var operands: [Operand] = []
}

extension CypherParser {
    /// A number for the pieces from that place to here, the same however they are spaced.
    func spelling(from start: Int) -> UInt64 {
        var spelling: UInt64 = 0
        for place in start..<max(start, self.position) {
            let token = self.token(at: place)
            spelling = spelling &* 0x9E37_79B9_7F4A_7C15 &+ NameNumber.of(self.text, from: token.start, to: token.end)
        }
        return spelling
    }

    /// Takes note of an operand that has been read.
    mutating func settleGrouping(from start: Int, uses: Int) {
        let surplus = (self.grouping?.uses.count ?? 0) - uses
        guard surplus > 0 else { return }
        if self.isKnownColumn(from: start) { self.grouping?.uses.removeLast(surplus) }
        let token = self.token(at: start)
        guard self.grouping?.depth == self.depth, token.isVariableLike, self.isPropertyChain(from: start) else { return }
        let variable = NameNumber.of(self.text, from: token.start, to: token.end)
        let operand = CypherGrouping.Operand(spelling: self.spelling(from: start), variable: variable, token: token)
        self.grouping?.operands.append(operand)
    }

    private func isKnownColumn(from start: Int) -> Bool {
        guard self.grouping?.known.isEmpty == false else { return false }
        return self.grouping?.known.contains(self.spelling(from: start)) ?? false
    }

    private func isPropertyChain(from start: Int) -> Bool {
        var place = start + 1
        while place < self.position, self.token(at: place).kind == .dot { place += 2 }
        return place == self.position
    }
}
