import IAMPolicy

// What policies are judged beside: networks, graphs, notebook instances.
extension AccountExport {
    func network(_ network: NetworkState) -> JSONValue {
        [
            "vpcs": Self.map(network.vpcs.map { ($0.key, .string($0.value.block)) }),
            "subnets": Self.map(network.subnets.map { ($0.key, .string("\($0.value.vpc) \($0.value.block)")) }),
            "routeTables": Self.map(network.routeTables.map { ($0.key, Self.texts($0.value.subnets)) }),
            "endpoints": Self.map(
                network.endpoints.map { endpoint in
                    (
                        endpoint.key,
                        [
                            "service": .string(endpoint.value.service), "policy": .string(endpoint.value.policy),
                            "routeTables": Self.texts(endpoint.value.routeTables)
                        ]
                    )
                }),
            "prefixLists": Self.map(network.prefixLists.map { ($0.key, Self.texts($0.value)) })
        ]
    }

    func graphs(_ graphs: GraphState) -> JSONValue {
        Self.map(graphs.graphs.values.map { ($0.id, ["name": .string($0.name), "status": .string($0.status.settled)]) })
    }

    func notebooks(_ notebooks: NotebookState) -> JSONValue {
        Self.map(notebooks.notebooks.values.map { ($0.name, ["role": .string($0.roleARN), "status": .string($0.status.settled)]) })
    }

    private static func texts(_ texts: some Sequence<String>) -> JSONValue { .array(texts.sorted().map { .string($0) }) }
}
