/// An organization: one tree of roots, units and accounts, and what is attached to them.
struct OrganizationState: Equatable, Sendable {
    struct Unit: Equatable, Sendable {
        let id: String
        let name: String
        let parent: String
    }

    struct Policy: Equatable, Sendable {
        let id: String
        var name: String
        var description: String
        var content: String
        let isAWSManaged: Bool
    }

    let id: String
    let managementAccount: String
    let rootID: String
    var units: [String: Unit] = [:]
    /// Parents by account id.
    var accounts: [String: String] = [:]
    var policies: [String: Policy] = [:]
    /// Policy ids by target.
    var attachments: [String: Set<String>] = [:]
}
