/// Documents as JSON; a list of one is written as its element, which AWS takes as the same and counts as less.
extension PolicyDocument {
    package var jsonValue: JSONValue {
        var members: [JSONObject.Member] = []
        if let version = self.version { members.append("Version", .string(version)) }
        if let id = self.id { members.append("Id", .string(id)) }
        let statements = self.statements.map(\.jsonValue)
        members.append("Statement", statements.count == 1 ? statements[0] : .array(statements))
        members += self.unknownMembers
        return .object(JSONObject(uniqueMembers: members))
    }
}

extension PolicyStatement {
    package var jsonValue: JSONValue {
        var members: [JSONObject.Member] = []
        if let sid = self.sid { members.append("Sid", .string(sid)) }
        members.append("Effect", .string(self.effect.rawValue))
        if let principal = self.principal { members.append("Principal", principal.jsonValue) }
        if let notPrincipal = self.notPrincipal { members.append("NotPrincipal", notPrincipal.jsonValue) }
        for (name, list) in self.lists {
            if let list { members.append(name, .scalarOrList(list)) }
        }
        if !self.condition.isEmpty { members.append("Condition", self.conditionValue) }
        members += self.unknownMembers
        return .object(JSONObject(uniqueMembers: members))
    }

    /// The elements that are lists of patterns, in the order in which they are written.
    private var lists: [(name: String, values: [String]?)] {
        [("Action", self.action), ("NotAction", self.notAction), ("Resource", self.resource), ("NotResource", self.notResource)]
    }

    private var conditionValue: JSONValue {
        .object(
            JSONObject(
                uniqueMembers: self.condition.map { block in
                    let entries = block.entries.map { JSONObject.Member(name: $0.key, value: .scalarOrList($0.values)) }
                    return JSONObject.Member(name: block.operatorName, value: .object(JSONObject(uniqueMembers: entries)))
                }))
    }
}

extension PrincipalSet {
    package var jsonValue: JSONValue {
        switch self {
        case .text(let text): .string(text)
        case .groups(let groups):
            .object(JSONObject(uniqueMembers: groups.map { JSONObject.Member(name: $0.type, value: .scalarOrList($0.values)) }))
        }
    }
}

extension JSONValue {
    /// A list of texts; a single one stands by itself.
    static func scalarOrList(_ values: [String]) -> JSONValue {
        values.count == 1 ? .string(values[0]) : .array(values.map { .string($0) })
    }
}

extension [JSONObject.Member] {
    fileprivate mutating func append(_ name: String, _ value: JSONValue) {
        self.append(JSONObject.Member(name: name, value: value))
    }
}
