import IAMPolicy

/// Statements that were written here for the form `access`, told by a Sid that only fits their content.
///
/// A name alone proves nothing: what somebody else has put under it is somebody else's.
package enum OwnStatement {
    /// In front of the hash.
    static let prefix = "Reconciled"
    private static let hashDigits = 16
    /// Of a Sid without a number.
    static let plainLength = Self.prefix.count + Self.hashDigits
    /// Between the hash and a number, where the plain Sid is taken.
    private static let separator = "x"

    /// The statement under the first Sid of its own that is free; letters and digits, which every kind of policy takes.
    static func named(_ statement: JSONObject, besides taken: Set<String>) -> JSONValue {
        let plain = PolicyStatement(json: .object(statement)).flatMap(Self.sid(of:)) ?? Self.prefix
        let free = taken.contains(plain) ? (2...taken.count + 2).lazy.map { "\(plain)\(Self.separator)\($0)" }.first { !taken.contains($0) } : plain
        return .object(JSONObject([.init(name: "Sid", value: .string(free ?? plain))] + statement.members))
    }

    static func isOwn(_ statement: PolicyStatement) -> Bool {
        guard let sid = statement.sid, let own = Self.sid(of: statement), sid.hasPrefix(own) else { return false }
        let rest = sid.dropFirst(own.count)
        return rest.isEmpty || rest.hasPrefix(Self.separator) && rest.count > 1 && rest.dropFirst().utf8.allSatisfy { (0x30...0x39).contains($0) }
    }

    /// Whether a Sid could be one of ours, so that manifests leave it alone.
    package static func reserves(_ sid: String) -> Bool {
        guard sid.hasPrefix(Self.prefix) else { return false }
        let rest = sid.dropFirst(Self.prefix.count)
        let digits = rest.utf8.prefix(Self.hashDigits)
        return digits.count == Self.hashDigits && digits.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
    }

    private static func sid(of statement: PolicyStatement) -> String? {
        self.content(of: statement).map { Self.prefix + $0.json.contentHash(digits: Self.hashDigits) }
    }

    // MARK: Content

    /// What a grant says, whatever its order and spelling.
    struct Content {
        let principals: Set<String>
        /// In lower case: AWS compares actions so.
        let actions: Set<String>
        let resources: Set<String>
        /// `operator key value`, the first two in lower case.
        let condition: Set<String>

        var json: JSONValue {
            .array([self.principals, self.actions, self.resources, self.condition].map { .array($0.sorted().map(JSONValue.string)) })
        }
    }

    /// - Returns: `nil` for what is written otherwise than we write it.
    static func content(of statement: PolicyStatement) -> Content? {
        guard statement.effect == .allow, statement.notPrincipal == nil, statement.notAction == nil, statement.notResource == nil,
            statement.unknownMembers.isEmpty, case .groups(let groups)? = statement.principal, let actions = statement.action,
            let resources = statement.resource
        else { return nil }
        let condition = statement.condition.flatMap { block in
            block.entries.flatMap { entry in
                entry.values.map { "\(block.operatorName.lowercased()) \(entry.key.lowercased()) \($0)" }
            }
        }
        return Content(
            principals: Set(groups.flatMap { group in group.values.map { "\(group.type) \($0)" } }),
            actions: Set(actions.map { $0.lowercased() }), resources: Set(resources), condition: Set(condition))
    }
}

extension PolicyStatement {
    /// - Returns: `nil` where the value is no statement.
    init?(json: JSONValue) {
        guard let statement = PolicyDocument.read(["Version": "2012-10-17", "Statement": [json]])?.statements.first else { return nil }
        self = statement
    }
}
