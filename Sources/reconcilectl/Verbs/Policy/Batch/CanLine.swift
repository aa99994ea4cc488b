import IAMPolicy
import ReconcileCore

/// `policy can` for one line.
struct CanLine: LineJudge {
    static let form = #""principal", "action", "resource", "context" and "policies""#

    private static let kinds = ["identity", "resource", "boundary", "scps", "rcps", "session", "endpoint"]

    /// `{"verdict", "decidedBy", "missing"?, "reason"?}`.
    func judge(_ line: LineMembers) throws(LineFault) -> JSONValue {
        let request = AccessRequest(
            principal: try Self.principal(line.requiredText("principal")), action: try line.requiredText("action"),
            resource: try line.requiredText("resource"), resourceAccount: try line.text("resourceAccount"),
            context: try Self.context(line.members("context")))
        guard let policies = try line.members("policies") else { throw line.wrong("policies", "an object", try line.required("policies")) }
        return .object(EvaluationReport.object(PolicyEvaluator.evaluate(request, try Self.policies(policies))))
    }

    static func principal(_ text: String) throws(LineFault) -> RequestPrincipal {
        guard let principal = RequestPrincipal(text) else {
            throw LineFault(
                code: .unknownPrincipal,
                message: "\"\(text)\" names nobody who makes requests: an ARN of a user, role, role session or federated user, an account id, "
                    + "a service such as rds.amazonaws.com, an identity provider, or * for an anonymous one")
        }
        return principal
    }

    private static func policies(_ line: LineMembers) throws(LineFault) -> PolicySet {
        // A misspelled kind would silently weaken the verdict.
        if let stranger = line.names.first(where: { !Self.kinds.contains($0) }) {
            throw LineFault(code: .invalidLine, message: "there is no \"policies.\(stranger)\"; known are \(Self.kinds.joined(separator: ", "))")
        }
        return PolicySet(
            identity: try line.documents("identity") ?? [], resource: try line.documents("resource"), boundary: try Self.attached("boundary", line),
            scps: try line.levels("scps"), rcps: try line.levels("rcps"), session: try Self.attached("session", line),
            endpoint: try Self.attached("endpoint", line))
    }

    /// Nobody has an empty boundary, session policy or endpoint policy: an empty list says that there is none.
    private static func attached(_ name: String, _ line: LineMembers) throws(LineFault) -> [PolicyDocument]? {
        let documents = try line.documents(name)
        return documents?.isEmpty == true ? nil : documents
    }

    private static func context(_ line: LineMembers?) throws(LineFault) -> RequestContext {
        var context = RequestContext()
        guard let line else { return context }
        for name in line.names {
            guard let value = line.value(name) else { continue }
            var values: [String] = []
            for element in value.arrayValue ?? [value] {
                guard let text = Self.scalar(element) else { throw line.wrong(name, "a string, number, boolean or an array of them", element) }
                values.append(text)
            }
            context[name] = (context[name] ?? []) + values
        }
        return context
    }

    private static func scalar(_ value: JSONValue) -> String? {
        switch value {
        case .string(let text), .number(let text): text
        case .bool(let flag): flag ? "true" : "false"
        case .null, .array, .object: nil
        }
    }
}
