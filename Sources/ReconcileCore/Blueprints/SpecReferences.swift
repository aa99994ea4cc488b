import IAMPolicy

/// Writes references under other names.
struct SpecReferences {
    /// `KMSKey/one` to `KMSKey/other`.
    let names: [String: String]

    func renamed(_ spec: JSONObject, _ fields: [SpecField]) -> JSONObject {
        JSONObject(
            spec.members.map { member in
                guard let field = fields.first(where: { $0.name == member.name }) else { return member }
                return JSONObject.Member(name: member.name, value: self.renamed(member.value, field.shape))
            })
    }

    private func renamed(_ value: JSONValue, _ shape: SpecShape) -> JSONValue {
        switch (shape, value) {
        case (.reference, .string(let text)): .string(self.names[text] ?? text)
        case (.policy, .object(let document)): .object(self.principalsRenamed(document))
        case (.list(let element), .array(let elements)): .array(elements.map { self.renamed($0, element) })
        case (.map(_, let values), .object(let object)):
            .object(JSONObject(object.members.map { .init(name: $0.name, value: self.renamed($0.value, values)) }))
        case (.record(let fields), .object(let object)): .object(self.renamed(object, fields))
        case (.nullable(let inner), _): self.renamed(value, inner)
        case (.anyOf(let shapes), _): shapes.reduce(value) { self.renamed($0, $1) }
        case (.string, _), (.text, _), (.integer, _), (.boolean, _), (.reference, _), (.policy, _), (.list, _), (.map, _), (.record, _): value
        }
    }

    /// In the form `access`.
    private func principalsRenamed(_ document: JSONObject) -> JSONObject {
        guard let items = document["access"]?.arrayValue else { return document }
        var result = document
        result["access"] = .array(
            items.map { item in
                guard case .object(var object) = item, let text = object["principal"]?.stringValue, let name = self.names[text] else { return item }
                object["principal"] = .string(name)
                return .object(object)
            })
        return result
    }
}
