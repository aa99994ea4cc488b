import IAMPolicy

/// All that the simulated AWS can do, by service and operation.
enum SimulatedServices {
    /// Carries out one call; `state` is to be thrown away where this throws.
    static func perform(_ call: ServiceCall, in state: inout WorldState) throws(ServiceFault) -> JSONObject {
        let service = call.operation.service.signingName
        guard let operation = Self.operations[service]?[call.operation.name] else {
            throw .notSimulated("\(service):\(call.operation.name) is not simulated")
        }
        do {
            return try operation(call, &state)
        } catch let fault as ServiceFault {
            throw fault
        } catch {
            throw .notSimulated("\(error)")
        }
    }

    static func has(_ service: String, _ operation: String) -> Bool {
        service == "cloudtrail" && operation == "LookupEvents" || Self.operations[service]?[operation] != nil
    }

    private static let operations: [String: [String: Operation]] = [
        "iam": Self.joined([
            IAMEntityOperations.operations, IAMInlineOperations.operations, IAMAttachmentOperations.operations, IAMTagOperations.operations,
            IAMMemberOperations.operations, IAMPolicyOperations.operations, IAMPolicyReads.operations, IAMAccountReads.operations
        ]),
        "sts": STSOperations.operations,
        "kms": Self.joined([KMSKeyOperations.operations, KMSPolicyOperations.operations, KMSAliasOperations.operations]),
        "s3": Self.joined([BucketOperations.operations, ObjectOperations.operations]),
        "ec2": Self.joined([SecurityGroupOperations.operations, NetworkOperations.operations, EndpointOperations.operations]),
        "rds": Self.joined([NeptuneOperations.operations, ClusterLifeOperations.operations]),
        "neptune-graph": GraphOperations.operations, "sagemaker": NotebookOperations.operations,
        "organizations": Self.joined([OrganizationReads.operations, OrganizationWrites.operations]), "sqs": QueueOperations.operations
    ]

    private static func joined(_ tables: [[String: Operation]]) -> [String: Operation] {
        tables.reduce(into: [:]) { $0.merge($1) { first, _ in first } }
    }
}
