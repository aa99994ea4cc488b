import ReconcileCore

/// Where the answers come from.
struct ConnectionSettings: Equatable {
    static let defaultSocket = ControlSettings().socket
    static let defaultDatabase = Configuration(accounts: []).database

    let socket: String
    let database: String
    /// A database was named and no socket: it is the one to be read, whatever daemon runs here.
    let readsDatabaseOnly: Bool
    /// A socket was named and no database: what lies at the default place may be another daemon's.
    let prefersSocket: Bool

    /// - Parameter environment: `RECONCILED_SOCKET` and `RECONCILED_DATABASE` count where the options are absent.
    init(socket: String?, database: String?, environment: [String: String]) {
        let givenSocket = socket ?? environment["RECONCILED_SOCKET"].flatMap { $0.isEmpty ? nil : $0 }
        let givenDatabase = database ?? environment["RECONCILED_DATABASE"].flatMap { $0.isEmpty ? nil : $0 }
        self.socket = givenSocket ?? Self.defaultSocket
        self.database = givenDatabase ?? Self.defaultDatabase
        self.readsDatabaseOnly = givenDatabase != nil && givenSocket == nil
        self.prefersSocket = givenSocket != nil && givenDatabase == nil
    }
}
