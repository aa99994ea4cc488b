/// What calling a procedure demands.
///
/// Sources: Amazon Neptune User Guide, "neptune.read()" and "Managing permissions for neptune.read()"; Neptune Analytics User Guide,
/// "Neptune Analytics algorithms" and "Vector similarity". Which query actions an algorithm needs is not written there.
struct CypherProcedure: Sendable {
    let actions: [DataAction]
    let because: String
    let basis: ActionBasis
    var furtherNeeds: [(action: String, because: String)] = []

    /// - Parameter name: as it was called, with its namespaces, in any case.
    init(_ name: String) {
        let parts = name.lowercased().replacing("`", with: "").split(separator: ".").map(String.init)
        if parts.first == "neptune" {
            self.init(neptune: parts)
        } else if Self.mayChange(parts) {
            self.init(actions: DataAction.allCases, because: "the procedure's name says that it may change data", basis: .derived)
        } else {
            self.init(actions: [.readDataViaQuery], because: "CALL of a procedure that reads", basis: .derived)
        }
    }

    private init(actions: [DataAction], because: String, basis: ActionBasis) {
        self.actions = actions
        self.because = because
        self.basis = basis
    }

    private init(neptune parts: [String]) {
        let last = parts.last ?? ""
        switch parts.dropFirst().first ?? "" {
        case "read":
            self.init(actions: [.readDataViaQuery], because: "neptune.read() reads a file", basis: .documented)
            self.furtherNeeds = Self.readingFromS3
        case "load":
            self.init(actions: DataAction.allCases, because: "neptune.load() inserts and replaces what the files say", basis: .derived)
            self.furtherNeeds = Self.readingFromS3
        case "algo" where last == "mutate":
            self.init(actions: DataAction.allCases, because: "the algorithm writes its result over a property", basis: .derived)
        case "algo" where parts.contains("vectors") && last == "upsert":
            self.init(actions: DataAction.allCases, because: "the embedding replaces the one that is there", basis: .derived)
        case "algo" where parts.contains("vectors") && last == "remove":
            self.init(actions: [.readDataViaQuery, .deleteDataViaQuery], because: "the embedding is removed", basis: .derived)
        case "algo", "graph":
            self.init(actions: [.readDataViaQuery], because: "CALL of a procedure that reads", basis: .derived)
        default:
            self.init(actions: DataAction.allCases, because: "the procedure of Neptune is not known", basis: .derived)
        }
    }

    private static let readingFromS3: [(action: String, because: String)] = [
        ("s3:GetObject", "to read the file"),
        ("s3:ListBucket", "to find the file in its bucket"),
        ("kms:Decrypt", "to read the file, if a key of KMS encrypts it"),
        ("kms:GenerateDataKey", "asked for by S3's interface when a key of KMS encrypts the file")
    ]

    /// Words that begin a part of the name of procedures that change data, in the libraries that people bring from other graph databases.
    private static let changingWords = [
        "create", "merge", "refactor", "periodic", "write", "mutate", "load", "import", "set", "remove", "delete", "drop", "add", "update",
        "upsert", "insert", "clear", "do", "run", "trigger", "lock", "atomic", "graph", "nodes", "case", "when", "execute", "submit", "schedule",
        "link", "rename", "save", "store"
    ]

    private static func mayChange(_ parts: [String]) -> Bool {
        guard let library = parts.first, ["apoc", "gds", "algo", "db", "dbms", "mg", "ga", "falkor"].contains(library) else {
            return parts.contains { part in Self.changingWords.prefix(20).contains(part) }
        }
        return parts.dropFirst().contains { part in Self.changingWords.contains { part.hasPrefix($0) } }
    }
}
