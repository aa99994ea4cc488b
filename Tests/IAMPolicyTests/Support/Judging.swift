import Testing

@testable import IAMPolicy

/// Shorthands for requests and policies in tables of cases.
enum Judging {
    static func document(_ text: String) throws -> PolicyDocument {
        try #require(PolicyDocument.read(JSONReader.parse(text)))
    }

    /// A document of statements without the quotes around their names' boilerplate: `Allow s3:Get* arn:…`.
    static func policy(_ statements: String..., version: String = "2012-10-17") throws -> PolicyDocument {
        try Self.document("{\"Version\": \"\(version)\", \"Statement\": [\(statements.joined(separator: ", "))]}")
    }

    static func statement(
        _ effect: String = "Allow", principal: String? = nil, action: String = "*", resource: String? = "*", condition: String? = nil
    ) -> String {
        var members = ["\"Effect\": \"\(effect)\"", "\"Action\": \"\(action)\""]
        if let principal { members.append("\"Principal\": \(principal == "*" ? "\"*\"" : principal)") }
        if let resource { members.append("\"Resource\": \"\(resource)\"") }
        if let condition { members.append("\"Condition\": \(condition)") }
        return "{\(members.joined(separator: ", "))}"
    }

    static func request(
        _ principal: String = "arn:aws:iam::111111111111:user/alice", _ action: String = "s3:GetObject",
        _ resource: String = "arn:aws:s3:::b/k", account: String? = nil, _ context: [String: [String]] = [:]
    ) throws -> AccessRequest {
        AccessRequest(
            principal: try #require(RequestPrincipal(principal)), action: action, resource: resource, resourceAccount: account,
            context: RequestContext(context))
    }

    static func verdict(_ request: AccessRequest, _ policies: PolicySet) -> Evaluation.Verdict {
        PolicyEvaluator.evaluate(request, policies).verdict
    }
}
