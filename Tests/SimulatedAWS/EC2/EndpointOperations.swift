import IAMPolicy

/// Gateway endpoints: the way to S3 that does not leave a VPC.
/// - SeeAlso: Amazon VPC User Guide, "Gateway endpoints".
enum EndpointOperations {
    static let operations: [String: Operation] = [
        "CreateVpcEndpoint": { call, state in try Self.create(call, &state) },
        "ModifyVpcEndpoint": { call, state in
            var endpoint = try Self.endpoint(call.text("VpcEndpointId"), call, state)
            try Self.checkTables(call.texts("AddRouteTableIds") + call.texts("RemoveRouteTableIds"), call, state)
            endpoint.routeTables.formUnion(call.texts("AddRouteTableIds"))
            endpoint.routeTables.subtract(call.texts("RemoveRouteTableIds"))
            if call.flag("ResetPolicy") { endpoint.policy = Self.everything }
            if let text = call.optionalText("PolicyDocument") { endpoint.policy = try Self.checked(text) }
            NetworkOperations.change(call, &state) { [endpoint] in $0.endpoints[endpoint.id] = endpoint }
            return ["Return": true]
        },
        "DeleteVpcEndpoints": { call, state in
            for id in call.texts("VpcEndpointIds") {
                _ = try Self.endpoint(id, call, state)
                NetworkOperations.change(call, &state) { $0.endpoints[id] = nil }
            }
            return [:]
        },
        "DescribeVpcEndpoints": { call, state in
            let endpoints = NetworkOperations.network(call, state).endpoints
            let found = try NetworkOperations.named(endpoints, "VpcEndpointIds", call, Self.missing)
            let wanted = try call.filtered(
                found,
                by: [
                    "vpc-id": { [$0.vpc] }, "service-name": { [$0.service] }, "vpc-endpoint-id": { [$0.id] },
                    "vpc-endpoint-type": { _ in ["Gateway"] }
                ])
            return ["VpcEndpoints": .array(wanted.map { Self.value($0, call) })]
        }
    ]

    private static let everything =
        "{\"Version\":\"2008-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":\"*\",\"Action\":\"*\",\"Resource\":\"*\"}]}"

    private static func missing(_ id: String) -> ServiceFault {
        ServiceFault("InvalidVpcEndpointId.NotFound", "The Vpc Endpoint Id '\(id)' does not exist")
    }

    private static func endpoint(_ id: String, _ call: ServiceCall, _ state: WorldState) throws(ServiceFault) -> SimulatedEndpoint {
        if let endpoint = NetworkOperations.network(call, state).endpoints[id] { return endpoint }
        throw Self.missing(id)
    }

    private static func checkTables(_ ids: [String], _ call: ServiceCall, _ state: WorldState) throws(ServiceFault) {
        let known = NetworkOperations.network(call, state).routeTables
        for id in ids where known[id] == nil { throw NetworkOperations.missing("RouteTable", "routeTable", id) }
    }

    private static func checked(_ text: String) throws(ServiceFault) -> String {
        if let fault = DocumentCheck.fault(text, as: .resource) { throw ServiceFault("InvalidPolicyDocument", fault) }
        return text
    }

    private static func create(_ call: ServiceCall, _ state: inout WorldState) throws(ServiceFault) -> JSONObject {
        let type = call.optionalText("VpcEndpointType") ?? "Gateway"
        guard type == "Gateway" else { throw .notSimulated("an endpoint of the type \(type)") }
        let service = call.text("ServiceName")
        guard ["s3", "dynamodb"].map({ "com.amazonaws.\(call.region).\($0)" }).contains(service) else {
            throw ServiceFault("InvalidServiceName", "The Vpc Endpoint Service '\(service)' does not exist")
        }
        let tables = call.texts("RouteTableIds")
        try Self.checkTables(tables, call, state)
        let endpoint = SimulatedEndpoint(
            id: state.newHexID("vpce-"), vpc: try NetworkOperations.vpc(call, state), service: service,
            policy: try call.optionalText("PolicyDocument").map(Self.checked) ?? Self.everything, routeTables: Set(tables))
        NetworkOperations.change(call, &state) { $0.endpoints[endpoint.id] = endpoint }
        return ["VpcEndpoint": Self.value(endpoint, call)]
    }

    private static func value(_ endpoint: SimulatedEndpoint, _ call: ServiceCall) -> JSONValue {
        [
            "VpcEndpointId": .string(endpoint.id), "VpcEndpointType": "Gateway", "VpcId": .string(endpoint.vpc),
            "ServiceName": .string(endpoint.service), "State": "available", "PolicyDocument": .string(endpoint.policy),
            "RouteTableIds": .array(endpoint.routeTables.sorted().map { .string($0) }), "SubnetIds": [], "OwnerId": .string(call.account)
        ]
    }
}
