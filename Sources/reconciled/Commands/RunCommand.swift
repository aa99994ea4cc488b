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
            let lock = try InstanceLock(database: parsed.configuration.database)
            let store = try SQLiteStore.open(path: parsed.configuration.database)
            defer { withExtendedLifetime(lock) {} }
            try await self.run(parsed.configuration, store)
        } catch {
            StandardError.write("\(error)")
            throw error.code == .schemaTooNew ? ProgramExit.configuration : ProgramExit.failure
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
