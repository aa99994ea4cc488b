package import IAMPolicy

/// The versions of a managed policy, as the reader tells them in `facts["versions"]`:
/// `[{"id", "isDefault", "createdAt", "document"}]`.
package struct PolicyVersions: Equatable, Sendable {
    package struct Version: Equatable, Sendable {
        /// `v` and a number that only grows.
        package let id: String
        package let isDefault: Bool
        /// `nil` where it was not read.
        package let document: JSONValue?
    }

    package let versions: [Version]

    package init(facts: JSONObject) {
        self.versions = (facts["versions"]?.arrayValue ?? []).compactMap { element in
            guard let id = element["id"]?.stringValue else { return nil }
            return Version(id: id, isDefault: element["isDefault"]?.boolValue ?? false, document: element["document"])
        }
    }

    /// The oldest version that is not the default, where no further one fits.
    package var toPrune: Version? {
        guard self.versions.count >= ManagedPolicyKind.versionsMax else { return nil }
        return self.versions.filter { !$0.isDefault }.min { Self.number($0) < Self.number($1) }
    }

    private static func number(_ version: Version) -> Int { Int(version.id.dropFirst()) ?? Int.max }
}
