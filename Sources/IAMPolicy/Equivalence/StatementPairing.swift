/// Which statement of one document answers to which of the other.
///
/// Identical ones first, then those with the same Sid, then by likeness; the rest stands alone.
struct StatementPairing {
    struct Pair: Hashable {
        let desired: Int?
        let live: Int?
    }

    private(set) var pairs: [Pair] = []
    private let desired: [Fingerprint]
    private let live: [Fingerprint]
    private var partner: [Int: Int] = [:]
    private var freeLive: Set<Int>

    /// Likeness from which two statements are one that was changed: a quarter of all their members in common.
    private static let likenessMin = 0.25
    /// Beyond this many candidates statements without a partner are told as removed and added.
    private static let candidatesMax = 10_000

    /// What a statement is recognised by.
    private struct Fingerprint {
        let text: String
        let sid: String
        let members: Set<String>

        init(_ statement: PolicyStatement) {
            let canonical = CanonicalStatement(statement, keepsSid: false).statement
            self.text = JSONWriter.canonical(canonical.jsonValue)
            self.sid = statement.sid ?? ""
            var members: Set<String> = ["effect \(canonical.effect.rawValue)"]
            let lists = [
                ("action", canonical.action), ("notAction", canonical.notAction), ("resource", canonical.resource),
                ("notResource", canonical.notResource)
            ]
            for (name, list) in lists { members.formUnion((list ?? []).map { "\(name) \($0)" }) }
            for (name, set) in [("principal", canonical.principal), ("notPrincipal", canonical.notPrincipal)] {
                members.formUnion(set.map { CanonicalPrincipals.items(of: $0) }?.map { "\(name) \($0.type) \($0.value)" } ?? [])
            }
            for block in canonical.condition {
                members.formUnion(block.entries.flatMap { entry in entry.values.map { "\(block.operatorName) \(entry.key) \($0)" } })
            }
            self.members = members
        }

        func likeness(to other: Fingerprint) -> Double {
            let union = self.members.union(other.members).count
            return union == 0 ? 0 : Double(self.members.intersection(other.members).count) / Double(union)
        }
    }

    init(desired: [PolicyStatement], live: [PolicyStatement]) {
        self.desired = desired.map(Fingerprint.init)
        self.live = live.map(Fingerprint.init)
        self.freeLive = Set(live.indices)
        self.match { [$0.text, $0.sid] }
        self.match { [$0.text] }
        self.match { $0.sid.isEmpty ? nil : [$0.sid] }
        self.matchByLikeness()
        self.list()
    }

    /// Pairs what is still free and has the same key, in the order of the documents.
    private mutating func match(by key: (Fingerprint) -> [String]?) {
        var candidates: [[String]: [Int]] = [:]
        for index in self.freeLive.sorted(by: >) {
            if let key = key(self.live[index]) { candidates[key, default: []].append(index) }
        }
        for index in self.desired.indices where self.partner[index] == nil {
            guard let key = key(self.desired[index]), let found = candidates[key]?.popLast() else { continue }
            self.partner[index] = found
            self.freeLive.remove(found)
        }
    }

    private mutating func matchByLikeness() {
        let open = self.desired.indices.filter { self.partner[$0] == nil }
        guard open.count.multipliedReportingOverflow(by: self.freeLive.count).partialValue <= Self.candidatesMax else { return }
        let free = self.freeLive.sorted()
        let candidates = open.flatMap { desired in
            free.map { (desired: desired, live: $0, likeness: self.desired[desired].likeness(to: self.live[$0])) }
        }
        let sorted = candidates.filter { $0.likeness >= Self.likenessMin }.sorted { left, right in
            if left.likeness != right.likeness { return left.likeness > right.likeness }
            return (left.desired, left.live) < (right.desired, right.live)
        }
        for candidate in sorted where self.partner[candidate.desired] == nil && self.freeLive.contains(candidate.live) {
            self.partner[candidate.desired] = candidate.live
            self.freeLive.remove(candidate.live)
        }
    }

    /// A statement without a partner that only repeats another one of its document makes no difference.
    private mutating func list() {
        var desiredTexts = Set(self.partner.keys.map { self.desired[$0].text })
        for index in self.desired.indices {
            if let partner = self.partner[index] {
                self.pairs.append(Pair(desired: index, live: partner))
            } else if desiredTexts.insert(self.desired[index].text).inserted {
                self.pairs.append(Pair(desired: index, live: nil))
            }
        }
        var liveTexts = Set(self.partner.values.map { self.live[$0].text })
        for index in self.freeLive.sorted() where liveTexts.insert(self.live[index].text).inserted {
            self.pairs.append(Pair(desired: nil, live: index))
        }
    }
}
