/// Elements that are missing, unknown or of the wrong JSON type.
///
/// Source: IAM User Guide, "Grammar of the IAM JSON policy language".
enum StructureFindings {
    static let wrongType = LintCode("DATA_TYPE_MISMATCH", .error, "An element is of the wrong JSON type.")
    static let missingStatement = LintCode("MISSING_STATEMENT", .error, "There is no statement.")
    static let missingEffect = LintCode("MISSING_EFFECT", .error, "A statement without `Effect`.")
    static let invalidEffect = LintCode("INVALID_EFFECT", .error, "An `Effect` that is not `Allow` or `Deny`, with that case.")
    static let unknownElement = LintCode("INVALID_POLICY_ELEMENT", .error, "An element that the policy language does not have.")
    static let codes = [Self.wrongType, Self.missingStatement, Self.missingEffect, Self.invalidEffect, Self.unknownElement]

    private static let documentElements = ["Version", "Id", "Statement"]
    private static let statementElements = [
        "Sid", "Effect", "Principal", "NotPrincipal", "Action", "NotAction", "Resource", "NotResource", "Condition"
    ]

    /// - Parameter faults: Of the reader of the structure.
    static func add(_ faults: [PolicyFault], _ json: JSONValue, to report: inout LintReport) {
        for fault in faults {
            switch fault.code {
            case .missingStatement: report.add(Self.missingStatement, "there is no Statement", at: fault.path)
            case .missingEffect:
                report.add(Self.missingEffect, "Effect is missing", at: fault.path, fix: LintFix("add \"Effect\": \"Allow\" or \"Deny\""))
            case .invalidEffect: report.add(Self.invalidEffect, fault.message, at: fault.path, fix: Self.effectFix(at: fault.path, json))
            // Also those of statements that the reader gave up.
            case .unknownElement: continue
            default: report.add(Self.wrongType, fault.message, at: fault.path)
            }
        }
        for path in Self.unknownElements(of: json) where !report.isFull {
            report.add(
                Self.unknownElement, "there is no policy element of this name", at: path, onName: true, fix: Self.nameFix(at: path, json))
        }
        if json["Statement"]?.arrayValue?.isEmpty == true {
            report.add(Self.missingStatement, "the list of statements is empty", at: JSONPath.root.appending("Statement"))
        }
    }

    private static func unknownElements(of json: JSONValue) -> [JSONPath] {
        guard let document = json.objectValue else { return [] }
        var paths: [JSONPath] = document.names.filter { !Self.documentElements.contains($0) }.map { JSONPath.root.appending($0) }
        let statements = document["Statement"].map { $0.arrayValue ?? [$0] } ?? []
        for (index, statement) in statements.enumerated() {
            let place = JSONPath.root.appending("Statement").appending(index)
            let names = statement.objectValue?.names ?? []
            paths += names.filter { !Self.statementElements.contains($0) }.map { place.appending($0) }
        }
        return paths
    }

    private static func effectFix(at path: JSONPath, _ json: JSONValue) -> LintFix? {
        guard let text = json.part(at: path)?.stringValue else { return nil }
        let effect = [PolicyEffect.allow, .deny].map(\.rawValue).first { ASCIICase.lowered($0) == ASCIICase.lowered(text) }
        return effect.map { LintFix("write \"\($0)\"", edit: .replace(path, $0)) }
    }

    /// AWS refuses the document as it stands, so that another case of the same name changes nothing that holds.
    private static func nameFix(at path: JSONPath, _ json: JSONValue) -> LintFix? {
        guard case .name(let name)? = path.steps.last else { return nil }
        let known = path.steps.count == 1 ? Self.documentElements : Self.statementElements
        if let spelt = known.first(where: { ASCIICase.lowered($0) == ASCIICase.lowered(name) }) {
            let isFree = json.part(at: path.parent)?[spelt] == nil
            return LintFix("write \"\(spelt)\"", edit: isFree ? .rename(path, spelt) : nil)
        }
        return NearestName.to(name, among: known).map { LintFix("did you mean \"\($0)\"?") }
    }
}

extension JSONValue {
    /// The part at a path, with a list of one standing by itself.
    func part(at path: JSONPath) -> JSONValue? {
        var current = self
        for step in path.steps {
            switch (step, current) {
            case (.name(let name), .object(let object)):
                guard let value = object[name] else { return nil }
                current = value
            case (.index(let index), .array(let elements)):
                guard elements.indices.contains(index) else { return nil }
                current = elements[index]
            case (.index(0), _): continue
            default: return nil
            }
        }
        return current
    }
}
