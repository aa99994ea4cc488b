import IAMPolicy

/// Clusters, through the API that they share with RDS: others' engines are listed too.
enum NeptuneOperations {
    static let operations: [String: Operation] = [
        "CreateDBCluster": { call, state in
            let name = call.text("DBClusterIdentifier").lowercased()
            if Self.neptune(call, state).clusters[name] != nil {
                throw ServiceFault("DBClusterAlreadyExistsFault", "DB Cluster already exists")
            }
            var cluster = SimulatedCluster(
                identifier: name, arn: "arn:aws:rds:\(call.region):\(call.account):cluster:\(name)", resourceID: state.newID("cluster-", length: 26),
                engine: call.text("Engine"), createdAt: call.seconds)
            cluster.securityGroups = call.texts("VpcSecurityGroupIds")
            cluster.hasIAMAuthentication = call.flag("EnableIAMDatabaseAuthentication")
            cluster.subnetGroup = try call.optionalText("DBSubnetGroupName").map { try ClusterLifeOperations.subnetGroup(call, state, $0).name }
            Self.put(cluster, call, &state)
            return [:]
        },
        "DescribeDBClusters": { call, state in
            if let name = call.optionalText("DBClusterIdentifier") { _ = try Self.cluster(call, state, name) }
            let engines = call.objects("Filters").filter { $0["Name"] == "engine" }
                .flatMap { $0["Values"]?.arrayValue?.compactMap(\.stringValue) ?? [] }
            let wanted = call.optionalText("DBClusterIdentifier").map { Self.name($0) }
            let found = Self.neptune(call, state).clusters.values.filter {
                (wanted == nil || $0.identifier == wanted) && (engines.isEmpty || engines.contains($0.engine))
            }
            return ["DBClusters": .array(found.map { Self.value($0, call) })]
        },
        "DescribeDBInstances": { _, _ in ["DBInstances": []] },
        "ListTagsForResource": { call, state in
            let arn = call.text("ResourceName")
            return ["TagList": try Self.cluster(call, state, arn).tags.list()]
        },
        "ModifyDBCluster": { call, state in
            var cluster = try Self.cluster(call, state, call.text("DBClusterIdentifier"))
            if let isOn = call.input["EnableIAMDatabaseAuthentication"]?.boolValue { cluster.hasIAMAuthentication = isOn }
            if let isOn = call.input["DeletionProtection"]?.boolValue { cluster.hasDeletionProtection = isOn }
            if call.input["VpcSecurityGroupIds"] != nil { cluster.securityGroups = call.texts("VpcSecurityGroupIds") }
            Self.put(cluster, call, &state)
            return ["DBCluster": Self.value(cluster, call)]
        },
        "AddRoleToDBCluster": { call, state in try Self.add(call, &state) },
        "RemoveRoleFromDBCluster": { call, state in
            var cluster = try Self.cluster(call, state, call.text("DBClusterIdentifier"))
            let feature = call.optionalText("FeatureName").flatMap { $0.isEmpty ? nil : $0 }
            guard let place = cluster.roles.firstIndex(where: { $0.roleARN == call.text("RoleArn") && (feature == nil || $0.feature == feature) })
            else {
                throw ServiceFault("DBClusterRoleNotFound", "Role ARN \(call.text("RoleArn")) cannot be found for DB cluster.", status: 404)
            }
            cluster.roles.remove(at: place)
            Self.put(cluster, call, &state)
            return [:]
        }
    ]

    static func neptune(_ call: ServiceCall, _ state: WorldState) -> NeptuneState {
        state.accounts[call.account]?.clusters[call.region] ?? NeptuneState()
    }

    static func put(_ cluster: SimulatedCluster, _ call: ServiceCall, _ state: inout WorldState) {
        state.accounts[call.account, default: AccountState()].clusters[call.region, default: NeptuneState()].clusters[cluster.identifier] = cluster
    }

    /// By identifier or ARN.
    private static func name(_ text: String) -> String { (text.split(separator: ":").last.map(String.init) ?? text).lowercased() }

    static func cluster(_ call: ServiceCall, _ state: WorldState, _ text: String) throws(ServiceFault) -> SimulatedCluster {
        if let cluster = Self.neptune(call, state).clusters[Self.name(text)] { return cluster }
        throw ServiceFault("DBClusterNotFoundFault", "DBCluster \(text) not found.", status: 404)
    }

    private static func add(_ call: ServiceCall, _ state: inout WorldState) throws(ServiceFault) -> JSONObject {
        var cluster = try Self.cluster(call, state, call.text("DBClusterIdentifier"))
        let arn = call.text("RoleArn")
        let feature = call.optionalText("FeatureName").flatMap { $0.isEmpty ? nil : $0 }
        if cluster.roles.contains(where: { $0.roleARN == arn && $0.feature == feature }) {
            throw ServiceFault("DBClusterRoleAlreadyExists", "Role ARN \(arn) is already associated with DB cluster.")
        }
        if PrincipalNames(call.seen).entity(of: arn) == nil {
            throw ServiceFault(
                "InvalidParameterValue", "The IAM role ARN value is invalid or does not include the required permissions for \(arn)")
        }
        if cluster.roles.count >= 5 { throw ServiceFault("DBClusterRoleQuotaExceeded", "You have exceeded the quota of roles for the cluster.") }
        // It takes a while until the cluster uses it.
        cluster.roles.append(.init(roleARN: arn, feature: feature, activeAt: call.seconds + 30))
        Self.put(cluster, call, &state)
        return [:]
    }

    private static func endpoint(of cluster: SimulatedCluster, _ call: ServiceCall) -> String {
        "\(cluster.identifier).\(cluster.resourceID.prefix(20).lowercased()).\(call.region).neptune.amazonaws.com"
    }

    private static func value(_ cluster: SimulatedCluster, _ call: ServiceCall) -> JSONValue {
        let roles = cluster.roles.map { role -> JSONValue in
            .object(
                .present([
                    "RoleArn": .string(role.roleARN), "Status": call.seconds >= role.activeAt ? "ACTIVE" : "PENDING",
                    "FeatureName": role.feature.map { .string($0) }
                ]))
        }
        return .object(
            .present([
                "DBClusterIdentifier": .string(cluster.identifier), "Status": .string(cluster.status.name(at: call)),
                "Engine": .string(cluster.engine), "Port": 8182, "Endpoint": .string(Self.endpoint(of: cluster, call)),
                "DbClusterResourceId": .string(cluster.resourceID), "DBClusterArn": .string(cluster.arn), "AssociatedRoles": .array(roles),
                "IAMDatabaseAuthenticationEnabled": .bool(cluster.hasIAMAuthentication), "DeletionProtection": .bool(cluster.hasDeletionProtection),
                "ClusterCreateTime": JSONValue(cluster.createdAt), "StorageEncrypted": false,
                "VpcSecurityGroups": .array(cluster.securityGroups.map { ["VpcSecurityGroupId": .string($0), "Status": "active"] }),
                "DBSubnetGroup": cluster.subnetGroup.map { .string($0) }
            ]))
    }
}
