package import IAMPolicy

/// What a security group lets in, as an aspect. Rules are told apart by protocol, ports and source, however EC2 groups them.
/// - SeeAlso: Amazon EC2 API Reference, `IpPermission`.
package struct IngressRule: Hashable, Sendable {
    /// The port of a Neptune cluster where nobody chose another.
    package static let neptunePort = 8182

    /// `tcp`, `udp`, `icmp`, `icmpv6`, `all`, or a number of IANA's.
    package let transport: String
    /// Ports; type and code of ICMP, where -1 is any; `nil` where the protocol has neither.
    package let from: Int?
    package let to: Int?
    /// A block of addresses, `sg-…`, `ACCOUNT/sg-…` or `pl-…`.
    package let source: String
    /// `nil`: nothing is said about it.
    package let text: String?

    package init(transport: String, from: Int?, to: Int?, source: String, text: String?) {
        self.transport = Self.name(of: transport)
        let hasPorts = Self.haveRange.contains(self.transport)
        self.from = hasPorts ? from ?? -1 : nil
        self.to = hasPorts ? to ?? from ?? -1 : nil
        self.source = NetworkBlock(source)?.description ?? source
        self.text = text
    }

    /// What a manifest or `value` wrote.
    /// - Returns: `nil` where it names no source.
    package init?(value: JSONValue) {
        guard let source = value["source"]?.stringValue else { return nil }
        self.init(
            transport: value["protocol"]?.stringValue ?? "all", from: value["fromPort"]?.intValue, to: value["toPort"]?.intValue,
            source: source, text: value["description"]?.stringValue)
    }

    /// - Parameters:
    ///   - permission: an element of `IpPermissions` in the answer of `DescribeSecurityGroups`.
    ///   - group: the name that a group of another account, or of this one, goes by.
    package static func rules(in permission: JSONValue, group: (_ account: String?, _ id: String) -> String) -> [IngressRule] {
        ["IpRanges", "Ipv6Ranges", "PrefixListIds", "UserIdGroupPairs"].flatMap { list in
            (permission[list]?.arrayValue ?? []).compactMap { element -> IngressRule? in
                let named = (element["CidrIp"] ?? element["CidrIpv6"] ?? element["PrefixListId"])?.stringValue
                guard let source = named ?? element["GroupId"]?.stringValue.map({ group(element["UserId"]?.stringValue, $0) }) else { return nil }
                return IngressRule(
                    transport: permission["IpProtocol"]?.stringValue ?? "-1", from: permission["FromPort"]?.intValue,
                    to: permission["ToPort"]?.intValue, source: source, text: element["Description"]?.stringValue.flatMap { $0.isEmpty ? nil : $0 })
            }
        }
    }

    // MARK: As an aspect

    package var aspect: AspectName { AspectName("ingress", self.member) }

    /// For people, and the same for all rules that let in the same.
    package var member: String { [self.transport, self.range, self.source].compactMap(\.self).joined(separator: " ") }

    private var range: String? {
        guard let from, let to else { return nil }
        if self.transport.hasPrefix("icmp") { return from == -1 ? "all" : to == -1 ? "\(from)" : "\(from)/\(to)" }
        return from == -1 ? "all" : from == to ? "\(from)" : "\(from)-\(to)"
    }

    package var value: JSONValue {
        var object: JSONObject = ["protocol": .string(self.transport)]
        if let from, let to {
            object["fromPort"] = JSONValue(from)
            object["toPort"] = JSONValue(to)
        }
        object["source"] = .string(self.source)
        if let text { object["description"] = .string(text) }
        return .object(object)
    }

    /// What keeps AWS from taking it; `nil` where it is right.
    var fault: String? {
        guard let from, let to, !self.transport.hasPrefix("icmp") else { return nil }
        if from < 0 || to < 0 { return "needs `fromPort` and `toPort`" }
        return from > to ? "ends at a port below the one that it begins with" : nil
    }

    // MARK: What it means

    /// Whether somebody may reach the Neptune port by it.
    package var reachesNeptune: Bool {
        if self.transport == "all" { return true }
        guard self.transport == "tcp", let from, let to else { return false }
        return from == -1 || (from...max(from, to)).contains(Self.neptunePort)
    }

    /// Whether its source is everybody.
    package var isPublic: Bool { NetworkBlock(self.source)?.isEverything == true }

    /// The account of the source, where it is a group of another one.
    package var sourceAccount: String? {
        guard NetworkBlock(self.source) == nil, let slash = self.source.firstIndex(of: "/") else { return nil }
        return String(self.source[..<slash])
    }

    /// As an element of `IpPermissions` in a request.
    func permission(withText: Bool) -> JSONValue {
        var permission: JSONObject = ["IpProtocol": .string(self.transport == "all" ? "-1" : self.transport)]
        if let from, let to {
            permission["FromPort"] = JSONValue(from)
            permission["ToPort"] = JSONValue(to)
        }
        var element = JSONObject()
        let list: String
        if let block = NetworkBlock(self.source) {
            list = block.isVersion6 ? "Ipv6Ranges" : "IpRanges"
            element[block.isVersion6 ? "CidrIpv6" : "CidrIp"] = .string(self.source)
        } else if self.source.hasPrefix("pl-") {
            list = "PrefixListIds"
            element["PrefixListId"] = .string(self.source)
        } else {
            list = "UserIdGroupPairs"
            element["GroupId"] = .string(self.source.split(separator: "/").last.map(String.init) ?? self.source)
            if let account = self.sourceAccount { element["UserId"] = .string(account) }
        }
        if withText, let text, !text.isEmpty { element["Description"] = .string(text) }
        permission[list] = [.object(element)]
        return .object(permission)
    }

    private static let haveRange: Set = ["tcp", "udp", "icmp", "icmpv6"]

    /// - SeeAlso: IANA, "Assigned Internet Protocol Numbers".
    private static func name(of transport: String) -> String {
        let lowered = transport.lowercased()
        return ["-1": "all", "6": "tcp", "17": "udp", "1": "icmp", "58": "icmpv6"][lowered] ?? lowered
    }
}
