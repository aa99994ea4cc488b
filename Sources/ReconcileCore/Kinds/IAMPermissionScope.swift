/// The ARNs of an IAM resource whose path may be left open.
enum IAMPermissionScope {
    /// - Parameter type: the word in the ARN: `role`, `policy`.
    static func scope(_ type: String, of resource: DesiredResource, account: AccountSettings) -> PermissionScope {
        let prefix = "arn:\(account.partition):iam::\(account.accountID):\(type)"
        let name = resource.identity.name
        if let path = resource.spec["path"]?.stringValue { return PermissionScope(arns: [prefix + path + name]) }
        return PermissionScope(arns: ["\(prefix)/\(name)", "\(prefix)/*/\(name)"])
    }
}
