import IAMPolicy

/// All that a simulated AWS remembers, as a value: a copy of it is a look at one instant.
package struct WorldState: Equatable, Sendable {
    /// By account id.
    var accounts: [String: AccountState] = [:]
    /// By name: names of buckets are the world's, not an account's.
    var buckets: [String: BucketState] = [:]
    var organization: OrganizationState?
    /// Temporary credentials by access key id.
    var sessions: [String: SessionState] = [:]
    private var idsMade: UInt64 = 0
    private let seed: UInt64

    init(seed: UInt64) { self.seed = seed }

    /// A unique id as IAM and others make them: a prefix and capitals and digits.
    mutating func newID(_ prefix: String, length: Int = 17) -> String {
        self.idsMade += 1
        var dice = WorldDice(self.seed, self.idsMade)
        return prefix + String((0..<length).map { _ in Self.letters[Int(dice.next() % UInt64(Self.letters.count))] })
    }

    /// A UUID in lower case.
    mutating func newUUID() -> String {
        self.idsMade += 1
        var dice = WorldDice(self.seed, self.idsMade)
        let digits = (0..<32).map { _ in String(dice.next() % 16, radix: 16) }.joined()
        var parts: [Substring] = []
        var rest = digits[...]
        for length in [8, 4, 4, 4, 12] {
            parts.append(rest.prefix(length))
            rest = rest.dropFirst(length)
        }
        return parts.joined(separator: "-")
    }

    /// `sg-0123456789abcdef0` and their like.
    mutating func newHexID(_ prefix: String) -> String { prefix + self.newUUID().replacing("-", with: "").prefix(17) }

    private static let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")
}

/// One account.
struct AccountState: Equatable, Sendable {
    var iam = IAMState()
    /// By region.
    var keys: [String: KMSState] = [:]
    var networks: [String: SecurityGroupState] = [:]
    var clusters: [String: NeptuneState] = [:]
    var queues: [String: QueueState] = [:]
    var surroundings: [String: NetworkState] = [:]
    var graphs: [String: GraphState] = [:]
    var notebooks: [String: NotebookState] = [:]
}

/// Numbers that a seed and a place decide, whatever was drawn elsewhere.
///
/// Source: Steele, Lea, Flood, "Fast splittable pseudorandom number generators" (SplitMix64).
struct WorldDice: RandomNumberGenerator {
    private var state: UInt64

    init(_ seed: UInt64, _ place: UInt64) { self.state = seed &* 0xD134_2543_DE82_EF95 &+ place }

    /// The place of a text, by FNV-1a.
    init(_ seed: UInt64, _ place: String) {
        self.init(seed, place.utf8.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 })
    }

    mutating func next() -> UInt64 {
        self.state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = self.state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    mutating func percent() -> Double { Double(self.next() % 1_000_000) / 10_000 }
}
