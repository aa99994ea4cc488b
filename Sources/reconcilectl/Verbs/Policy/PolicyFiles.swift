import IAMPolicy

/// Policies from files, sorted into the levels at which they count.
struct PolicyFiles {
    private(set) var policies = PolicySet()
    /// Files by level, in the order in which their policies stand there.
    private(set) var files: [PolicyLevel: [String]] = [:]

    /// Levels of an organization that are kept apart. Source: AWS Organizations quotas: a root, and OUs nested five deep, above an account.
    static let levelsMax = 7
    static let form = "PATH, or LEVEL=PATH with identity, resource, boundary, session, endpoint, scp, rcp (scp.1, scp.2 … below the root)"

    /// - Parameter options: what `--file` was given.
    /// - Throws: `badFile` where one is no policy, or a level of the organization is left out.
    init(_ options: [String]) throws(VerbFailure) {
        for option in options {
            let (level, path) = Self.split(option)
            let document = try PolicyInput.read(file: path, type: nil).document
            self.add(document, at: level ?? (PolicyType.inferred(from: document) == .identity ? .identity : .resource), path)
        }
        for (name, levels) in [("scp", self.policies.scps ?? []), ("rcp", self.policies.rcps ?? [])] {
            if let gap = levels.firstIndex(where: \.isEmpty) {
                throw VerbFailure(.badFile, "no file was given for \(name).\(gap): every level down from the root, \(name).0, needs one")
            }
        }
    }

    /// What a text means: a level and a path; `nil`: no level is named.
    static func split(_ option: String) -> (level: PolicyLevel?, path: String) {
        guard let sign = option.firstIndex(of: "="), let level = Self.level(option[..<sign]) else { return (nil, option) }
        return (level, String(option[option.index(after: sign)...]))
    }

    private static func level(_ name: Substring) -> PolicyLevel? {
        let parts = name.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        let number = parts.count == 1 ? 0 : Int(parts[1])
        guard let kind = parts.first, let number, (0..<Self.levelsMax).contains(number) else { return nil }
        switch (kind, parts.count) {
        case ("scp", _): return .scp(level: number)
        case ("rcp", _): return .rcp(level: number)
        case ("identity", 1): return .identity
        case ("resource", 1): return .resource
        case ("boundary", 1): return .boundary
        case ("session", 1): return .session
        case ("endpoint", 1): return .endpoint
        default: return nil
        }
    }

    private mutating func add(_ document: PolicyDocument, at level: PolicyLevel, _ path: String) {
        self.files[level, default: []].append(path)
        switch level {
        case .identity: self.policies.identity.append(document)
        case .resource: self.policies.resource = (self.policies.resource ?? []) + [document]
        case .boundary: self.policies.boundary = (self.policies.boundary ?? []) + [document]
        case .session: self.policies.session = (self.policies.session ?? []) + [document]
        case .endpoint: self.policies.endpoint = (self.policies.endpoint ?? []) + [document]
        case .scp(let number): self.policies.scps = Self.adding(document, at: number, to: self.policies.scps)
        case .rcp(let number): self.policies.rcps = Self.adding(document, at: number, to: self.policies.rcps)
        }
    }

    private static func adding(_ document: PolicyDocument, at level: Int, to levels: [[PolicyDocument]]?) -> [[PolicyDocument]] {
        var levels = levels ?? []
        while levels.count <= level { levels.append([]) }
        levels[level].append(document)
        return levels
    }

    /// The file that holds a statement.
    func file(of statement: DecidingStatement) -> String? {
        let files = self.files[statement.level] ?? []
        return files.indices.contains(statement.policy) ? files[statement.policy] : nil
    }
}
