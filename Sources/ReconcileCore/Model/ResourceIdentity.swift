/// Which resource is meant: `account/Kind/name`, or `account/region/Kind/name`
/// where the kind is regional.
///
/// Two identities are equal when AWS would take them for one: IAM names compare
/// without case.
/// - SeeAlso: IAM User Guide, "IAM and AWS STS quotas, name requirements".
package struct ResourceIdentity: Sendable {
    /// In one piece of memory, because a pass holds each identity in many places.
    private final class Parts: Sendable {
        let account: String
        let region: String?
        let kind: ResourceKind
        let name: String
        let key: String

        init(account: String, region: String?, kind: ResourceKind, name: String, key: String) {
            self.account = account
            self.region = region
            self.kind = kind
            self.name = name
            self.key = key
        }
    }

    private let parts: Parts

    /// The account's alias in the configuration, or `organization`.
    package var account: String { self.parts.account }
    /// Set for regional kinds only.
    package var region: String? { self.parts.region }
    package var kind: ResourceKind { self.parts.kind }
    /// As the author wrote it.
    package var name: String { self.parts.name }
    /// What two spellings of one resource share; also the key in the database. Made once: a pass compares identities without end.
    package var key: String { self.parts.key }

    package init(account: String, region: String?, kind: ResourceKind, name: String) {
        let shared = KindRegistry.definition(of: kind)?.namesIgnoreCase == true ? name.lowercased() : name
        self.parts = Parts(
            account: account, region: region, kind: kind, name: name,
            key: Self.joined(account: account, region: region, kind: kind, name: shared))
    }

    /// Reads what `description` writes.
    /// - Returns: `nil` where the text has not three or four parts, or names an unknown kind.
    package init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard parts.allSatisfy({ !$0.isEmpty }) else { return nil }
        switch parts.count {
        case 3:
            self.init(account: parts[0], region: nil, kind: ResourceKind(parts[1]), name: parts[2])
        case 4:
            self.init(account: parts[0], region: parts[1], kind: ResourceKind(parts[2]), name: parts[3])
        default:
            return nil
        }
        guard KindRegistry.definition(of: self.kind) != nil || self.kind.isBlueprint else { return nil }
    }

    private static func joined(account: String, region: String?, kind: ResourceKind, name: String) -> String {
        [account, region, kind.rawValue, name].compactMap(\.self).joined(separator: "/")
    }
}

extension ResourceIdentity: Hashable, Comparable, CustomStringConvertible {
    package var description: String {
        Self.joined(account: self.account, region: self.region, kind: self.kind, name: self.name)
    }

    package static func == (left: ResourceIdentity, right: ResourceIdentity) -> Bool {
        left.parts === right.parts || left.key == right.key
    }

    package static func < (left: ResourceIdentity, right: ResourceIdentity) -> Bool { left.key < right.key }
    package func hash(into hasher: inout Hasher) { hasher.combine(self.key) }
}
