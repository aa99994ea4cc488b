import IAMPolicy

/// One call to IAM: whose account it is, and whom it names.
struct IAMCall {
    let call: ServiceCall

    init(_ call: ServiceCall) { self.call = call }

    /// - Throws: `NoSuchEntity`.
    func entity(_ kind: IAMEntity.Kind, in state: WorldState) throws(ServiceFault) -> IAMEntity {
        let name = self.call.text("\(kind.rawValue)Name")
        guard let entity = state.accounts[self.call.account]?.iam.entity(kind, name) else { throw IAMFaults.noSuch(kind, name) }
        return entity
    }

    /// The same for a change: what AWS keeps for itself is refused.
    func changeable(_ kind: IAMEntity.Kind, in state: WorldState) throws(ServiceFault) -> IAMEntity {
        let entity = try self.entity(kind, in: state)
        if entity.isServiceLinked { throw IAMFaults.protected(entity.name) }
        return entity
    }

    func put(_ entity: IAMEntity, in state: inout WorldState) { state.accounts[self.call.account, default: AccountState()].iam.put(entity) }

    func iam(_ state: WorldState) -> IAMState { state.accounts[self.call.account]?.iam ?? IAMState() }

    /// A customer-managed policy.
    func policy(in state: WorldState) throws(ServiceFault) -> IAMManagedPolicy {
        let arn = self.call.text("PolicyArn")
        if let policy = self.iam(state).policies[arn] { return policy }
        throw ServiceFault("NoSuchEntity", "Policy \(arn) was not found.", status: 404)
    }

    func put(_ policy: IAMManagedPolicy, in state: inout WorldState) {
        state.accounts[self.call.account, default: AccountState()].iam.policies[policy.arn] = policy
    }

    /// Whether a policy of that ARN can be attached.
    func isAttachable(_ arn: String, in state: WorldState) -> Bool {
        AWSManagedPolicies.documents[arn] != nil || self.iam(state).policies[arn] != nil
    }

    /// `/path/` or nothing, as IAM takes it.
    func path() throws(ServiceFault) -> String {
        let path = self.call.optionalText("Path") ?? "/"
        guard path.hasPrefix("/"), path.hasSuffix("/"), path.utf8.count <= 512 else {
            throw .validation(
                "The specified value for path is invalid. It must begin and end with / and contain only alphanumeric characters and/or / characters.")
        }
        return path
    }

    func name(_ member: String, max: Int) throws(ServiceFault) -> String {
        let name = self.call.text(member)
        let others = Set("+=,.@_-".utf8)
        let isGood = name.utf8.allSatisfy { byte in
            (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte) || others.contains(byte)
        }
        guard !name.isEmpty, name.utf8.count <= max, isGood else {
            throw .validation("The specified value for \(member.prefix(1).lowercased() + member.dropFirst()) is invalid.")
        }
        return name
    }

    func checkedTags(_ tags: TagSet, in state: WorldState) throws(ServiceFault) {
        let isGood = tags.values.allSatisfy { (1...128).contains($0.key.count) && $0.value.count <= 256 && !$0.key.lowercased().hasPrefix("aws:") }
        if !isGood { throw ServiceFault("InvalidInput", "The tags are not of the right form.") }
        if tags.values.count > self.iam(state).quotas.tags { throw IAMFaults.quota("The number of tags has reached the maximum limit.") }
    }
}
