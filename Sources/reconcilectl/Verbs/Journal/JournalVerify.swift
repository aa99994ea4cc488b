import ArgumentParser
import IAMPolicy
import ReconcileCore

/// Recomputes the hash chain.
struct JournalVerify: Verb {
    static let configuration = CommandConfiguration(
        commandName: "verify", abstract: "Recompute the hash chain of the journal, from the database itself.",
        discussion: """
            Exit codes: 0 whole; 1 broken, with the first fault; 3 the expected head may be among archived entries. An end that was \
            cut off shows only with --expect-head: give the head that a notice or the log told. Where old entries are archived \
            (retention.journal), the chain is verified from the last one of them on.
            """)

    @Option(help: ArgumentHelp("A hash that was once the journal's head; it must be in the chain.", valueName: "hash"))
    var expectHead: String?

    @OptionGroup var global: GlobalOptions

    func validate() throws {
        guard let expectHead else { return }
        if expectHead.count != 64 || !expectHead.allSatisfy(\.isHexDigit) {
            throw ValidationError("--expect-head is a SHA-256: 64 hexadecimal digits")
        }
    }

    func perform(in session: Session) async throws -> ExitStatus {
        let (verification, source) = try await self.verify(in: session)
        session.emit(JournalVerdict.json(verification, source: source)) { screen in
            let (text, style) = JournalVerdict.line(verification)
            return [screen.line(text, style)]
        }
        return verification.exit
    }

    /// The database where it can be read, since that is what is to be proved; else the daemon's word.
    private func verify(in session: Session) async throws -> (JournalVerification, source: String) {
        let connection = session.connection
        let expected = self.expectHead
        func byDaemon() async throws -> (JournalVerification, source: String)? {
            let verification = try await session.ifReachable { try await JournalChainWalk.walk(session.client, expectedHead: expected) }
            return verification.map { ($0, connection.socket) }
        }
        if connection.prefersSocket, let result = try await byDaemon() { return result }
        if let queries = try StoredState.open(connection.database) {
            return (try await JournalChainWalk.walk(queries, expectedHead: expected), connection.database)
        }
        if !connection.readsDatabaseOnly, let result = try await byDaemon() { return result }
        throw VerbFailure(.noState, "there is no journal: no database at \(connection.database), and no daemon is reachable at \(connection.socket)")
    }
}

/// What came of a verification, for programs and for people.
enum JournalVerdict {
    static func json(_ verification: JournalVerification, source: String) -> JSONValue {
        func text(_ value: String?) -> JSONValue { value.map { .string($0) } ?? .null }
        return [
            "verified": .bool(verification.exit == .fine), "entries": JSONValue(verification.entries), "head": .string(verification.head),
            "from": JSONValue((verification.checkpoint?.entries ?? 0) + 1), "fault": text(verification.fault),
            "undetermined": text(verification.doubt), "source": .string(source)
        ]
    }

    static func line(_ verification: JournalVerification) -> (String, Screen.Style) {
        if let fault = verification.fault { return ("broken: \(fault)", .alarm) }
        if let doubt = verification.doubt { return ("cannot be judged: \(doubt)", .unclear) }
        let archived = verification.checkpoint?.entries ?? 0
        let count = Wording.count(verification.entries - archived, "entry", plural: "entries")
        let before = archived > 0 ? " after the \(archived) that are archived" : ""
        return ("verified: \(count)\(before), head \(verification.head)", .good)
    }
}

/// Goes through the whole journal, a page at a time.
enum JournalChainWalk {
    /// Entries may be archived while they are walked through: then the walk is made again.
    private static let attemptsMax = 3

    static func walk(_ queries: any StateQueries, expectedHead: String?) async throws -> JournalVerification {
        for _ in 1..<Self.attemptsMax {
            let verification = try await Self.walkOnce(queries, expectedHead: expectedHead)
            if verification.fault == nil { return verification }
            if try await queries.journalCheckpoint() == verification.checkpoint { return verification }
        }
        return try await Self.walkOnce(queries, expectedHead: expectedHead)
    }

    private static func walkOnce(_ queries: any StateQueries, expectedHead: String?) async throws -> JournalVerification {
        var verification = JournalVerification(after: try await queries.journalCheckpoint(), expectedHead: expectedHead)
        let head = try await queries.journalHead()
        while verification.fault == nil {
            let page = try await queries.journal(fromSequence: verification.entries + 1, countMax: JournalReport.pageMax)
            verification.add(page)
            if page.count < JournalReport.pageMax { break }
        }
        verification.finish(storedHead: verification.entries > head.entries ? nil : head)
        return verification
    }

    static func walk(_ client: ControlClient, expectedHead: String?) async throws(VerbFailure) -> JournalVerification {
        for _ in 1..<Self.attemptsMax {
            let verification = try await Self.walkOnce(client, expectedHead: expectedHead)
            if verification.fault == nil { return verification }
            if JournalReport.checkpoint(ofPage: try await Self.firstPage(client, count: 1)) == verification.checkpoint { return verification }
        }
        return try await Self.walkOnce(client, expectedHead: expectedHead)
    }

    private static func firstPage(_ client: ControlClient, count: Int) async throws(VerbFailure) -> JSONValue {
        try await JournalPages.page(from: 1, count: count, client: client)
    }

    private static func walkOnce(_ client: ControlClient, expectedHead: String?) async throws(VerbFailure) -> JournalVerification {
        let checkpoint = JournalReport.checkpoint(ofPage: try await Self.firstPage(client, count: 1))
        var verification = JournalVerification(after: checkpoint, expectedHead: expectedHead)
        while verification.fault == nil {
            let json = try await JournalPages.page(from: verification.entries + 1, count: JournalReport.pageMax, client: client)
            let page = json.list("entries").compactMap(JournalReport.entry)
            guard page.count == json.list("entries").count else {
                throw VerbFailure(.malformedAnswer, "the daemon sent a journal entry without its hashes")
            }
            verification.add(page)
            if page.isEmpty { break }
        }
        verification.finish(storedHead: nil)
        return verification
    }
}
