import IAMPolicy
import ReconcileCore

/// What the elements of IAM's answers say of one role.
/// - SeeAlso: IAM API Reference, `RoleDetail` and `Role`.
enum RoleReading {
    /// Takes `Role` (GetRole) and `RoleDetail` (GetAccountAuthorizationDetails) alike; `nil` where the element names no role.
    static func live(_ role: XMLElement) -> LiveResource? {
        guard let arn = role.text(of: "Arn"), !arn.isEmpty else { return nil }
        var live = LiveResource(arn: arn, uniqueID: role.text(of: "RoleId"))
        live.aspects[AspectName("path")] = role.text(of: "Path").map(JSONValue.string)
        if let text = role.text(of: "AssumeRolePolicyDocument") { live.aspects[AspectName("trustPolicy")] = PolicyValue.document(text) }
        if let boundary = role["PermissionsBoundary"]?.text(of: "PermissionsBoundaryArn"), !boundary.isEmpty {
            live.aspects[AspectName("permissionsBoundary")] = .string(boundary)
        }
        for tag in role.items(of: "Tags") {
            guard let key = tag.text(of: "Key") else { continue }
            live.aspects[AspectName("tags", key)] = .string(tag.text(of: "Value") ?? "")
        }
        return live
    }

    /// Adds what only GetRole and ListRoles tell.
    static func addSettings(of role: XMLElement, to live: inout LiveResource) {
        if let description = role.text(of: "Description"), !description.isEmpty {
            live.aspects[AspectName("description")] = .string(description)
        }
        if let seconds = role.text(of: "MaxSessionDuration").flatMap(Int.init) {
            live.aspects[AspectName("maxSessionDuration")] = JSONValue(seconds)
        }
    }

    /// Adds the policies that a `RoleDetail` holds.
    static func addPolicies(of detail: XMLElement, to live: inout LiveResource) {
        for policy in detail.items(of: "RolePolicyList") { Self.addInline(policy, to: &live) }
        for policy in detail.items(of: "AttachedManagedPolicies") { Self.addAttached(policy, to: &live) }
    }

    static func addInline(_ policy: XMLElement, to live: inout LiveResource) {
        guard let name = policy.text(of: "PolicyName"), let text = policy.text(of: "PolicyDocument") else { return }
        live.aspects[AspectName("inlinePolicies", name)] = PolicyValue.document(text)
    }

    static func addAttached(_ policy: XMLElement, to live: inout LiveResource) {
        guard let arn = policy.text(of: "PolicyArn") else { return }
        live.aspects[AspectName("managedPolicies", arn)] = .string(arn)
    }
}
