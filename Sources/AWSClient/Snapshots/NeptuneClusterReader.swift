import IAMPolicy
import ReconcileCore

/// Reads Neptune clusters: the API is that of RDS, and lists the clusters of its other engines as well.
struct NeptuneClusterReader: Sendable {
    static let engine = "neptune"

    let caller: any AWSCalling

    func read(_ target: ReadTarget) async -> ResourceReading {
        let name = target.locator ?? target.identity.name
        do throws(AWSError) {
            let answer = try await self.caller.call(
                Neptune.describeDBClusters, parameters: ["DBClusterIdentifier": .string(name)], region: target.identity.region)
            let clusters = try answer.output(of: Neptune.describeDBClusters)["DBClusters"]?.arrayValue ?? []
            guard let cluster = clusters.first(where: { $0["DBClusterIdentifier"]?.stringValue?.lowercased() == name.lowercased() }) else {
                return .absent
            }
            guard let arn = cluster["DBClusterArn"]?.stringValue, let engine = cluster["Engine"]?.stringValue else {
                return .unreadable(ReadGap(code: .malformedAnswer, message: "Neptune DescribeDBClusters: the answer holds no DBClusterArn or Engine"))
            }
            guard engine == Self.engine else {
                return .unreadable(ReadGap(code: .unresolved, message: "\(name) is a cluster of \(engine), not of Neptune"))
            }
            return .present(Self.live(cluster, arn: arn, name: name))
        } catch {
            return error.errorClass == .gone ? .absent : .unreadable(ReadGap(error))
        }
    }

    private static func live(_ cluster: JSONValue, arn: String, name: String) -> LiveResource {
        var live = LiveResource(arn: arn, uniqueID: cluster["DbClusterResourceId"]?.stringValue)
        live.facts[NeptuneClusterKind.identifierFact] = cluster["DBClusterIdentifier"] ?? .string(name)
        var pending: [JSONValue] = []
        for entry in cluster["AssociatedRoles"]?.arrayValue ?? [] {
            guard let role = entry["RoleArn"]?.stringValue else { continue }
            let status = entry["Status"]?.stringValue?.uppercased()
            let found = ClusterRole(arn: role, feature: entry["FeatureName"]?.stringValue, isInvalid: status == "INVALID")
            live.aspects[found.aspect] = found.value
            if status == "PENDING" { pending.append(.string(found.member)) }
        }
        if !pending.isEmpty { live.facts[NeptuneClusterKind.pendingFact] = .array(pending) }
        live.aspects[AspectName("iamDatabaseAuthentication")] = .bool(cluster["IAMDatabaseAuthenticationEnabled"]?.boolValue ?? false)
        return live
    }
}
