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
    /// The document without its statements.
    private let frame: PolicyDocument
    private let statements: [CanonicalText.Statement]
    /// The JSON text of the canonical document without white space, members in the order of their bytes.
    private let bytes: [UInt8]

    /// - Parameter keepsLabels: Whether `Id` and `Sid` count, and statements with distinct Sids stay apart.
    package init(_ document: PolicyDocument, keepsLabels: Bool = false) {
        let statements = CanonicalText.WrittenStatements(Self.statements(of: document, keepsLabels: keepsLabels))
        self.frame = PolicyDocument(
            version: Self.version(of: document), id: keepsLabels && document.id?.isEmpty == false ? document.id : nil,
            unknownMembers: document.unknownMembers.sorted { ExactText.precedes($0.name, $1.name) })
        self.statements = statements.statements
        self.bytes = CanonicalText.bytes(of: self.frame, written: statements)
    }

    /// The JSON text of the canonical document without white space, members in the order of their bytes; made anew at each call.
    package var text: String { String(decoding: self.bytes, as: UTF8.self) }

    /// The canonical document, made anew at each call; it parses back to the same canonical form.
    package var document: PolicyDocument {
        var document = self.frame
        document.statements = self.statements.map(\.value)
        return document
    }

    /// The `Version` of the canonical document.
    var version: String? { self.frame.version }

    /// In any order, and identical ones perhaps several times.
    private static func statements(of document: PolicyDocument, keepsLabels: Bool) -> [CanonicalText.Statement] {
        let canonical = document.statements.map { CanonicalStatement($0, keepsSid: keepsLabels) }
        if canonical.count < 2 || Self.haveDistinctSids(canonical) { return canonical.map { .single($0) } }
        let groups = Self.groups(of: canonical)
        if groups.count == canonical.count { return canonical.map { .single($0) } }
        return groups.flatMap { group -> [CanonicalText.Statement] in
            group.count == 1 ? [.single(canonical[group[0]])] : StatementGrid.statements(of: group.map { canonical[$0] }).map { .union($0) }
        }
    }

    /// Statements with distinct Sids stay apart, which is cheaper to see than all that must be the same for putting them together.
    private static func haveDistinctSids(_ statements: [CanonicalStatement]) -> Bool {
        let sids = statements.compactMap(\.remainder.sid)
        return sids.count == statements.count && ExactText.sortedSet(sids).count == sids.count
    }

    /// The indices of statements that may be put together, each group by itself.
    private static func groups(of statements: [CanonicalStatement]) -> [[Int]] {
        var output = JSONOutput(sorted: true, indent: nil)
        let keys = statements.map { statement in
            let start = output.bytes.count
            statement.writeGroupKey(to: &output)
            return start..<output.bytes.count
        }
        var groups: [[Int]] = []
        for index in SortableTexts(bytes: output.bytes, ranges: keys).order() {
            if let last = groups.last?[0], !statements[index].hasEmptyList, output.bytes[keys[last]] == output.bytes[keys[index]] {
                groups[groups.count - 1].append(index)
            } else {
                groups.append([index])
            }
        }
        return groups
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
                Self.hasVariables(statement.resource) || Self.hasVariables(statement.notResource) || Self.hasVariables(statement.action)
                    || Self.hasVariables(statement.notAction)
                    || statement.condition.contains { $0.entries.contains { Self.hasVariables($0.values) } }
                    || Self.hasVariables(statement.principal) || Self.hasVariables(statement.notPrincipal)
                    || statement.unknownMembers.contains { PolicyVariable.occurs(in: JSONWriter.compact($0.value)) }
            }
    }

    private static func hasVariables(_ texts: [String]?) -> Bool {
        guard let texts else { return false }
        for text in texts where PolicyVariable.occurs(in: text) { return true }
        return false
    }

    private static func hasVariables(_ principals: PrincipalSet?) -> Bool {
        switch principals {
        case nil: false
        case .text(let text): PolicyVariable.occurs(in: text)
        case .groups(let groups): groups.contains { Self.hasVariables($0.values) }
        }
    }
}

extension CanonicalPolicy: Hashable {
    package static func == (left: CanonicalPolicy, right: CanonicalPolicy) -> Bool {
        left.bytes.withUnsafeBufferPointer { leftBytes in right.bytes.withUnsafeBufferPointer { ByteOrder.areEqual(leftBytes, $0) } }
    }

    package func hash(into hasher: inout Hasher) { self.bytes.withUnsafeBytes { hasher.combine(bytes: $0) } }
}
