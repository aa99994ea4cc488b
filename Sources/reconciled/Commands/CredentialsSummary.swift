import AWSClient
import Manifests

/// What `check-config` says about the credentials of the accounts.
struct CredentialsSummary {
    private(set) var faults: [ManifestFault] = []
    /// One for each account whose source is known, and what was not looked into.
    private(set) var lines: [String] = []

    /// - Parameter known: what is not said again, because it is at the same place.
    init(_ parsed: ParsedConfiguration, known: [ManifestFault], environment: AWSEnvironment) {
        for (index, account) in parsed.configuration.accounts.enumerated() {
            let place = Self.place(of: index, in: parsed)
            if known.contains(where: { $0.place == place && $0.message.hasPrefix("the profile `") }) { continue }
            let report = AWSCloud.credentialsReport(on: account, environment: environment)
            self.faults += report.faults.map { ManifestFault(place: place, message: "account \(account.name): \($0)") }
            if let source = report.source { self.lines.append("account \(account.name): \(source)") }
            self.lines += report.notes.map { "note: account \(account.name): \($0)" }
        }
    }

    /// The most telling part of the account that is written down.
    private static func place(of index: Int, in parsed: ParsedConfiguration) -> SourcePlace {
        let start = SourcePlace(file: parsed.file)
        let keys = ["credentials.profile", "credentials.source", "credentials.roleARN", "credentials", "name"]
        return keys.map { parsed.place(of: "accounts[\(index)].\($0)") }.first { $0 != start } ?? start
    }
}
