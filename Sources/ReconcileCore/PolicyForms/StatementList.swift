import IAMPolicy

/// A policy document as a list of statements, each of which keeps its text and its place while another one is changed.
struct StatementList {
    private var frame: JSONObject
    private(set) var statements: [JSONValue]

    /// - Parameter document: `nil`: there is none yet.
    /// - Returns: `nil` where the document has no statements that could be told apart.
    init?(_ document: JSONValue?) {
        guard let document else {
            self.frame = ["Version": .string(PolicyDocument.currentVersion), "Statement": []]
            self.statements = []
            return
        }
        guard let frame = document.objectValue, let written = frame["Statement"] else { return nil }
        let statements = written.arrayValue ?? [written]
        guard statements.allSatisfy({ $0.objectValue != nil }) else { return nil }
        self.frame = frame
        self.statements = statements
    }

    /// `nil`: no statement is left.
    var document: JSONValue? {
        guard !self.statements.isEmpty else { return nil }
        var document = self.frame
        document["Statement"] = .array(self.statements)
        return .object(document)
    }

    var sids: Set<String> { Set(self.statements.compactMap(Self.sid)) }

    static func sid(_ statement: JSONValue) -> String? { statement["Sid"]?.stringValue }

    /// The statements of that Sid as a document by themselves; `nil` where there is none.
    func part(named sid: String) -> JSONValue? {
        let own = self.statements.filter { Self.sid($0) == sid }
        guard !own.isEmpty else { return nil }
        var part = JSONObject()
        part["Version"] = self.frame["Version"]
        part["Statement"] = .array(own)
        return .object(part)
    }

    /// Puts statements where the first of those that go stood; at the end where none does.
    mutating func replace(where isReplaced: (JSONValue) -> Bool, with new: [JSONValue]) {
        let place = self.statements.firstIndex(where: isReplaced)
        self.statements = self.statements.enumerated().flatMap { index, statement in
            if index == place { return new }
            return isReplaced(statement) ? [] : [statement]
        }
        if place == nil { self.statements += new }
    }

    // MARK: Versions

    /// Makes the document one in which policy variables count, where a statement uses them and no other one does.
    /// - Returns: why that cannot be; `nil` where it is so.
    mutating func admitVariables(in new: [JSONValue]) -> String? {
        guard self.frame["Version"]?.stringValue != PolicyDocument.currentVersion, new.contains(where: Self.hasVariables) else { return nil }
        if self.statements.contains(where: { !new.contains($0) && Self.hasVariables($0) }) {
            return "the document has the Version 2008-10-17, in which `${…}` is plain text, and statements of others rely on that"
        }
        var members = self.frame.members.filter { $0.name != "Version" }
        members.insert(.init(name: "Version", value: .string(PolicyDocument.currentVersion)), at: 0)
        self.frame = JSONObject(members)
        return nil
    }

    private static func hasVariables(_ statement: JSONValue) -> Bool { JSONWriter.compact(statement).contains("${") }
}
