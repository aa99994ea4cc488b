import FoundationEssentials

/// Both shared files together: what a profile says.
package struct SharedConfig: Hashable, Sendable {
    package let config: SharedConfigFile
    package let credentials: SharedConfigFile

    package init(config: SharedConfigFile = SharedConfigFile(), credentials: SharedConfigFile = SharedConfigFile()) {
        self.config = config
        self.credentials = credentials
    }

    /// The profile's settings, those of the credentials file before those of the config file; `nil` if neither has it.
    package func profile(_ name: String) -> SharedProfile? {
        let inConfig = self.config.sections["profile \(name)"] ?? (name == "default" ? self.config.sections[name] : nil)
        let inCredentials = self.credentials.sections[name]
        let place = inConfig.map { "\(self.config.path):\($0.line)" } ?? inCredentials.map { "\(self.credentials.path):\($0.line)" }
        guard let place else { return nil }
        var profile = SharedProfile(name: name, place: place)
        if let inConfig { profile.overlay(inConfig, path: self.config.path) }
        if let inCredentials { profile.overlay(inCredentials, path: self.credentials.path) }
        return profile
    }

    /// A section of another kind: `sso-session`, `services`; only the config file has them.
    package func section(_ kind: String, _ name: String) -> SharedProfile? {
        guard let section = self.config.sections["\(kind) \(name)"] else { return nil }
        var found = SharedProfile(name: name, place: "\(self.config.path):\(section.line)")
        found.overlay(section, path: self.config.path)
        return found
    }

    /// Where the files are, for messages.
    package var paths: String { "\(self.config.path) and \(self.credentials.path)" }

    /// Reads `AWS_CONFIG_FILE` and `AWS_SHARED_CREDENTIALS_FILE`, by default in `~/.aws`; a missing file is empty.
    /// - Throws: `AWSError` with code `InvalidConfiguration` that names file and line.
    package static func load(_ environment: AWSEnvironment) throws(AWSError) -> SharedConfig {
        SharedConfig(
            config: try Self.read(environment["AWS_CONFIG_FILE"] ?? "~/.aws/config", environment),
            credentials: try Self.read(environment["AWS_SHARED_CREDENTIALS_FILE"] ?? "~/.aws/credentials", environment))
    }

    private static func read(_ path: String, _ environment: AWSEnvironment) throws(AWSError) -> SharedConfigFile {
        let path = environment.expanded(path)
        guard let text = try SmallFile.text(at: path) else { return SharedConfigFile(path: path) }
        do throws(SharedConfigFile.Fault) {
            return try SharedConfigFile(parsing: text, path: path)
        } catch {
            throw AWSError.credentials(AWSErrorCode.invalidConfiguration, "\(path):\(error.line): \(error.message)")
        }
    }
}

extension AWSError {
    /// A failure on the way to credentials: there is nothing to sign with.
    static func credentials(_ code: String, _ message: String, _ errorClass: AWSErrorClass = .noCredentials) -> AWSError {
        AWSError(service: "credentials", operation: "load", code: code, message: message, errorClass: errorClass)
    }
}
