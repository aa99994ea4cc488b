import IAMPolicy
import ReconcileCore

extension ChainInspection {
    /// Whether the subnets of a cluster have a way to S3 that does not leave the VPC, and whether its policy lets the requests through.
    /// - SeeAlso: Amazon Neptune User Guide, "Creating the Amazon S3 VPC endpoint"; Amazon VPC User Guide, "Gateway endpoints".
    func s3Endpoint(_ cluster: ChainCluster, _ requests: [ChainRequest]) -> ChainLink {
        self.view.link("s3Endpoint", self.endpoint(of: cluster, requests))
    }

    private func endpoint(of cluster: ChainCluster, _ requests: [ChainRequest]) -> ChainFinding {
        guard let vpc = cluster.text("vpcID") else { return .unknown(cluster.lack) }
        let answer: JSONValue
        switch self.view.answer(.s3Endpoints(vpcID: vpc, region: cluster.region)) {
        case .known(let value): answer = value
        case .absent: answer = ["endpoints": [], "routeTables": []]
        case .unreadable(let gap): return .unknown("the endpoints of \(vpc) could not be read (\(gap.message))")
        }
        let all = (answer["endpoints"]?.arrayValue ?? []).filter { $0["type"]?.stringValue?.lowercased() == "gateway" }
        let gateways = all.filter { $0["state"]?.stringValue?.lowercased() == "available" }
        let tables = RouteTables(answer["routeTables"]?.arrayValue ?? [])
        let subnets = cluster.texts("subnetIDs")
        let own = subnets.map { (subnet: $0, table: tables.table(of: $0)) }
        guard let first = gateways.first else {
            let found = all.first.map { "the one in \(vpc) is \($0["state"]?.stringValue ?? "in no known state")" } ?? "\(vpc) has none"
            return .broken("the cluster needs a gateway endpoint for S3, and \(found)", fix: self.creation(vpc, own.compactMap(\.table)))
        }
        let routed = Set(gateways.flatMap { ($0["routeTableIDs"]?.arrayValue ?? []).compactMap(\.stringValue) })
        if let bare = own.first(where: { $0.table.map { !routed.contains($0) } ?? false }), let table = bare.table {
            let id = first["id"]?.stringValue ?? "vpce-…"
            return .broken(
                "subnet \(bare.subnet) of the cluster goes by route table \(table), which knows no way to S3",
                fix: "aws ec2 modify-vpc-endpoint --vpc-endpoint-id \(id) --add-route-table-ids \(table) --region \(cluster.region)")
        }
        if own.isEmpty || own.contains(where: { $0.table == nil }) { return .unknown("which route tables the cluster's subnets go by is not known") }
        let used = gateways.filter { gateway in
            let ids = Set((gateway["routeTableIDs"]?.arrayValue ?? []).compactMap(\.stringValue))
            return own.contains { $0.table.map(ids.contains) ?? false }
        }
        return self.policyFinding(of: used, vpc: vpc, requests)
    }

    /// Every endpoint that the subnets use has to let the requests through.
    private func policyFinding(of gateways: [JSONValue], vpc: String, _ requests: [ChainRequest]) -> ChainFinding {
        if requests.isEmpty { return .unknown("what the role asks of S3 is not known") }
        let judgements = gateways.flatMap { gateway -> [AccessJudgement] in
            let id = gateway["id"]?.stringValue ?? "the endpoint"
            guard let policy = Self.document(gateway["policy"]) else { return [.open("the policy of \(id) could not be read")] }
            return requests.map { request in
                var asked = request
                asked.request.context["aws:SourceVpc"] = [vpc]
                asked.request.context["aws:SourceVpce"] = [id]
                return ChainPolicies.judgement(of: asked, throughEndpoint: policy, source: "the policy of \(id)")
            }
        }
        return .of(judgements) { AccessPart.resource.fix($0, holder: "*", place: "the policy of the endpoint") }
    }

    /// As text, or read already.
    private static func document(_ value: JSONValue?) -> JSONValue? {
        guard let text = value?.stringValue else { return value.flatMap { $0.isNull ? nil : $0 } }
        return try? JSONReader.parse(text)
    }

    private func creation(_ vpc: String, _ tables: [String]) -> String {
        let ids = Set(tables).sorted()
        return ShellText.command(
            [
                "aws", "ec2", "create-vpc-endpoint", "--vpc-id", vpc, "--service-name", "com.amazonaws.\(self.region).s3", "--region", self.region,
                "--route-table-ids"
            ] + (ids.isEmpty ? ["rtb-ID"] : ids))
    }

    /// What a request through the endpoint of a cluster says of its way.
    func way(of cluster: ChainCluster) -> [String: [String]] {
        guard let vpc = cluster.text("vpcID") else { return [:] }
        var context = ["aws:SourceVpc": [vpc]]
        if case .known(let value) = self.view.answer(.s3Endpoints(vpcID: vpc, region: cluster.region)) {
            let ids = (value["endpoints"]?.arrayValue ?? []).filter { $0["type"]?.stringValue?.lowercased() == "gateway" }.compactMap {
                $0["id"]?.stringValue
            }
            // With several it depends on the subnet.
            if ids.count == 1 { context["aws:SourceVpce"] = ids }
        }
        return context
    }
}

/// Which route table a subnet goes by: its own, else the VPC's main one.
struct RouteTables {
    private var bySubnet: [String: String] = [:]
    private var main: String?

    /// - Parameter tables: as `.s3Endpoints` answers them.
    init(_ tables: [JSONValue]) {
        for table in tables {
            guard let id = table["id"]?.stringValue else { continue }
            if table["isMain"]?.boolValue == true { self.main = id }
            for subnet in (table["subnetIDs"]?.arrayValue ?? []).compactMap(\.stringValue) { self.bySubnet[subnet] = id }
        }
    }

    func table(of subnet: String) -> String? { self.bySubnet[subnet] ?? self.main }
}
