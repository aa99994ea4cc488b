import IAMPolicy

extension KMSKeyKind {
    package func creation(of target: CorrectionTarget) -> Creation {
        .impossible("keys are never created: nothing that another key encrypted could be read with it")
    }

    package func corrections(of drifts: [AspectDrift], target: CorrectionTarget) -> [CorrectionDraft] {
        guard let keyID = target.live?.uniqueID else { return [] }
        let calls = KMSKeyCalls(keyID: keyID, target: target)
        // What waits for its deletion takes no other change.
        let ordered = drifts.filter { $0.aspect.base == "enabled" } + drifts.filter { $0.aspect.base != "enabled" }
        let members = PolicyFormCorrections("keyPolicy", of: drifts, target: target)
        return ordered.compactMap(calls.draft)
            // A key without a policy would be nobody's.
            + members.drafts { document, writes in document.map { calls.policy($0, writes: writes) } }
            + TagMutations(keyName: "TagKey", valueName: "TagValue").drafts(of: drifts.filter { $0.aspect.base == "tags" }) {
                calls.mutation("\($0)Resource", $1, writes: $2)
            }
    }

    package func reasonNotCorrected(_ drift: AspectDrift, target: CorrectionTarget) -> String? {
        if drift.aspect.base == "enabled" { return "the key would wait for its deletion again, which is never asked for" }
        guard drift.aspect.base == "aliases" else { return nil }
        if let other = drift.live?.stringValue, drift.kind == .modified {
            return "the alias points at key \(other), from which it is never taken: point it back, or declare the other key by `apply --rebind`"
        }
        return "the alias is declared by `key` only, which finds the key: declare it under `aliases` as well to have it put back"
    }
}

/// The calls that bring one key back.
struct KMSKeyCalls {
    let keyID: String
    let target: CorrectionTarget

    /// - Parameter parameters: those beside the key.
    func mutation(_ operation: String, _ parameters: JSONObject = JSONObject(), writes: [AspectWrite]) -> Mutation {
        let key: JSONObject = ["KeyId": .string(self.keyID)]
        return self.bare(operation, key.adding(parameters), writes: writes)
    }

    private func bare(_ operation: String, _ parameters: JSONObject, writes: [AspectWrite]) -> Mutation {
        Mutation(
            service: "kms", region: self.target.resource.identity.region, operation: operation, parameters: parameters, writes: writes)
    }

    /// - Returns: `nil` for tags, which share calls, and for what is not to be written.
    func draft(_ drift: AspectDrift) -> CorrectionDraft? {
        switch (drift.aspect.base, drift.desired) {
        case ("keyPolicy", let document?) where drift.aspect.member == nil: self.policy(drift, document)
        case ("enabled", let desired?) where desired.boolValue != nil: self.state(drift, desired: desired == true)
        case ("rotation", let desired?):
            // After what enables the key: AWS takes no change of rotation while it is disabled.
            self.draft(drift, desired == true ? "EnableKeyRotation" : "DisableKeyRotation", stage: .describe)
        case ("description", let desired):
            self.draft(drift, "UpdateKeyDescription", ["Description": desired ?? ""], stage: .describe)
        case ("aliases", _): self.alias(drift)
        case ("grants", let desired?): self.missingGrant(drift, desired)
        case ("grants", nil): self.extraGrant(drift)
        default: nil
        }
    }

    private func draft(
        _ drift: AspectDrift, _ operation: String, _ parameters: JSONObject = JSONObject(), stage: CorrectionStage
    ) -> CorrectionDraft {
        CorrectionDraft(
            aspects: [drift.aspect], stage: stage, mutations: [self.mutation(operation, parameters, writes: [AspectWrite(drift)])],
            reason: "\(operation) brings back \(drift.aspect)")
    }

    private func policy(_ drift: AspectDrift, _ document: JSONValue) -> CorrectionDraft {
        CorrectionDraft(
            aspects: [drift.aspect], stage: .grant, mutations: [self.policy(document, writes: [AspectWrite(drift)])],
            reason: "PutKeyPolicy restores the key policy")
    }

    func policy(_ document: JSONValue, writes: [AspectWrite]) -> Mutation {
        self.mutation("PutKeyPolicy", ["PolicyName": "default", "Policy": .string(JSONWriter.compact(document))], writes: writes)
    }

    private func state(_ drift: AspectDrift, desired: Bool) -> CorrectionDraft {
        let isPendingDeletion = drift.live == .string(KMSKeyKind.pendingDeletion)
        var mutations: [Mutation] = []
        if isPendingDeletion {
            // Cancelling leaves the key disabled, which is the end where that is what is declared.
            mutations.append(self.mutation("CancelKeyDeletion", writes: desired ? [] : [AspectWrite(drift)]))
        }
        if desired || !isPendingDeletion {
            mutations.append(self.mutation(desired ? "EnableKey" : "DisableKey", writes: [AspectWrite(drift)]))
        }
        return CorrectionDraft(
            aspects: [drift.aspect], stage: desired ? .grant : .revoke, mutations: mutations,
            reason: "\(mutations.map(\.operation).joined(separator: ", then ")) brings the key back to \(desired ? "enabled" : "disabled")")
    }

    // MARK: Aliases

    /// Never `UpdateAlias`: that would take the alias from the key that it points at.
    private func alias(_ drift: AspectDrift) -> CorrectionDraft? {
        let name = JSONValue.string(drift.aspect.member ?? "")
        let call: (operation: String, parameters: JSONObject, stage: CorrectionStage)
        switch drift.kind {
        case .extra: call = ("DeleteAlias", ["AliasName": name], .revoke)
        case .missing where self.mayBeMade(name): call = ("CreateAlias", ["AliasName": name, "TargetKeyId": .string(self.keyID)], .grant)
        case .missing, .modified: return nil
        }
        return CorrectionDraft(
            aspects: [drift.aspect], stage: call.stage,
            mutations: [self.bare(call.operation, call.parameters, writes: [AspectWrite(drift)])],
            reason: "\(call.operation) \(drift.kind == .extra ? "removes" : "puts back") \(drift.aspect)")
    }

    /// Not where only `key` names it: then it is what finds the key. One that is declared nowhere is put back by a rollback.
    private func mayBeMade(_ name: JSONValue) -> Bool {
        self.target.resource.spec["aliases"]?.arrayValue?.contains(name) == true
            || KMSKeyKind.aliasInKey(of: self.target.resource).map(JSONValue.string) != name
    }

    // MARK: Grants

    private func missingGrant(_ drift: AspectDrift, _ desired: JSONValue) -> CorrectionDraft? {
        guard let grant = KMSGrant(value: desired) else { return nil }
        return self.draft(drift, "CreateGrant", grant.parameters, stage: .grant)
    }

    /// Grants of the same content go together: while one is left, the access is.
    private func extraGrant(_ drift: AspectDrift) -> CorrectionDraft? {
        let ids = (self.target.live?.facts[KMSGrant.idsFact]?[drift.aspect.member ?? ""]?.arrayValue ?? []).compactMap(\.stringValue)
        guard !ids.isEmpty else { return nil }
        let mutations = ids.enumerated().map { number, id in
            self.mutation("RevokeGrant", ["GrantId": .string(id)], writes: number == ids.count - 1 ? [AspectWrite(drift)] : [])
        }
        return CorrectionDraft(
            aspects: [drift.aspect], stage: .revoke, mutations: mutations, reason: "RevokeGrant removes \(drift.aspect)",
            reversibility: .irreversible("a revoked grant cannot be had back with its id: whoever uses a token of it would fail"))
    }
}
