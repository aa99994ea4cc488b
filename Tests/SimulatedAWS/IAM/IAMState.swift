import IAMPolicy

/// What IAM knows of one account.
struct IAMState: Equatable, Sendable {
    /// By name in lower case, by kind.
    private var roles: [String: IAMEntity] = [:]
    private var users: [String: IAMEntity] = [:]
    private var groups: [String: IAMEntity] = [:]
    /// Customer-managed ones by ARN.
    var policies: [String: IAMManagedPolicy] = [:]
    var quotas = IAMQuotas()
    /// Users and roles by unique id.
    private(set) var principalARNs: [String: String] = [:]

    subscript(_ kind: IAMEntity.Kind) -> [String: IAMEntity] {
        switch kind {
        case .role: self.roles
        case .user: self.users
        case .group: self.groups
        }
    }

    func entity(_ kind: IAMEntity.Kind, _ name: String) -> IAMEntity? { self[kind][name.lowercased()] }

    mutating func put(_ entity: IAMEntity) {
        let key = entity.name.lowercased()
        switch entity.kind {
        case .role: self.roles[key] = entity
        case .user: self.users[key] = entity
        case .group: self.groups[key] = entity
        }
        if entity.kind != .group { self.principalARNs[entity.id] = entity.arn }
    }

    mutating func remove(_ entity: IAMEntity) {
        let key = entity.name.lowercased()
        switch entity.kind {
        case .role: self.roles[key] = nil
        case .user: self.users[key] = nil
        case .group: self.groups[key] = nil
        }
        self.principalARNs[entity.id] = nil
    }

    /// All users, roles and groups.
    var entities: [IAMEntity] { Array(self.roles.values) + Array(self.users.values) + Array(self.groups.values) }
}

/// A role, a user or a group.
struct IAMEntity: Equatable, Sendable {
    enum Kind: String, CaseIterable, Sendable {
        case role = "Role"
        case user = "User"
        case group = "Group"

        /// Of unique ids.
        var prefix: String {
            switch self {
            case .role: "AROA"
            case .user: "AIDA"
            case .group: "AGPA"
            }
        }
    }

    struct AccessKey: Equatable, Sendable {
        let id: String
        var isActive = true
        let createdAt: Int
    }

    let kind: Kind
    var name: String
    var path: String
    let id: String
    var arn: String
    /// Seconds since 1970.
    let createdAt: Int
    var inline: [String: StoredDocument] = [:]
    var attached: Set<String> = []
    var tags = TagSet()
    var boundary: String?
    // Of roles.
    var trust: StoredDocument?
    var description: String?
    var maxSessionDuration = 3600
    var isServiceLinked: Bool { self.path.hasPrefix("/aws-service-role/") }
    // Of users.
    var accessKeys: [AccessKey] = []
    // Of groups, by name of the user in lower case.
    var members: Set<String> = []
}

/// A customer-managed policy.
struct IAMManagedPolicy: Equatable, Sendable {
    struct Version: Equatable, Sendable {
        let id: String
        let document: StoredDocument
        let createdAt: Int
    }

    let name: String
    let path: String
    let id: String
    let arn: String
    let createdAt: Int
    var updatedAt: Int
    var description: String?
    var tags = TagSet()
    /// Oldest first.
    var versions: [Version]
    var defaultID = "v1"
    /// Numbers are never used twice.
    var lastVersion = 1
}

/// - SeeAlso: IAM User Guide, "IAM and AWS STS quotas".
package struct IAMQuotas: Equatable, Sendable {
    package var roleInline = 10_240
    package var userInline = 2_048
    package var groupInline = 5_120
    package var managedPolicy = 6_144
    package var trust = 2_048
    package var attachments = 10
    package var versions = 5
    package var tags = 50
    package var groupsPerUser = 10
    package var roles = 1_000
    package var policies = 1_500

    package init() {}

    func inline(_ kind: IAMEntity.Kind) -> Int {
        switch kind {
        case .role: self.roleInline
        case .user: self.userInline
        case .group: self.groupInline
        }
    }
}
