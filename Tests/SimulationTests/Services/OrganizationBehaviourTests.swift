import IAMPolicy
import ReconcileTestKit
import SimulatedAWS
import Testing

/// Service control policies and the tree that they hang on.
@Suite struct OrganizationBehaviourTests {
    private static let deny = Fixtures.document(["Effect": "Deny", "Action": "s3:*", "Resource": "*"])

    private func lab() -> Lab {
        let lab = Lab()
        lab.world.addOrganization(
            managementAccount: Lab.account, units: ["ou-sim1-graph": "root"], members: [Lab.account: "root", "222222222222": "ou-sim1-graph"])
        return lab
    }

    private func create(_ lab: Lab, _ name: String = "limits") async throws -> JSONValue {
        let input: JSONObject = ["Name": .string(name), "Description": "", "Type": "SERVICE_CONTROL_POLICY", "Content": Self.deny.asText]
        return try await lab.call("organizations", "CreatePolicy", input)["Policy"]?["PolicySummary"]?["Id"] ?? ""
    }

    @Test func aPolicyIsMadeAttachedChangedDetachedAndDeleted() async throws {
        let lab = self.lab()
        let id = try await self.create(lab)
        let place: JSONObject = ["PolicyId": id, "TargetId": "ou-sim1-graph"]
        #expect(try await lab.refusal("organizations", "AttachPolicy", place) == nil)
        #expect(try await lab.refusal("organizations", "AttachPolicy", place) == "DuplicatePolicyAttachmentException")
        let targets = try await lab.call("organizations", "ListTargetsForPolicy", ["PolicyId": id])
        #expect(targets["Targets"]?.arrayValue?.compactMap { $0["TargetId"] } == ["ou-sim1-graph"])
        #expect(try await lab.refusal("organizations", "DeletePolicy", ["PolicyId": id]) == "PolicyInUseException")
        #expect(try await lab.refusal("organizations", "UpdatePolicy", ["PolicyId": id, "Content": "{"]) == "MalformedPolicyDocumentException")
        #expect(try await lab.refusal("organizations", "DetachPolicy", place) == nil)
        #expect(try await lab.refusal("organizations", "DetachPolicy", place) == "PolicyNotAttachedException")
        #expect(try await lab.refusal("organizations", "DeletePolicy", ["PolicyId": id]) == nil)
        #expect(try await lab.refusal("organizations", "DescribePolicy", ["PolicyId": id]) == "PolicyNotFoundException")
    }

    @Test func theLastPolicyOfATargetStays() async throws {
        let lab = self.lab()
        let full: JSONObject = ["PolicyId": "p-FullAWSAccess", "TargetId": "222222222222"]
        #expect(try await lab.refusal("organizations", "DetachPolicy", full) == "ConstraintViolationException")
        let filter: JSONObject = ["TargetId": "222222222222", "Filter": "SERVICE_CONTROL_POLICY"]
        let policies = try await lab.call("organizations", "ListPoliciesForTarget", filter)["Policies"]?.arrayValue
        #expect(policies?.compactMap { $0["Name"] } == ["FullAWSAccess"])
    }

    @Test func theTreeIsToldFromBothEnds() async throws {
        let lab = self.lab()
        let root = try #require(try await lab.call("organizations", "ListRoots")["Roots"]?.arrayValue?.first?["Id"])
        let units = try await lab.call("organizations", "ListOrganizationalUnitsForParent", ["ParentId": root])
        #expect(units["OrganizationalUnits"]?.arrayValue?.compactMap { $0["Id"] } == ["ou-sim1-graph"])
        let parents = try await lab.call("organizations", "ListParents", ["ChildId": "222222222222"])["Parents"]?.arrayValue
        #expect(parents?.first?["Id"] == "ou-sim1-graph")
        #expect(try await lab.call("organizations", "ListAccounts")["Accounts"]?.arrayValue?.count == 2)
    }

    @Test func onlyTheManagementAccountMayAskAndOnlyInAnOrganization() async throws {
        let lab = self.lab()
        lab.world.addAccessKey("AKIAMEMBER0000000001", account: "222222222222", principal: "root")
        let member = Lab.caller(lab.world, lab.clock, accessKey: "AKIAMEMBER0000000001")
        let operation = try WorldOperations.operation("organizations", "ListRoots").orThrow("ListRoots")
        let error = await #expect(throws: (any Error).self) { _ = try await member.call(operation, parameters: [:], region: nil) }
        #expect("\(String(describing: error))".contains("AccessDeniedException"))
        #expect(try await Lab().refusal("organizations", "ListRoots") == "AWSOrganizationsNotInUseException")
    }
}
