/// One request, as AWS would judge it.
package struct AccessRequest: Hashable, Sendable {
    package var principal: RequestPrincipal
    /// `service:Name`, in any case.
    package var action: String
    /// An ARN, or `*` for actions that have no resource.
    package var resource: String
    /// Twelve digits; absent: from the ARN, and where that names none, the principal's.
    package var resourceAccount: String?
    package var context: RequestContext
    /// What an organization exempts from its control policies.
    package var exemptions: OrganizationExemptions

    package init(
        principal: RequestPrincipal, action: String, resource: String, resourceAccount: String? = nil,
        context: RequestContext = RequestContext(), exemptions: OrganizationExemptions = []
    ) {
        self.principal = principal
        self.action = action
        self.resource = resource
        self.resourceAccount = resourceAccount
        self.context = context
        self.exemptions = exemptions
    }
}

/// Who stands outside of service and resource control policies.
///
/// Source: AWS Organizations User Guide, "Service control policies", "Resource control policies".
package struct OrganizationExemptions: OptionSet, Hashable, Sendable {
    package let rawValue: UInt8
    package init(rawValue: UInt8) { self.rawValue = rawValue }

    /// The principal belongs to the management account: service control policies do not bind it.
    package static let principalInManagementAccount = Self(rawValue: 1)
    /// The resource belongs to the management account: resource control policies do not bind it.
    package static let resourceInManagementAccount = Self(rawValue: 2)
}

/// The context keys of a request; their names compare without case.
package struct RequestContext: Hashable, Sendable {
    /// By lower-case key; a key without values counts as absent.
    package private(set) var values: [String: [String]]
    /// The keys as they were written, by lower-case key.
    private var spellings: [String: String]

    package init(_ values: [String: [String]] = [:]) {
        self.values = [:]
        self.spellings = [:]
        for (key, list) in values.sorted(by: { ExactText.precedes($0.key, $1.key) }) { self[key] = list }
    }

    package subscript(key: String) -> [String]? {
        get { self.values[ASCIICase.lowered(key)] }
        set {
            let lowered = ASCIICase.lowered(key)
            self.values[lowered] = newValue.flatMap { $0.isEmpty ? nil : $0 }
            self.spellings[lowered] = self.values[lowered] == nil ? nil : key
        }
    }

    /// Without the cost of folding the case again.
    func values(ofLoweredKey key: String) -> [String]? { self.values[key] }

    /// For answers: keys as written, in the order of their bytes.
    package var entries: [(key: String, values: [String])] {
        self.values.map { (key: self.spellings[$0.key] ?? $0.key, values: $0.value) }.sorted { ExactText.precedes($0.key, $1.key) }
    }
}
