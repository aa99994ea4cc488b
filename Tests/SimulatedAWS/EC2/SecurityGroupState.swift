import IAMPolicy

/// The security groups of one account and region, by id.
struct SecurityGroupState: Equatable, Sendable {
    var groups: [String: SimulatedSecurityGroup] = [:]
}

struct SimulatedSecurityGroup: Equatable, Sendable {
    let id: String
    let name: String
    let description: String
    let vpc: String
    var rules: [IngressRule] = []
    var tags = TagSet()
}

/// One rule: a protocol, ports and one source.
struct IngressRule: Equatable, Sendable {
    let id: String
    let ports: IngressPorts
    let source: IngressSource
    var description: String?

    func isSame(_ other: IngressRule) -> Bool { self.ports == other.ports && self.source == other.source }
}

struct IngressPorts: Hashable, Sendable {
    let ipProtocol: String
    let from: Int?
    let to: Int?
}

enum IngressSource: Hashable, Sendable {
    case ipv4(String)
    case ipv6(String)
    case prefixList(String)
    case group(String, account: String)
}
