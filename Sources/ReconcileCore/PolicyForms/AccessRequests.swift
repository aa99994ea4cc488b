import IAMPolicy

/// The requests that an item of the form `access` stands for, on one resource.
///
/// A resource with wildcards is asked for as it is written, as if a thing were called so.
struct AccessRequests {
    let item: AccessItem
    let type: PolicyType
    /// The ARN of the resource whose policy it is.
    let arn: String
    /// The account that owns the resource.
    let accountID: String

    func requests(for action: String, by principal: RequestPrincipal) -> [AccessRequest] {
        self.item.resources.flatMap { resource in
            self.actions(of: action).map { name in
                AccessRequest(
                    principal: principal, action: name, resource: self.type == .key || resource == "*" ? self.arn : resource,
                    resourceAccount: self.accountID, context: self.item.context)
            }
        }
    }

    /// What a pattern stands for; actions that are not about one resource are left out.
    private func actions(of pattern: String) -> [String] {
        let parts = pattern.split(separator: ":", maxSplits: 1).map(String.init)
        guard parts.count == 2, parts[1].contains(where: { "*?".contains($0) }), let service = ActionCatalog.service(parts[0]) else {
            return [pattern]
        }
        let found = service.actions(matching: parts[1]).filter { $0.resourceTypes?.isEmpty != true }.map { "\(parts[0]):\($0.name)" }
        return found.isEmpty ? [pattern] : found
    }

    /// The first request of the first action; a proof for people.
    func witness(of actions: [String]) -> AccessWitness? {
        guard let principal = RequestPrincipal(self.item.principal), let action = actions.first else { return nil }
        return self.requests(for: action, by: principal).first.map { AccessWitness(request: $0, needsIdentityPolicy: false) }
    }
}
