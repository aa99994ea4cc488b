import ArgumentParser
import Foundation
import HTTPTransport
import Manifests
import ReconcileCore
import Store

/// `reconciled run`: the daemon, or with `--once` a single pass.
struct RunCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Runs the daemon in the foreground, or makes one pass.",
        discussion: """
            SIGTERM and SIGINT drain and end with 0, a second one ends at once; SIGHUP reads configuration and manifests again.
            With --once: applies the manifests folder, makes one full pass over all accounts, corrections included, and ends with
            0 in sync, 1 error, 2 drift is open or propagating, 3 cannot be judged.
            """)

    @OptionGroup var configurationOption: ConfigurationOption

    @Flag(help: "One full pass over all accounts, then end.")
    var once = false

    func run() async throws {
        if !self.once { ProcessSurroundings.outliveHangups() }
        ProcessSurroundings.settleForRunning()
        if let shortage = ProcessSurroundings.shortage {
            StandardError.write(shortage)
            throw ProgramExit.configuration
        }
        let parsed: ParsedConfiguration
        do throws(ManifestError) {
            parsed = try self.configurationOption.load()
        } catch {
            StandardError.write(error.message)
            throw ProgramExit.configuration
        }
        do throws(StoreError) {
            let opened = try await self.open(parsed.configuration)
            defer { withExtendedLifetime(opened.lock) {} }
            try await self.run(parsed.configuration, opened.store)
        } catch {
            StandardError.write("\(error)")
            throw Self.isHopeless(error) ? ProgramExit.configuration : ProgramExit.failure
        }
    }

    /// The daemon waits for a disk that fails; a single pass has no time for that.
    private func open(_ configuration: Configuration) async throws(StoreError) -> OpenedDatabase {
        if self.once { return try OpenedDatabase(path: configuration.database) }
        return try await PatientOpening(configuration: configuration).open()
    }

    /// Whether another start would fail in the same way.
    private static func isHopeless(_ error: StoreError) -> Bool {
        switch error.code {
        case .schemaTooNew, .notOurs, .corrupt, .corruptRow: true
        case .alreadyRunning, .busy, .cannotOpen, .closed, .constraintViolated, .destinationExists, .diskFull, .failed, .ioFailure,
            .migrationFailed, .notDurable, .notFound, .readOnly, .replaced, .schemaTooOld, .unusableValue:
            false
        }
    }

    private func run(_ configuration: Configuration, _ store: SQLiteStore) async throws(StoreError) {
        let code: Int32
        do throws(HTTPTransportError) {
            let daemon = try Daemon(configuration: configuration, configurationPath: self.configurationOption.path, store: store)
            code = self.once ? await daemon.runOnce() : await daemon.run()
        } catch {
            StandardError.write("libcurl cannot be used: \(error.message)")
            code = 1
        }
        try store.close()
        if code != 0 { Foundation.exit(code) }
    }
}
