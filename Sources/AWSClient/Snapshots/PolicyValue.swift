import IAMPolicy

/// Policy documents as answers carry them.
enum PolicyValue {
    /// The document, percent-encoded or plain; a text that is no JSON stays a text, so that it can
    /// be shown and compared instead of being lost.
    static func document(_ text: String) -> JSONValue {
        let plain = PolicyText.decode(text)
        return (try? JSONReader.parsePacked(plain)) ?? .string(plain)
    }
}
