import Manifests
import ReconcileCore

/// Values that many tests start from.
enum Samples {
    static let prod = AccountSettings(name: "prod", accountID: "111122223333", region: "eu-west-1")
    static let test = AccountSettings(name: "test", accountID: "444455556666", region: "us-east-1")
    static let oneAccount = Configuration(accounts: [Self.prod])
    static let twoAccounts = Configuration(accounts: [Self.prod, Self.test])

    static func context(
        _ configuration: Configuration = Self.oneAccount, owner: ManifestOwner = .directory, existing: [DesiredResource] = [],
        refusesOthers: Bool = true
    ) -> ManifestContext {
        ManifestContext(configuration: configuration, owner: owner, existing: existing, refusesOthers: refusesOthers)
    }

    /// The faults of a configuration, as people see them; empty where there is none.
    static func configurationFaults(_ text: String, environment: [String: String] = [:]) -> [String] {
        do {
            _ = try ConfigurationLoader.parse(text: text, file: "c.yaml", environment: environment)
            return []
        } catch {
            return error.faults.map(\.description)
        }
    }

    /// The faults of a text of manifests, as people see them; empty where there is none.
    static func manifestFaults(_ text: String, file: String = "m.yaml", context: ManifestContext = Self.context()) -> [String] {
        do {
            _ = try ManifestLoader.parse(text: text, file: file, folder: "/nonexistent", context: context)
            return []
        } catch {
            return error.faults.map(\.description)
        }
    }

    /// A role with a spec of one line in flow style.
    static func role(_ spec: String, name: String = "r", more: String = "") -> String {
        """
        apiVersion: reconciled/v1
        kind: Role
        metadata: {name: \(name)}
        spec: \(spec)
        \(more)
        """
    }
}
