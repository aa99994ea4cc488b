import IAMPolicy
import ReconcileCore

/// A cluster as a chain sees it.
struct ChainCluster {
    let identifier: String
    let region: String
    let answer: ChainAnswer
    /// Under which it is kept; `nil` where nothing is.
    let identity: ResourceIdentity?

    init(_ identifier: String, region: String, identity: ResourceIdentity?, in view: ChainView) {
        self.identifier = identifier
        self.region = region
        self.identity = identity
        self.answer = view.answer(.cluster(identifier: identifier, region: region))
    }

    /// What AWS says of it; `nil` where it says nothing.
    var value: JSONValue? {
        if case .known(let value) = self.answer { value } else { nil }
    }

    var lack: String {
        switch self.answer {
        case .known: "cluster \(self.identifier) is not described in full"
        case .absent: "there is no cluster \(self.identifier) in \(self.region)"
        case .unreadable(let gap): "cluster \(self.identifier) could not be read (\(gap.message))"
        }
    }

    func texts(_ name: String) -> [String] { (self.value?[name]?.arrayValue ?? []).compactMap(\.stringValue) }
    func text(_ name: String) -> String? { self.value?[name]?.stringValue }
    var port: Int { self.value?["port"]?.intValue ?? IngressRule.neptunePort }
    var endpoint: String { "https://\(self.text("endpoint") ?? "\(self.identifier).cluster-ENDPOINT"):\(self.port)" }
    var asksForSignatures: Bool { self.value?["iamDatabaseAuthentication"]?.boolValue ?? false }
}

extension ChainInspection {
    /// Whether it is a Neptune cluster, and takes requests.
    func clusterStatus(_ cluster: ChainCluster) -> ChainLink {
        self.view.link("clusterStatus", Self.status(of: cluster))
    }

    /// States in which the endpoint answers.
    /// - SeeAlso: Amazon Neptune User Guide, "Viewing DB cluster status".
    private static let serving: Set = ["available", "backing-up"]

    private static func status(of cluster: ChainCluster) -> ChainFinding {
        switch cluster.answer {
        case .absent: return .broken(cluster.lack, fix: "name one of: aws neptune describe-db-clusters --region \(cluster.region)")
        case .unreadable: return .unknown(cluster.lack)
        case .known: break
        }
        if let engine = cluster.text("engine"), engine != "neptune" {
            return .broken("\(cluster.identifier) is a cluster of \(engine), not of Neptune", fix: "name a Neptune cluster")
        }
        guard let status = cluster.text("status") else { return .unknown(cluster.lack) }
        if Self.serving.contains(status) { return .ok() }
        let id = ShellText.quoted(cluster.identifier)
        return .broken(
            "cluster \(cluster.identifier) is \(status)",
            fix: status == "stopped"
                ? "aws neptune start-db-cluster --db-cluster-identifier \(id)"
                : "wait until it is available: aws neptune describe-db-clusters --db-cluster-identifier \(id)")
    }

    /// Whether the loader may act as the role.
    /// - Parameter trust: the link that tells whether Neptune can assume it: what follows from that is no other fault.
    func association(of role: ChainResource, with cluster: ChainCluster, trust: ChainLink) -> ChainLink {
        let watched = cluster.identity.map { [ChainAspect($0, "associatedRoles")] } ?? []
        return self.view.link("clusterAssociation", Self.standing(of: role, with: cluster, trust), watching: watched)
    }

    private static func standing(of role: ChainResource, with cluster: ChainCluster, _ trust: ChainLink) -> ChainFinding {
        guard let value = cluster.value, let roles = value["roles"]?.arrayValue else { return .unknown(cluster.lack) }
        guard let arn = role.live?.arn else { return .unknown(role.lack ?? "the role has not been read") }
        let options = "--db-cluster-identifier \(ShellText.quoted(cluster.identifier)) --role-arn \(ShellText.quoted(arn))"
        let add = "aws neptune add-role-to-db-cluster \(options)"
        // Roles for a feature serve that feature alone.
        let own = roles.filter { $0["role"]?.stringValue == arn }
        guard let entry = own.first(where: { $0["feature"]?.stringValue?.isEmpty ?? true }) ?? own.first else {
            return .broken("\(arn) is not associated with cluster \(cluster.identifier)", fix: add)
        }
        switch entry["status"]?.stringValue?.uppercased() {
        case "ACTIVE", nil: return .ok()
        case "PENDING": return .pending("Neptune is still associating \(arn)")
        case "INVALID" where trust.state != .ok:
            return .unknown("Neptune says that it cannot assume the role, which is what trustPolicy is about")
        case let status?:
            return .broken(
                "the association of \(arn) is \(status): Neptune cannot assume the role",
                fix: "aws neptune remove-role-from-db-cluster \(options) && \(add)")
        }
    }

    /// Whether requests to the cluster are judged by policies at all.
    func clusterAuthentication(_ cluster: ChainCluster) -> ChainLink {
        let finding: ChainFinding =
            switch cluster.value?["iamDatabaseAuthentication"]?.boolValue {
            case true?: .ok()
            case false?:
                .broken(
                    "cluster \(cluster.identifier) does not ask for signed requests: policies on its data do not count",
                    fix: "aws neptune modify-db-cluster --db-cluster-identifier \(ShellText.quoted(cluster.identifier)) "
                        + "--enable-iam-database-authentication --apply-immediately")
            case nil: .unknown(cluster.lack)
            }
        return self.view.link(
            "iamDatabaseAuthentication", finding, watching: cluster.identity.map { [ChainAspect($0, "iamDatabaseAuthentication")] } ?? [])
    }
}
