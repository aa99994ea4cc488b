import IAMPolicy
import ReconcileCore

/// The service and resource control policies over one account, level by level.
struct ControlPolicyLookup: Sendable {
    /// Root, at most five levels of organizational units, and the account.
    /// - SeeAlso: AWS Organizations User Guide, "Quotas for AWS Organizations".
    static let levelsMax = 10

    let caller: any AWSCalling
    let accountID: String

    /// `{"levels": [[document…]…], "resourceLevels": [[document…]…], "organizationID"?}`, root first; no levels where none of the kind apply:
    /// outside of an organization (then without its id), in its management account (then with `"isManagementAccount": true`), and where the
    /// root does not have the kind switched on.
    func json() async throws(AWSError) -> JSONValue {
        let organization: JSONValue?
        do throws(AWSError) {
            organization = try await self.caller.call(Organizations.describeOrganization, parameters: [:], region: nil).json?["Organization"]
        } catch {
            guard error.code == "AWSOrganizationsNotInUseException" else { throw error }
            return ["levels": [], "resourceLevels": []]
        }
        var answer = JSONObject()
        answer["organizationID"] = organization?["Id"]
        if organization?["MasterAccountId"]?.stringValue == self.accountID {
            answer["levels"] = []
            answer["resourceLevels"] = []
            answer["isManagementAccount"] = true
            return .object(answer)
        }
        let places = try await self.places()
        let types = try await self.typesSwitchedOn()
        var documents: [String: JSONValue] = [:]
        for (name, type) in [("levels", Self.servicePolicies), ("resourceLevels", Self.resourcePolicies)] {
            guard types.contains(type) else {
                answer[name] = []
                continue
            }
            var levels: [JSONValue] = []
            for place in places { levels.append(.array(try await self.documents(of: place, type, &documents))) }
            answer[name] = .array(levels)
        }
        return .object(answer)
    }

    private static let servicePolicies = ServiceControlPolicyKind.policyType
    /// - SeeAlso: AWS Organizations API Reference, `ListPoliciesForTarget`.
    private static let resourcePolicies = "RESOURCE_CONTROL_POLICY"

    /// From the root to the account.
    private func places() async throws(AWSError) -> [String] {
        var places = [self.accountID]
        for _ in 0..<Self.levelsMax {
            let parents = try await self.all(Organizations.listParents, "Parents", ["ChildId": .string(places[0])])
            guard let parent = parents.first, let id = parent["Id"]?.stringValue else {
                throw self.fault(Organizations.listParents, "the answer names no parent of \(places[0])")
            }
            places.insert(id, at: 0)
            if parent["Type"] == "ROOT" { return places }
        }
        throw self.fault(Organizations.listParents, "there are more than \(Self.levelsMax) levels above account \(self.accountID)")
    }

    private func typesSwitchedOn() async throws(AWSError) -> Set<String> {
        let roots = try await self.all(Organizations.listRoots, "Roots", [:])
        return Set(
            roots.flatMap { $0["PolicyTypes"]?.arrayValue ?? [] }.filter { $0["Status"] == "ENABLED" }.compactMap { $0["Type"]?.stringValue })
    }

    /// - Parameter known: documents that other places have shown already, by policy.
    private func documents(of place: String, _ type: String, _ known: inout [String: JSONValue]) async throws(AWSError) -> [JSONValue] {
        let parameters: JSONObject = ["TargetId": .string(place), "Filter": .string(type)]
        var documents: [JSONValue] = []
        for policy in try await self.all(Organizations.listPoliciesForTarget, "Policies", parameters) {
            guard let id = policy["Id"]?.stringValue else { continue }
            if known[id] == nil {
                let answer = try await self.caller.call(Organizations.describePolicy, parameters: ["PolicyId": .string(id)], region: nil)
                guard let content = answer.json?["Policy"]?["Content"]?.stringValue else {
                    throw self.fault(Organizations.describePolicy, "the answer holds no content of \(id)")
                }
                known[id] = PolicyValue.document(content)
            }
            if let document = known[id] { documents.append(document) }
        }
        return documents
    }

    private func all(_ operation: AWSOperation, _ list: String, _ parameters: JSONObject) async throws(AWSError) -> [JSONValue] {
        var elements: [JSONValue] = []
        try await self.caller.callPages(operation, parameters: parameters, region: nil) { answer in
            elements += answer.json?[list]?.arrayValue ?? []
        }
        return elements
    }

    private func fault(_ operation: AWSOperation, _ message: String) -> AWSError {
        AWSError(
            service: operation.service.id, operation: operation.name, code: AWSErrorCode.unparsableAnswer, message: message, errorClass: .unparsable)
    }
}
