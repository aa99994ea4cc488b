import IAMPolicy

/// Security groups and the rules for what comes in.
enum SecurityGroupOperations {
    static let operations: [String: Operation] = [
        "CreateSecurityGroup": { call, state in
            let group = SimulatedSecurityGroup(
                id: state.newHexID("sg-"), name: call.text("GroupName"), description: call.text("GroupDescription"),
                vpc: call.optionalText("VpcId") ?? "vpc-00000001")
            Self.put(group, call, &state)
            return ["GroupId": .string(group.id)]
        },
        "DescribeSecurityGroups": { call, state in
            let groups = try Self.described(call, state)
            return ["SecurityGroups": .array(groups.map { SecurityGroupForms.value($0, account: call.account, region: call.region) })]
        },
        "DescribeSecurityGroupRules": { call, state in
            let wanted = Self.filter("group-id", call)
            let ids = call.texts("SecurityGroupRuleIds")
            let rules = Self.network(call, state).groups.values.filter { wanted.isEmpty || wanted.contains($0.id) }.flatMap { group in
                group.rules.filter { ids.isEmpty || ids.contains($0.id) }.map { SecurityGroupForms.rule($0, of: group.id, account: call.account) }
            }
            return ["SecurityGroupRules": .array(rules)]
        },
        "AuthorizeSecurityGroupIngress": { call, state in try Self.authorize(call, &state) },
        "RevokeSecurityGroupIngress": { call, state in try Self.revoke(call, &state) },
        "UpdateSecurityGroupRuleDescriptionsIngress": { call, state in try Self.describe(call, &state) },
        "CreateTags": { call, state in
            for id in call.texts("Resources") {
                guard var group = Self.network(call, state).groups[id] else {
                    throw ServiceFault("InvalidID", "The ID '\(id)' is not valid")
                }
                group.tags.add(call)
                Self.put(group, call, &state)
            }
            return [:]
        }
    ]

    private static func network(_ call: ServiceCall, _ state: WorldState) -> SecurityGroupState {
        state.accounts[call.account]?.networks[call.region] ?? SecurityGroupState()
    }

    private static func put(_ group: SimulatedSecurityGroup, _ call: ServiceCall, _ state: inout WorldState) {
        state.accounts[call.account, default: AccountState()].networks[call.region, default: SecurityGroupState()].groups[group.id] = group
    }

    private static func group(_ call: ServiceCall, _ state: WorldState) throws(ServiceFault) -> SimulatedSecurityGroup {
        let id = call.text("GroupId")
        if let group = Self.network(call, state).groups[id] { return group }
        throw ServiceFault("InvalidGroup.NotFound", "The security group '\(id)' does not exist")
    }

    private static func filter(_ name: String, _ call: ServiceCall) -> [String] {
        call.objects("Filters").filter { $0["Name"] == .string(name) }.flatMap { $0["Values"]?.arrayValue?.compactMap(\.stringValue) ?? [] }
    }

    private static func described(_ call: ServiceCall, _ state: WorldState) throws(ServiceFault) -> [SimulatedSecurityGroup] {
        let groups = Self.network(call, state).groups
        for id in call.texts("GroupIds") where groups[id] == nil {
            throw ServiceFault("InvalidGroup.NotFound", "The security group '\(id)' does not exist")
        }
        let ids = call.texts("GroupIds") + Self.filter("group-id", call)
        let names = call.texts("GroupNames") + Self.filter("group-name", call)
        let networks = Self.filter("vpc-id", call)
        return groups.values.filter { group in
            (ids.isEmpty || ids.contains(group.id)) && (names.isEmpty || names.contains(group.name))
                && (networks.isEmpty || networks.contains(group.vpc))
        }
    }

    private static func authorize(_ call: ServiceCall, _ state: inout WorldState) throws(ServiceFault) -> JSONObject {
        var group = try Self.group(call, state)
        let reading = IngressReading(account: call.account)
        var added: [JSONValue] = []
        for permission in call.objects("IpPermissions") {
            for rule in try reading.rules(permission, id: "") {
                if group.rules.contains(where: { $0.isSame(rule) }) {
                    throw ServiceFault("InvalidPermission.Duplicate", "the specified rule already exists")
                }
                let kept = IngressRule(id: state.newHexID("sgr-"), ports: rule.ports, source: rule.source, description: rule.description)
                group.rules.append(kept)
                added.append(SecurityGroupForms.rule(kept, of: group.id, account: call.account))
            }
        }
        if group.rules.count > 60 {
            throw ServiceFault("RulesPerSecurityGroupLimitExceeded", "The maximum number of rules per security group has been reached.")
        }
        Self.put(group, call, &state)
        return ["Return": true, "SecurityGroupRules": .array(added)]
    }

    private static func revoke(_ call: ServiceCall, _ state: inout WorldState) throws(ServiceFault) -> JSONObject {
        var group = try Self.group(call, state)
        for id in call.texts("SecurityGroupRuleIds") {
            guard let place = group.rules.firstIndex(where: { $0.id == id }) else {
                throw ServiceFault("InvalidSecurityGroupRuleId.NotFound", "The security group rule ID '\(id)' does not exist")
            }
            group.rules.remove(at: place)
        }
        for permission in call.objects("IpPermissions") {
            for rule in try IngressReading(account: call.account).rules(permission, id: "") {
                guard let place = group.rules.firstIndex(where: { $0.isSame(rule) }) else {
                    throw ServiceFault("InvalidPermission.NotFound", "The specified rule does not exist in this security group.")
                }
                group.rules.remove(at: place)
            }
        }
        Self.put(group, call, &state)
        return ["Return": true]
    }

    private static func describe(_ call: ServiceCall, _ state: inout WorldState) throws(ServiceFault) -> JSONObject {
        var group = try Self.group(call, state)
        for permission in call.objects("IpPermissions") {
            for rule in try IngressReading(account: call.account).rules(permission, id: "") {
                guard let place = group.rules.firstIndex(where: { $0.isSame(rule) }) else {
                    throw ServiceFault("InvalidPermission.NotFound", "The specified rule does not exist in this security group.")
                }
                group.rules[place].description = rule.description
            }
        }
        for change in call.objects("SecurityGroupRuleDescriptions") {
            guard let place = group.rules.firstIndex(where: { .string($0.id) == change["SecurityGroupRuleId"] }) else {
                throw ServiceFault("InvalidSecurityGroupRuleId.NotFound", "The security group rule does not exist")
            }
            group.rules[place].description = change["Description"]?.stringValue
        }
        Self.put(group, call, &state)
        return ["Return": true]
    }
}
