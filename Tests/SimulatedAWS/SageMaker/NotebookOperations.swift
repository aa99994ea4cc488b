import IAMPolicy

/// Notebook instances.
/// - SeeAlso: Amazon SageMaker API Reference, `DescribeNotebookInstance`.
enum NotebookOperations {
    static let operations: [String: Operation] = [
        "CreateNotebookInstance": { call, state in try Self.create(call, &state) },
        "DescribeNotebookInstance": { call, state in
            let notebook = try Self.notebook(call, state)
            var output = Self.summary(notebook, call)
            output["RoleArn"] = .string(notebook.roleARN)
            return output
        },
        "ListNotebookInstances": { call, state in
            let wanted = call.optionalText("NameContains") ?? ""
            let found = Self.notebooks(call, state).values.filter { wanted.isEmpty || $0.name.contains(wanted) }
            return ["NotebookInstances": .array(found.map { .object(Self.summary($0, call)) })]
        },
        "StopNotebookInstance": { call, state in try Self.move(call, &state, from: "InService", to: "Stopped", by: "Stopping") },
        "StartNotebookInstance": { call, state in try Self.move(call, &state, from: "Stopped", to: "InService", by: "Pending") },
        "DeleteNotebookInstance": { call, state in
            let notebook = try Self.notebook(call, state)
            guard notebook.status.name(at: call) == "Stopped" else { throw Self.unfit(notebook, call, wanted: "Stopped") }
            state.accounts[call.account]?.notebooks[call.region]?.notebooks[notebook.name] = nil
            return [:]
        }
    ]

    private static func refusal(_ message: String) -> ServiceFault { ServiceFault("ValidationException", message) }

    private static func unfit(_ notebook: SimulatedNotebook, _ call: ServiceCall, wanted: String) -> ServiceFault {
        Self.refusal("Status (\(notebook.status.name(at: call))) not in ([\(wanted)]). Unable to transition for \(notebook.arn).")
    }

    private static func notebooks(_ call: ServiceCall, _ state: WorldState) -> [String: SimulatedNotebook] {
        state.accounts[call.account]?.notebooks[call.region]?.notebooks ?? [:]
    }

    /// SageMaker has no code of its own for what is not there.
    private static func notebook(_ call: ServiceCall, _ state: WorldState) throws(ServiceFault) -> SimulatedNotebook {
        if let notebook = Self.notebooks(call, state)[call.text("NotebookInstanceName")] { return notebook }
        throw Self.refusal("RecordNotFound")
    }

    private static func put(_ notebook: SimulatedNotebook, _ call: ServiceCall, _ state: inout WorldState) {
        state.accounts[call.account, default: AccountState()].notebooks[call.region, default: NotebookState()].notebooks[notebook.name] = notebook
    }

    private static func create(_ call: ServiceCall, _ state: inout WorldState) throws(ServiceFault) -> JSONObject {
        let name = call.text("NotebookInstanceName")
        let arn = "arn:aws:sagemaker:\(call.region):\(call.account):notebook-instance/\(name)"
        if Self.notebooks(call, state)[name] != nil { throw Self.refusal("Cannot create a duplicate notebook instance (\(arn))") }
        let notebook = SimulatedNotebook(
            name: name, arn: arn, instanceType: call.text("InstanceType"), roleARN: call.text("RoleArn"), createdAt: call.seconds,
            status: SettlingStatus("InService", by: "Pending", since: call))
        Self.put(notebook, call, &state)
        return ["NotebookInstanceArn": .string(arn)]
    }

    private static func move(
        _ call: ServiceCall, _ state: inout WorldState, from old: String, to new: String, by underway: String
    ) throws(ServiceFault) -> JSONObject {
        var notebook = try Self.notebook(call, state)
        guard notebook.status.name(at: call) == old else { throw Self.unfit(notebook, call, wanted: old) }
        notebook.status = SettlingStatus(new, by: underway, since: call)
        Self.put(notebook, call, &state)
        return [:]
    }

    private static func summary(_ notebook: SimulatedNotebook, _ call: ServiceCall) -> JSONObject {
        [
            "NotebookInstanceName": .string(notebook.name), "NotebookInstanceArn": .string(notebook.arn),
            "NotebookInstanceStatus": .string(notebook.status.name(at: call)), "InstanceType": .string(notebook.instanceType),
            "CreationTime": JSONValue(notebook.createdAt), "Url": .string("\(notebook.name).notebook.\(call.region).sagemaker.aws")
        ]
    }
}
