import ArgumentParser
import Foundation
import Manifests
import ReconcileCore

/// Where the configuration is, and reading it.
struct ConfigurationOption: ParsableArguments {
    @Option(name: .customLong("config"), help: ArgumentHelp("The configuration file.", valueName: "file"))
    var path = "/etc/reconciled/reconciled.yaml"

    /// - Throws: `ManifestError` with all faults.
    func load() throws(ManifestError) -> ParsedConfiguration {
        try ConfigurationLoader.load(path: self.path, environment: ProcessInfo.processInfo.environment)
    }
}

/// Exit codes of both programs.
enum ProgramExit {
    static let failure = ExitCode(1)
    static let differs = ExitCode(2)
    static let undetermined = ExitCode(3)
    /// sysexits.h, `EX_CONFIG`: the unit does not restart on it.
    static let configuration = ExitCode(78)
}
