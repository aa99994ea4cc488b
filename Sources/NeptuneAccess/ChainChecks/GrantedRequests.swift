import IAMPolicy
import ReconcileCore

/// The requests that a policy is there for: each of its permissions has to be effective in the end, whoever else has a say.
struct GrantedRequests {
    /// Requests of one policy at most; a policy of AWS's largest size stays far below.
    private static let requestsMax = 4000

    let inspection: ChainInspection
    let principal: RequestPrincipal

    /// - Parameter document: of which the Allows count; resources with wildcards are asked for as they are written.
    func requests(in document: JSONValue) -> [ChainRequest] {
        let statements = PolicyDocument.read(document)?.statements.filter { $0.effect == .allow } ?? []
        return Array(statements.flatMap(self.requests(of:)).prefix(Self.requestsMax))
    }

    private func requests(of statement: PolicyStatement) -> [ChainRequest] {
        let contexts = Self.contexts(of: statement)
        return (statement.action ?? []).flatMap { action in
            Self.fitting(statement.resource ?? [], action).flatMap { resource in
                contexts.map { self.inspection.request(self.principal, action, resource, $0) }
            }
        }
    }

    /// A statement names resources of several kinds, and an action works on some of them.
    private static func fitting(_ resources: [String], _ action: String) -> [String] {
        let parts = action.split(separator: ":", maxSplits: 1).map(String.init)
        guard resources.count > 1, parts.count == 2, let service = ActionCatalog.service(parts[0]),
            let types = service.action(parts[1])?.resourceTypes
        else { return resources }
        let beginnings = types.compactMap { service.resourcePatterns[$0] }.compactMap { ARN.resourceBeginning($0) }
        let fitting = resources.filter { resource in
            guard let own = ARN.resourceBeginning(resource) else { return true }
            return beginnings.contains { own.hasPrefix($0) || $0.hasPrefix(own) }
        }
        return fitting.isEmpty ? resources : fitting
    }

    /// What a request has to say of itself to pass the conditions: each single value by itself, sets of values as wholes.
    private static func contexts(of statement: PolicyStatement) -> [[String: [String]]] {
        var contexts: [[String: [String]]] = [[:]]
        for block in statement.condition {
            let name = block.operatorName.lowercased()
            for entry in block.entries where !name.hasPrefix("null") && !name.contains("not") {
                let choices = name.hasPrefix("forall") ? [entry.values] : entry.values.map { [$0] }
                contexts = contexts.flatMap { context in
                    choices.map { values in context.merging([entry.key: values]) { _, new in new } }
                }
            }
        }
        return contexts
    }
}

extension BlueprintExpansion {
    /// The policies that the expansion gives to somebody.
    func documents(for identity: ResourceIdentity) -> [JSONValue] {
        self.resources.filter { $0.identity == identity }.flatMap { resource in
            (resource.spec["inlinePolicies"]?.objectValue?.members ?? []).map(\.value)
                + [resource.spec["document"]].compactMap(\.self)
        }
    }
}

extension ARN {
    /// The last part of an ARN, or of a pattern of one, up to its first wildcard.
    fileprivate static func resourceBeginning(_ text: String) -> String? {
        let parts = text.split(separator: ":", maxSplits: 5, omittingEmptySubsequences: false)
        return parts.count == 6 ? String(parts[5].prefix { $0 != "*" && $0 != "?" }) : nil
    }
}
