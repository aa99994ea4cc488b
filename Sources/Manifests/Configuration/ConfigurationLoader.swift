package import ReconcileCore

/// Reads the configuration file: YAML or JSON, all faults at once.
package enum ConfigurationLoader {
    /// - Parameters:
    ///   - path: Of a file that is told in faults as given; `.json` is read as strict JSON.
    ///   - environment: For the default of an account's region (`AWS_REGION`, then `AWS_DEFAULT_REGION`).
    /// - Throws: `ManifestError` of code `configuration`.
    package static func load(path: String, environment: [String: String] = [:]) throws(ManifestError) -> ParsedConfiguration {
        let faults = FaultCollector()
        let text = SourceFile.text(of: path, faults: faults, asked: SourcePlace(file: path))
        try faults.throwIfAny(.configuration)
        return try Self.parse(text: text ?? "", file: path, environment: environment)
    }

    /// - Throws: `ManifestError` of code `configuration`.
    package static func parse(text: String, file: String, environment: [String: String] = [:]) throws(ManifestError) -> ParsedConfiguration {
        let faults = FaultCollector()
        let documents = SourceFile.documents(of: text, file: file, faults: faults)
        if documents.isEmpty, faults.isEmpty {
            faults.add(SourcePlace(file: file), "the file is empty: `accounts` is missing")
        }
        for extra in documents.dropFirst() { faults.add(extra.place, "a configuration is one document; a second one starts here") }
        guard let root = documents.first else { throw ManifestError(code: .configuration, faults: faults.faults) }
        var reading = ConfigurationReading(environment: environment, faults: faults)
        let configuration = reading.read(root)
        guard faults.isEmpty, let configuration else { throw ManifestError(code: .configuration, faults: faults.faults) }
        return ParsedConfiguration(configuration: configuration, file: file, places: reading.places)
    }
}

/// A configuration, and where its parts are written.
package struct ParsedConfiguration: Sendable {
    package let configuration: Configuration
    package let file: String
    /// By path (`webhooks[0].secretFile`), for what is checked later.
    let places: [String: SourcePlace]

    /// Where a key stands, or the file's start if it is left out.
    package func place(of path: String) -> SourcePlace { self.places[path] ?? SourcePlace(file: self.file) }
}
