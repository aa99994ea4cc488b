import IAMPolicy
import ReconcileCore

/// What the elements of IAM's answers say of one role, user or group.
/// - SeeAlso: IAM API Reference, `RoleDetail` and `Role`, and their like for users and groups.
struct IAMEntityReading {
    /// As the names of the elements have it: `Role`.
    let word: String

    init(_ kind: ResourceKind) { self.word = kind.rawValue }

    /// Takes the element of a single read and the detail of a listing alike; `nil` where it names nothing.
    func live(_ element: XMLElement) -> LiveResource? {
        guard let arn = Self.arn(element) else { return nil }
        var live = LiveResource(arn: arn, uniqueID: element.text(of: "\(self.word)Id"))
        live.aspects[AspectName("path")] = element.text(of: "Path").map(JSONValue.string)
        if let text = element.text(of: "AssumeRolePolicyDocument") { live.aspects[AspectName("trustPolicy")] = PolicyValue.document(text) }
        if let boundary = element["PermissionsBoundary"]?.text(of: "PermissionsBoundaryArn"), !boundary.isEmpty {
            live.aspects[AspectName("permissionsBoundary")] = .string(boundary)
        }
        for tag in element.items(of: "Tags") { Self.addTag(tag, to: &live) }
        return live
    }

    static func arn(_ element: XMLElement) -> String? { element.text(of: "Arn").flatMap { $0.isEmpty ? nil : $0 } }

    func name(_ element: XMLElement) -> String? { element.text(of: "\(self.word)Name") }

    /// Adds the policies and, of a user, the groups that a detail holds.
    func addDetails(of detail: XMLElement, to live: inout LiveResource) {
        for policy in detail.items(of: "\(self.word)PolicyList") { Self.addInline(policy, to: &live) }
        for policy in detail.items(of: "AttachedManagedPolicies") { Self.addAttached(policy, to: &live) }
        for group in detail.items(of: "GroupList") { Self.addName(group.text, of: "groups", to: &live) }
    }

    static func addInline(_ policy: XMLElement, to live: inout LiveResource) {
        guard let name = policy.text(of: "PolicyName"), let text = policy.text(of: "PolicyDocument") else { return }
        live.aspects[AspectName("inlinePolicies", name)] = PolicyValue.document(text)
    }

    static func addAttached(_ policy: XMLElement, to live: inout LiveResource) {
        guard let arn = policy.text(of: "PolicyArn") else { return }
        live.aspects[AspectName("managedPolicies", arn)] = .string(arn)
    }

    /// IAM tells names apart without case.
    static func addName(_ name: String, of base: String, to live: inout LiveResource) {
        live.aspects[AspectName(base, name.lowercased())] = .string(name)
    }

    static func addTag(_ tag: XMLElement, to live: inout LiveResource) {
        guard let key = tag.text(of: "Key") else { return }
        live.aspects[AspectName("tags", key)] = .string(tag.text(of: "Value") ?? "")
    }
}
