import Foundation
import Glibc
import HTTPTransport
import IAMPolicy
import ReconcileCore

/// One call of the command: whom it asks, and how it answers.
struct Session {
    let options: GlobalOptions
    let connection: ConnectionSettings
    let screen: Screen
    let client: ControlClient

    init(options: GlobalOptions, environment: [String: String], transport: any HTTPTransporting) {
        self.options = options
        self.connection = ConnectionSettings(socket: options.socket, database: options.database, environment: environment)
        self.screen = Terminal.screen(noColor: options.noColor, environment: environment)
        self.client = ControlClient(transport: transport, socket: self.connection.socket)
    }

    /// Writes an answer in the form that was asked for.
    func emit(_ json: JSONValue, table: (Screen) -> [String]) {
        switch self.options.output {
        case .table: Terminal.write(table(self.screen).map { $0 + "\n" }.joined())
        case .json: Terminal.write(JSONWriter.pretty(json) + "\n")
        case .yaml: Terminal.write(YAMLText.document(json) + "\n")
        }
    }

    /// Tells something beside the answer.
    func note(_ text: String) { Terminal.writeError("reconcilectl: \(text)\n") }

    /// Asks the daemon, or the database where no daemon is there; says so.
    /// - Throws: `noState` where there is neither.
    func answer(
        daemon: () async throws -> JSONValue, database: (any StateQueries) async throws -> JSONValue
    ) async throws -> JSONValue {
        if !self.connection.readsDatabaseOnly, let json = try await self.ifReachable(daemon) { return json }
        let reason = self.connection.readsDatabaseOnly ? "read from the database" : "daemon not running"
        guard let queries = try StoredState.open(self.connection.database) else {
            throw VerbFailure(.noState, "the daemon is not reachable and has never run: there is no database at \(self.connection.database)")
        }
        let json = try await database(queries)
        let date = try await StoredState.date(of: queries)
        self.note("\(reason); " + (date.map { "as of \(self.screen.moment($0))" } ?? "nothing was looked at so far"))
        return json
    }

    /// - Returns: `nil` where no daemon is there; every other failure is thrown.
    func ifReachable<Answer>(_ ask: () async throws -> Answer) async throws -> Answer? {
        do {
            return try await ask()
        } catch let failure as VerbFailure {
            if failure.code == .daemonNotReachable { return nil }
            throw failure
        }
    }

    /// Asks the daemon for what only it can do.
    func command(_ path: String, _ body: JSONValue, patience: ControlClient.Patience = .short) async throws(VerbFailure) -> JSONValue {
        do {
            return try await self.client.post(path, body, patience: patience)
        } catch {
            guard error.code == .daemonNotReachable else { throw error }
            throw VerbFailure(
                .daemonNotReachable, error.message + ": start it with `systemctl start reconciled`, or name its socket with --socket")
        }
    }
}
