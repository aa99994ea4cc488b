/// Reads the structure of a policy: which element is where and of which type.
///
/// A part whose meaning would have to be guessed makes the whole document unreadable.
struct PolicyReader {
    var faults: [PolicyFault] = []
    private var isUnreadable = false

    mutating func readDocument(_ json: JSONValue) -> PolicyDocument? {
        guard let object = json.objectValue else {
            self.wrongType(.root, "a policy is an object", json)
            return nil
        }
        var document = PolicyDocument()
        var hasStatement = false
        for member in object.members {
            let path = JSONPath.root.appending(member.name)
            switch member.name {
            case "Version": document.version = self.readText(member.value, path)
            case "Id": document.id = self.readText(member.value, path)
            case "Statement":
                hasStatement = true
                document.statements = self.readStatements(member.value, path)
            default:
                document.unknownMembers.append(member)
                self.unknownElement(path, member.name)
            }
        }
        if !hasStatement {
            self.note(.root, "Statement is missing", .missingStatement)
            return nil
        }
        return self.isUnreadable ? nil : document
    }

    private mutating func readStatements(_ json: JSONValue, _ path: JSONPath) -> [PolicyStatement] {
        switch json {
        case .object(let object): return self.readStatement(object, path).map { [$0] } ?? []
        case .array(let elements):
            var statements: [PolicyStatement] = []
            for (index, element) in elements.enumerated() {
                if let object = element.objectValue {
                    if let statement = self.readStatement(object, path.appending(index)) { statements.append(statement) }
                } else {
                    self.wrongType(path.appending(index), "a statement is an object", element)
                }
            }
            return statements
        case .null, .bool, .number, .string:
            self.wrongType(path, "Statement is an object or an array of them", json)
            return []
        }
    }

    private mutating func readStatement(_ object: JSONObject, _ path: JSONPath) -> PolicyStatement? {
        guard let effect = self.readEffect(object["Effect"], path) else { return nil }
        var statement = PolicyStatement(effect: effect)
        for member in object.members {
            let place = path.appending(member.name)
            switch member.name {
            case "Effect": break
            case "Sid": statement.sid = self.readText(member.value, place)
            case "Principal": statement.principal = self.readPrincipal(member.value, place)
            case "NotPrincipal": statement.notPrincipal = self.readPrincipal(member.value, place)
            case "Action": statement.action = self.readTexts(member.value, place)
            case "NotAction": statement.notAction = self.readTexts(member.value, place)
            case "Resource": statement.resource = self.readTexts(member.value, place)
            case "NotResource": statement.notResource = self.readTexts(member.value, place)
            case "Condition": statement.condition = self.readCondition(member.value, place)
            default:
                statement.unknownMembers.append(member)
                self.unknownElement(place, member.name)
            }
        }
        return statement
    }

    private mutating func readEffect(_ json: JSONValue?, _ path: JSONPath) -> PolicyEffect? {
        guard let json else {
            self.isUnreadable = true
            self.note(path, "Effect is missing", .missingEffect)
            return nil
        }
        guard let text = json.stringValue else {
            self.wrongType(path.appending("Effect"), "Effect is a string", json)
            return nil
        }
        if let effect = PolicyEffect(rawValue: text) { return effect }
        self.note(path.appending("Effect"), "Effect is \"Allow\" or \"Deny\", with that case", .invalidEffect)
        switch text.lowercased() {
        case "allow": return .allow
        case "deny": return .deny
        default:
            self.isUnreadable = true
            return nil
        }
    }

    private mutating func readPrincipal(_ json: JSONValue, _ path: JSONPath) -> PrincipalSet? {
        switch json {
        case .string(let text): return .text(text)
        case .object(let object):
            return .groups(
                object.members.map { member in
                    PrincipalGroup(type: member.name, values: self.readTexts(member.value, path.appending(member.name)) ?? [])
                })
        case .null, .bool, .number, .array:
            self.wrongType(path, "this is \"*\" or an object", json)
            return nil
        }
    }

    private mutating func readCondition(_ json: JSONValue, _ path: JSONPath) -> [ConditionBlock] {
        guard let object = json.objectValue else {
            self.wrongType(path, "Condition is an object", json)
            return []
        }
        return object.members.map { block in
            let blockPath = path.appending(block.name)
            guard let keys = block.value.objectValue else {
                self.wrongType(blockPath, "a condition operator holds an object of keys", block.value)
                return ConditionBlock(operatorName: block.name, entries: [])
            }
            let entries = keys.members.map { entry in
                ConditionEntry(key: entry.name, values: self.readConditionValues(entry.value, blockPath.appending(entry.name)))
            }
            return ConditionBlock(operatorName: block.name, entries: entries)
        }
    }
}

// MARK: - Scalars

extension PolicyReader {
    private mutating func readText(_ json: JSONValue, _ path: JSONPath) -> String? {
        if let text = json.stringValue { return text }
        self.wrongType(path, "this is a string", json)
        return nil
    }

    /// A string or an array of them.
    private mutating func readTexts(_ json: JSONValue, _ path: JSONPath) -> [String]? {
        guard let elements = json.arrayValue else { return self.readText(json, path).map { [$0] } }
        var texts: [String] = []
        texts.reserveCapacity(elements.count)
        for (index, element) in elements.enumerated() {
            if let text = element.stringValue {
                texts.append(text)
            } else if case .number(let text) = element {
                // Refused by AWS, yet of plain meaning: such lists still compare as sets.
                texts.append(text)
                self.note(path.appending(index), "this is a string, not a number", .wrongType)
            } else {
                self.wrongType(path.appending(index), "this is a string", element)
            }
        }
        return texts
    }

    /// Booleans and numbers count as their text: AWS stores and compares them so.
    private mutating func readConditionValues(_ json: JSONValue, _ path: JSONPath) -> [String] {
        guard let elements = json.arrayValue else { return self.readConditionValue(json, path).map { [$0] } ?? [] }
        var values: [String] = []
        values.reserveCapacity(elements.count)
        for (index, element) in elements.enumerated() {
            if let value = self.readConditionValue(element, path.appending(index)) { values.append(value) }
        }
        return values
    }

    private mutating func readConditionValue(_ json: JSONValue, _ path: JSONPath) -> String? {
        switch json {
        case .string(let text), .number(let text): return text
        case .bool(let value): return value ? "true" : "false"
        case .null, .array, .object:
            self.wrongType(path, "a condition value is a string, a number or a boolean", json)
            return nil
        }
    }

    private mutating func note(_ path: JSONPath, _ message: String, _ code: PolicyFault.Code) {
        self.faults.append(PolicyFault(path: path, message: message, code: code))
    }

    private mutating func wrongType(_ path: JSONPath, _ expected: String, _ json: JSONValue) {
        self.isUnreadable = true
        self.note(path, "\(expected); here it is \(json.kindDescription)", .wrongType)
    }

    private mutating func unknownElement(_ path: JSONPath, _ name: String) {
        self.note(path, "there is no policy element of this name", .unknownElement)
    }
}
