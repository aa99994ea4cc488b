package import IAMPolicy

/// Whether somebody may do something, as an operator asks it of what was read last.
package struct AccessQuestion: Hashable, Sendable {
    /// An ARN, an account id, a service, `*`, or the name of a kept resource: `Role/app`.
    package var principal: String
    package var action: String
    /// An ARN, `*`, or the name of a kept resource: `KMSKey/export`.
    package var resource: String
    /// Twelve digits, where the resource's ARN does not name its account.
    package var resourceAccount: String?
    package var context: RequestContext
    /// The account's alias, where names alone leave it open.
    package var account: String?

    package init(
        principal: String, action: String, resource: String, resourceAccount: String? = nil, context: RequestContext = RequestContext(),
        account: String? = nil
    ) {
        self.principal = principal
        self.action = action
        self.resource = resource
        self.resourceAccount = resourceAccount
        self.context = context
        self.account = account
    }

    /// As the control socket takes it; absent members are left out.
    package var json: JSONValue {
        var object: JSONObject = [
            "principal": .string(self.principal), "action": .string(self.action), "resource": .string(self.resource)
        ]
        object["resourceAccount"] = self.resourceAccount.map { .string($0) }
        let entries = self.context.entries.map { JSONObject.Member(name: $0.key, value: .array($0.values.map { .string($0) })) }
        if !entries.isEmpty { object["context"] = .object(JSONObject(entries)) }
        object["account"] = self.account.map { .string($0) }
        return .object(object)
    }
}
