import ArgumentParser
import IAMPolicy
import ReconcileCore

/// One resource, or a whole account.
enum Scope {
    /// - Throws: `ValidationError` where neither is named.
    static func validate(resource: String?, account: String?) throws {
        if resource == nil, account == nil { throw ValidationError("name a resource, or a whole account with --account") }
    }

    /// The members `resource` and `account` of a request; those that are not named are left out.
    /// - Throws: `ControlError` where the resource is not one resource's name.
    static func members(resource: String?, account: String?) throws(ControlError) -> JSONObject {
        var members = JSONObject()
        if let resource {
            _ = try ResourceLookup.selector(resource, account: account)
            members["resource"] = .string(resource)
        }
        if let account { members["account"] = .string(account) }
        return members
    }

    /// The resource with its account, where that is named beside it.
    static func resource(_ text: String, account: String?) throws(ControlError) -> String {
        let selector = try ResourceLookup.selector(text, account: account)
        return [selector.account, selector.region, selector.kind?.rawValue, selector.name].compactMap(\.self).joined(separator: "/")
    }
}
