import ArgumentParser
import IAMPolicy
import ReconcileCore

/// The last entries.
struct JournalList: Verb {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "List entries, the last ones unless told otherwise.")

    @Option(help: ArgumentHelp("The first entry to list.", valueName: "seq"))
    var from: Int?

    @Option(help: ArgumentHelp("How many entries at most (1 to \(JournalReport.pageMax)).", valueName: "count"))
    var limit = 50

    @OptionGroup var global: GlobalOptions

    func validate() throws {
        if let from, from < 1 { throw ValidationError("--from counts from 1") }
        if !(1...JournalReport.pageMax).contains(self.limit) { throw ValidationError("--limit is from 1 to \(JournalReport.pageMax)") }
    }

    func perform(in session: Session) async throws -> ExitStatus {
        let json = try await JournalPages.page(from: self.from ?? 0, count: self.limit, in: session)
        if let note = ArchivedEntries(page: json).note(from: self.from, shown: json.list("entries").count, limit: self.limit) { session.note(note) }
        session.emit(json) { JournalView(entries: json.list("entries")).lines(on: $0, indent: 0) }
        return .fine
    }
}

/// The entries before those that the journal still holds.
struct ArchivedEntries {
    let checkpoint: JournalHead?

    init(page: JSONValue) { self.checkpoint = JournalReport.checkpoint(ofPage: page) }

    /// - Parameter from: the first entry that was asked for; `nil`: the last ones.
    /// - Returns: what to say beside entries that begin later than was asked for.
    func note(from: Int?, shown: Int, limit: Int) -> String? {
        guard let checkpoint, from.map({ $0 <= checkpoint.entries }) ?? (shown < limit) else { return nil }
        return "the journal starts at entry \(checkpoint.entries + 1): \(Self.place(ofEntriesTo: checkpoint.entries))"
    }

    static func place(ofEntriesTo last: Int) -> String {
        "entries 1 to \(last) are archived in the files `….journal-FIRST-LAST.jsonl` beside the database"
    }
}

/// Reads the journal from whoever has it.
enum JournalPages {
    /// - Parameter from: below 1, the last `count` entries.
    static func page(from: Int, count: Int, in session: Session) async throws -> JSONValue {
        try await session.answer {
            try await Self.page(from: from, count: count, client: session.client)
        } database: { queries in
            try await JournalReport.gather(from: queries, fromSequence: from, countMax: count)
        }
    }

    static func page(from: Int, count: Int, client: ControlClient) async throws(VerbFailure) -> JSONValue {
        try await client.get("/v1/journal", query: [("from", "\(from)"), ("limit", "\(count)")])
    }
}
