/// An action or a pattern of actions of the form `service:Name`.
struct LintedAction {
    /// Lower case.
    let service: String
    /// As written.
    let name: String

    /// - Returns: `nil` for `*` and for what has no such form.
    init?(_ text: String) {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, !parts[0].isEmpty else { return nil }
        self.service = ASCIICase.lowered(String(parts[0]))
        self.name = String(parts[1])
    }

    var hasWildcard: Bool { GlobPattern.hasWildcard(self.name.utf8) }

    /// Whether the text stands for all actions of all services.
    static func isEverything(_ text: String) -> Bool { ActionForm.isEverything(text) }

    /// Whether a pattern stands for an action, among others.
    /// - Parameter action: Lower case, such as `iam:passrole`.
    static func pattern(_ text: String, covers action: String) -> Bool {
        GlobPattern.covers(Array(ASCIICase.lowered(text).utf8)[...], Array(action.utf8)[...])
    }
}
