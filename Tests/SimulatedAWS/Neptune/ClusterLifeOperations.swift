import IAMPolicy

/// Where clusters lie, and when they run.
enum ClusterLifeOperations {
    static let operations: [String: Operation] = [
        "CreateDBSubnetGroup": { call, state in try Self.createSubnetGroup(call, &state) },
        "DescribeDBSubnetGroups": { call, state in
            if let name = call.optionalText("DBSubnetGroupName") { return ["DBSubnetGroups": [Self.value(try Self.subnetGroup(call, state, name))]] }
            return ["DBSubnetGroups": .array(NeptuneOperations.neptune(call, state).subnetGroups.values.map(Self.value))]
        },
        "StopDBCluster": { call, state in try Self.move(call, &state, from: "available", to: "stopped", by: "stopping") },
        "StartDBCluster": { call, state in try Self.move(call, &state, from: "stopped", to: "available", by: "starting") },
        "DeleteDBCluster": { call, state in
            let cluster = try NeptuneOperations.cluster(call, state, call.text("DBClusterIdentifier"))
            if cluster.hasDeletionProtection {
                throw ServiceFault(
                    "InvalidParameterCombination", "Cannot delete protected Cluster, please disable deletion protection and try again.")
            }
            state.accounts[call.account]?.clusters[call.region]?.clusters[cluster.identifier] = nil
            return [:]
        }
    ]

    /// - Throws: `DBSubnetGroupNotFoundFault`.
    static func subnetGroup(_ call: ServiceCall, _ state: WorldState, _ name: String) throws(ServiceFault) -> SimulatedSubnetGroup {
        if let group = NeptuneOperations.neptune(call, state).subnetGroups[name.lowercased()] { return group }
        throw ServiceFault("DBSubnetGroupNotFoundFault", "DB subnet group '\(name)' does not exist.", status: 404)
    }

    private static func createSubnetGroup(_ call: ServiceCall, _ state: inout WorldState) throws(ServiceFault) -> JSONObject {
        let name = call.text("DBSubnetGroupName").lowercased()
        let known = NetworkOperations.network(call, state).subnets
        let subnets = call.texts("SubnetIds").compactMap { known[$0] }
        guard let first = subnets.first, subnets.count == call.texts("SubnetIds").count, subnets.allSatisfy({ $0.vpc == first.vpc }) else {
            throw ServiceFault("InvalidSubnet", "Some input subnets are invalid.")
        }
        let group = SimulatedSubnetGroup(name: name, vpc: first.vpc, subnets: subnets.map(\.id))
        state.accounts[call.account, default: AccountState()].clusters[call.region, default: NeptuneState()].subnetGroups[name] = group
        return [:]
    }

    private static func move(
        _ call: ServiceCall, _ state: inout WorldState, from old: String, to new: String, by underway: String
    ) throws(ServiceFault) -> JSONObject {
        var cluster = try NeptuneOperations.cluster(call, state, call.text("DBClusterIdentifier"))
        guard cluster.status.name(at: call) == old else {
            throw ServiceFault("InvalidDBClusterStateFault", "DbCluster \(cluster.identifier) is not in \(old) state.")
        }
        cluster.status = SettlingStatus(new, by: underway, since: call)
        NeptuneOperations.put(cluster, call, &state)
        return [:]
    }

    private static func value(_ group: SimulatedSubnetGroup) -> JSONValue {
        [
            "DBSubnetGroupName": .string(group.name), "VpcId": .string(group.vpc), "SubnetGroupStatus": "Complete",
            "Subnets": .array(group.subnets.map { ["SubnetIdentifier": .string($0), "SubnetStatus": "Active"] })
        ]
    }
}
