/// The union of statements that differ in their principals, actions and resources only.
///
/// A statement speaks of the product of its three lists. To make two ways of
/// cutting one union into statements alike, the products are taken apart into
/// single cells, cells inside other cells are dropped, and what is left is put
/// together again in one fixed way.
struct StatementGrid {
    private struct Cell: Hashable {
        let principal: Int
        let action: Int
        let resource: Int
    }

    private let remainder: PolicyStatement
    private let principals: Axis<CanonicalPrincipals.Item?>
    private let actions: Axis<String?>
    private let resources: Axis<String?>
    private var cells: Set<Cell> = []

    /// Beyond this many cells statements are left as they are: equality stays sound, but no longer sees through every split.
    private static let cellsMax = 1 << 14

    /// The fixed way of writing the union of `statements`, which share one group key.
    static func statements(of statements: [CanonicalStatement]) -> [PolicyStatement] {
        guard let first = statements.first else { return [] }
        if statements.count == 1 { return [first.statement] }
        if Self.cellCount(of: statements) > Self.cellsMax {
            // Repetition must not decide: what is left without it may well be small enough.
            let distinct = Self.withoutRepetition(statements)
            guard distinct.count < statements.count else { return statements.map(\.statement) }
            return Self.statements(of: distinct)
        }
        var grid = StatementGrid(statements, remainder: first.remainder)
        grid.dropCoveredCells()
        return grid.assembled()
    }

    private static func withoutRepetition(_ statements: [CanonicalStatement]) -> [CanonicalStatement] {
        var seen: Set<[UInt8]> = []
        return statements.filter { seen.insert(Array(JSONWriter.canonical($0.statement.jsonValue).utf8)).inserted }
    }

    private static func cellCount(of statements: [CanonicalStatement]) -> Int {
        var total = 0
        for statement in statements {
            let (part, overflow) = (statement.principals?.count ?? 1).multipliedReportingOverflow(by: statement.actions?.count ?? 1)
            let (product, overflowToo) = part.multipliedReportingOverflow(by: statement.resources?.count ?? 1)
            if overflow || overflowToo || product > Self.cellsMax { return Int.max }
            total += product
            if total > Self.cellsMax { return Int.max }
        }
        return total
    }

    private init(_ statements: [CanonicalStatement], remainder: PolicyStatement) {
        self.remainder = remainder
        var principals = Axis<CanonicalPrincipals.Item?>()
        var actions = Axis<String?>()
        var resources = Axis<String?>()
        for statement in statements {
            // An absent element is one line of its own: the group has it in all statements or in none.
            let rows = Self.line(statement.principals).map { principals.index(of: $0, key: $0.map { "\($0.type) \($0.value)" } ?? "") }
            let columns = Self.line(statement.actions).map { actions.index(of: $0, key: $0 ?? "") }
            let layers = Self.line(statement.resources).map { resources.index(of: $0, key: $0 ?? "") }
            for principal in rows {
                for action in columns {
                    for resource in layers { self.cells.insert(Cell(principal: principal, action: action, resource: resource)) }
                }
            }
        }
        self.principals = principals
        self.actions = actions
        self.resources = resources
    }
}

// MARK: - Axes

extension StatementGrid {
    private static func line<Value>(_ values: [Value]?) -> [Value?] { values.map { $0.map(Optional.some) } ?? [nil] }

    /// The distinct values along one of the three lists, numbered as they come.
    private struct Axis<Value> {
        private(set) var values: [Value] = []
        private var places: [[UInt8]: Int] = [:]

        /// - Parameter key: Distinct for distinct values.
        mutating func index(of value: Value, key: String) -> Int {
            let bytes = Array(key.utf8)
            if let place = self.places[bytes] { return place }
            self.places[bytes] = self.values.count
            self.values.append(value)
            return self.values.count - 1
        }
    }
}

// MARK: - Cover

extension StatementGrid {
    private mutating func dropCoveredCells() {
        let actionCover = PatternCover(self.actions.values.map { $0 ?? "" }, kind: .action).coverers()
        let resourceCover = PatternCover(self.resources.values.map { $0 ?? "" }, kind: .resource).coverers()
        let present = self.cells
        self.cells = present.filter { cell in
            let actions = CollectionOfOne(cell.action) + actionCover[cell.action]
            let resources = CollectionOfOne(cell.resource) + resourceCover[cell.resource]
            for action in actions {
                for resource in resources where action != cell.action || resource != cell.resource {
                    if present.contains(Cell(principal: cell.principal, action: action, resource: resource)) { return false }
                }
            }
            return true
        }
    }
}

// MARK: - Putting together

extension StatementGrid {
    private struct Line: Hashable {
        let principal: Int
        let place: Int
    }

    private struct Row: Hashable {
        let principal: Int
        let places: [Int]
    }

    private struct Block: Hashable {
        let actions: [Int]
        let resources: [Int]
    }

    /// Of two fixed ways the one that writes less: the cells alone decide.
    private func assembled() -> [PolicyStatement] {
        let byActions = self.blocks(across: \.action, \.resource) { Block(actions: $0, resources: $1) }
        let byResources = self.blocks(across: \.resource, \.action) { Block(actions: $1, resources: $0) }
        let chosen = self.weight(of: byResources) < self.weight(of: byActions) ? byResources : byActions
        return chosen.map { block, principals in
            var statement = self.remainder
            let items = principals.compactMap { self.principals.values[$0] }
            statement.principal = items.isEmpty ? nil : CanonicalPrincipals.set(of: CanonicalPrincipals.sortedSet(items))
            statement.action = Self.list(block.actions.map { self.actions.values[$0] })
            statement.resource = Self.list(block.resources.map { self.resources.values[$0] })
            return statement
        }
    }

    /// First all places of the second axis for each of the first, then those of the first with the same of the second,
    /// then the principals with the same of both.
    private func blocks(
        across first: (Cell) -> Int, _ second: (Cell) -> Int, block: (_ first: [Int], _ second: [Int]) -> Block
    ) -> [Block: [Int]] {
        var secondPlaces: [Line: [Int]] = [:]
        for cell in self.cells {
            secondPlaces[Line(principal: cell.principal, place: first(cell)), default: []].append(second(cell))
        }
        var firstPlaces: [Row: [Int]] = [:]
        for (line, places) in secondPlaces {
            firstPlaces[Row(principal: line.principal, places: places.sorted()), default: []].append(line.place)
        }
        var principals: [Block: [Int]] = [:]
        for (row, places) in firstPlaces { principals[block(places.sorted(), row.places), default: []].append(row.principal) }
        return principals
    }

    /// About the characters that the statements take.
    private func weight(of blocks: [Block: [Int]]) -> Int {
        let frame = JSONWriter.compact(self.remainder.jsonValue).utf8.count
        return blocks.reduce(0) { total, entry in
            let (block, principals) = entry
            let texts =
                block.actions.map { self.actions.values[$0]?.utf8.count ?? 0 } + block.resources.map { self.resources.values[$0]?.utf8.count ?? 0 }
                + principals.map { self.principals.values[$0]?.value.utf8.count ?? 0 }
            return total + frame + texts.reduce(0) { $0 + $1 + 3 }
        }
    }

    /// The sorted texts, or `nil` if the element is absent.
    private static func list(_ texts: [String?]) -> [String]? {
        let present = texts.compactMap { $0 }
        return present.isEmpty ? nil : ExactText.sortedSet(present)
    }
}
