import IAMPolicy

/// Security groups as EC2's answers hold them: rules of the same ports together, sources in lists.
enum SecurityGroupForms {
    static func value(_ group: SimulatedSecurityGroup, account: String, region: String) -> JSONValue {
        [
            "GroupId": .string(group.id), "OwnerId": .string(account), "GroupName": .string(group.name), "Description": .string(group.description),
            "VpcId": .string(group.vpc), "SecurityGroupArn": .string("arn:aws:ec2:\(region):\(account):security-group/\(group.id)"),
            "IpPermissions": .array(Self.permissions(group.rules)), "IpPermissionsEgress": [], "Tags": group.tags.list()
        ]
    }

    private static func permissions(_ rules: [IngressRule]) -> [JSONValue] {
        let byPorts = Dictionary(grouping: rules, by: \.ports)
        let sorted = byPorts.sorted { Self.order($0.key) < Self.order($1.key) }
        return sorted.map { ports, rules in
            .object(
                .present([
                    "IpProtocol": .string(ports.ipProtocol), "FromPort": ports.from.map { JSONValue($0) }, "ToPort": ports.to.map { JSONValue($0) },
                    "UserIdGroupPairs": .array(rules.compactMap(Self.group)), "IpRanges": .array(rules.compactMap(Self.ipv4)),
                    "Ipv6Ranges": .array(rules.compactMap(Self.ipv6)), "PrefixListIds": .array(rules.compactMap(Self.prefixList))
                ]))
        }
    }

    private static func order(_ ports: IngressPorts) -> String { "\(ports.ipProtocol) \(ports.from ?? -1) \(ports.to ?? -1)" }

    private static func described(_ rule: IngressRule, _ object: JSONObject) -> JSONValue {
        var object = object
        object["Description"] = rule.description.map { .string($0) }
        return .object(object)
    }

    private static func ipv4(_ rule: IngressRule) -> JSONValue? {
        if case .ipv4(let range) = rule.source { Self.described(rule, ["CidrIp": .string(range)]) } else { nil }
    }

    private static func ipv6(_ rule: IngressRule) -> JSONValue? {
        if case .ipv6(let range) = rule.source { Self.described(rule, ["CidrIpv6": .string(range)]) } else { nil }
    }

    private static func prefixList(_ rule: IngressRule) -> JSONValue? {
        if case .prefixList(let id) = rule.source { Self.described(rule, ["PrefixListId": .string(id)]) } else { nil }
    }

    private static func group(_ rule: IngressRule) -> JSONValue? {
        guard case .group(let id, let account) = rule.source else { return nil }
        return Self.described(rule, ["GroupId": .string(id), "UserId": .string(account)])
    }

    static func rule(_ rule: IngressRule, of group: String, account: String) -> JSONValue {
        var object = JSONObject.present([
            "SecurityGroupRuleId": .string(rule.id), "GroupId": .string(group), "GroupOwnerId": .string(account), "IsEgress": false,
            "IpProtocol": .string(rule.ports.ipProtocol), "FromPort": JSONValue(rule.ports.from ?? -1), "ToPort": JSONValue(rule.ports.to ?? -1),
            "Description": rule.description.map { .string($0) }
        ])
        switch rule.source {
        case .ipv4(let range): object["CidrIpv4"] = .string(range)
        case .ipv6(let range): object["CidrIpv6"] = .string(range)
        case .prefixList(let id): object["PrefixListId"] = .string(id)
        case .group(let id, let account): object["ReferencedGroupInfo"] = ["GroupId": .string(id), "UserId": .string(account)]
        }
        return .object(object)
    }
}
