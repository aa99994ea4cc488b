import IAMPolicy
import ReconcileCore

/// What the elements of IAM's answers say of one customer-managed policy.
/// - SeeAlso: IAM API Reference, `ManagedPolicyDetail` and `Policy`.
enum ManagedPolicyReading {
    /// Takes `Policy` (GetPolicy) and `ManagedPolicyDetail` (GetAccountAuthorizationDetails) alike, without document and tags.
    static func live(_ policy: XMLElement) -> LiveResource? {
        guard let arn = policy.text(of: "Arn"), !arn.isEmpty else { return nil }
        var live = LiveResource(arn: arn, uniqueID: policy.text(of: "PolicyId"))
        live.aspects[AspectName("path")] = .string(policy.text(of: "Path") ?? Self.path(of: arn))
        if let description = policy.text(of: "Description"), !description.isEmpty {
            live.aspects[AspectName("description")] = .string(description)
        }
        let uses = ["AttachmentCount", "PermissionsBoundaryUsageCount"].compactMap { policy.text(of: $0).flatMap { Int($0) } }
        if !uses.isEmpty { live.facts[ManagedPolicyKind.usesFact] = JSONValue(uses.reduce(0) { $0.addingReportingOverflow($1).partialValue }) }
        live.facts["defaultVersionId"] = policy.text(of: "DefaultVersionId").map(JSONValue.string)
        return live
    }

    /// One element of `facts["versions"]`.
    static func version(_ element: XMLElement, document: JSONValue? = nil) -> JSONValue? {
        guard let id = element.text(of: "VersionId") else { return nil }
        var version: JSONObject = [
            "id": .string(id), "isDefault": .bool(element.text(of: "IsDefaultVersion") == "true"),
            "createdAt": element.text(of: "CreateDate").map(JSONValue.string) ?? .null
        ]
        version["document"] = document ?? element.text(of: "Document").flatMap { $0.isEmpty ? nil : PolicyValue.document($0) }
        return .object(version)
    }

    /// Adds versions and document of a `ManagedPolicyDetail`.
    static func addVersions(of detail: XMLElement, to live: inout LiveResource) {
        let versions = detail.items(of: "PolicyVersionList").compactMap { Self.version($0) }
        live.facts["versions"] = .array(versions)
        let defaultID = live.facts["defaultVersionId"]?.stringValue
        let current = versions.first { version in
            defaultID.map { version["id"]?.stringValue == $0 } ?? (version["isDefault"]?.boolValue == true)
        }
        live.aspects[AspectName("document")] = current?["document"]
    }

    /// The name at the end of a policy's ARN; names are unique in an account whatever the path.
    static func name(of arn: String) -> String { arn.split(separator: "/").last.map(String.init) ?? arn }

    private static func path(of arn: String) -> String {
        guard let start = arn.firstIndex(of: "/"), let end = arn.lastIndex(of: "/") else { return "/" }
        return String(arn[start...end])
    }
}
