import AWSClient
import IAMPolicy
import ReconcileTestKit
import SimulatedAWS
import Testing

/// What a service gives, written by the simulator's codecs and read by the product's, is the same value.
@Suite struct RoundTripTests {
    struct Read: CustomTestStringConvertible, Sendable {
        let service: String
        let name: String
        var input: JSONObject = [:]

        var testDescription: String { "\(self.service):\(self.name)" }
    }

    private static let role: JSONObject = ["RoleName": "export"]
    private static let user: JSONObject = ["UserName": "loader"]
    private static let group: JSONObject = ["GroupName": "staff"]
    private static let policy: JSONObject = ["PolicyArn": .string(Fixtures.policyARN("read"))]

    static let iam: [Read] = [
        Read(service: "iam", name: "GetRole", input: Self.role), Read(service: "iam", name: "ListRoles"),
        Read(service: "iam", name: "ListRolePolicies", input: Self.role),
        Read(service: "iam", name: "GetRolePolicy", input: ["RoleName": "export", "PolicyName": "load"]),
        Read(service: "iam", name: "ListAttachedRolePolicies", input: Self.role), Read(service: "iam", name: "ListRoleTags", input: Self.role),
        Read(service: "iam", name: "ListInstanceProfilesForRole", input: Self.role), Read(service: "iam", name: "GetUser", input: Self.user),
        Read(service: "iam", name: "ListUsers"), Read(service: "iam", name: "ListUserPolicies", input: Self.user),
        Read(service: "iam", name: "ListAttachedUserPolicies", input: Self.user), Read(service: "iam", name: "ListUserTags", input: Self.user),
        Read(service: "iam", name: "ListGroupsForUser", input: Self.user), Read(service: "iam", name: "ListAccessKeys", input: Self.user),
        Read(service: "iam", name: "GetGroup", input: Self.group), Read(service: "iam", name: "ListGroups"),
        Read(service: "iam", name: "ListGroupPolicies", input: Self.group),
        Read(service: "iam", name: "ListAttachedGroupPolicies", input: Self.group), Read(service: "iam", name: "GetPolicy", input: Self.policy),
        Read(service: "iam", name: "GetPolicyVersion", input: ["PolicyArn": .string(Fixtures.policyARN("read")), "VersionId": "v1"]),
        Read(service: "iam", name: "ListPolicyVersions", input: Self.policy), Read(service: "iam", name: "ListPolicyTags", input: Self.policy),
        Read(service: "iam", name: "ListPolicies", input: ["Scope": "Local"]),
        Read(service: "iam", name: "ListEntitiesForPolicy", input: Self.policy), Read(service: "iam", name: "GetAccountSummary"),
        Read(service: "iam", name: "GetAccountAuthorizationDetails", input: ["Filter": ["Role", "User"]]),
        Read(service: "iam", name: "GetAccountAuthorizationDetails")
    ]

    static let keys: [Read] = ["DescribeKey", "GetKeyPolicy", "GetKeyRotationStatus", "ListGrants", "ListResourceTags", "ListAliases", "ListKeys"]
        .map { Read(service: "kms", name: $0, input: $0 == "ListKeys" ? [:] : ["KeyId": "KEY"]) }

    @Test(arguments: Self.iam + Self.keys) func aReadIsWhatTheServiceGives(read: Read) async throws {
        let lab = Lab()
        let key = try SmallAccount.build(lab)
        var input = read.input
        if input["KeyId"] != nil { input["KeyId"] = .string(key) }
        let given = try lab.edit(read.service, read.name, input)
        let told = try await lab.call(read.service, read.name, input)
        #expect(told == given)
        #expect(!told.isEmpty)
    }
}
