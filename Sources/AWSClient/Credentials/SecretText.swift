/// A text that must not be shown: a token, a key, a line that may hold one.
///
/// Printing it, also by reflection or inside another value, shows no part of it.
struct SecretText: Hashable, Sendable {
    /// For the place that needs it: a header or a signature, never a message.
    let revealed: String

    init(_ text: String) { self.revealed = text }
}

extension SecretText: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    var description: String { "withheld" }
    var debugDescription: String { self.description }
    var customMirror: Mirror { Mirror(self, children: [:]) }
}
