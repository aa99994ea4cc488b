import IAMPolicy
import ReconcileTestKit
import SimulatedAWS
import Testing

/// How documents name whom they mean.
@Suite struct PrincipalBehaviourTests {
    private func trusted(_ lab: Lab) async throws -> JSONValue? {
        let text = try await lab.call("iam", "GetRole", ["RoleName": "export"])["Role"]?["AssumeRolePolicyDocument"]?.stringValue ?? ""
        #expect(text.hasPrefix("%7B"), "IAM encodes documents")
        let document = try JSONReader.parse(PolicyText.decode(text))
        return document["Statement"]?.arrayValue?.first?["Principal"]?["AWS"]
    }

    private func trust(_ lab: Lab, _ principal: JSONValue) throws {
        let document = Fixtures.document(["Effect": "Allow", "Principal": ["AWS": principal], "Action": ["sts:AssumeRole"]])
        try lab.edit("iam", "UpdateAssumeRolePolicy", ["RoleName": "export", "PolicyDocument": document.asText])
    }

    @Test func anAccountIsShownAsItsRootAndAListOfOneAsThatOne() async throws {
        let lab = Lab()
        try SmallAccount.build(lab)
        try self.trust(lab, [.string(Lab.account)])
        #expect(try await self.trusted(lab) == .string("arn:aws:iam::\(Lab.account):root"))
    }

    @Test func aDeletedRoleIsShownByItsIDAndItsNamesakeIsAnother() async throws {
        let lab = Lab()
        try SmallAccount.build(lab)
        let loader: JSONObject = ["RoleName": "loader", "AssumeRolePolicyDocument": Fixtures.trust().asText]
        let id = try lab.edit("iam", "CreateRole", loader)["Role"]?["RoleId"]
        let arn = JSONValue.string(Fixtures.roleARN("loader"))
        try self.trust(lab, arn)
        #expect(try await self.trusted(lab) == arn)
        try lab.edit("iam", "DeleteRole", ["RoleName": "loader"])
        #expect(try await self.trusted(lab) == id)
        try lab.edit("iam", "CreateRole", loader)
        #expect(try await self.trusted(lab) == id)
        try self.trust(lab, arn)
        #expect(try await self.trusted(lab) == arn)
    }

    @Test func aRenamedUserIsTheSame() async throws {
        let lab = Lab()
        try SmallAccount.build(lab)
        try self.trust(lab, .string("arn:aws:iam::\(Lab.account):user/loader"))
        try lab.edit("iam", "UpdateUser", ["UserName": "loader", "NewUserName": "loader2", "NewPath": "/graph/"])
        #expect(try await self.trusted(lab) == .string("arn:aws:iam::\(Lab.account):user/graph/loader2"))
        let group = try await lab.call("iam", "GetGroup", ["GroupName": "staff"])
        #expect(group["Users"]?.arrayValue?.first?["UserName"] == "loader2")
    }

    @Test func principalsOfAccountsThatNobodyKnowsAreTaken() async throws {
        let lab = Lab()
        try SmallAccount.build(lab)
        try self.trust(lab, "arn:aws:iam::999999999999:role/elsewhere")
        #expect(try await self.trusted(lab) == "arn:aws:iam::999999999999:role/elsewhere")
    }
}
