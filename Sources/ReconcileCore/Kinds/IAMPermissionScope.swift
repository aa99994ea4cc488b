/// The ARNs of an IAM resource whose path may be left open.
enum IAMPermissionScope {
    /// - Parameters:
    ///   - type: the word in the ARN: `role`, `policy`.
    ///   - isMovable: it may stand under another path than the declared one and be put back.
    static func scope(
        _ type: String, of resource: DesiredResource, account: AccountSettings, isMovable: Bool = false,
        elsewhere: [String: OtherResources] = [:]
    ) -> PermissionScope {
        let name = resource.identity.name
        if !isMovable, let path = resource.spec["path"]?.stringValue {
            return PermissionScope(arns: [Self.prefix(type, account) + path + name], elsewhere: elsewhere)
        }
        return PermissionScope(arns: Self.anyPath(type, name, account), elsewhere: elsewhere)
    }

    /// The ARN that it has as it is declared; without a path it stands under the root.
    static func arn(_ type: String, of resource: DesiredResource, account: AccountSettings) -> String {
        Self.prefix(type, account) + (resource.spec["path"]?.stringValue ?? "/") + resource.identity.name
    }

    /// - Parameter name: `*` for all of the type.
    static func anyPath(_ type: String, _ name: String, _ account: AccountSettings) -> [String] {
        let prefix = Self.prefix(type, account)
        return name == "*" ? ["\(prefix)/*"] : ["\(prefix)/\(name)", "\(prefix)/*/\(name)"]
    }

    private static func prefix(_ type: String, _ account: AccountSettings) -> String {
        "arn:\(account.partition):iam::\(account.accountID):\(type)"
    }
}
