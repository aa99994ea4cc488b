import ArgumentParser
import IAMPolicy
import ReconcileCore

/// Recomputes the hash chain.
struct JournalVerify: Verb {
    static let configuration = CommandConfiguration(
        commandName: "verify", abstract: "Recompute the hash chain of the journal, from the database itself.",
        discussion: """
            Exit codes: 0 whole; 1 broken, with the first fault. An end that was cut off shows only with --expect-head: \
            give the head that a notice or the log told.
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
        let json: JSONValue = [
            "verified": .bool(verification.fault == nil), "entries": JSONValue(verification.entries), "head": .string(verification.head),
            "fault": verification.fault.map { .string($0) } ?? .null, "source": .string(source)
        ]
        session.emit(json) { screen in
            if let fault = verification.fault { return [screen.line("broken: \(fault)", .alarm)] }
            let count = Wording.count(verification.entries, "entry", plural: "entries")
            return [screen.line("verified: \(count), head \(verification.head)", .good)]
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

/// Goes through the whole journal, a page at a time.
enum JournalChainWalk {
    static func walk(_ queries: any StateQueries, expectedHead: String?) async throws -> JournalVerification {
        var verification = JournalVerification(expectedHead: expectedHead)
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
        var verification = JournalVerification(expectedHead: expectedHead)
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
