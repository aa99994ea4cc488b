import IAMPolicy

/// Key policies.
enum KMSPolicyOperations {
    static let operations: [String: Operation] = [
        "GetKeyPolicy": { call, state in
            let key = try KMSCall(call).key(in: state)
            try Self.checkName(call)
            // KMS lays the document out anew.
            return ["Policy": .string(JSONWriter.pretty(key.policy.value(in: state))), "PolicyName": "default"]
        },
        "PutKeyPolicy": { call, state in
            var key = try KMSCall(call).key(in: state)
            try Self.checkName(call)
            let text = call.text("Policy")
            let policy = try Self.checked(text, call, state)
            if !call.flag("BypassPolicyLockoutSafetyCheck"), !Self.keepsCaller(text, of: key, call) {
                throw Self.malformed("The new key policy will not allow you to update the key policy in the future.")
            }
            key.policy = policy
            KMSCall(call).put(key, in: &state)
            return [:]
        }
    ]

    private static func malformed(_ message: String) -> ServiceFault { ServiceFault("MalformedPolicyDocumentException", message) }

    private static func checkName(_ call: ServiceCall) throws(ServiceFault) {
        let name = call.optionalText("PolicyName") ?? "default"
        if name != "default" { throw KMSCall.notFound("No such policy exists") }
    }

    /// The document as KMS keeps it, if it takes it: with principals that it has heard of.
    static func checked(_ text: String, _ call: ServiceCall, _ state: WorldState) throws(ServiceFault) -> StoredDocument {
        if text.utf8.count > 32_768 { throw ServiceFault("LimitExceededException", "The policy is longer than 32768 bytes.") }
        if let fault = DocumentCheck.fault(text, as: .key) { throw Self.malformed(fault) }
        guard let document = try? JSONReader.parse(text) else { throw Self.malformed("") }
        do throws(PrincipalNames.UnknownPrincipal) {
            _ = try PrincipalNames(call.seen).kept(document)
            return StoredDocument(kept: try PrincipalNames(state).kept(document))
        } catch {
            throw Self.malformed("Policy contains a statement with one or more invalid principals.")
        }
    }

    /// Whether the caller may still write the policy, itself or through its account.
    private static func keepsCaller(_ text: String, of key: SimulatedKey, _ call: ServiceCall) -> Bool {
        guard let json = try? JSONReader.parse(text), let document = PolicyDocument.read(json) else { return false }
        let everything = PolicyDocument(statements: [PolicyStatement(effect: .allow, action: ["*"], resource: ["*"])])
        let principals = [RequestPrincipal(call.caller.arn), .root(account: call.account)].compactMap(\.self)
        return principals.contains { principal in
            let request = AccessRequest(principal: principal, action: "kms:PutKeyPolicy", resource: key.arn, resourceAccount: call.account)
            return PolicyEvaluator.evaluate(request, PolicySet(identity: [everything], resource: [document])).verdict == .allowed
        }
    }
}
