import IAMPolicy
package import ReconcileCore

extension AWSCloud {
    /// What of IAM stands below a path: the listings that take a path are asked for nothing but that.
    package func names(of account: AccountSettings, pathPrefix: String) async -> Result<[(kind: ResourceKind, name: String)], ReadGap> {
        let snapshot = await self.snapshot(of: account, targets: [])
        if let failure = snapshot.failure { return .failure(failure) }
        let caller = ReadOnlyCaller(self.caller(of: account))
        var found: [(kind: ResourceKind, name: String)] = []
        do throws(AWSError) {
            for listing in Self.listings {
                var parameters: JSONObject = ["PathPrefix": .string(pathPrefix)]
                if listing.kind == .managedPolicy { parameters["Scope"] = "Local" }
                try await caller.callPages(listing.operation, parameters: parameters, region: nil, pageSizeMax: 1000) { answer in
                    found += answer.result.items(of: listing.list).compactMap { entry in entry.text(of: listing.name).map { (listing.kind, $0) } }
                }
            }
            return .success(found)
        } catch {
            return .failure(ReadGap(error))
        }
    }

    private static let listings: [(kind: ResourceKind, operation: AWSOperation, list: String, name: String)] = [
        (.managedPolicy, IAM.listPolicies, "Policies", "PolicyName"), (.group, IAM.listGroups, "Groups", "GroupName"),
        (.role, IAM.listRoles, "Roles", "RoleName"), (.user, IAM.listUsers, "Users", "UserName")
    ]
}
