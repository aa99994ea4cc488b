/// Reads the structure of a policy: which element is where and of which type.
///
/// A part whose meaning would have to be guessed makes the whole document unreadable.
struct PolicyReader {
    var faults: [PolicyFault] = []
    private var isUnreadable = false
    /// Where the reader stands; a path is made of it only where there is a fault to place.
    private var steps: [JSONPath.Step] = []

    mutating func readDocument(_ json: JSONValue) -> PolicyDocument? {
        guard let object = json.objectValue?.unpacked else {
            self.wrongType("a policy is an object", json)
            return nil
        }
        var document = PolicyDocument()
        var hasStatement = false
        for member in object.members {
            self.steps.append(.name(member.name))
            switch member.name {
            case "Version": document.version = self.readText(member.value)
            case "Id": document.id = self.readText(member.value)
            case "Statement":
                hasStatement = true
                document.statements = self.readStatements(member.value)
            default:
                document.unknownMembers.append(member)
                self.unknownElement()
            }
            self.steps.removeLast()
        }
        if !hasStatement {
            self.note("Statement is missing", .missingStatement)
            return nil
        }
        return self.isUnreadable ? nil : document
    }

    private mutating func readStatements(_ json: JSONValue) -> [PolicyStatement] {
        switch json {
        case .object(let object): return self.readStatement(object).map { [$0] } ?? []
        case .array(let elements):
            var statements: [PolicyStatement] = []
            statements.reserveCapacity(elements.count)
            for index in elements.indices {
                self.steps.append(.index(index))
                if case .object(let object) = elements[index] {
                    if let statement = self.readStatement(object) { statements.append(statement) }
                } else {
                    self.wrongType("a statement is an object", elements[index])
                }
                self.steps.removeLast()
            }
            return statements
        case .null, .bool, .number, .string:
            self.wrongType("Statement is an object or an array of them", json)
            return []
        }
    }

    private mutating func readStatement(_ object: JSONObject) -> PolicyStatement? {
        guard let effect = self.readEffect(object["Effect"]) else { return nil }
        var statement = PolicyStatement(effect: effect)
        for member in object.members {
            self.steps.append(.name(member.name))
            switch member.name {
            case "Effect": break
            case "Sid": statement.sid = self.readText(member.value)
            case "Principal": statement.principal = self.readPrincipal(member.value)
            case "NotPrincipal": statement.notPrincipal = self.readPrincipal(member.value)
            case "Action": statement.action = self.readTexts(member.value)
            case "NotAction": statement.notAction = self.readTexts(member.value)
            case "Resource": statement.resource = self.readTexts(member.value)
            case "NotResource": statement.notResource = self.readTexts(member.value)
            case "Condition": statement.condition = self.readCondition(member.value)
            default:
                statement.unknownMembers.append(member)
                self.unknownElement()
            }
            self.steps.removeLast()
        }
        return statement
    }

    private mutating func readEffect(_ json: JSONValue?) -> PolicyEffect? {
        guard let json else {
            self.isUnreadable = true
            self.note("Effect is missing", .missingEffect)
            return nil
        }
        self.steps.append(.name("Effect"))
        defer { self.steps.removeLast() }
        guard case .string(let text) = json else {
            self.wrongType("Effect is a string", json)
            return nil
        }
        if let effect = PolicyEffect(rawValue: text) { return effect }
        self.note("Effect is \"Allow\" or \"Deny\", with that case", .invalidEffect)
        switch text.lowercased() {
        case "allow": return .allow
        case "deny": return .deny
        default:
            self.isUnreadable = true
            return nil
        }
    }

    private mutating func readPrincipal(_ json: JSONValue) -> PrincipalSet? {
        switch json {
        case .string(let text): return .text(text)
        case .object(let object):
            return .groups(
                object.members.map { member in
                    PrincipalGroup(type: member.name, values: self.within(member.name) { $0.readTexts(member.value) } ?? [])
                })
        case .null, .bool, .number, .array:
            self.wrongType("this is \"*\" or an object", json)
            return nil
        }
    }

    private mutating func readCondition(_ json: JSONValue) -> [ConditionBlock] {
        guard let object = json.objectValue else {
            self.wrongType("Condition is an object", json)
            return []
        }
        return object.members.map { block in
            self.within(block.name) { reader in
                guard let keys = block.value.objectValue else {
                    reader.wrongType("a condition operator holds an object of keys", block.value)
                    return ConditionBlock(operatorName: block.name, entries: [])
                }
                let entries = keys.members.map { entry in
                    ConditionEntry(key: entry.name, values: reader.within(entry.name) { $0.readConditionValues(entry.value) })
                }
                return ConditionBlock(operatorName: block.name, entries: entries)
            }
        }
    }

    /// Runs `body` one step deeper.
    private mutating func within<Result>(_ name: String, _ body: (inout PolicyReader) -> Result) -> Result {
        self.steps.append(.name(name))
        defer { self.steps.removeLast() }
        return body(&self)
    }
}

// MARK: - Scalars

extension PolicyReader {
    private mutating func readText(_ json: JSONValue) -> String? {
        if case .string(let text) = json { return text }
        self.wrongType("this is a string", json)
        return nil
    }

    /// A string or an array of them.
    private mutating func readTexts(_ json: JSONValue) -> [String]? {
        guard case .array(let elements) = json else { return self.readText(json).map { [$0] } }
        var texts: [String] = []
        texts.reserveCapacity(elements.count)
        for index in elements.indices {
            switch elements[index] {
            case .string(let text): texts.append(text)
            case .number(let text):
                // Refused by AWS, yet of plain meaning: such lists still compare as sets.
                texts.append(text)
                self.note("this is a string, not a number", .wrongType, at: index)
            case .null, .bool, .array, .object: self.wrongType("this is a string", elements[index], at: index)
            }
        }
        return texts
    }

    /// Booleans and numbers count as their text: AWS stores and compares them so.
    private mutating func readConditionValues(_ json: JSONValue) -> [String] {
        guard case .array(let elements) = json else { return self.readConditionValue(json, at: nil).map { [$0] } ?? [] }
        var values: [String] = []
        values.reserveCapacity(elements.count)
        for index in elements.indices {
            if let value = self.readConditionValue(elements[index], at: index) { values.append(value) }
        }
        return values
    }

    private mutating func readConditionValue(_ json: JSONValue, at index: Int?) -> String? {
        switch json {
        case .string(let text), .number(let text): return text
        case .bool(let value): return value ? "true" : "false"
        case .null, .array, .object:
            self.wrongType("a condition value is a string, a number or a boolean", json, at: index)
            return nil
        }
    }

    /// - Parameter index: Of the element here that is meant; `nil` for what stands here itself.
    private mutating func note(_ message: String, _ code: PolicyFault.Code, at index: Int? = nil) {
        let path = JSONPath(self.steps)
        self.faults.append(PolicyFault(path: index.map { path.appending($0) } ?? path, message: message, code: code))
    }

    private mutating func wrongType(_ expected: String, _ json: JSONValue, at index: Int? = nil) {
        self.isUnreadable = true
        self.note("\(expected); here it is \(json.kindDescription)", .wrongType, at: index)
    }

    private mutating func unknownElement() {
        self.note("there is no policy element of this name", .unknownElement)
    }
}
