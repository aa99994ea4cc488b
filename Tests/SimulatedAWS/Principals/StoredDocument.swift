import IAMPolicy

/// A policy document at rest.
struct StoredDocument: Equatable, Sendable {
    /// As it was written, or rewritten where the service rewrites.
    let text: String
    /// As IAM's answers carry it.
    let encoded: String
    /// Whether it names principals by unique id, so that what is shown depends on who lives.
    let namesIDs: Bool

    /// Kept byte for byte.
    init(verbatim text: String) {
        self.text = text
        self.encoded = PercentText.encoded(text)
        self.namesIDs = false
    }

    /// Kept by meaning, with principals as `PrincipalNames` keeps them.
    init(kept document: JSONValue) {
        let text = JSONWriter.compact(document)
        self.text = text
        self.encoded = PercentText.encoded(text)
        self.namesIDs = ["\"AROA", "\"AIDA"].contains { text.contains($0) }
    }

    /// What a reader is shown, in JSON text.
    func shown(in state: WorldState) -> String {
        guard self.namesIDs, let document = try? JSONReader.parse(self.text) else { return self.text }
        return JSONWriter.compact(PrincipalNames(state).shown(document))
    }

    func shownEncoded(in state: WorldState) -> String { self.namesIDs ? PercentText.encoded(self.shown(in: state)) : self.encoded }

    /// The document as a value, as it is shown.
    func value(in state: WorldState) -> JSONValue {
        let text = self.shown(in: state)
        return (try? JSONReader.parse(text)) ?? .string(text)
    }
}
