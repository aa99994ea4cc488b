/// Principals that pass and fail the conditions on keys that follow from the principal, in every combination.
///
/// ARN, account and user name of one principal depend on each other, so what is asked
/// of any of them is put as a pattern of the ARN, and one walk looks for ARNs.
struct ConditionedPrincipals {
    private(set) var principals: [RequestPrincipal] = []
    /// In which principals of all kinds have to be looked at.
    private(set) var accounts: [String] = []
    private(set) var isComplete = true
    /// Whether principals of all kinds and partitions have to be looked at.
    private(set) var tellsKindsApart = false

    private static let home = "arn:aws:"

    init(_ documents: ComparedDocuments) {
        let clauses = documents.statements.flatMap(\.clauses)
        var ofARN: [[TextPattern]] = []
        var ofParts: [[TextPattern]] = []
        for key in ExactText.sortedSet(Array(RequestPrincipal.impliedKeys)) {
            let about = Self.clauses(about: key, clauses)
            // An ARN holds the account and the name; of the other keys, which variables fit them is not looked for.
            let dependsOnItself = about.contains { $0.key == key && $0.variableKeys.contains(where: RequestPrincipal.impliedKeys.contains) }
            if key != "aws:principalarn" && dependsOnItself { self.isComplete = false }
            let groups = about.prefix(StatementBits.countMax).map(Self.patterns)
            if groups.isEmpty { continue }
            let literals = groups.joined().filter(\.isLiteral).map(TextAtoms.text)
            switch key {
            case "aws:principalarn":
                self.tellsKindsApart = true
                self.principals += literals.compactMap { RequestPrincipal($0) }
                ofARN += groups
            case "aws:principaltype": self.tellsKindsApart = true
            case "aws:principalaccount":
                self.accounts += literals.filter { RequestPrincipal.isAccountID($0[...]) }
                ofParts += groups.map { $0.map { Self.pattern("arn:aws:iam::", $0, ":*") } }
            case "aws:username":
                self.principals += literals.filter { !$0.isEmpty }.map {
                    .user(PrincipalARN(account: PrincipalCandidates.freshAccount, name: $0))
                }
                ofParts += groups.map { $0.map { Self.pattern("arn:aws:iam::*:user/", $0, "") } }
            case "aws:principalservicename": self.addServices(groups, literals, documents)
            default: break
            }
        }
        self.walk(ofARN, ofParts, partition: "aws")
        for partition in Self.partitions(ofARN) {
            self.walk(ofARN.map { $0.compactMap { Self.atHome($0, partition) } }, ofParts, partition: partition)
        }
        self.accounts += self.principals.compactMap(\.account)
    }

    /// The clauses on a key that the principal settles, and those on keys that a variable ties to it.
    private static func clauses(about key: String, _ clauses: [ConditionClause]) -> [ConditionClause] {
        let own = clauses.filter { $0.key == key }
        let tied = Set(own.flatMap(\.variableKeys) + clauses.filter { $0.variableKeys.contains(key) }.map(\.key))
        return tied.isEmpty ? own : own + clauses.filter { $0.key != key && tied.contains($0.key) }
    }

    /// The patterns of a clause; what a variable takes from the principal itself can be anything.
    private static func patterns(_ clause: ConditionClause) -> [TextPattern] {
        guard case .text(let texts) = clause.test else { return [] }
        return texts.compactMap { text in
            text.pattern { RequestPrincipal.impliedKeys.contains($0) ? [Self.anything] : nil }.map { pattern in
                guard pattern.tokens.contains(Self.anythingToken) else { return pattern }
                return TextPattern(tokens: pattern.tokens.map { $0 == Self.anythingToken ? TextPattern.star : $0 })
            }
        }
    }

    /// Stands in no policy that AWS takes.
    private static let anything = "\u{1}"
    private static let anythingToken = TextPattern.Token(1)

    private mutating func addServices(_ groups: [[TextPattern]], _ literals: [String], _ documents: ComparedDocuments) {
        // What is no name of a service is nobody's.
        self.principals += literals.map { .service($0) }.filter { RequestPrincipal($0.text) == $0 }
        // Names of services are not looked for: the fresh one and those that are named have to do.
        let hasWildcards = groups.joined().contains { !$0.isLiteral && $0.tokens != [TextPattern.star] }
        if documents.type.namesPrincipals && hasWildcards { self.isComplete = false }
    }

    private mutating func walk(_ ofARN: [[TextPattern]], _ ofParts: [[TextPattern]], partition: String) {
        var seen: Set<[TextPattern]> = []
        let groups = Array((ofARN + ofParts).filter { !$0.isEmpty && seen.insert($0).inserted }.prefix(StatementBits.countMax))
        if groups.isEmpty { return }
        let stepsMax = ofARN.isEmpty || ofParts.isEmpty ? TextAtoms.stepsMax / 2 : TextAtoms.stepsMax
        let atoms = TextAtoms(groups: groups, candidates: [], universe: .principal, stepsMax: stepsMax)
        if !atoms.isComplete { self.isComplete = false }
        self.principals += atoms.atoms.compactMap { RequestPrincipal($0.text)?.inPartition(partition) }
    }

    private static func tokens(_ text: String) -> [TextPattern.Token] {
        text.utf8.map { $0 == UInt8(ascii: "*") ? TextPattern.star : TextPattern.Token($0) }
    }

    private static func pattern(_ before: String, _ middle: TextPattern, _ after: String) -> TextPattern {
        TextPattern(tokens: Self.tokens(before) + middle.tokens + Self.tokens(after))
    }

    // MARK: Partitions

    private static let partitionsMax = 3

    /// The partitions other than `aws` that are written out in patterns with wildcards.
    private static func partitions(_ groups: [[TextPattern]]) -> [String] {
        Array(ExactText.sortedSet(groups.joined().compactMap(Self.partition).filter { $0 != "aws" }).prefix(Self.partitionsMax))
    }

    /// What stands between the first two colons of an ARN, where there is no wildcard before the second.
    private static func partition(of pattern: TextPattern) -> String? {
        let start = pattern.tokens.prefix { $0 < TextPattern.star }
        let parts = String(decoding: start.map { UInt8(truncatingIfNeeded: $0) }, as: UTF8.self)
            .split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
        return parts.count == 3 && parts[0] == "arn" && !parts[1].isEmpty ? String(parts[1]) : nil
    }

    /// The pattern of namesakes in the partition `aws`; `nil` for patterns of other partitions.
    private static func atHome(_ pattern: TextPattern, _ partition: String) -> TextPattern? {
        guard let own = Self.partition(of: pattern) else { return pattern }
        guard own == partition else { return nil }
        return TextPattern(tokens: Self.tokens(Self.home) + pattern.tokens.dropFirst("arn:\(partition):".utf8.count))
    }
}

extension RequestPrincipal {
    /// Its namesake in another partition.
    func inPartition(_ partition: String) -> Self {
        let moved = { (arn: PrincipalARN) in PrincipalARN(partition: partition, account: arn.account, path: arn.path, name: arn.name) }
        switch self {
        case .user(let arn): return .user(moved(arn))
        case .role(let arn, let session): return .role(moved(arn), sessionName: session)
        case .federatedUser(let arn): return .federatedUser(moved(arn))
        case .root, .federated, .service, .canonicalUser, .anonymous: return self
        }
    }
}
