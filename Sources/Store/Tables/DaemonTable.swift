import GRDB
import ReconcileCore

/// The stays of daemons on this database.
struct DaemonTable {
    let database: Database

    /// Stays that are remembered.
    private static let runsMax = 100

    private static let upsert = Upsert("daemon_runs", key: ["pid", "started_at"], values: ["version", "stopped_at"])

    func save(_ run: DaemonRun) throws {
        try self.database.run(
            Self.upsert.sql, [run.pid, StoredTime.text(run.startedAt), run.version, StoredTime.text(run.stoppedAt)])
        try self.database.run("DELETE FROM daemon_runs WHERE id <= (SELECT max(id) FROM daemon_runs) - ?", [Self.runsMax])
    }

    func last() throws -> DaemonRun? {
        try self.database.firstRow("SELECT * FROM daemon_runs ORDER BY id DESC LIMIT 1").map { row in
            let stored = StoredRow(row, table: "daemon_runs", id: "id")
            return DaemonRun(
                pid: try stored.integer("pid"), version: try stored.text("version"), startedAt: try stored.date("started_at"),
                stoppedAt: try stored.optionalDate("stopped_at"))
        }
    }
}
