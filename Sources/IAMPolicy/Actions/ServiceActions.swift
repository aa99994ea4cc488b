/// What an action does to what it is called on, as AWS classes it.
///
/// Source: Service Authorization Reference, "Actions table", column Access level.
package enum AccessLevel: Character, Hashable, Sendable {
    case list = "L"
    case read = "R"
    case write = "W"
    case tagging = "T"
    case permissionsManagement = "P"
}

/// One action of a service.
package struct ActionFacts: Hashable, Sendable {
    /// Without the service's prefix, in AWS's spelling.
    package let name: String
    /// `nil` if the reference does not have the action yet.
    package let level: AccessLevel?
    /// What the action can be limited to; empty if it takes `*` only, `nil` if that is not known here.
    package let resourceTypes: [String]?
}

/// The type of the values of a condition key.
///
/// Source: Service Authorization Reference, "Condition keys table", column Type.
package enum ConditionKeyType: String, Hashable, Sendable {
    case string = "String"
    case arn = "ARN"
    case numeric = "Numeric"
    case bool = "Bool"
    case date = "Date"
    case arrayOfString = "ArrayOfString"
    case arrayOfARN = "ArrayOfARN"
    case ipAddress = "IPAddress"

    /// Whether a request can carry several values.
    package var isMultivalued: Bool { self == .arrayOfString || self == .arrayOfARN }
}

/// The actions, resource types and condition keys of one service.
package struct ServiceActions: Sendable {
    /// Lower case, as before the colon of an action.
    package let prefix: String
    /// In the order of the table.
    package let actions: [ActionFacts]
    /// ARN patterns by resource type, with `*` for every variable part.
    package let resourcePatterns: [String: String]
    private let placesByName: [String: Int]
    /// The names of the actions, in lower case.
    private let loweredNames: [[UInt8]]
    private let candidates: [NearestName.Candidate]
    private let keyTypes: [String: ConditionKeyType]
    private let keyPrefixTypes: [(prefix: String, type: ConditionKeyType)]
    private let carriersByKey: [String: Set<String>]

    /// - Parameter text: In the form of `ActionTableText`.
    init(prefix: String, text: String) {
        var reader = ActionTableReader()
        for line in text.split(separator: "\n") { reader.read(line) }
        self.prefix = prefix
        self.actions = reader.actions
        self.resourcePatterns = reader.resourcePatterns
        self.keyTypes = reader.keyTypes
        self.keyPrefixTypes = reader.keyPrefixTypes
        self.carriersByKey = reader.carriers
        self.loweredNames = reader.actions.map { Array(ASCIICase.lowered($0.name).utf8) }
        self.candidates = reader.actions.map { NearestName.Candidate($0.name) }
        var places: [String: Int] = [:]
        for (place, action) in reader.actions.enumerated() { places[ASCIICase.lowered(action.name)] = place }
        self.placesByName = places
    }

    /// The action of that name, whatever its case.
    package func action(_ name: String) -> ActionFacts? { self.placesByName[ASCIICase.lowered(name)].map { self.actions[$0] } }

    /// The actions that a pattern with `*` and `?` stands for.
    package func actions(matching pattern: String) -> [ActionFacts] {
        guard GlobPattern.hasWildcard(pattern.utf8) else { return self.action(pattern).map { [$0] } ?? [] }
        let outer = Array(ASCIICase.lowered(pattern).utf8)
        return self.actions.indices.filter { GlobPattern.covers(outer[...], self.loweredNames[$0][...]) }.map { self.actions[$0] }
    }

    /// The type of a condition key of this service.
    /// - Parameter key: Behind the colon, in any case.
    package func keyType(_ key: String) -> ConditionKeyType? {
        let lowered = ASCIICase.lowered(key)
        return self.keyTypes[lowered] ?? self.keyPrefixTypes.first { lowered.hasPrefix($0.prefix) }?.type
    }

    /// Lower-case names of the actions on which a key is present; `nil` where that is not recorded.
    package func carriers(ofKey key: String) -> Set<String>? { self.carriersByKey[ASCIICase.lowered(key)] }

    /// The action that somebody who wrote `name` most likely meant.
    package func suggestion(for name: String) -> String? { NearestName.to(name, among: self.candidates) }
}

/// Reads the lines of one table.
private struct ActionTableReader {
    private enum Section {
        case actions(AccessLevel?, [String]?)
        case carriers(String)
        case keys(ConditionKeyType)
        case none
    }

    private(set) var actions: [ActionFacts] = []
    private(set) var resourcePatterns: [String: String] = [:]
    private(set) var keyTypes: [String: ConditionKeyType] = [:]
    private(set) var keyPrefixTypes: [(prefix: String, type: ConditionKeyType)] = []
    private(set) var carriers: [String: Set<String>] = [:]
    private var section = Section.none

    mutating func read(_ line: Substring) {
        let words = line.dropFirst().split(separator: " ")
        switch line.first {
        case "#":
            let types = words.last.map(String.init) ?? "?"
            let known = types == "-" ? [] : types.split(separator: ",").map(String.init)
            self.section = .actions(words.first?.first.flatMap(AccessLevel.init(rawValue:)), types == "?" ? nil : known)
        case "@": self.section = .carriers(ASCIICase.lowered(String(line.dropFirst())))
        case "=": self.section = ConditionKeyType(rawValue: String(line.dropFirst())).map { .keys($0) } ?? .none
        case "!": if words.count == 2 { self.resourcePatterns[String(words[0])] = String(words[1]) }
        default: self.readNames(line.split(separator: " "))
        }
    }

    private mutating func readNames(_ names: [Substring]) {
        switch self.section {
        case .actions(let level, let types):
            self.actions += names.map { ActionFacts(name: String($0), level: level, resourceTypes: types) }
        case .carriers(let key): self.carriers[key, default: []].formUnion(names.map { ASCIICase.lowered(String($0)) })
        case .keys(let type):
            for name in names.map({ ASCIICase.lowered(String($0)) }) {
                if let star = name.firstIndex(of: "*") {
                    self.keyPrefixTypes.append((String(name[..<star]), type))
                } else {
                    self.keyTypes[name] = type
                }
            }
        case .none: break
        }
    }
}
