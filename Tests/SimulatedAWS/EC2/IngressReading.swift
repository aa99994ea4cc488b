import IAMPolicy

/// Reads `IpPermissions`: protocol and ports once, with many sources.
struct IngressReading {
    let account: String

    func rules(_ permission: JSONObject, id: String) throws(ServiceFault) -> [IngressRule] {
        let ports = try self.ports(permission)
        var rules: [IngressRule] = []
        for list in ["IpRanges", "Ipv6Ranges", "PrefixListIds", "UserIdGroupPairs"] {
            for item in permission[list]?.arrayValue ?? [] {
                rules.append(IngressRule(id: id, ports: ports, source: try self.source(item, list), description: item["Description"]?.stringValue))
            }
        }
        return rules
    }

    private func source(_ item: JSONValue, _ list: String) throws(ServiceFault) -> IngressSource {
        switch list {
        case "IpRanges": return .ipv4(try self.range(item["CidrIp"]?.stringValue))
        case "Ipv6Ranges": return .ipv6(try self.range(item["CidrIpv6"]?.stringValue))
        case "PrefixListIds": return .prefixList(item["PrefixListId"]?.stringValue ?? "")
        default: return .group(item["GroupId"]?.stringValue ?? "", account: item["UserId"]?.stringValue ?? self.account)
        }
    }

    private func ports(_ permission: JSONObject) throws(ServiceFault) -> IngressPorts {
        let name = permission["IpProtocol"]?.stringValue ?? "-1"
        let names = ["6": "tcp", "17": "udp", "1": "icmp"]
        // All protocols have no ports.
        if name == "-1" { return IngressPorts(ipProtocol: name, from: nil, to: nil) }
        guard let from = permission["FromPort"]?.intValue, let to = permission["ToPort"]?.intValue, from <= to || to == -1 else {
            throw ServiceFault("InvalidParameterValue", "Invalid TCP/UDP port range")
        }
        return IngressPorts(ipProtocol: names[name] ?? name.lowercased(), from: from, to: to)
    }

    private func range(_ text: String?) throws(ServiceFault) -> String {
        guard let text, text.contains("/") else {
            throw ServiceFault("InvalidParameterValue", "CIDR block \(text ?? "") is malformed")
        }
        return text
    }
}
