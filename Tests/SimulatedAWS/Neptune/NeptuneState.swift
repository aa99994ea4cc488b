/// The clusters of one account and region, by identifier.
struct NeptuneState: Equatable, Sendable {
    var clusters: [String: SimulatedCluster] = [:]
    var subnetGroups: [String: SimulatedSubnetGroup] = [:]
}

/// Where clusters are put: subnets of one VPC.
struct SimulatedSubnetGroup: Equatable, Sendable {
    let name: String
    let vpc: String
    let subnets: [String]
}

struct SimulatedCluster: Equatable, Sendable {
    struct Association: Equatable, Sendable {
        let roleARN: String
        let feature: String?
        /// Until then it is `PENDING`; in seconds since 1970.
        let activeAt: Int
    }

    let identifier: String
    let arn: String
    let resourceID: String
    let engine: String
    let createdAt: Int
    var hasIAMAuthentication = false
    var hasDeletionProtection = false
    var roles: [Association] = []
    var securityGroups: [String] = []
    var subnetGroup: String?
    var status = SettlingStatus("available")
    var tags = TagSet()
}
