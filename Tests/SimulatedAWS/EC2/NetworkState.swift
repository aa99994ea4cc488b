/// The networks of one account and region, each thing by its id.
struct NetworkState: Equatable, Sendable {
    var vpcs: [String: SimulatedVPC] = [:]
    var subnets: [String: SimulatedSubnet] = [:]
    var routeTables: [String: SimulatedRouteTable] = [:]
    var endpoints: [String: SimulatedEndpoint] = [:]
    /// The blocks of addresses in a managed prefix list.
    var prefixLists: [String: [String]] = [:]
}

struct SimulatedVPC: Equatable, Sendable {
    let id: String
    let block: String
}

struct SimulatedSubnet: Equatable, Sendable {
    let id: String
    let vpc: String
    let block: String
}

struct SimulatedRouteTable: Equatable, Sendable {
    let id: String
    let vpc: String
    /// The table of all subnets of the VPC that have none of their own.
    let isMain: Bool
    /// Those that were put to it.
    var subnets: Set<String> = []
}

/// A gateway endpoint.
struct SimulatedEndpoint: Equatable, Sendable {
    let id: String
    let vpc: String
    /// `com.amazonaws.eu-central-1.s3`.
    let service: String
    var policy: String
    var routeTables: Set<String>
}
