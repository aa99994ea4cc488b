/// Identity and Access Management.
///
/// Source: botocore 1.43, service model iam/2010-05-08.
package enum IAM {
    package static let service = AWSService(
        id: "IAM", wire: .query, apiVersion: "2010-05-08", signingName: "iam", endpointPrefix: "iam", isGlobal: true)

    // Reads.
    package static let getAccountAuthorizationDetails = Self.read("GetAccountAuthorizationDetails", paged: true)
    package static let getAccountSummary = Self.read("GetAccountSummary")
    package static let getPolicy = Self.read("GetPolicy")
    package static let getPolicyVersion = Self.read("GetPolicyVersion")
    package static let getRole = Self.read("GetRole")
    package static let getRolePolicy = Self.read("GetRolePolicy")
    package static let listAttachedRolePolicies = Self.read("ListAttachedRolePolicies", paged: true)
    package static let listPolicies = Self.read("ListPolicies", paged: true)
    package static let listPolicyTags = Self.read("ListPolicyTags", paged: true)
    package static let listPolicyVersions = Self.read("ListPolicyVersions", paged: true)
    package static let listRolePolicies = Self.read("ListRolePolicies", paged: true)
    package static let listRoleTags = Self.read("ListRoleTags", paged: true)
    package static let listRoles = Self.read("ListRoles", paged: true)

    // Writes.
    package static let attachRolePolicy = Self.write("AttachRolePolicy")
    package static let createPolicy = Self.write("CreatePolicy")
    package static let createPolicyVersion = Self.write("CreatePolicyVersion")
    package static let createRole = Self.write("CreateRole")
    package static let deletePolicy = Self.write("DeletePolicy")
    package static let deletePolicyVersion = Self.write("DeletePolicyVersion")
    package static let deleteRole = Self.write("DeleteRole")
    package static let deleteRolePermissionsBoundary = Self.write("DeleteRolePermissionsBoundary")
    package static let deleteRolePolicy = Self.write("DeleteRolePolicy")
    package static let detachRolePolicy = Self.write("DetachRolePolicy")
    package static let putRolePermissionsBoundary = Self.write("PutRolePermissionsBoundary")
    package static let putRolePolicy = Self.write("PutRolePolicy")
    package static let setDefaultPolicyVersion = Self.write("SetDefaultPolicyVersion")
    package static let tagPolicy = Self.write("TagPolicy")
    package static let tagRole = Self.write("TagRole")
    package static let untagPolicy = Self.write("UntagPolicy")
    package static let untagRole = Self.write("UntagRole")
    package static let updateAssumeRolePolicy = Self.write("UpdateAssumeRolePolicy")
    package static let updateRole = Self.write("UpdateRole")

    /// All operations above, by name.
    package static let operations: [AWSOperation] = [
        getAccountAuthorizationDetails, getAccountSummary, getPolicy, getPolicyVersion, getRole, getRolePolicy, listAttachedRolePolicies,
        listPolicies, listPolicyTags, listPolicyVersions, listRolePolicies, listRoleTags, listRoles, attachRolePolicy, createPolicy,
        createPolicyVersion, createRole, deletePolicy, deletePolicyVersion, deleteRole, deleteRolePermissionsBoundary, deleteRolePolicy,
        detachRolePolicy, putRolePermissionsBoundary, putRolePolicy, setDefaultPolicyVersion, tagPolicy, tagRole, untagPolicy, untagRole,
        updateAssumeRolePolicy, updateRole
    ]

    private static let paging = AWSOperation.Paging(
        requestToken: "Marker", answerToken: "Marker", moreFlag: "IsTruncated", limit: "MaxItems")

    private static func read(_ name: String, paged: Bool = false) -> AWSOperation {
        AWSOperation(
            service: Self.service, name: name, mutates: false, iamAction: "iam:\(name)", paging: paged ? Self.paging : nil)
    }

    private static func write(_ name: String) -> AWSOperation {
        AWSOperation(service: Self.service, name: name, mutates: true, iamAction: "iam:\(name)")
    }
}
