/// A program that prints credentials, as `credential_process` names it.
///
/// - SeeAlso: AWS SDKs and Tools Reference Guide, "Process credential provider".
package struct CredentialProcess: Hashable, Sendable {
    /// The program and its arguments; those may hold secrets.
    let words: [SecretText]
    /// File and line of the setting.
    package let place: String

    package var program: String { self.words.first?.revealed ?? "" }

    /// - Throws: `AWSError` with code `InvalidConfiguration` for what is no command line.
    static func of(_ command: String, place: String) throws(AWSError) -> CredentialProcess {
        guard let words = CommandLine.words(of: command), let program = words.first, !program.isEmpty else {
            throw CredentialsPlanner.invalid("\(place): credential_process is no command line: a quote is open, or nothing stands in it")
        }
        guard words.allSatisfy({ !$0.utf8.contains(0) }) else {
            throw CredentialsPlanner.invalid("\(place): credential_process holds a NUL")
        }
        return CredentialProcess(words: words.map(SecretText.init), place: place)
    }
}

/// Cuts a command line into words as a POSIX shell's quoting rules say; nothing is expanded, and no shell is started.
enum CommandLine {
    /// `nil` where a quote or a backslash is left open.
    ///
    /// Single quotes keep everything, double quotes everything but `\"` and `\\`; outside both a backslash keeps the next character.
    static func words(of text: String) -> [String]? {
        var words: [String] = []
        var word = ""
        // An empty pair of quotes is a word too.
        var isInWord = false
        var quote: Character?
        var rest = text[...]
        while let character = rest.popFirst() {
            if quote == nil, character.isWhitespace {
                if isInWord { words.append(word) }
                (word, isInWord) = ("", false)
                continue
            }
            isInWord = true
            switch (quote, character) {
            case ("'"?, "'"), ("\""?, "\""): quote = nil
            case (nil, "'"), (nil, "\""): quote = character
            case ("\""?, "\\"), (nil, "\\"):
                guard let next = rest.popFirst() else { return nil }
                // Between double quotes a backslash before anything else stands for itself.
                if quote != nil, next != "\"", next != "\\" { word.append("\\") }
                word.append(next)
            default: word.append(character)
            }
        }
        guard quote == nil else { return nil }
        return isInWord ? words + [word] : words
    }
}
