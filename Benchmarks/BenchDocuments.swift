import IAMPolicy

/// Generated policies of the size and shape of those that AWS manages; the same for the same seed.
struct BenchDocuments {
    struct Pair {
        let text: String
        /// The same document as a service may answer it: other order, scalars for lists of one, other case of actions.
        let reordered: String
        let document: PolicyDocument
        /// The document after a small change.
        let changed: PolicyDocument
    }

    let pairs: [Pair]

    init(seed: UInt64, count: Int) {
        var generator = BenchGenerator(seed: seed)
        self.pairs = (0..<count).map { _ in generator.pair() }
    }

    var smallest: Int { self.pairs.map(\.text.utf8.count).min() ?? 0 }
    var largest: Int { self.pairs.map(\.text.utf8.count).max() ?? 0 }
    /// Of both texts of all pairs.
    var bytes: Int { self.pairs.reduce(0) { $0 + $1.text.utf8.count + $1.reordered.utf8.count } }

    /// Ten statements, as the evaluator is measured with.
    static let tenStatements = PolicyDocument(
        version: PolicyDocument.currentVersion,
        statements: (0..<10).map { index in
            PolicyStatement(
                effect: index == 4 ? .deny : .allow, action: ["s3:Get*", "s3:List\(index)*", "ec2:Describe\(index)*"],
                resource: ["arn:aws:s3:::bucket-\(index)", "arn:aws:s3:::bucket-\(index)/*"],
                condition: index % 3 == 0
                    ? [ConditionBlock(operatorName: "StringEquals", entries: [ConditionEntry(key: "aws:PrincipalTag/team", values: ["a", "b"])])]
                    : [])
        })
}

/// SplitMix64, and what it makes.
private struct BenchGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { self.state = seed }

    mutating func next() -> UInt64 {
        self.state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = self.state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    private mutating func below(_ bound: Int) -> Int { Int.random(in: 0..<bound, using: &self) }
    private mutating func pick(_ texts: [String]) -> String { texts[self.below(texts.count)] }

    private static let services = ["s3", "ec2", "iam", "kms", "rds", "sqs", "lambda", "neptune-db", "cloudwatch", "elasticfilesystem"]
    private static let verbs = ["Describe", "List", "Get", "Create", "Delete", "Update", "Put", "Tag", "Modify", "Start"]
    private static let nouns = [
        "Instances", "Buckets", "RolePolicies", "Keys", "DBClusterSnapshots", "QueueAttributes", "Functions", "Tags", "Volumes"
    ]

    mutating func pair() -> BenchDocuments.Pair {
        let document = PolicyDocument(
            version: PolicyDocument.currentVersion, statements: (0..<(8 + self.below(14))).map { self.statement($0) })
        var changed = document
        switch self.below(3) {
        case 0: changed.statements[0].condition = []
        case 1: changed.statements[0].resource = ["*"]
        default: changed.statements[0].action = changed.statements[0].action.map { Array($0.dropLast()) + ["s3:PutObject*"] }
        }
        return BenchDocuments.Pair(
            text: JSONWriter.pretty(document.jsonValue), reordered: JSONWriter.compact(self.reordered(document).jsonValue), document: document,
            changed: changed)
    }

    private mutating func statement(_ index: Int) -> PolicyStatement {
        let actions = (0..<(1 + self.below(24))).map { _ in
            let wild = self.below(8) == 0
            return "\(self.pick(Self.services)):\(self.pick(Self.verbs))\(wild ? "*" : self.pick(Self.nouns))"
        }
        let resources =
            self.below(3) == 0
            ? ["*"]
            : (0..<(1 + self.below(5))).map { _ in
                "arn:aws:\(self.pick(Self.services)):*:*:\(self.pick(Self.nouns))/team-\(self.below(40))/*"
            }
        let keys = ["aws:RequestedRegion", "aws:PrincipalTag/team", "aws:ResourceTag/owner", "kms:ViaService"]
        let entries = (0..<self.below(3)).map { place in
            ConditionEntry(key: keys[place], values: (0...self.below(3)).map { _ in "value-\(self.below(50))" })
        }
        return PolicyStatement(
            sid: index % 2 == 0 ? "Statement\(index)" : nil, effect: self.below(6) == 0 ? .deny : .allow, action: actions, resource: resources,
            condition: entries.isEmpty ? [] : [ConditionBlock(operatorName: "StringEquals", entries: entries)])
    }

    private mutating func reordered(_ document: PolicyDocument) -> PolicyDocument {
        var other = document
        other.statements = document.statements.map { statement in
            var other = statement
            other.action = statement.action?.map { $0.lowercased() }.shuffled(using: &self)
            other.resource = statement.resource?.shuffled(using: &self)
            return other
        }.shuffled(using: &self)
        return other
    }
}
