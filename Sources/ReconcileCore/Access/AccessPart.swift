/// The levels of a request, as far as people mend them one by one.
package enum AccessPart: String, Hashable, Sendable, CaseIterable {
    /// The principal's own policies, its groups' included.
    case identity
    /// Its permissions boundary.
    case boundary
    /// Service and resource control policies.
    case controlPolicies
    /// The resource's own policy: of a bucket, a key, a role.
    case resource
}
