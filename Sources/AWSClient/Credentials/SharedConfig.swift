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
    package func profile(_ name: String) -> [String: String]? {
        let inConfig = self.config.sections["profile \(name)"] ?? (name == "default" ? self.config.sections[name] : nil)
        let inCredentials = self.credentials.sections[name]
        guard inConfig != nil || inCredentials != nil else { return nil }
        return (inConfig ?? [:]).merging(inCredentials ?? [:]) { _, fromCredentials in fromCredentials }
    }

    /// Reads `AWS_CONFIG_FILE` and `AWS_SHARED_CREDENTIALS_FILE`, by default in `~/.aws`; a missing file is empty.
    /// - Throws: `AWSError` with code `InvalidConfiguration` that names file and line.
    package static func load(_ environment: AWSEnvironment) throws(AWSError) -> SharedConfig {
        SharedConfig(
            config: try Self.read(environment["AWS_CONFIG_FILE"] ?? "~/.aws/config", environment),
            credentials: try Self.read(environment["AWS_SHARED_CREDENTIALS_FILE"] ?? "~/.aws/credentials", environment))
    }

    private static let fileBytesMax = 1 << 20

    private static func read(_ path: String, _ environment: AWSEnvironment) throws(AWSError) -> SharedConfigFile {
        let path = environment.expanded(path)
        guard FileManager.default.fileExists(atPath: path) else { return SharedConfigFile() }
        guard let data = FileManager.default.contents(atPath: path), data.count <= Self.fileBytesMax,
            let text = String(validating: data, as: UTF8.self)
        else { throw Self.fault("\(path) cannot be read, is longer than a mebibyte or no UTF-8") }
        do throws(SharedConfigFile.Fault) {
            return try SharedConfigFile(parsing: text)
        } catch {
            throw Self.fault("\(path), \(error)")
        }
    }

    private static func fault(_ message: String) -> AWSError {
        AWSError.credentials(AWSErrorCode.invalidConfiguration, message)
    }
}

extension AWSError {
    /// A failure before any call: there is nothing to sign with.
    static func credentials(_ code: String, _ message: String) -> AWSError {
        AWSError(service: "credentials", operation: "load", code: code, message: message, errorClass: .noCredentials)
    }
}
