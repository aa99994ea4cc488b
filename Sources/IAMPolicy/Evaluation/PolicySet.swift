/// All policies that bear on a request; absent means that the request is judged without that kind,
/// empty means that the kind applies and allows nothing.
package struct PolicySet: Hashable, Sendable {
    /// Of the principal, its groups included.
    package var identity: [PolicyDocument]
    /// Of the resource: bucket policy, key policy, trust policy.
    package var resource: [PolicyDocument]?
    package var boundary: [PolicyDocument]?
    /// One list for each level of the principal's organization, root first.
    package var scps: [[PolicyDocument]]?
    /// One list for each level of the resource's organization, root first.
    package var rcps: [[PolicyDocument]]?
    package var session: [PolicyDocument]?
    /// Of the VPC endpoint that the request goes through.
    package var endpoint: [PolicyDocument]?

    package init(
        identity: [PolicyDocument] = [], resource: [PolicyDocument]? = nil, boundary: [PolicyDocument]? = nil,
        scps: [[PolicyDocument]]? = nil, rcps: [[PolicyDocument]]? = nil, session: [PolicyDocument]? = nil,
        endpoint: [PolicyDocument]? = nil
    ) {
        self.identity = identity
        self.resource = resource
        self.boundary = boundary
        self.scps = scps
        self.rcps = rcps
        self.session = session
        self.endpoint = endpoint
    }
}

/// One place where policies are attached.
package enum PolicyLevel: Hashable, Sendable {
    case identity
    case resource
    case boundary
    /// Levels count from the root, 0.
    case scp(level: Int)
    case rcp(level: Int)
    case session
    case endpoint
}

extension PolicyLevel: CustomStringConvertible {
    package var description: String {
        switch self {
        case .identity: "identity"
        case .resource: "resource"
        case .boundary: "boundary"
        case .scp(let level): "scps[\(level)]"
        case .rcp(let level): "rcps[\(level)]"
        case .session: "session"
        case .endpoint: "endpoint"
        }
    }
}
