import IAMPolicy
import ReconcileCore

/// Who reaches the port of a cluster through its security groups.
struct PortReach {
    let port: Int
    let rules: [IngressRule]
    /// Entries of the prefix lists that rules name, by id; `nil` where a list could not be read.
    let lists: [String: [String]?]

    enum Answer: Equatable {
        case yes
        case no
        case open(String)
    }

    /// - Parameter client: a block of addresses, `sg-…`, `ACCOUNT/sg-…` or `pl-…`.
    func answer(for client: String) -> Answer {
        let fitting = self.rules.filter(self.letsIn)
        if fitting.contains(where: { Self.isSame($0.source, client) }) { return .yes }
        guard let wanted = NetworkBlock(client) else { return self.answer(forMembersOf: client, fitting) }
        var open: String?
        for rule in fitting {
            for block in self.blocks(of: rule) {
                if block.holds(wanted) { return .yes }
                if wanted.holds(block) { open = open ?? "\(block) is let in, and whether the rest of \(client) is by other rules is not worked out" }
            }
            if rule.source.hasPrefix("pl-"), self.lists[rule.source] == .some(nil) { open = open ?? "prefix list \(rule.source) could not be read" }
        }
        return open.map(Answer.open) ?? .no
    }

    /// Which addresses the members of a group or list have is not known, unless all are let in.
    private func answer(forMembersOf client: String, _ fitting: [IngressRule]) -> Answer {
        let blocks = fitting.flatMap(self.blocks)
        if client.hasPrefix("pl-"), case let entries?? = self.lists[client] {
            let wanted = entries.compactMap { NetworkBlock($0) }
            if !wanted.isEmpty, wanted.allSatisfy({ entry in blocks.contains { $0.holds(entry) } }) { return .yes }
            return .no
        }
        if blocks.contains(where: { $0.isEverything && !$0.isVersion6 }) { return .yes }
        return blocks.first.map { .open("\($0) is let in, and whether what is in \(client) has addresses there is not known") } ?? .no
    }

    private func letsIn(_ rule: IngressRule) -> Bool {
        if rule.transport == "all" { return true }
        guard rule.transport == "tcp", let from = rule.from, let to = rule.to else { return false }
        return from == -1 || (from...max(from, to)).contains(self.port)
    }

    private func blocks(of rule: IngressRule) -> [NetworkBlock] {
        if let block = NetworkBlock(rule.source) { return [block.network] }
        guard case let entries?? = self.lists[rule.source] else { return [] }
        return entries.compactMap { NetworkBlock($0)?.network }
    }

    /// A group of the own account may be written with its account or without.
    private static func isSame(_ source: String, _ client: String) -> Bool {
        if source == client || NetworkBlock(source).map({ $0.network == NetworkBlock(client)?.network }) ?? false { return true }
        guard let left = source.split(separator: "/").last, let right = client.split(separator: "/").last, left.hasPrefix("sg-") else { return false }
        return left == right && (source.contains("/") != client.contains("/"))
    }
}

extension NetworkBlock {
    /// Whether every address of another block lies in this one.
    func holds(_ other: NetworkBlock) -> Bool {
        guard self.isVersion6 == other.isVersion6, other.prefixLength >= self.prefixLength,
            let address = other.description.split(separator: "/").first
        else { return false }
        return NetworkBlock("\(address)/\(self.prefixLength)")?.network == self.network
    }
}

extension ChainInspection {
    /// What has to be asked of the groups of a cluster, once they are known, and of what their rules name.
    static func portQuestions(_ cluster: ChainCluster, clients: [String], in view: ChainView) -> [ChainQuestion] {
        let groups = cluster.texts("securityGroupIDs")
        let rules = groups.flatMap { Self.rules(of: $0, region: cluster.region, in: view) ?? [] }
        let lists = Set((rules.map(\.source) + clients).filter { $0.hasPrefix("pl-") }).sorted()
        return groups.map { .ingress(groupID: $0, region: cluster.region) } + lists.map { .prefixList(id: $0, region: cluster.region) }
    }

    /// - Returns: `nil` where the group could not be read.
    private static func rules(of group: String, region: String, in view: ChainView) -> [IngressRule]? {
        guard case .known(let value) = view.answer(.ingress(groupID: group, region: region)) else { return nil }
        return (value["rules"]?.arrayValue ?? []).compactMap { IngressRule(value: $0) }
    }

    /// Whether each client reaches the port through one of the cluster's groups.
    /// - Parameter group: the one whose rules are kept; `nil`: none is.
    func port(_ cluster: ChainCluster, clients: [String], group: String?) -> ChainLink {
        let groups = cluster.texts("securityGroupIDs")
        let kept = self.view.surroundings.desired.filter { resource in
            resource.identity.kind == .securityGroup && resource.identity.region == cluster.region
                && resource.spec["groupID"]?.stringValue.map(groups.contains) ?? false
        }
        return self.view.link(
            "port8182", self.reach(cluster, clients, groups, group), watching: kept.map { ChainAspect($0.identity, "ingress") })
    }

    private func reach(_ cluster: ChainCluster, _ clients: [String], _ groups: [String], _ group: String?) -> ChainFinding {
        guard cluster.value != nil else { return .unknown(cluster.lack) }
        guard !clients.isEmpty else { return .ok("the blueprint names no clients: who reaches the port is not judged") }
        if let group, !groups.contains(group) {
            return .broken(
                "\(group), where the rules are kept, is none of the cluster's groups (\(groups.joined(separator: ", ")))",
                fix: "securityGroup: \(groups.first ?? "sg-…")")
        }
        var unread: [String] = []
        var rules: [IngressRule] = []
        for group in groups {
            if let found = Self.rules(of: group, region: cluster.region, in: self.view) { rules += found } else { unread.append(group) }
        }
        let sources = Set((rules.map(\.source) + clients).filter { $0.hasPrefix("pl-") })
        let lists = Dictionary(uniqueKeysWithValues: sources.map { ($0, self.entries(of: $0, region: cluster.region)) })
        let reach = PortReach(port: cluster.port, rules: rules, lists: lists)
        var open: [String] = []
        for client in clients {
            switch reach.answer(for: client) {
            case .yes: continue
            case .open(let reason): open.append(reason)
            case .no where !unread.isEmpty: open.append("the rules of \(unread.joined(separator: ", ")) could not be read")
            case .no:
                return .broken(
                    "\(client) does not reach port \(cluster.port) of cluster \(cluster.identifier)",
                    fix: Self.authorization(client, port: cluster.port, group: group ?? groups.first ?? "sg-…", region: cluster.region))
            }
        }
        return open.first.map(ChainFinding.unknown) ?? .ok()
    }

    private func entries(of list: String, region: String) -> [String]? {
        guard case .known(let value) = self.view.answer(.prefixList(id: list, region: region)) else { return nil }
        return (value["entries"]?.arrayValue ?? []).compactMap(\.stringValue)
    }

    private static func authorization(_ client: String, port: Int, group: String, region: String) -> String {
        let block = NetworkBlock(client)
        let source: String
        if client.hasPrefix("pl-") {
            source = "PrefixListIds=[{PrefixListId=\(client)}]"
        } else if let block {
            source = block.isVersion6 ? "Ipv6Ranges=[{CidrIpv6=\(block.network)}]" : "IpRanges=[{CidrIp=\(block.network)}]"
        } else {
            source = "UserIdGroupPairs=[{GroupId=\(client.split(separator: "/").last.map(String.init) ?? client)}]"
        }
        return ShellText.command([
            "aws", "ec2", "authorize-security-group-ingress", "--group-id", group, "--region", region, "--ip-permissions",
            "IpProtocol=tcp,FromPort=\(port),ToPort=\(port),\(source)"
        ])
    }
}
