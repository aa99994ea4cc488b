import IAMPolicy

/// KMS in one account and region.
struct KMSState: Equatable, Sendable {
    /// By key id.
    var keys: [String: SimulatedKey] = [:]
    /// Key ids by `alias/NAME`.
    var aliases: [String: Alias] = [:]

    struct Alias: Equatable, Sendable {
        var keyID: String
        let createdAt: Int
        var updatedAt: Int
    }
}

/// One KMS key.
struct SimulatedKey: Equatable, Sendable {
    enum Condition: Equatable, Sendable {
        case enabled, disabled
        /// Deleted at that time, in seconds since 1970.
        case pendingDeletion(Int)

        var name: String {
            switch self {
            case .enabled: "Enabled"
            case .disabled: "Disabled"
            case .pendingDeletion: "PendingDeletion"
            }
        }
    }

    struct Grant: Equatable, Sendable {
        let id: String
        let name: String?
        /// Unique ids of living principals, else ARNs.
        let grantee: String
        let retiring: String?
        let operations: [String]
        let constraints: JSONValue?
        let createdAt: Int
    }

    let id: String
    let arn: String
    let createdAt: Int
    var policy: StoredDocument
    var condition = Condition.enabled
    var isRotated = false
    var rotationDays = 365
    var description = ""
    var tags = TagSet()
    var grants: [Grant] = []
    /// Of `SYMMETRIC_DEFAULT` only the material can be rotated.
    var spec = "SYMMETRIC_DEFAULT"
}
