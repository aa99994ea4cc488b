/// What is known of a value before the query runs.
enum CypherValue: UInt8, Sendable {
    case node, relationship, path, list, map, integer, float, string, boolean, null
    case unknown

    /// Whether the value may turn out to be the other kind.
    func mayBe(_ other: CypherValue) -> Bool {
        self == other || self == .unknown || self == .null
    }

    /// Whether it can never be true or false.
    var isNeverBoolean: Bool {
        switch self {
        case .boolean, .null, .unknown: false
        // What begins with a node may go on as a pattern.
        case .node, .relationship, .path: false
        case .list, .map, .integer, .float, .string: true
        }
    }

    var isNeverNumber: Bool {
        switch self {
        case .integer, .float, .null, .unknown: false
        case .node, .relationship, .path, .list, .map, .string, .boolean: true
        }
    }

    var mayHaveProperties: Bool {
        switch self {
        case .node, .relationship, .map, .null, .unknown: true
        case .path, .list, .integer, .float, .string, .boolean: false
        }
    }

    var mayHaveItems: Bool {
        switch self {
        case .node, .relationship, .map, .list, .null, .unknown: true
        case .path, .integer, .float, .string, .boolean: false
        }
    }
}

/// The variables that a place of the query can see.
///
/// Nothing is copied when a scope opens or closes, so that a query of many variables and many scopes is still read in linear time.
struct CypherScope {
    private struct Frame {
        var names: [UInt64: CypherValue] = [:]
        /// Whether the frames below are seen through.
        var seesOutside: Bool
        /// Whether WITH ends that, as at the start of CALL { }.
        var isImporting = false
    }

    private struct Hidden {
        let name: UInt64
        let value: CypherValue?
        let earlier: Int?
    }

    private var frames: [Frame] = [Frame(seesOutside: false)]
    /// What names stood for before a comprehension hid them.
    private var hidden: [Hidden] = []
    /// For a name that a comprehension binds, where in `hidden` it last did.
    private var lastHidden: [UInt64: Int] = [:]

    func value(of name: UInt64) -> CypherValue? {
        for frame in self.frames.reversed() {
            if let value = frame.names[name] { return value }
            if !frame.seesOutside { return nil }
        }
        return nil
    }

    var isEmpty: Bool { self.frames.allSatisfy { $0.names.isEmpty } }

    mutating func bind(_ name: UInt64, _ value: CypherValue) {
        self.frames[self.frames.count - 1].names[name] = value
    }

    /// The names that the innermost frame binds itself.
    var ownNames: [UInt64] { self.frames.last.map { Array($0.names.keys) } ?? [] }

    // MARK: - Frames

    mutating func enter(seesOutside: Bool) {
        self.frames.append(Frame(seesOutside: seesOutside))
    }

    mutating func leave() {
        if self.frames.count > 1 { self.frames.removeLast() }
    }

    /// Begins a query within the innermost frame.
    /// - Parameter isImporting: whether its first clause is a WITH that takes what it wants from the outside.
    mutating func begin(isImporting: Bool) {
        let last = self.frames.count - 1
        self.frames[last].names = [:]
        if isImporting || self.frames[last].isImporting {
            self.frames[last].isImporting = isImporting
            self.frames[last].seesOutside = isImporting
        }
    }

    /// What WITH leaves.
    mutating func replace(with names: [UInt64: CypherValue]) {
        let last = self.frames.count - 1
        self.frames[last].names = names
        if self.frames[last].isImporting { self.frames[last].seesOutside = false }
    }

    // MARK: - Comprehensions

    /// Binds until the mark is restored.
    mutating func bindLocally(_ name: UInt64, _ value: CypherValue) {
        let last = self.frames.count - 1
        let earlier = self.lastHidden.updateValue(self.hidden.count, forKey: name)
        self.hidden.append(Hidden(name: name, value: self.frames[last].names.updateValue(value, forKey: name), earlier: earlier))
    }

    var mark: Int { self.hidden.count }

    func isLocal(_ name: UInt64, since mark: Int) -> Bool {
        (self.lastHidden[name] ?? -1) >= mark
    }

    mutating func restore(to mark: Int) {
        let last = self.frames.count - 1
        while self.hidden.count > mark, let entry = self.hidden.popLast() {
            self.frames[last].names[entry.name] = entry.value
            self.lastHidden[entry.name] = entry.earlier
        }
    }
}
