/// The one way of writing everything that means the same as a document, as far as that can be proved.
///
/// Two documents mean the same if their canonical forms are identical; the
/// converse is not claimed. What is in doubt stays apart:
/// - Order, repetition, scalar against list, the case of actions, condition
///   operators and condition keys, account id against root ARN, how a union is
///   cut into statements, and patterns inside other patterns do not count.
/// - `Version` does not count unless a `${` occurs, for policy variables are all
///   that it switches.
/// - `Id` and `Sid` do not count, unless labels are kept.
/// - Resources and condition values count to the letter.
package struct CanonicalPolicy: Sendable {
    /// The canonical document; it parses back to the same canonical form.
    package let document: PolicyDocument
    /// Its JSON text without white space, members in the order of their bytes.
    package let text: String

    /// - Parameter keepsLabels: Whether `Id` and `Sid` count, and statements with distinct Sids stay apart.
    package init(_ document: PolicyDocument, keepsLabels: Bool = false) {
        let statements = Self.statements(of: document, keepsLabels: keepsLabels)
        let canonical = PolicyDocument(
            version: Self.version(of: document), id: keepsLabels && document.id?.isEmpty == false ? document.id : nil,
            statements: statements.map { $0.statement },
            unknownMembers: document.unknownMembers.sorted { ExactText.precedes($0.name, $1.name) })
        self.document = canonical
        self.text = Self.text(of: canonical, statementTexts: statements.map { $0.text })
    }

    /// Puts the text together from those of the statements, which make up nearly all of it.
    private static func text(of document: PolicyDocument, statementTexts: [String]) -> String {
        let joined = statementTexts.joined(separator: ",")
        var members = [(name: "Statement", text: statementTexts.count == 1 ? joined : "[\(joined)]")]
        if let version = document.version { members.append(("Version", JSONWriter.canonical(.string(version)))) }
        if let id = document.id { members.append(("Id", JSONWriter.canonical(.string(id)))) }
        members += document.unknownMembers.map { ($0.name, JSONWriter.canonical($0.value)) }
        return JSONWriter.canonicalObject(members)
    }

    private static func statements(
        of document: PolicyDocument, keepsLabels: Bool
    ) -> [(statement: PolicyStatement, text: String)] {
        var groups: [[UInt8]: [CanonicalStatement]] = [:]
        var unmergeable: [PolicyStatement] = []
        for statement in document.statements {
            let canonical = CanonicalStatement(statement, keepsSid: keepsLabels)
            if canonical.hasEmptyList {
                unmergeable.append(canonical.statement)
            } else {
                groups[Array(canonical.groupKey.utf8), default: []].append(canonical)
            }
        }
        let merged = groups.values.flatMap(StatementGrid.statements) + unmergeable
        let texts = merged.map { (statement: $0, text: JSONWriter.canonical($0.jsonValue)) }
        var result: [(statement: PolicyStatement, text: String)] = []
        for entry in texts.sorted(by: { ExactText.precedes($0.text, $1.text) }) {
            if let last = result.last, ExactText.areIdentical(last.text, entry.text) { continue }
            result.append(entry)
        }
        return result
    }

    /// `nil` where 2008-10-17 says it all; a version that AWS does not know is kept.
    private static func version(of document: PolicyDocument) -> String? {
        let version = document.effectiveVersion
        if PolicyDocument.knownVersions.contains(version) && !Self.hasVariables(document) { return nil }
        return version == PolicyDocument.defaultVersion ? nil : version
    }

    private static func hasVariables(_ document: PolicyDocument) -> Bool {
        document.unknownMembers.contains { PolicyVariable.occurs(in: JSONWriter.compact($0.value)) }
            || document.statements.contains { statement in
                let lists = [statement.resource, statement.notResource, statement.action, statement.notAction]
                return lists.contains { $0?.contains { PolicyVariable.occurs(in: $0) } == true }
                    || statement.condition.contains { $0.entries.contains { $0.values.contains { PolicyVariable.occurs(in: $0) } } }
                    || [statement.principal, statement.notPrincipal].contains { Self.hasVariables($0) }
                    || statement.unknownMembers.contains { PolicyVariable.occurs(in: JSONWriter.compact($0.value)) }
            }
    }

    private static func hasVariables(_ principals: PrincipalSet?) -> Bool {
        switch principals {
        case nil: false
        case .text(let text): PolicyVariable.occurs(in: text)
        case .groups(let groups): groups.contains { $0.values.contains { PolicyVariable.occurs(in: $0) } }
        }
    }
}

extension CanonicalPolicy: Hashable {
    package static func == (left: CanonicalPolicy, right: CanonicalPolicy) -> Bool {
        ExactText.areIdentical(left.text, right.text)
    }

    package func hash(into hasher: inout Hasher) { hasher.combine(self.text) }
}
