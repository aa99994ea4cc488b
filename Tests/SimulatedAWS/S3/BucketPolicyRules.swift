import IAMPolicy

/// What S3 makes of a bucket policy.
enum BucketPolicyRules {
    static func put(_ call: ServiceCall, _ state: inout WorldState) throws(ServiceFault) -> JSONObject {
        let bucket = try BucketOperations.bucket(call, state)
        let text = call.text("Policy")
        func malformed(_ message: String) -> ServiceFault { ServiceFault("MalformedPolicy", message) }
        if text.utf8.count > 20_480 { throw malformed("Policy exceeds the maximum allowed document size.") }
        if let fault = DocumentCheck.fault(text, as: .resource) { throw malformed(fault) }
        guard let document = try? JSONReader.parse(text) else { throw malformed("Policies must be valid JSON") }
        if bucket.publicAccessBlock?["BlockPublicPolicy"] == true, Self.isPublic(document) {
            throw ServiceFault(
                "AccessDenied", "User: \(call.caller.arn) is not authorized to perform: s3:PutBucketPolicy because public policies are blocked",
                status: 403)
        }
        let kept: JSONValue
        do throws(PrincipalNames.UnknownPrincipal) {
            _ = try PrincipalNames(call.seen).kept(document)
            kept = try PrincipalNames(state).kept(document)
        } catch {
            throw malformed("Invalid principal in policy")
        }
        return try BucketOperations.change(call, &state) { $0.policy = StoredDocument(kept: kept) }
    }

    /// Whether everybody is allowed something without a condition: S3's own judgement, in the main.
    static func isPublic(_ document: JSONValue) -> Bool {
        (PolicyDocument.read(document)?.statements ?? []).contains { statement in
            guard statement.effect == .allow, statement.condition.isEmpty else { return false }
            switch statement.principal {
            case .text(let text): return text == "*"
            case .groups(let groups): return groups.contains { $0.values.contains("*") }
            case nil: return statement.notPrincipal != nil
            }
        }
    }
}
