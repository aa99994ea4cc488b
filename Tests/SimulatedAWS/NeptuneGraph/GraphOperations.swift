import IAMPolicy

/// Graphs of Neptune Analytics; what is in them is nobody's business here.
/// - SeeAlso: Neptune Analytics API Reference, `GetGraph`, `CreateGraph`, `StopGraph`.
enum GraphOperations {
    static let operations: [String: Operation] = [
        "CreateGraph": { call, state in try Self.create(call, &state) },
        "GetGraph": { call, state in
            let graph = try Self.graph(call, state)
            var output = Self.summary(graph, call)
            output["createTime"] = JSONValue(graph.createdAt)
            return output
        },
        "ListGraphs": { call, state in ["graphs": .array(Self.graphs(call, state).values.map { .object(Self.summary($0, call)) })] },
        "UpdateGraph": { call, state in
            try Self.change(call, &state) { graph in
                if let isPublic = call.input["publicConnectivity"]?.boolValue { graph.isPublic = isPublic }
                if let isProtected = call.input["deletionProtection"]?.boolValue { graph.isProtected = isProtected }
                if let memory = call.number("provisionedMemory") { graph.memory = memory }
            }
        },
        "StopGraph": { call, state in try Self.move(call, &state, from: "AVAILABLE", to: "STOPPED", by: "STOPPING") },
        "StartGraph": { call, state in try Self.move(call, &state, from: "STOPPED", to: "AVAILABLE", by: "STARTING") },
        "DeleteGraph": { call, state in
            let graph = try Self.graph(call, state)
            if graph.isProtected { throw Self.conflict("Graph \(graph.id) is protected from deletion.") }
            state.accounts[call.account]?.graphs[call.region]?.graphs[graph.id] = nil
            return Self.summary(graph, call)
        },
        "ListTagsForResource": { call, state in
            let arn = call.text("resourceArn")
            guard let graph = Self.graphs(call, state).values.first(where: { $0.arn == arn }) else { throw Self.missing("Resource \(arn)") }
            return ["tags": .object(JSONObject(graph.tags.sorted { $0.key < $1.key }.map { .init(name: $0.key, value: .string($0.value)) }))]
        }
    ]

    // MARK: What is there

    private static func missing(_ what: String) -> ServiceFault { ServiceFault("ResourceNotFoundException", "\(what) not found.", status: 404) }

    private static func conflict(_ message: String) -> ServiceFault { ServiceFault("ConflictException", message, status: 409) }

    private static func graphs(_ call: ServiceCall, _ state: WorldState) -> [String: SimulatedGraph] {
        state.accounts[call.account]?.graphs[call.region]?.graphs ?? [:]
    }

    private static func graph(_ call: ServiceCall, _ state: WorldState) throws(ServiceFault) -> SimulatedGraph {
        let id = call.text("graphIdentifier")
        if let graph = Self.graphs(call, state)[id] { return graph }
        throw Self.missing("Graph \(id)")
    }

    // MARK: Changing

    private static func change(
        _ call: ServiceCall, _ state: inout WorldState, _ body: (inout SimulatedGraph) -> Void
    ) throws(ServiceFault) -> JSONObject {
        var graph = try Self.graph(call, state)
        body(&graph)
        Self.put(graph, call, &state)
        return Self.summary(graph, call)
    }

    private static func put(_ graph: SimulatedGraph, _ call: ServiceCall, _ state: inout WorldState) {
        state.accounts[call.account, default: AccountState()].graphs[call.region, default: GraphState()].graphs[graph.id] = graph
    }

    private static func create(_ call: ServiceCall, _ state: inout WorldState) throws(ServiceFault) -> JSONObject {
        let name = call.text("graphName")
        if Self.graphs(call, state).values.contains(where: { $0.name == name }) { throw Self.conflict("Graph with name \(name) already exists.") }
        let id = state.newID("g-", length: 10).lowercased()
        let tags = (call.input["tags"]?.objectValue?.members ?? []).map { ($0.name, $0.value.stringValue ?? "") }
        let graph = SimulatedGraph(
            id: id, arn: "arn:aws:neptune-graph:\(call.region):\(call.account):graph/\(id)", name: name, createdAt: call.seconds,
            kmsKey: call.optionalText("kmsKeyIdentifier") ?? "AWS_OWNED_KEY", memory: call.number("provisionedMemory") ?? 16,
            isPublic: call.flag("publicConnectivity"), isProtected: call.input["deletionProtection"]?.boolValue ?? true,
            status: SettlingStatus("AVAILABLE", by: "CREATING", since: call), tags: Dictionary(tags, uniquingKeysWith: { first, _ in first }))
        Self.put(graph, call, &state)
        return Self.summary(graph, call)
    }

    private static func move(
        _ call: ServiceCall, _ state: inout WorldState, from old: String, to new: String, by underway: String
    ) throws(ServiceFault) -> JSONObject {
        guard try Self.graph(call, state).status.name(at: call) == old else { throw Self.conflict("Graph is not in \(old) state.") }
        return try Self.change(call, &state) { $0.status = SettlingStatus(new, by: underway, since: call) }
    }

    private static func summary(_ graph: SimulatedGraph, _ call: ServiceCall) -> JSONObject {
        [
            "id": .string(graph.id), "name": .string(graph.name), "arn": .string(graph.arn), "status": .string(graph.status.name(at: call)),
            "provisionedMemory": JSONValue(graph.memory), "publicConnectivity": .bool(graph.isPublic), "replicaCount": 1,
            "kmsKeyIdentifier": .string(graph.kmsKey), "deletionProtection": .bool(graph.isProtected),
            "endpoint": .string("\(graph.id).\(call.region).neptune-graph.amazonaws.com")
        ]
    }
}
