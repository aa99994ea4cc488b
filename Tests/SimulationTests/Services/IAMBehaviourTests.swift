import IAMPolicy
import ReconcileTestKit
import SimulatedAWS
import Testing

/// What IAM refuses, and in which words.
@Suite struct IAMBehaviourTests {
    private static let wide = Fixtures.allow("s3:GetObject").asText

    struct Refused: CustomTestStringConvertible, Sendable {
        let name: String
        let input: JSONObject
        let code: String

        var testDescription: String { "\(self.name) \(self.code)" }

        init(_ name: String, _ input: JSONObject, _ code: String) {
            self.name = name
            self.input = input
            self.code = code
        }
    }

    static let refused: [Refused] = [
        Refused("GetRole", ["RoleName": "nobody"], "NoSuchEntity"),
        Refused("GetRolePolicy", ["RoleName": "export", "PolicyName": "none"], "NoSuchEntity"),
        Refused("DetachRolePolicy", ["RoleName": "export", "PolicyArn": .string(SmallAccount.limit)], "NoSuchEntity"),
        Refused("AttachRolePolicy", ["RoleName": "export", "PolicyArn": .string(Fixtures.policyARN("none"))], "NoSuchEntity"),
        Refused("CreateRole", ["RoleName": "EXPORT", "AssumeRolePolicyDocument": Fixtures.trust().asText], "EntityAlreadyExists"),
        Refused("CreatePolicy", ["PolicyName": "Read", "Path": "/other/", "PolicyDocument": Self.wide], "EntityAlreadyExists"),
        Refused("DeleteRole", ["RoleName": "export"], "DeleteConflict"), Refused("DeleteUser", ["UserName": "loader"], "DeleteConflict"),
        Refused("DeleteGroup", ["GroupName": "staff"], "DeleteConflict"),
        Refused("DeletePolicy", ["PolicyArn": .string(Fixtures.policyARN("read"))], "DeleteConflict"),
        Refused("DeletePolicy", ["PolicyArn": .string(SmallAccount.limit)], "DeleteConflict"),
        Refused("DeletePolicyVersion", ["PolicyArn": .string(SmallAccount.limit), "VersionId": "v1"], "DeleteConflict"),
        Refused("PutRolePolicy", ["RoleName": "export", "PolicyName": "p", "PolicyDocument": "{"], "MalformedPolicyDocument"),
        Refused("PutRolePolicy", ["RoleName": "export", "PolicyName": "p", "PolicyDocument": Fixtures.trust().asText], "MalformedPolicyDocument"),
        Refused(
            "UpdateAssumeRolePolicy",
            ["RoleName": "export", "PolicyDocument": Fixtures.trust(principal: Fixtures.roleARN("nobody")).asText], "MalformedPolicyDocument"),
        Refused("UpdateRole", ["RoleName": "export", "MaxSessionDuration": 60], "ValidationError"),
        Refused("UpdateRole", ["RoleName": "AWSServiceRoleForRDS", "Description": "x"], "UnmodifiableEntity"),
        Refused("ListRoles", ["MaxItems": 0], "ValidationError"), Refused("ListRoles", ["MaxItems": 1001], "ValidationError"),
        Refused("CreateRole", ["RoleName": "a b", "AssumeRolePolicyDocument": Fixtures.trust().asText], "ValidationError"),
        Refused("DeleteUserPermissionsBoundary", ["UserName": "loader"], "NoSuchEntity")
    ]

    @Test(arguments: Self.refused) func isRefused(call: Refused) async throws {
        let lab = Lab()
        try SmallAccount.build(lab)
        try lab.edit("iam", "CreateServiceLinkedRole", ["AWSServiceName": "rds.amazonaws.com"])
        let before = lab.world.export(account: Lab.account)
        #expect(try await lab.refusal("iam", call.name, call.input) == call.code)
        #expect(lab.world.export(account: Lab.account) == before)
    }

    // MARK: Quotas, both sides

    @Test(arguments: [("Role", "export", 10_240), ("User", "loader", 2_048), ("Group", "staff", 5_120)])
    func inlinePoliciesOfOneCountTogether(word: String, name: String, quota: Int) async throws {
        let lab = Lab()
        try SmallAccount.build(lab)
        try lab.edit("iam", "Delete\(word)Policy", ["\(word)Name": .string(name), "PolicyName": "load"])
        let empty = JSONWriter.compact(Fixtures.allow("s3:GetObject", on: "arn:aws:s3:::")).count
        for (extra, code) in [(0, nil), (1, "LimitExceeded")] {
            let document = Fixtures.allow("s3:GetObject", on: "arn:aws:s3:::" + String(repeating: "x", count: quota - empty + extra))
            // White space does not count.
            let input: JSONObject = ["\(word)Name": .string(name), "PolicyName": "p", "PolicyDocument": .string(JSONWriter.pretty(document))]
            #expect(try await lab.refusal("iam", "Put\(word)Policy", input) == code)
        }
    }

    @Test func aPolicyHasFiveVersionsAndNumbersAreNotUsedTwice() async throws {
        let lab = Lab()
        try SmallAccount.build(lab)
        let arn = JSONValue.string(SmallAccount.limit)
        let version: JSONObject = ["PolicyArn": arn, "PolicyDocument": Self.wide, "SetAsDefault": true]
        for _ in 2...5 { #expect(try await lab.refusal("iam", "CreatePolicyVersion", version) == nil) }
        #expect(try await lab.refusal("iam", "CreatePolicyVersion", version) == "LimitExceeded")
        #expect(try await lab.refusal("iam", "DeletePolicyVersion", ["PolicyArn": arn, "VersionId": "v2"]) == nil)
        let made = try await lab.call("iam", "CreatePolicyVersion", version)
        #expect(made["PolicyVersion"]?["VersionId"] == "v6")
    }

    @Test func aRoleTakesTenPolicies() async throws {
        let lab = Lab()
        try SmallAccount.build(lab)
        for number in 1...10 {
            let name = "p\(number)"
            try lab.edit("iam", "CreatePolicy", ["PolicyName": .string(name), "PolicyDocument": Self.wide])
            let code = try await lab.refusal("iam", "AttachRolePolicy", ["RoleName": "export", "PolicyArn": .string(Fixtures.policyARN(name))])
            #expect(code == (number < 10 ? nil : "LimitExceeded"), "the role has one already")
        }
    }

    // MARK: Meaning

    @Test func whatUpdateRoleIsNotGivenBecomesTheDefault() async throws {
        let lab = Lab()
        try SmallAccount.build(lab)
        _ = try await lab.call("iam", "UpdateRole", ["RoleName": "export", "Description": "new"])
        let role = try await lab.call("iam", "GetRole", ["RoleName": "export"])["Role"]
        #expect(role?["MaxSessionDuration"] == 3600)
        #expect(role?["Description"] == "new")
    }

    @Test func pagesOfOneHoldEverythingOnceAndInOrder() async throws {
        let lab = Lab()
        for number in 1...7 {
            try lab.edit("iam", "CreateRole", ["RoleName": .string("r\(number)"), "AssumeRolePolicyDocument": Fixtures.trust().asText])
        }
        for size in [1, 2, 7, 100] {
            var names: [String] = []
            var marker: JSONValue?
            repeat {
                var input: JSONObject = ["MaxItems": JSONValue(size)]
                input["Marker"] = marker
                let page = try await lab.call("iam", "ListRoles", input)
                names += (page["Roles"]?.arrayValue ?? []).compactMap { $0["RoleName"]?.stringValue }
                marker = page["Marker"]
                #expect(page["IsTruncated"]?.boolValue == (marker != nil))
            } while marker != nil && names.count < 20
            #expect(names == (1...7).map { "r\($0)" })
        }
    }
}
