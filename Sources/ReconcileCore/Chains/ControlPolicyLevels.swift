import IAMPolicy

/// What an organization puts over an account, from the answer to `.controlPolicies`.
struct ControlPolicyLevels: Sendable {
    /// Root first; `nil`: not evaluated, or there are none.
    private(set) var scps: [KnownLevel]?
    private(set) var rcps: [KnownLevel]?
    private(set) var isManagementAccount = false
    /// `o-…`; `nil` where it was not told.
    private(set) var organizationID: String?
    /// Why they are not evaluated; `nil` where they are.
    private(set) var note: String?

    init(_ view: ChainView) {
        guard view.surroundings.configuration.organizationAccount != nil else {
            self.note = "SCPs not evaluated: the configuration names no organization"
            return
        }
        switch view.answer(.controlPolicies) {
        case .known(let value):
            self.isManagementAccount = value["isManagementAccount"]?.boolValue ?? false
            self.organizationID = value["organizationID"]?.stringValue
            self.scps = Self.levels(value["levels"], word: "service control policy")
            self.rcps = Self.levels(value["resourceLevels"], word: "resource control policy")
            if self.isManagementAccount { self.note = "SCPs do not bind the organization's management account" }
        case .absent: self.note = "the account belongs to no organization"
        case .unreadable(let gap):
            var level = KnownLevel()
            level.lack("the control policies of the organization could not be read (\(gap.message))", mayDeny: true)
            (self.scps, self.rcps) = ([level], [level])
        }
    }

    /// - Returns: `nil` where the organization has none of the kind.
    private static func levels(_ value: JSONValue?, word: String) -> [KnownLevel]? {
        guard let levels = value?.arrayValue, !levels.isEmpty else { return nil }
        return levels.enumerated().map { index, documents in
            var level = KnownLevel()
            for (place, element) in (documents.arrayValue ?? []).enumerated() {
                let name = element["name"]?.stringValue ?? "\(place)"
                level.add(element["document"] ?? element, from: "\(word) \(name) at level \(index)")
            }
            return level
        }
    }
}
