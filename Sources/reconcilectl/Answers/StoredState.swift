import Foundation
import Glibc
import ReconcileCore
import Store

/// The daemon's database, looked at and never written.
enum StoredState {
    /// - Returns: `nil` where there is no database.
    /// - Throws: `databaseUnreadable` where there is one, but not for us: forbidden, broken, of another version.
    static func open(_ path: String) throws(VerbFailure) -> (any StateQueries)? {
        guard try Self.exists(path) else { return nil }
        do {
            return try SQLiteStore.openReadOnly(path: path)
        } catch {
            throw VerbFailure(.databaseUnreadable, "the database \(path) cannot be read: \(error.message)")
        }
    }

    /// - Throws: `databaseUnreadable` where this user cannot tell.
    static func exists(_ path: String) throws(VerbFailure) -> Bool {
        if access(path, F_OK) == 0 { return true }
        if errno == ENOENT || errno == ENOTDIR { return false }
        throw VerbFailure(.databaseUnreadable, "the database \(path) cannot be looked at: \(String(cString: strerror(errno)))")
    }

    /// What the state says about the daemon behind it.
    static func daemon(_ queries: any StateQueries) async throws -> DaemonReport {
        let report = DaemonReport(lastRun: try await queries.daemonRun(), isAlive: DaemonProcess.isAlive)
        guard report.state == .neverRun, try await !queries.lastPasses().isEmpty else { return report }
        return DaemonReport(state: .stopped)
    }

    /// When the state was last brought up to date; `nil` before the first look.
    static func date(of queries: any StateQueries) async throws -> Date? {
        try await queries.lastPasses().compactMap(\.finishedAt).max()
    }
}

/// Whether a process that the database names is a daemon and still there.
enum DaemonProcess {
    /// - SeeAlso: proc_pid_comm(5).
    static func isAlive(_ pid: Int) -> Bool {
        let name = try? String(contentsOfFile: "/proc/\(pid)/comm", encoding: .utf8)
        return name?.trimmingCharacters(in: .whitespacesAndNewlines) == "reconciled"
    }
}
