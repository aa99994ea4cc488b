/// Writes canonical documents without going through a JSON value: their parts stand in order already.
enum CanonicalText {
    /// A statement of a canonical document: one of the author's, or a union of some.
    enum Statement: Sendable {
        case single(CanonicalStatement)
        indirect case union(PolicyStatement)

        /// Made anew at each call.
        var value: PolicyStatement {
            switch self {
            case .single(let statement): statement.statement
            case .union(let statement): statement
            }
        }
    }

    /// Statements in the order of their texts, each once.
    struct WrittenStatements {
        private(set) var statements: [Statement] = []
        /// The texts with commas between them.
        fileprivate private(set) var text: [UInt8] = []

        /// - Parameter statements: In canonical form, in any order.
        init(_ statements: [Statement]) {
            var output = JSONOutput(sorted: true, indent: nil)
            output.bytes.reserveCapacity(statements.count * 512)
            let ranges = statements.map { statement in
                let start = output.bytes.count
                output.writeCanonical(statement)
                return start..<output.bytes.count
            }
            if statements.count < 2 {
                (self.statements, self.text) = (statements, output.bytes)
                return
            }
            self.statements.reserveCapacity(statements.count)
            self.text.reserveCapacity(output.bytes.count + statements.count)
            var last: Range<Int>?
            for index in SortableTexts(bytes: output.bytes, ranges: ranges).order() {
                if let last, output.bytes[last] == output.bytes[ranges[index]] { continue }
                if last != nil { self.text.append(UInt8(ascii: ",")) }
                self.text += output.bytes[ranges[index]]
                self.statements.append(statements[index])
                last = ranges[index]
            }
        }
    }

    /// - Parameters:
    ///   - document: In canonical form, without its statements.
    ///   - written: Its statements.
    static func bytes(of document: PolicyDocument, written: WrittenStatements) -> [UInt8] {
        var output = JSONOutput(sorted: true, indent: nil)
        output.bytes.reserveCapacity(written.text.count + 96)
        if !document.unknownMembers.isEmpty {
            var whole = document
            whole.statements = written.statements.map(\.value)
            output.write(whole.jsonValue, depth: 0)
            return output.bytes
        }
        output.bytes.append(UInt8(ascii: "{"))
        if let id = document.id { output.writeMember("Id", [id]) }
        output.writeName("Statement")
        if written.statements.count != 1 { output.bytes.append(UInt8(ascii: "[")) }
        output.bytes += written.text
        if written.statements.count != 1 { output.bytes.append(UInt8(ascii: "]")) }
        output.bytes.append(UInt8(ascii: ","))
        if let version = document.version { output.writeMember("Version", [version]) }
        output.closeObject()
        return output.bytes
    }

    static func bytes(of statement: Statement) -> [UInt8] {
        var output = JSONOutput(sorted: true, indent: nil)
        output.writeCanonical(statement)
        return output.bytes
    }
}

extension JSONOutput {
    mutating func writeCanonical(_ statement: CanonicalText.Statement) {
        switch statement {
        case .union(let statement): self.writeCanonical(statement)
        case .single(let statement) where !statement.remainder.unknownMembers.isEmpty: self.writeCanonical(statement.statement)
        case .single(let statement):
            self.writeCanonical(
                statement.remainder, action: statement.actionList, principal: statement.principal, resource: statement.resourceList)
        }
    }

    /// - Parameters:
    ///   - statement: In canonical form.
    ///   - action: The list of a statement that has none of its own; likewise `principal` and `resource`.
    mutating func writeCanonical(
        _ statement: PolicyStatement, action: PatternList? = nil, principal: PrincipalSet? = nil, resource: PatternList? = nil
    ) {
        guard statement.unknownMembers.isEmpty else {
            // Members that the language does not know may stand anywhere.
            self.write(statement.jsonValue, depth: 0)
            return
        }
        self.bytes.append(UInt8(ascii: "{"))
        if let action {
            self.writeMember("Action", action)
        } else if let action = statement.action {
            self.writeMember("Action", action)
        }
        if !statement.condition.isEmpty { self.writeMember("Condition", statement.condition) }
        self.writeName("Effect")
        self.writeString(statement.effect.rawValue)
        self.bytes.append(UInt8(ascii: ","))
        if let notAction = statement.notAction { self.writeMember("NotAction", notAction) }
        if let notPrincipal = statement.notPrincipal { self.writeMember("NotPrincipal", notPrincipal) }
        if let notResource = statement.notResource { self.writeMember("NotResource", notResource) }
        if let principal = principal ?? statement.principal { self.writeMember("Principal", principal) }
        if let resource {
            self.writeMember("Resource", resource)
        } else if let resource = statement.resource {
            self.writeMember("Resource", resource)
        }
        if let sid = statement.sid { self.writeMember("Sid", [sid]) }
        self.closeObject()
    }

    fileprivate mutating func writeName(_ name: String) {
        self.writeString(name)
        self.bytes.append(UInt8(ascii: ":"))
    }

    fileprivate mutating func writeMember(_ name: String, _ texts: [String]) {
        self.writeName(name)
        if texts.count == 1 {
            self.writeString(texts[0])
        } else {
            self.bytes.append(UInt8(ascii: "["))
            for index in texts.indices {
                if index > 0 { self.bytes.append(UInt8(ascii: ",")) }
                self.writeString(texts[index])
            }
            self.bytes.append(UInt8(ascii: "]"))
        }
        self.bytes.append(UInt8(ascii: ","))
    }

    fileprivate mutating func writeMember(_ name: String, _ patterns: PatternList) {
        self.writeName(name)
        patterns.write(to: &self)
        self.bytes.append(UInt8(ascii: ","))
    }

    fileprivate mutating func writeMember(_ name: String, _ principals: PrincipalSet) {
        switch principals {
        case .text(let text): self.writeMember(name, [text])
        case .groups(let groups):
            self.writeName(name)
            self.bytes.append(UInt8(ascii: "{"))
            for group in groups { self.writeMember(group.type, group.values) }
            self.closeObject()
            self.bytes.append(UInt8(ascii: ","))
        }
    }

    fileprivate mutating func writeMember(_ name: String, _ condition: [ConditionBlock]) {
        self.writeName(name)
        self.bytes.append(UInt8(ascii: "{"))
        for block in condition {
            self.writeName(block.operatorName)
            self.bytes.append(UInt8(ascii: "{"))
            for entry in block.entries { self.writeMember(entry.key, entry.values) }
            self.closeObject()
            self.bytes.append(UInt8(ascii: ","))
        }
        self.closeObject()
        self.bytes.append(UInt8(ascii: ","))
    }

    /// Every member ends in a comma; the last one gives its own up.
    fileprivate mutating func closeObject() {
        if self.bytes.last == UInt8(ascii: ",") { self.bytes.removeLast() }
        self.bytes.append(UInt8(ascii: "}"))
    }
}
