import AWSClient
import ArgumentParser
import Foundation
import Manifests
import ReconcileCore

/// `reconciled check-config`: every fault of configuration and manifests, with its place.
struct CheckConfigCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check-config",
        abstract: "Checks the configuration and all manifests.",
        discussion: "Prints every fault with file, line and column, and what is accepted but not kept. Exit codes: 0 fine, 1 faults.")

    @OptionGroup var configurationOption: ConfigurationOption

    func run() async throws {
        var faults: [String] = []
        var summary = ""
        do throws(ManifestError) {
            let parsed = try self.configurationOption.load()
            let configurationFaults = ConfigurationCheck.faults(of: parsed, environment: ProcessInfo.processInfo.environment)
            let credentials = CredentialsSummary(parsed, known: configurationFaults, environment: .ofProcess)
            faults += (configurationFaults + credentials.faults).map(\.description)
            summary = (credentials.lines + [try Self.checkManifests(parsed.configuration)]).joined(separator: "\n")
        } catch {
            faults.append(error.message)
        }
        guard faults.isEmpty else {
            StandardError.write(faults.joined(separator: "\n"))
            throw ProgramExit.failure
        }
        print(summary)
    }

    private static func checkManifests(_ configuration: Configuration) throws(ManifestError) -> String {
        let set = try ManifestLoader.load(
            folder: configuration.manifests,
            context: ManifestContext(configuration: configuration, owner: .directory, blueprints: KnownBlueprints.catalog))
        let accounts = configuration.accounts.count
        let counted = "\(accounts) \(accounts == 1 ? "account" : "accounts"), \(set.resources.count { !$0.identity.kind.isBlueprint }) resources"
        return (set.notes.map { "note: \($0)" } + ["configuration and manifests are fine: \(counted)"]).joined(separator: "\n")
    }
}
