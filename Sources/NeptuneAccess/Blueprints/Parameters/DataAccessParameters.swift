import IAMPolicy
import ReconcileCore

/// What a `NeptuneDataAccess` asks for, read from its spec.
extension NeptuneDataAccessBlueprint {
    /// - SeeAlso: Amazon Neptune User Guide, `neptune-db:QueryLanguage`; `reconcilectl` takes small letters.
    static let language = StringRule("a query language") { text in
        Self.named(text) == nil ? "is none of Gremlin, OpenCypher, Sparql" : nil
    }

    /// - SeeAlso: Service Authorization Reference, "Actions, resources, and condition keys for Amazon Neptune".
    static let action = StringRule("an action of neptune-db") { text in
        guard let service = ActionCatalog.service(Self.prefix) else { return nil }
        let name = Self.bare(text)
        if let action = service.action(name) {
            return action.name == "connect" ? "grants no query from engine 1.2.0.0 on: name what is to be done, such as ReadDataViaQuery" : nil
        }
        if name.contains("*") || name.contains("?") {
            return "holds a wildcard: AWS would take it, and grant what it adds some day; name each action"
        }
        return "is no action of neptune-db\(service.suggestion(for: name).map { "; did you mean \($0)?" } ?? "")"
    }

    static let prefix = "neptune-db"

    /// Queries of one blueprint at most; each may have `QueryAnalysis.bytesMax` bytes.
    static let queriesMax = 1000

    static func named(_ text: String) -> QueryLanguage? { QueryLanguage(rawValue: text.lowercased()) }

    private static func bare(_ text: String) -> String {
        text.lowercased().hasPrefix("\(Self.prefix):") ? String(text.dropFirst(Self.prefix.count + 1)) : text
    }

    static func languages(_ reader: ParameterReader) throws(BlueprintFault) -> [QueryLanguage] {
        let named = try reader.texts("languages", Self.language).compactMap(Self.named)
        return QueryLanguage.allCases.filter(named.contains)
    }

    static func actions(_ reader: ParameterReader) throws(BlueprintFault) -> [String] {
        let named = try reader.texts("actions", Self.action).map { Self.bare($0).lowercased() }
        return (ActionCatalog.service(Self.prefix)?.actions ?? []).map(\.name).filter { named.contains($0.lowercased()) }
    }

    static func queries(_ reader: ParameterReader, languages: [QueryLanguage]) throws(BlueprintFault) -> [Query] {
        guard let value = reader.blueprint.spec["queries"], !value.isNull else { return [] }
        guard let elements = value.arrayValue, elements.count <= Self.queriesMax else {
            throw BlueprintFault(path: "queries", message: "must be a list of at most \(Self.queriesMax) queries")
        }
        var queries: [Query] = []
        for (index, element) in elements.enumerated() {
            queries.append(try Self.query(element, languages: languages, path: "queries[\(index)]"))
        }
        return queries
    }

    private static func query(_ value: JSONValue, languages: [QueryLanguage], path: String) throws(BlueprintFault) -> Query {
        let written = try ParameterReader.checked(value["language"] ?? .null, Self.language, path: "\(path).language")
        guard let language = Self.named(written) else {
            throw BlueprintFault(path: "\(path).language", message: "is no query language")
        }
        guard languages.isEmpty || languages.contains(language) else {
            throw BlueprintFault(
                path: "\(path).language", message: "is \(language.conditionValue), which `languages` does not name")
        }
        guard let text = value["text"]?.stringValue else {
            throw BlueprintFault(path: "\(path).text", message: "must be the text of a query")
        }
        let needs = QueryAnalysis.actions(of: text, language: language)
        // All three actions would be safe to assume, and more than anybody meant to give: a slip of the pen must not grant deletion.
        if let fault = needs.fault {
            throw BlueprintFault(
                path: "\(path).text",
                message: "is not understood as \(language.conditionValue): \(fault.message) (at byte \(fault.offset)); "
                    + "mend it, or leave it out and name the `actions` that it needs",
                suggestion: "actions: [\(DataAction.allCases.map(\.rawValue).joined(separator: ", "))]")
        }
        return Query(language: language, text: text, needs: needs)
    }
}
