import IAMPolicy
import ReconcileCore

/// Answers the questions of chains, each by the reads of the service that knows.
struct ChainAnswerReader: Sendable {
    /// Objects that one answer names.
    static let objectsMax = 10

    let account: AccountSettings
    let caller: any AWSCalling
    /// Asks for what the organization keeps; `nil`: nobody may.
    let organization: (any AWSCalling)?

    func answer(to question: ChainQuestion) async -> ChainAnswer {
        do throws(AWSError) {
            switch question {
            case .resource(let target):
                return .unreadable(ReadGap(code: .failed, message: "\(target.identity) is read with the resources of its account"))
            case .bucketRegion(let bucket): return .known(try await self.bucketRegion(bucket))
            case .objects(let bucket, let prefix): return .known(try await self.objects(bucket, prefix))
            case .cluster(let identifier, let region): return try await self.cluster(identifier, region)
            case .s3Endpoints(let vpcID, let region): return .known(try await self.s3Endpoints(vpcID, region))
            case .ingress(let groupID, let region): return await self.ingress(groupID, region)
            case .prefixList(let id, let region): return .known(try await self.prefixList(id, region))
            case .graph(let id, let region): return .known(try await self.graph(id, region))
            case .notebook(let name, let region): return .known(try await self.notebook(name, region))
            case .controlPolicies: return .known(try await self.controlPolicies())
            }
        } catch {
            return Self.isAbsence(error) ? .absent : .unreadable(Self.gap(error))
        }
    }

    /// A denial names what the daemon lacks.
    static func gap(_ error: AWSError) -> ReadGap {
        let gap = ReadGap(error)
        guard gap.code == .denied, let action = Self.actions[error.service]?[error.operation] else { return gap }
        return ReadGap(code: .denied, message: "the daemon lacks \(action) (\(gap.message))")
    }

    /// SageMaker words the absence of a notebook as a fault of the request.
    private static func isAbsence(_ error: AWSError) -> Bool {
        error.errorClass == .gone || (error.service == SageMaker.service.id && error.message.contains("RecordNotFound"))
    }

    /// By service and operation.
    private static let actions: [String: [String: String]] = {
        let operations = [S3.operations, Neptune.operations, NeptuneGraph.operations, EC2.operations, SageMaker.operations, Organizations.operations]
        return Dictionary(
            operations.compactMap { table in
                table.first.map { first in
                    (first.service.id, Dictionary(table.compactMap { op in op.iamAction.map { (op.name, $0) } }, uniquingKeysWith: { one, _ in one }))
                }
            }, uniquingKeysWith: { first, _ in first })
    }()

    private func control(_ operation: AWSOperation, _ parameters: JSONObject, region: String?) async throws(AWSError) -> JSONObject {
        try await self.caller.call(operation, parameters: parameters, region: region).output(of: operation)
    }

    /// All elements of a list that comes in pages.
    private func all(
        _ operation: AWSOperation, _ list: String, _ parameters: JSONObject, region: String?
    ) async throws(AWSError) -> [JSONValue] {
        var elements: [JSONValue] = []
        try await self.caller.callPages(operation, parameters: parameters, region: region) { (answer) throws(AWSError) in
            elements += try answer.output(of: operation)[list]?.arrayValue ?? []
        }
        return elements
    }

    // MARK: S3

    /// - SeeAlso: Amazon S3 API Reference, `GetBucketLocation`: the first region is not named, and an old name of Ireland's is `EU`.
    private func bucketRegion(_ bucket: String) async throws(AWSError) -> JSONValue {
        let output = try await self.control(S3.getBucketLocation, ["Bucket": .string(bucket)], region: nil)
        let named = output["LocationConstraint"]?.stringValue ?? ""
        let region = named.isEmpty ? Self.firstRegion(of: self.account.partition) : named == "EU" ? "eu-west-1" : named
        return ["region": .string(region)]
    }

    private static func firstRegion(of partition: String) -> String {
        switch partition {
        case "aws-cn": "cn-north-1"
        case "aws-us-gov": "us-gov-west-1"
        default: "us-east-1"
        }
    }

    private func objects(_ bucket: String, _ prefix: String) async throws(AWSError) -> JSONValue {
        var parameters: JSONObject = ["Bucket": .string(bucket), "MaxKeys": JSONValue(Self.objectsMax)]
        if !prefix.isEmpty { parameters["Prefix"] = .string(prefix) }
        let output = try await self.control(S3.listObjectsV2, parameters, region: nil)
        let keys = (output["Contents"]?.arrayValue ?? []).prefix(Self.objectsMax).map { object -> JSONValue in
            ["key": object["Key"] ?? "", "bytes": object["Size"] ?? 0]
        }
        return ["keys": .array(Array(keys)), "truncated": .bool(output["IsTruncated"]?.boolValue ?? false)]
    }

    // MARK: Neptune

    private func cluster(_ identifier: String, _ region: String) async throws(AWSError) -> ChainAnswer {
        let found = try await self.all(Neptune.describeDBClusters, "DBClusters", ["DBClusterIdentifier": .string(identifier)], region: region)
        guard let cluster = found.first(where: { $0["DBClusterIdentifier"]?.stringValue?.lowercased() == identifier.lowercased() }) else {
            return .absent
        }
        var answer = Self.cluster(cluster)
        try await self.addNetwork(of: cluster, region, to: &answer)
        return .known(.object(answer))
    }

    private static func cluster(_ cluster: JSONValue) -> JSONObject {
        let roles = (cluster["AssociatedRoles"]?.arrayValue ?? []).map { entry -> JSONValue in
            var role: JSONObject = ["role": entry["RoleArn"] ?? .null]
            if let feature = entry["FeatureName"]?.stringValue, !feature.isEmpty { role["feature"] = .string(feature) }
            role["status"] = entry["Status"] ?? .null
            return .object(role)
        }
        let groups = (cluster["VpcSecurityGroups"]?.arrayValue ?? []).compactMap { $0["VpcSecurityGroupId"] }
        return [
            "resourceID": cluster["DbClusterResourceId"] ?? .null, "arn": cluster["DBClusterArn"] ?? .null, "status": cluster["Status"] ?? .null,
            "engine": cluster["Engine"] ?? .null, "engineVersion": cluster["EngineVersion"] ?? .null, "port": cluster["Port"] ?? .null,
            "endpoint": cluster["Endpoint"] ?? .null, "vpcID": .null, "subnetIDs": [], "securityGroupIDs": .array(groups),
            "iamDatabaseAuthentication": .bool(cluster["IAMDatabaseAuthenticationEnabled"]?.boolValue ?? false), "roles": .array(roles)
        ]
    }

    /// A cluster names its subnet group only; the group names VPC and subnets. Where it is not there, the VPC stays unknown.
    private func addNetwork(of cluster: JSONValue, _ region: String, to answer: inout JSONObject) async throws(AWSError) {
        guard let name = cluster["DBSubnetGroup"]?.stringValue, !name.isEmpty else { return }
        do throws(AWSError) {
            let groups = try await self.all(
                Neptune.describeDBSubnetGroups, "DBSubnetGroups", ["DBSubnetGroupName": .string(name)], region: region)
            guard let group = groups.first else { return }
            answer["vpcID"] = group["VpcId"] ?? .null
            answer["subnetIDs"] = .array((group["Subnets"]?.arrayValue ?? []).compactMap { $0["SubnetIdentifier"] })
        } catch {
            guard error.errorClass == .gone else { throw error }
        }
    }

    private func graph(_ id: String, _ region: String) async throws(AWSError) -> JSONValue {
        let graph = try await self.control(NeptuneGraph.getGraph, ["graphIdentifier": .string(id)], region: region)
        return [
            "id": graph["id"] ?? .null, "arn": graph["arn"] ?? .null, "name": graph["name"] ?? .null, "status": graph["status"] ?? .null,
            "publicConnectivity": graph["publicConnectivity"] ?? false, "kmsKey": graph["kmsKeyIdentifier"] ?? .null
        ]
    }

    // MARK: EC2

    private func s3Endpoints(_ vpcID: String, _ region: String) async throws(AWSError) -> JSONValue {
        let inVPC: JSONObject = ["Filters": [["Name": "vpc-id", "Values": [.string(vpcID)]]]]
        let endpoints = try await self.all(EC2.describeVpcEndpoints, "VpcEndpoints", inVPC, region: region)
        let tables = try await self.all(EC2.describeRouteTables, "RouteTables", inVPC, region: region)
        // `com.amazonaws.eu-west-1.s3`; in China with `cn.` before it.
        let ofS3 = endpoints.filter { $0["ServiceName"]?.stringValue?.hasSuffix(".\(region).s3") == true }
        return ["endpoints": .array(ofS3.map(Self.endpoint)), "routeTables": .array(tables.map(Self.routeTable))]
    }

    private static func endpoint(_ endpoint: JSONValue) -> JSONValue {
        [
            "id": endpoint["VpcEndpointId"] ?? .null, "type": endpoint["VpcEndpointType"] ?? .null, "state": endpoint["State"] ?? .null,
            "policy": endpoint["PolicyDocument"]?.stringValue.flatMap { $0.isEmpty ? nil : PolicyValue.document($0) } ?? .null,
            "routeTableIDs": endpoint["RouteTableIds"] ?? [], "subnetIDs": endpoint["SubnetIds"] ?? []
        ]
    }

    private static func routeTable(_ table: JSONValue) -> JSONValue {
        let associations = table["Associations"]?.arrayValue ?? []
        return [
            "id": table["RouteTableId"] ?? .null, "isMain": .bool(associations.contains { $0["Main"]?.boolValue == true }),
            "subnetIDs": .array(associations.compactMap { $0["SubnetId"]?.stringValue }.filter { !$0.isEmpty }.map(JSONValue.string))
        ]
    }

    private func ingress(_ groupID: String, _ region: String) async -> ChainAnswer {
        let identity = ResourceIdentity(account: self.account.name, region: region, kind: .securityGroup, name: groupID)
        let target = ReadTarget(identity: identity, locator: groupID, bases: ["ingress"])
        switch await SecurityGroupReader(caller: self.caller).read(target) {
        case .present(let live):
            let rules = live.aspects.filter { $0.key.base == "ingress" }.sorted { $0.key < $1.key }.map(\.value)
            return .known(["rules": .array(rules)])
        case .absent: return .absent
        case .unreadable(let gap):
            guard gap.code == .denied, let action = EC2.describeSecurityGroups.iamAction else { return .unreadable(gap) }
            return .unreadable(ReadGap(code: .denied, message: "the daemon lacks \(action) (\(gap.message))"))
        }
    }

    private func prefixList(_ id: String, _ region: String) async throws(AWSError) -> JSONValue {
        let entries = try await self.all(EC2.getManagedPrefixListEntries, "Entries", ["PrefixListId": .string(id)], region: region)
        return ["entries": .array(entries.compactMap { $0["Cidr"] })]
    }

    // MARK: SageMaker and Organizations

    private func notebook(_ name: String, _ region: String) async throws(AWSError) -> JSONValue {
        let notebook = try await self.control(SageMaker.describeNotebookInstance, ["NotebookInstanceName": .string(name)], region: region)
        return [
            "name": notebook["NotebookInstanceName"] ?? .string(name), "arn": notebook["NotebookInstanceArn"] ?? .null,
            "status": notebook["NotebookInstanceStatus"] ?? .null, "roleARN": notebook["RoleArn"] ?? .null
        ]
    }

    private func controlPolicies() async throws(AWSError) -> JSONValue {
        guard let organization else {
            throw AWSError(
                service: Organizations.service.id, operation: Organizations.listPoliciesForTarget.name, code: AWSErrorCode.invalidConfiguration,
                message: "the configuration names no `organization` account: its policies are not evaluated", errorClass: .invalid)
        }
        return try await ControlPolicyLookup(caller: organization, accountID: self.account.accountID).json()
    }
}
