import IAMPolicy

/// One call to KMS: which key it means.
struct KMSCall {
    let call: ServiceCall

    init(_ call: ServiceCall) { self.call = call }

    func kms(_ state: WorldState) -> KMSState { state.accounts[self.call.account]?.keys[self.call.region] ?? KMSState() }

    /// A key by id or ARN, and by alias where the operation takes one.
    /// - Throws: `NotFoundException`.
    func key(in state: WorldState, takesAlias: Bool = false, member: String = "KeyId") throws(ServiceFault) -> SimulatedKey {
        let name = self.call.text(member)
        let prefix = "arn:aws:kms:\(self.call.region):\(self.call.account):"
        let local = name.hasPrefix(prefix) ? String(name.dropFirst(prefix.count)) : name
        let kms = self.kms(state)
        if takesAlias, local.hasPrefix("alias/") {
            if let alias = kms.aliases[local], let key = kms.keys[alias.keyID] { return key }
            throw Self.notFound("Alias \(prefix)\(local) is not found.")
        }
        if local.hasPrefix("alias/") { throw Self.notFound("Invalid keyId '\(name)'") }
        let id = local.hasPrefix("key/") ? String(local.dropFirst(4)) : local
        if let key = kms.keys[id] { return key }
        throw Self.notFound("Key '\(prefix)key/\(id)' does not exist")
    }

    /// The same for what a key that is to be deleted refuses.
    func livingKey(in state: WorldState, member: String = "KeyId") throws(ServiceFault) -> SimulatedKey {
        let key = try self.key(in: state, member: member)
        if case .pendingDeletion = key.condition { throw Self.invalidState("\(key.arn) is pending deletion.") }
        return key
    }

    func put(_ key: SimulatedKey, in state: inout WorldState) {
        state.accounts[self.call.account, default: AccountState()].keys[self.call.region, default: KMSState()].keys[key.id] = key
    }

    static func notFound(_ message: String) -> ServiceFault { ServiceFault("NotFoundException", message) }
    static func invalidState(_ message: String) -> ServiceFault { ServiceFault("KMSInvalidStateException", message) }
}
