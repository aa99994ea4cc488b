/// Words of a command line, as a POSIX shell takes them.
/// - SeeAlso: POSIX.1-2017, Shell Command Language, section 2.2.
enum ShellText {
    private static let plain = Set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-+=.,:/@%".utf8)

    /// The word itself where no character means anything to the shell, else in single quotes.
    static func quoted(_ word: String) -> String {
        if !word.isEmpty, word.utf8.allSatisfy(Self.plain.contains) { return word }
        return "'" + word.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'"
    }

    /// A command of several words; each is quoted where it has to be.
    static func command(_ words: [String]) -> String { words.map(Self.quoted).joined(separator: " ") }
}
