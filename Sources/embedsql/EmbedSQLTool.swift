import Foundation

/// Writes a Swift source that holds the text of SQL files: `embedsql OUTPUT.swift 0001_name.sql …`.
///
/// Refuses files whose numbers do not count from 0001 without gaps.
@main
struct EmbedSQLTool {
    static func main() {
        let arguments = CommandLine.arguments.dropFirst()
        guard let output = arguments.first else { Self.fail("usage: embedsql OUTPUT.swift INPUT.sql…") }
        do {
            let inputs = arguments.dropFirst().map { URL(fileURLWithPath: $0) }
            var entries: [String] = []
            for (index, input) in inputs.enumerated() {
                let name = input.deletingPathExtension().lastPathComponent
                guard name.hasPrefix(Self.prefix(ofNumber: index + 1)) else {
                    Self.fail("\(input.path): expected a file whose name starts with \(Self.prefix(ofNumber: index + 1))")
                }
                entries.append("    (name: \(Self.literal(name)), sql: \(Self.literal(try String(contentsOf: input, encoding: .utf8))))")
            }
            let source = """
                /// The files of `migrations/`, in the order of their numbers.
                package let embeddedMigrations: [(name: String, sql: String)] = [
                \(entries.joined(separator: ",\n"))
                ]

                """
            try source.write(to: URL(fileURLWithPath: output), atomically: true, encoding: .utf8)
        } catch {
            Self.fail("\(error)")
        }
    }

    private static func prefix(ofNumber number: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, 4 - digits.count)) + digits + "_"
    }

    /// A raw multi-line literal with as many `#` as it takes for nothing in the text to end or to interpolate it.
    private static func literal(_ text: String) -> String {
        var marks = "#"
        while text.contains("\"\"\"" + marks) || text.contains("\\" + marks) { marks += "#" }
        return "\(marks)\"\"\"\n\(text)\n\"\"\"\(marks)"
    }

    private static func fail(_ message: String) -> Never {
        FileHandle.standardError.write(Data("embedsql: \(message)\n".utf8))
        exit(1)
    }
}
