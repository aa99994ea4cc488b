package import IAMPolicy

/// Somebody's word for a live resource, as the declaration under which it is looked for.
package struct ImportRequest: Equatable, Sendable {
    /// Declares nothing but what finds the resource.
    package let stub: DesiredResource

    /// - Parameter name: AWS's own name; of a key its alias, id or ARN, of a security group its id.
    /// - Throws: `ControlError` (`invalid`) for a name that AWS would not take.
    package init(kind: ResourceKind, name: String, account: AccountSettings, region: String? = nil) throws(ControlError) {
        guard let definition = KindRegistry.definition(of: kind) else {
            throw ControlError(code: .invalid, message: "there is no kind \(kind)")
        }
        let sought = definition.sought(name)
        if let fault = definition.nameRule.fault(sought.name) {
            throw ControlError(code: .invalid, message: "`\(name)` is not the name of a \(kind): it \(fault)")
        }
        if definition.belongsToOrganization, !account.readsOrganization {
            throw ControlError(
                code: .invalid, message: "a \(kind) belongs to the organization, and account \(account.name) is not the one that reads it")
        }
        let owner = definition.belongsToOrganization ? AccountSettings.organization : account.name
        let identity = ResourceIdentity(
            account: owner, region: definition.isRegional ? region ?? account.region : nil, kind: kind, name: sought.name)
        self.stub = DesiredResource(identity: identity, spec: sought.spec, source: .api)
    }

    /// All aspects are read, whether or not something finds the resource by them.
    package func target(account: AccountSettings) -> ReadTarget? {
        guard let definition = KindRegistry.definition(of: self.stub.identity.kind) else { return nil }
        return ReadTarget(
            identity: self.stub.identity, locator: definition.locator(of: self.stub, account: account, bound: nil),
            bases: Set(definition.aspects.map(\.base)))
    }
}

extension KindDefinition {
    package func sought(_ name: String) -> (name: String, spec: JSONObject) { (name, JSONObject()) }
}

extension SecurityGroupKind {
    package func sought(_ name: String) -> (name: String, spec: JSONObject) {
        (name, name.hasPrefix("sg-") ? ["groupID": .string(name)] : JSONObject())
    }
}

extension KMSKeyKind {
    package func sought(_ name: String) -> (name: String, spec: JSONObject) {
        let resource = ARN(name)?.resource ?? name
        let local = ["alias/", "key/"].lazy.compactMap { resource.hasPrefix($0) ? String(resource.dropFirst($0.count)) : nil }.first ?? resource
        return (local.split(separator: "/").joined(separator: "-"), ["key": .string(name)])
    }
}
