import ArgumentParser
import IAMPolicy
import ReconcileCore

/// The whole journal, one JSON object a line.
struct JournalExport: Verb {
    static let configuration = CommandConfiguration(
        commandName: "export", abstract: "Write the whole journal to standard output, one JSON object a line.",
        discussion: """
            Each line bears its hash and the one before, so that the chain can be verified elsewhere. Where old entries are archived, \
            it begins after them, and standard error says so.
            """)

    @OptionGroup var global: GlobalOptions

    func perform(in session: Session) async throws -> ExitStatus {
        var next = 1
        var head = Int.max
        while next <= head {
            let from = next
            let json = try await JournalPages.page(from: from, count: JournalReport.pageMax, in: session)
            let entries = json.list("entries")
            // What is added meanwhile belongs to the next export.
            if head == Int.max {
                head = json["head"]?.number("entries") ?? 0
                if let note = ArchivedEntries(page: json).note(from: 1, shown: 0, limit: 0) { session.note(note) }
            }
            guard let last = entries.last?.number("sequence"), last >= next else { break }
            Terminal.write(entries.prefix { $0.number("sequence") <= head }.map { JSONWriter.compact($0) + "\n" }.joined())
            next = last + 1
        }
        return .fine
    }
}
