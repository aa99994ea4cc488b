import GRDB

/// A way to the database: a pool that writes, or a file that is only read.
///
/// Neither pays heed to cancellation: what AWS has accepted must be recorded even while
/// the daemon is going down, and each access is short.
protocol DatabaseAccess: Sendable {
    /// Of the database's file; absolute.
    var path: String { get }
    /// Runs `body` on one consistent state.
    func read<Value: Sendable>(_ body: @escaping @Sendable (Database) throws -> Value) async throws(StoreError) -> Value
    /// Runs `body` in one transaction, durable on return.
    func write<Value: Sendable>(_ body: @escaping @Sendable (Database) throws -> Value) async throws(StoreError) -> Value
    /// Runs what cannot run in a transaction.
    func maintain(_ body: @escaping @Sendable (Database) throws -> Void) async throws(StoreError)
    func close() throws(StoreError)
}
