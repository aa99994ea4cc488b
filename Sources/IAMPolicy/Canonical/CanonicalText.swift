/// Writes canonical documents without going through a JSON value: their parts stand in order already.
enum CanonicalText {
    /// Statements in the order of their texts, each once.
    struct WrittenStatements {
        private(set) var statements: [PolicyStatement] = []
        /// The texts with commas between them.
        fileprivate private(set) var text: [UInt8] = []

        /// - Parameter statements: In canonical form, in any order.
        init(_ statements: [PolicyStatement]) {
            var output = JSONOutput(sorted: true, indent: nil)
            output.bytes.reserveCapacity(statements.count * 256)
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
    ///   - document: In canonical form.
    ///   - written: Its statements.
    static func text(of document: PolicyDocument, written: WrittenStatements) -> String {
        var output = JSONOutput(sorted: true, indent: nil)
        output.bytes.reserveCapacity(written.text.count + 96)
        if !document.unknownMembers.isEmpty {
            output.write(document.jsonValue, depth: 0)
            return String(decoding: output.bytes, as: UTF8.self)
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
        return String(decoding: output.bytes, as: UTF8.self)
    }

    /// - Parameter statement: In canonical form.
    static func bytes(of statement: PolicyStatement) -> [UInt8] {
        var output = JSONOutput(sorted: true, indent: nil)
        output.writeCanonical(statement)
        return output.bytes
    }
}

extension JSONOutput {
    /// - Parameters:
    ///   - statement: In canonical form.
    ///   - withGrid: Whether the three lists that a union is taken over (`Principal`, `Action`, `Resource`) are written too.
    mutating func writeCanonical(_ statement: PolicyStatement, withGrid: Bool = true) {
        guard statement.unknownMembers.isEmpty else {
            self.writeInOrder(statement, withGrid: withGrid)
            return
        }
        self.bytes.append(UInt8(ascii: "{"))
        if withGrid, let action = statement.action { self.writeMember("Action", action) }
        if !statement.condition.isEmpty { self.writeMember("Condition", statement.condition) }
        self.writeMember("Effect", [statement.effect.rawValue])
        if let notAction = statement.notAction { self.writeMember("NotAction", notAction) }
        if let notPrincipal = statement.notPrincipal { self.writeMember("NotPrincipal", notPrincipal) }
        if let notResource = statement.notResource { self.writeMember("NotResource", notResource) }
        if withGrid, let principal = statement.principal { self.writeMember("Principal", principal) }
        if withGrid, let resource = statement.resource { self.writeMember("Resource", resource) }
        if let sid = statement.sid { self.writeMember("Sid", [sid]) }
        self.closeObject()
    }

    /// The same for a statement with members that the language does not know, which may stand anywhere.
    private mutating func writeInOrder(_ statement: PolicyStatement, withGrid: Bool) {
        var written = statement
        if !withGrid { (written.principal, written.action, written.resource) = (nil, nil, nil) }
        self.write(written.jsonValue, depth: 0)
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
