/// Unique ids of principals, as AWS stores them behind the ARNs of a policy.
///
/// Source: IAM User Guide, "IAM identifiers", section "Unique identifiers".
package enum PrincipalResolution {
    /// Whether a principal is shown by the unique id of a role or user.
    package static func isUniqueID(_ text: String) -> Bool {
        guard text.hasPrefix("AROA") || text.hasPrefix("AIDA"), (16...128).contains(text.utf8.count) else { return false }
        return text.utf8.allSatisfy {
            (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0)
        }
    }

    /// The document with the unique ids of living principals as their ARNs.
    static func resolved(_ document: PolicyDocument, by resolver: PrincipalResolver?) -> PolicyDocument {
        guard let resolver else { return document }
        var resolved = document
        for index in resolved.statements.indices {
            resolved.statements[index].principal = Self.resolved(document.statements[index].principal, by: resolver)
            resolved.statements[index].notPrincipal = Self.resolved(document.statements[index].notPrincipal, by: resolver)
        }
        return resolved
    }

    private static func resolved(_ principals: PrincipalSet?, by resolver: PrincipalResolver) -> PrincipalSet? {
        guard case .groups(let groups) = principals else { return principals }
        return .groups(
            groups.map { group in
                guard group.type == "AWS" else { return group }
                return PrincipalGroup(type: group.type, values: group.values.map { Self.isUniqueID($0) ? resolver($0) ?? $0 : $0 })
            })
    }
}
