/// The union of statements that differ in their principals, actions and resources only.
///
/// A statement speaks of the product of its three lists. To make two ways of
/// cutting one union into statements alike, the products are taken apart into
/// single cells, cells inside other cells are dropped, and what is left is put
/// together again in one fixed way.
struct StatementGrid {
    /// Places along the three axes; an absent element has the place 0.
    private struct Cell: Hashable, Comparable {
        private let packed: UInt64

        init(principal: Int, action: Int, resource: Int) {
            // No axis is longer than there may be cells, so 20 bits hold every place.
            self.packed = UInt64(principal) << 40 | UInt64(action) << 20 | UInt64(resource)
        }

        var principal: Int { Int(self.packed >> 40) }
        var action: Int { Int(self.packed >> 20 & 0xFFFFF) }
        var resource: Int { Int(self.packed & 0xFFFFF) }

        static func < (left: Cell, right: Cell) -> Bool { left.packed < right.packed }
    }

    private let remainder: PolicyStatement
    private let principals: Axis<CanonicalPrincipals.Item>
    private let actions: Axis<String>
    private let resources: Axis<String>
    /// In their order, each once.
    private var cells: [Cell]

    /// Beyond this many cells statements are left as they are: equality stays sound, but no longer sees through every split.
    private static let cellsMax = 1 << 14
    /// The same for looks at other cells that might cover one.
    private static let looksMax = 1 << 22

    /// The fixed way of writing the union of `statements`, which share one group key.
    static func statements(of statements: [CanonicalStatement]) -> [PolicyStatement] {
        guard let first = statements.first else { return [] }
        if statements.count == 1 { return [first.statement] }
        if let union = Self.unionAlongOneAxis(statements) { return [union] }
        if Self.cellCount(of: statements) > Self.cellsMax {
            // Repetition must not decide: what is left without it may well be small enough.
            let distinct = Self.withoutRepetition(statements)
            guard distinct.count < statements.count else { return statements.map(\.statement) }
            return Self.statements(of: distinct)
        }
        var grid = StatementGrid(statements, remainder: first.remainder)
        return grid.dropCoveredCells() ? grid.assembled() : statements.map(\.statement)
    }

    /// The union of statements that differ in one of the three lists at most, which is one statement however long the lists are.
    private static func unionAlongOneAxis(_ statements: [CanonicalStatement]) -> PolicyStatement? {
        guard let first = statements.first else { return nil }
        let rest = statements.dropFirst()
        let sharesPrincipals = rest.allSatisfy { Self.areIdentical($0.principals, first.principals) }
        let sharesResources = rest.allSatisfy { PatternList.areIdentical($0.resourceList, first.resourceList) }
        if !sharesPrincipals && !sharesResources { return nil }
        let sharesActions = rest.allSatisfy { PatternList.areIdentical($0.actionList, first.actionList) }
        var union = first.statement
        switch (sharesPrincipals, sharesActions, sharesResources) {
        case (true, true, true): break
        case (true, false, true): union.action = PatternList(statements.flatMap { $0.actions ?? [] }, kind: .action).texts
        case (true, true, false): union.resource = PatternList(statements.flatMap { $0.resources ?? [] }, kind: .resource).texts
        case (false, true, true):
            union.principal = CanonicalPrincipals.set(of: CanonicalPrincipals.sortedSet(statements.flatMap { $0.principals ?? [] }))
        case (false, false, _), (false, _, false), (_, false, false): return nil
        }
        return union
    }

    private static func areIdentical(_ left: [CanonicalPrincipals.Item]?, _ right: [CanonicalPrincipals.Item]?) -> Bool {
        guard let left, let right else { return left == nil && right == nil }
        return left.count == right.count && zip(left, right).allSatisfy { CanonicalPrincipals.areIdentical($0, $1) }
    }

    private static func withoutRepetition(_ statements: [CanonicalStatement]) -> [CanonicalStatement] {
        var seen: Set<ByteKey> = []
        return statements.filter { seen.insert(ByteKey(CanonicalText.bytes(of: .single($0)))).inserted }
    }

    private static func cellCount(of statements: [CanonicalStatement]) -> Int {
        var total = 0
        for statement in statements {
            let (part, overflow) = (statement.principals?.count ?? 1).multipliedReportingOverflow(by: statement.actionList?.count ?? 1)
            let (product, overflowToo) = part.multipliedReportingOverflow(by: statement.resourceList?.count ?? 1)
            if overflow || overflowToo || product > Self.cellsMax { return Int.max }
            total += product
            if total > Self.cellsMax { return Int.max }
        }
        return total
    }

    private init(_ statements: [CanonicalStatement], remainder: PolicyStatement) {
        self.remainder = remainder
        // The length keeps the type apart from the value.
        self.principals = Axis(statements.map(\.principals)) { "\($0.type.utf8.count) \($0.type) \($0.value)" }
        self.actions = Axis(statements.map(\.actions)) { $0 }
        self.resources = Axis(statements.map(\.resources)) { $0 }
        var cells: [Cell] = []
        for index in statements.indices {
            for principal in self.principals.places[index] {
                for action in self.actions.places[index] {
                    for resource in self.resources.places[index] {
                        cells.append(Cell(principal: principal, action: action, resource: resource))
                    }
                }
            }
        }
        cells.sort()
        self.cells = []
        self.cells.reserveCapacity(cells.count)
        for cell in cells where self.cells.last != cell { self.cells.append(cell) }
    }
}

// MARK: - Axes

extension StatementGrid {
    /// The distinct values along one of the three lists, in the order of their keys; none where the element is absent,
    /// for the group has it in all statements or in none.
    private struct Axis<Value> {
        private(set) var values: [Value] = []
        /// Of each statement's values, ascending; an absent element has the place 0.
        let places: [[Int]]

        /// - Parameters:
        ///   - lists: One for each statement.
        ///   - key: Distinct for distinct values.
        init(_ lists: [[Value]?], key: (Value) -> String) {
            let all = lists.flatMap { $0 ?? [] }
            let keys = all.map(key)
            var placeOf = Array(repeating: 0, count: all.count)
            var last: Int?
            for index in SortableTexts(keys).order() {
                if last.map({ ExactText.areIdentical(keys[$0], keys[index]) }) != true { self.values.append(all[index]) }
                placeOf[index] = self.values.count - 1
                last = index
            }
            var start = 0
            self.places = lists.map { list in
                guard let list else { return [0] }
                defer { start += list.count }
                return placeOf[start..<(start + list.count)].sorted()
            }
        }

        /// The values at these ascending places; `nil` if the element is absent.
        func list(at places: [Int]) -> [Value]? { self.values.isEmpty ? nil : places.map { self.values[$0] } }
    }
}

// MARK: - Cover

extension StatementGrid {
    /// - Returns: Whether that could be done within the limit.
    private mutating func dropCoveredCells() -> Bool {
        let actionCover = PatternCover(self.actions.values, kind: .action).coverers()
        let resourceCover = PatternCover(self.resources.values, kind: .resource).coverers()
        if actionCover == nil && resourceCover == nil { return true }
        var looks = 0
        for cell in self.cells {
            // At most the square of the axes' lengths, which have 15 bits.
            looks += (1 + (actionCover?[cell.action].count ?? 0)) * (1 + (resourceCover?[cell.resource].count ?? 0))
            if looks > Self.looksMax { return false }
        }
        let present = Set(self.cells)
        self.cells.removeAll { cell in
            let (actionsAbove, resourcesAbove) = (actionCover?[cell.action] ?? [], resourceCover?[cell.resource] ?? [])
            if actionsAbove.isEmpty && resourcesAbove.isEmpty { return false }
            let actions = CollectionOfOne(cell.action) + actionsAbove
            let resources = CollectionOfOne(cell.resource) + resourcesAbove
            return actions.contains { action in
                resources.contains { resource in
                    (action != cell.action || resource != cell.resource)
                        && present.contains(Cell(principal: cell.principal, action: action, resource: resource))
                }
            }
        }
        return true
    }
}

// MARK: - Putting together

extension StatementGrid {
    private struct Row: Hashable {
        let principal: Int
        let places: [Int]

        func hash(into hasher: inout Hasher) {
            hasher.combine(self.principal)
            self.places.withUnsafeBytes { hasher.combine(bytes: $0) }
        }
    }

    private struct Block: Hashable {
        let actions: [Int]
        let resources: [Int]

        func hash(into hasher: inout Hasher) {
            self.actions.withUnsafeBytes { hasher.combine(bytes: $0) }
            self.resources.withUnsafeBytes { hasher.combine(bytes: $0) }
        }
    }

    /// Of two fixed ways the one that writes less: the cells alone decide.
    private func assembled() -> [PolicyStatement] {
        let byActions = Self.blocks(of: self.cells) { Block(actions: $0, resources: $1) }
        let turned = self.cells.map { Cell(principal: $0.principal, action: $0.resource, resource: $0.action) }.sorted()
        let byResources = Self.blocks(of: turned) { Block(actions: $1, resources: $0) }
        let chosen = self.weight(of: byResources) < self.weight(of: byActions) ? byResources : byActions
        return chosen.map { block, principals in
            var statement = self.remainder
            statement.principal = self.principals.list(at: principals).map { CanonicalPrincipals.set(of: CanonicalPrincipals.sortedSet($0)) }
            statement.action = self.actions.list(at: block.actions)
            statement.resource = self.resources.list(at: block.resources)
            return statement
        }
    }

    /// First all places of the third axis for each of the second, then those of the second with the same of the third,
    /// then the principals with the same of both.
    /// - Parameter cells: In their order.
    private static func blocks(of cells: [Cell], block: (_ second: [Int], _ third: [Int]) -> Block) -> [Block: [Int]] {
        var secondPlaces: [Row: [Int]] = [:]
        var index = 0
        while index < cells.count {
            let line = cells[index]
            var places: [Int] = []
            while index < cells.count, cells[index].principal == line.principal, cells[index].action == line.action {
                places.append(cells[index].resource)
                index += 1
            }
            secondPlaces[Row(principal: line.principal, places: places), default: []].append(line.action)
        }
        var principals: [Block: [Int]] = [:]
        for (row, places) in secondPlaces { principals[block(places, row.places), default: []].append(row.principal) }
        return principals
    }

    /// About the characters that the statements take.
    private func weight(of blocks: [Block: [Int]]) -> Int {
        let frame = JSONWriter.compact(self.remainder.jsonValue).utf8.count
        let actions = self.actions.values.map { $0.utf8.count + 3 }
        let resources = self.resources.values.map { $0.utf8.count + 3 }
        let principals = self.principals.values.map { $0.value.utf8.count + 3 }
        return blocks.reduce(0) { total, entry in
            total + frame + Self.sum(of: actions, at: entry.key.actions) + Self.sum(of: resources, at: entry.key.resources)
                + Self.sum(of: principals, at: entry.value)
        }
    }

    /// - Parameter weights: Empty where the element is absent: its one place then takes as much as three characters.
    private static func sum(of weights: [Int], at places: [Int]) -> Int {
        places.reduce(0) { $0 + (weights.isEmpty ? 3 : weights[$1]) }
    }
}
