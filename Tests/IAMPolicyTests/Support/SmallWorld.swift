@testable import IAMPolicy

/// Judges requests of a small world by the plain reading of a document, knowing nothing of canonical forms.
enum SmallWorld {
    struct Request: Hashable {
        let principal: String
        let action: String
        let resource: String
    }

    static let requests: [Request] = {
        let principals = ["123456789012", "arn:aws:iam::123456789012:role/r", "arn:aws:iam::210987654321:user/u", "someone", "rds.amazonaws.com"]
        let actions = ["s3:getobject", "s3:putobject", "s3:getobjectacl", "kms:decrypt", "kms:describekey", "kms:x", "ec2:run"]
        let resources = [
            "arn:aws:s3:::b", "arn:aws:s3:::b/k", "arn:aws:s3:::B/k", "arn:aws:s3:::b/kk", "arn:aws:s3:x:y:b/k", "other",
            "arn:aws:s3:::b/${aws:username}"
        ]
        return principals.flatMap { principal in
            actions.flatMap { action in
                resources.map { Request(principal: principal, action: action, resource: $0) }
            }
        }
    }()

    /// Per request: which effects have a matching statement, by the condition those statements carry.
    static func reach(of document: PolicyDocument) -> [Set<String>] {
        Self.requests.map { request in
            Set(
                document.statements.filter { Self.matches($0, request) }.map { statement in
                    // Conditions are compared by canonical text: their meaning is not this world's subject.
                    let condition = PolicyStatement(effect: statement.effect, condition: CanonicalCondition.blocks(of: statement.condition))
                    return JSONWriter.canonical(condition.jsonValue)
                })
        }
    }

    private static func matches(_ statement: PolicyStatement, _ request: Request) -> Bool {
        if let principal = statement.principal, !Self.names(principal, request.principal) { return false }
        if let principal = statement.notPrincipal, Self.names(principal, request.principal) { return false }
        if let actions = statement.action, !actions.contains(where: { Self.matches($0.lowercased(), request.action) }) { return false }
        if let actions = statement.notAction, actions.contains(where: { Self.matches($0.lowercased(), request.action) }) { return false }
        if let resources = statement.resource, !resources.contains(where: { Self.matches($0, request.resource) }) { return false }
        if let resources = statement.notResource, resources.contains(where: { Self.matches($0, request.resource) }) { return false }
        return true
    }

    private static func names(_ set: PrincipalSet, _ principal: String) -> Bool {
        switch set {
        case .text(let text): return text == "*"
        case .groups(let groups):
            return groups.contains { group in
                group.values.contains { $0 == principal || $0 == "*" || $0 == "arn:aws:iam::\(principal):root" }
            }
        }
    }

    /// Plain recursive matching of `*` and `?`.
    static func matches(_ pattern: String, _ text: String) -> Bool { Self.matches(Array(pattern)[...], Array(text)[...]) }

    private static func matches(_ pattern: ArraySlice<Character>, _ text: ArraySlice<Character>) -> Bool {
        guard let first = pattern.first else { return text.isEmpty }
        if first == "*" {
            return Self.matches(pattern.dropFirst(), text) || (!text.isEmpty && Self.matches(pattern, text.dropFirst()))
        }
        guard let character = text.first, first == "?" || first == character else { return false }
        return Self.matches(pattern.dropFirst(), text.dropFirst())
    }
}
