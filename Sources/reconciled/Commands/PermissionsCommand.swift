import ArgumentParser
import IAMPolicy
import Manifests
import ReconcileCore

/// `reconciled permissions`: the least IAM policy for the daemon itself.
struct PermissionsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "permissions",
        abstract: "Prints the least IAM policy that the daemon needs in one account.",
        discussion: "Worked out from the manifests folder; asks neither AWS nor a running daemon. Exit codes: 0, 1 faults.")

    @OptionGroup var configurationOption: ConfigurationOption

    @Option(help: "What the policy is for: observe or enforce; default: each resource's own mode.")
    var mode: String?

    @Option(help: "The account, where the configuration has several.")
    var account: String?

    func validate() throws {
        if let mode, ReconcileMode(rawValue: mode) == nil {
            throw ValidationError("--mode is observe, approve or enforce, not `\(mode)`")
        }
    }

    func run() async throws {
        do throws(ManifestError) {
            let configuration = try self.configurationOption.load().configuration
            let set = try ManifestLoader.load(
                folder: configuration.manifests,
                context: ManifestContext(configuration: configuration, owner: .directory, blueprints: KnownBlueprints.catalog))
            guard let account = self.chosen(configuration) else {
                StandardError.write(
                    "name one account with --account: \(configuration.accounts.map(\.name).joined(separator: ", "))")
                throw ManifestError(code: .configuration, faults: [])
            }
            let permissions = DaemonPermissions(
                account: account, resources: set.resources, mode: self.mode.flatMap(ReconcileMode.init(rawValue:)),
                events: configuration.events.flatMap { $0.account(in: configuration)?.name == account.name ? $0 : nil },
                chains: ChainPermissions(
                    account: account, configuration: configuration, desired: set.resources, catalog: KnownBlueprints.catalog))
            print(JSONWriter.pretty(permissions.document))
        } catch {
            if !error.faults.isEmpty { StandardError.write(error.message) }
            throw ProgramExit.failure
        }
    }

    private func chosen(_ configuration: Configuration) -> AccountSettings? {
        if let account { return configuration.account(named: account) }
        return configuration.accounts.count == 1 ? configuration.accounts.first : nil
    }
}
