/// What a policy document is attached to; each type has its own grammar.
package enum PolicyType: String, Hashable, Sendable, CaseIterable {
    /// Attached to a user, group or role, inline or managed.
    case identity
    /// A role's trust policy: who may assume it.
    case trust
    /// Attached to a resource such as a bucket.
    case resource
    /// A KMS key policy.
    case key
    /// Service control policy of an organization.
    case scp
    /// Resource control policy of an organization.
    case rcp
    /// A managed policy in its use as a permissions boundary.
    case boundary
    /// Passed when a session is made.
    case session
    /// Of a VPC endpoint.
    case endpoint
}

extension PolicyType {
    /// Whether statements name whom they speak of; elsewhere it is who the document is attached to.
    package var namesPrincipals: Bool {
        switch self {
        case .trust, .resource, .key, .rcp, .endpoint: true
        case .identity, .scp, .boundary, .session: false
        }
    }

    /// Whether the IAM service itself stores the document, with its rules for Sids and characters.
    package var isStoredByIAM: Bool {
        switch self {
        case .identity, .trust, .boundary, .session: true
        case .resource, .key, .scp, .rcp, .endpoint: false
        }
    }

    /// The type that a document seems to be of, for callers who were not told: by its principals and actions.
    package static func inferred(from document: PolicyDocument) -> PolicyType {
        let statements = document.statements
        guard statements.contains(where: { $0.principal != nil || $0.notPrincipal != nil }) else { return .identity }
        let actions = statements.flatMap { ($0.action ?? []) + ($0.notAction ?? []) }.map { $0.lowercased() }
        if actions.isEmpty { return .resource }
        if actions.allSatisfy({ $0.hasPrefix("sts:") }) { return .trust }
        return actions.allSatisfy { $0.hasPrefix("kms:") } ? .key : .resource
    }
}
