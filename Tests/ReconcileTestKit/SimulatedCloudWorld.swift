package import IAMPolicy
import ReconcileCore

/// All of one account that the product can look at or change, as AWS would have it.
package struct SimulatedAccount: Equatable, Sendable {
    package let accountID: String
    /// By name in lower case, as IAM compares names.
    package var roles: [String: SimulatedRole] = [:]
    /// By name in lower case.
    package var policies: [String: SimulatedPolicy] = [:]
    /// By name in lower case.
    package var users: [String: SimulatedUser] = [:]
    /// By name in lower case.
    package var groups: [String: SimulatedGroup] = [:]
    /// By key id.
    package var keys: [String: SimulatedKey] = [:]
    /// Refuses key policies after which nobody could put another, as KMS does.
    package var refusesKeyLockOut = true
    private var lastUniqueID = 0

    package init(accountID: String) { self.accountID = accountID }

    package subscript(role name: String) -> SimulatedRole? {
        get { self.roles[name.lowercased()] }
        set { self.roles[name.lowercased()] = newValue }
    }

    package subscript(policy name: String) -> SimulatedPolicy? {
        get { self.policies[name.lowercased()] }
        set { self.policies[name.lowercased()] = newValue }
    }

    package subscript(user name: String) -> SimulatedUser? {
        get { self.users[name.lowercased()] }
        set { self.users[name.lowercased()] = newValue }
    }

    package subscript(group name: String) -> SimulatedGroup? {
        get { self.groups[name.lowercased()] }
        set { self.groups[name.lowercased()] = newValue }
    }

    /// Makes a role out of band, with a unique id of its own.
    package mutating func addRole(_ name: String, path: String = "/", trust: JSONValue) {
        self[role: name] = SimulatedRole(name: name, path: path, uniqueID: self.nextUniqueID("AROA"), trustPolicy: trust)
    }

    package mutating func addPolicy(_ name: String, path: String = "/", document: JSONValue) {
        self[policy: name] = SimulatedPolicy(
            name: name, path: path, uniqueID: self.nextUniqueID("ANPA"), versions: [.init(number: 1, document: document, isDefault: true)])
    }

    package mutating func addKey(_ id: String, region: String, alias: String? = nil, policy: JSONValue) {
        self.keys[id] = SimulatedKey(id: id, region: region, alias: alias, policy: policy)
    }

    package mutating func addUser(_ name: String, path: String = "/", groups: [String] = []) {
        self[user: name] = SimulatedUser(name: name, path: path, uniqueID: self.nextUniqueID("AIDA"))
        for group in groups { self[group: group]?.members.insert(name) }
    }

    package mutating func addGroup(_ name: String, path: String = "/") {
        self[group: name] = SimulatedGroup(name: name, path: path, uniqueID: self.nextUniqueID("AGPA"))
    }

    package func arn(of user: SimulatedUser) -> String { "arn:aws:iam::\(self.accountID):user\(user.path)\(user.name)" }
    package func arn(of group: SimulatedGroup) -> String { "arn:aws:iam::\(self.accountID):group\(group.path)\(group.name)" }
    package func arn(of role: SimulatedRole) -> String { "arn:aws:iam::\(self.accountID):role\(role.path)\(role.name)" }
    package func arn(of policy: SimulatedPolicy) -> String { "arn:aws:iam::\(self.accountID):policy\(policy.path)\(policy.name)" }
    package func arn(of key: SimulatedKey) -> String { "arn:aws:kms:\(key.region):\(self.accountID):key/\(key.id)" }

    /// In the order policies, groups, roles, users.
    func names(below prefix: String) -> [(kind: ResourceKind, name: String)] {
        var found: [(kind: ResourceKind, path: String, name: String)] = []
        found += self.policies.values.map { (.managedPolicy, $0.path, $0.name) }
        found += self.groups.values.map { (.group, $0.path, $0.name) }
        found += self.roles.values.map { (.role, $0.path, $0.name) }
        found += self.users.values.map { (.user, $0.path, $0.name) }
        return found.filter { $0.path.hasPrefix(prefix) }.map { ($0.kind, $0.name) }
    }

    package func policy(arn: String) -> SimulatedPolicy? {
        self.policies.values.first { self.arn(of: $0).lowercased() == arn.lowercased() }
    }

    /// AWS's own policies are always there.
    package func hasPolicy(arn: String) -> Bool { arn.hasPrefix("arn:aws:iam::aws:policy/") || self.policy(arn: arn) != nil }

    package mutating func nextUniqueID(_ prefix: String) -> String {
        self.lastUniqueID += 1
        let digits = String(self.lastUniqueID)
        return prefix + String(repeating: "0", count: max(17 - digits.count, 0)) + digits
    }
}

package struct SimulatedRole: Equatable, Sendable {
    package let name: String
    package let path: String
    package let uniqueID: String
    package var trustPolicy: JSONValue
    /// Empty is absent.
    package var description = ""
    package var maxSessionDuration = 3600
    package var permissionsBoundary: String?
    package var inlinePolicies: [String: JSONValue] = [:]
    /// ARNs.
    package var managedPolicies: Set<String> = []
    package var tags: [String: String] = [:]

    package init(name: String, path: String, uniqueID: String, trustPolicy: JSONValue) {
        self.name = name
        self.path = path
        self.uniqueID = uniqueID
        self.trustPolicy = trustPolicy
    }
}

package struct SimulatedPolicy: Equatable, Sendable {
    package struct Version: Equatable, Sendable {
        package let number: Int
        package let document: JSONValue
        package var isDefault: Bool
        package var id: String { "v\(self.number)" }

        package init(number: Int, document: JSONValue, isDefault: Bool) {
            self.number = number
            self.document = document
            self.isDefault = isDefault
        }
    }

    package let name: String
    package let path: String
    package let uniqueID: String
    package var description = ""
    package private(set) var versions: [Version]
    package var tags: [String: String] = [:]
    private var lastNumber: Int

    package init(name: String, path: String, uniqueID: String, versions: [Version]) {
        self.name = name
        self.path = path
        self.uniqueID = uniqueID
        self.versions = versions
        self.lastNumber = versions.map(\.number).max() ?? 0
    }

    package var document: JSONValue { self.versions.first { $0.isDefault }?.document ?? .null }

    /// As `CreatePolicyVersion`: numbers only grow, also after deletions.
    package mutating func addVersion(_ document: JSONValue, asDefault: Bool = true) {
        self.lastNumber += 1
        if asDefault { for index in self.versions.indices { self.versions[index].isDefault = false } }
        self.versions.append(Version(number: self.lastNumber, document: document, isDefault: asDefault))
    }

    package mutating func removeVersion(_ id: String) { self.versions.removeAll { $0.id == id } }
}
