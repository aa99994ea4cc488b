import IAMPolicy

/// VPCs, subnets, route tables and prefix lists.
enum NetworkOperations {
    static let operations: [String: Operation] = [
        "CreateVpc": { call, state in Self.createVPC(call, &state) },
        "CreateSubnet": { call, state in
            let vpc = try Self.vpc(call, state)
            let subnet = SimulatedSubnet(id: state.newHexID("subnet-"), vpc: vpc, block: call.text("CidrBlock"))
            Self.change(call, &state) { $0.subnets[subnet.id] = subnet }
            return ["Subnet": Self.value(subnet, call)]
        },
        "CreateRouteTable": { call, state in
            let table = SimulatedRouteTable(id: state.newHexID("rtb-"), vpc: try Self.vpc(call, state), isMain: false)
            Self.change(call, &state) { $0.routeTables[table.id] = table }
            return ["RouteTable": Self.value(table, call)]
        },
        "AssociateRouteTable": { call, state in
            let (table, subnet) = (call.text("RouteTableId"), call.text("SubnetId"))
            let network = Self.network(call, state)
            guard network.routeTables[table] != nil else { throw Self.missing("RouteTable", "routeTable", table) }
            guard network.subnets[subnet] != nil else { throw Self.missing("Subnet", "subnet", subnet) }
            if network.routeTables.values.contains(where: { $0.subnets.contains(subnet) }) {
                throw ServiceFault("Resource.AlreadyAssociated", "the specified association for route table \(table) conflicts with an existing one")
            }
            Self.change(call, &state) { _ = $0.routeTables[table]?.subnets.insert(subnet) }
            return ["AssociationId": .string(Self.association(table, subnet))]
        },
        "CreateManagedPrefixList": { call, state in
            let id = state.newHexID("pl-")
            let blocks = call.objects("Entries").compactMap { $0["Cidr"]?.stringValue }
            Self.change(call, &state) { $0.prefixLists[id] = blocks }
            return ["PrefixList": ["PrefixListId": .string(id)]]
        },
        "DescribeVpcs": { call, state in
            let found = try Self.named(Self.network(call, state).vpcs, "VpcIds", call, Self.vpcMissing)
            let wanted = try call.filtered(Array(found), by: ["vpc-id": { [$0.id] }, "cidr": { [$0.block] }])
            return ["Vpcs": .array(wanted.map { Self.value($0, call) })]
        },
        "DescribeSubnets": { call, state in
            let found = try Self.named(Self.network(call, state).subnets, "SubnetIds", call) { Self.missing("Subnet", "subnet", $0) }
            let wanted = try call.filtered(Array(found), by: ["vpc-id": { [$0.vpc] }, "subnet-id": { [$0.id] }])
            return ["Subnets": .array(wanted.map { Self.value($0, call) })]
        },
        "DescribeRouteTables": { call, state in
            let found = try Self.named(Self.network(call, state).routeTables, "RouteTableIds", call) { Self.missing("RouteTable", "routeTable", $0) }
            let wanted = try call.filtered(
                Array(found),
                by: [
                    "vpc-id": { [$0.vpc] }, "route-table-id": { [$0.id] }, "association.subnet-id": { Array($0.subnets) },
                    "association.main": { [$0.isMain ? "true" : "false"] }
                ])
            return ["RouteTables": .array(wanted.map { Self.value($0, call) })]
        },
        "GetManagedPrefixListEntries": { call, state in
            let id = call.text("PrefixListId")
            guard let blocks = Self.network(call, state).prefixLists[id] else {
                throw ServiceFault("InvalidPrefixListID.NotFound", "The prefix list ID '\(id)' does not exist")
            }
            return ["Entries": .array(blocks.map { ["Cidr": .string($0)] })]
        }
    ]

    // MARK: What is there

    static func network(_ call: ServiceCall, _ state: WorldState) -> NetworkState {
        state.accounts[call.account]?.surroundings[call.region] ?? NetworkState()
    }

    static func change(_ call: ServiceCall, _ state: inout WorldState, _ body: (inout NetworkState) -> Void) {
        body(&state.accounts[call.account, default: AccountState()].surroundings[call.region, default: NetworkState()])
    }

    static func missing(_ code: String, _ words: String, _ id: String) -> ServiceFault {
        ServiceFault("Invalid\(code)ID.NotFound", "The \(words) ID '\(id)' does not exist")
    }

    /// The VPC that a call names.
    static func vpc(_ call: ServiceCall, _ state: WorldState) throws(ServiceFault) -> String {
        let id = call.text("VpcId")
        guard Self.network(call, state).vpcs[id] != nil else { throw Self.vpcMissing(id) }
        return id
    }

    private static func vpcMissing(_ id: String) -> ServiceFault { ServiceFault("InvalidVpcID.NotFound", "The vpc ID '\(id)' does not exist") }

    /// Those that a call names by id; all where it names none.
    static func named<Item>(
        _ items: [String: Item], _ member: String, _ call: ServiceCall, _ missing: (String) -> ServiceFault
    ) throws(ServiceFault) -> [Item] {
        let ids = call.texts(member)
        if ids.isEmpty { return Array(items.values) }
        var found: [Item] = []
        for id in ids {
            guard let item = items[id] else { throw missing(id) }
            found.append(item)
        }
        return found
    }

    /// With its main route table, as EC2 makes it.
    private static func createVPC(_ call: ServiceCall, _ state: inout WorldState) -> JSONObject {
        let vpc = SimulatedVPC(id: state.newHexID("vpc-"), block: call.text("CidrBlock"))
        let table = SimulatedRouteTable(id: state.newHexID("rtb-"), vpc: vpc.id, isMain: true)
        Self.change(call, &state) { network in
            network.vpcs[vpc.id] = vpc
            network.routeTables[table.id] = table
        }
        return ["Vpc": Self.value(vpc, call)]
    }

    // MARK: Forms

    private static func value(_ vpc: SimulatedVPC, _ call: ServiceCall) -> JSONValue {
        [
            "VpcId": .string(vpc.id), "OwnerId": .string(call.account), "State": "available", "CidrBlock": .string(vpc.block), "IsDefault": false,
            "InstanceTenancy": "default"
        ]
    }

    private static func value(_ subnet: SimulatedSubnet, _ call: ServiceCall) -> JSONValue {
        [
            "SubnetId": .string(subnet.id), "VpcId": .string(subnet.vpc), "CidrBlock": .string(subnet.block), "State": "available",
            "OwnerId": .string(call.account), "AvailabilityZone": .string("\(call.region)a")
        ]
    }

    private static func value(_ table: SimulatedRouteTable, _ call: ServiceCall) -> JSONValue {
        let own = table.subnets.sorted().map { subnet -> JSONValue in
            [
                "RouteTableAssociationId": .string(Self.association(table.id, subnet)), "RouteTableId": .string(table.id),
                "SubnetId": .string(subnet), "Main": false
            ]
        }
        let main: JSONValue = [
            "RouteTableAssociationId": .string(Self.association(table.id, "main")), "RouteTableId": .string(table.id), "Main": true
        ]
        return [
            "RouteTableId": .string(table.id), "VpcId": .string(table.vpc), "OwnerId": .string(call.account),
            "Associations": .array((table.isMain ? [main] : []) + own)
        ]
    }

    private static func association(_ table: String, _ place: String) -> String { "rtbassoc-\(table.dropFirst(4))-\(place)" }
}

extension ServiceCall {
    /// What all filters of a call to EC2 let through.
    /// - Parameter fields: what each filter looks at.
    func filtered<Item>(_ items: [Item], by fields: [String: (Item) -> [String]]) throws(ServiceFault) -> [Item] {
        var items = items
        for filter in self.objects("Filters") {
            let name = filter["Name"]?.stringValue ?? ""
            guard let field = fields[name] else { throw .notSimulated("the filter \(name) of \(self.operation.name)") }
            let values = Set(filter["Values"]?.arrayValue?.compactMap(\.stringValue) ?? [])
            items = items.filter { !values.isDisjoint(with: field($0)) }
        }
        return items
    }
}
