import Foundation
import ReconcileCore

/// Whether what the configuration points at is there and readable for this process.
package enum ConfigurationCheck {
    /// - Parameter environment: For `AWS_CONFIG_FILE`, `AWS_SHARED_CREDENTIALS_FILE` and `HOME`.
    /// - Returns: A fault for each thing that is not; empty where all is well.
    package static func faults(of parsed: ParsedConfiguration, environment: [String: String]) -> [ManifestFault] {
        Self.folderFaults(parsed) + Self.secretFaults(parsed) + Self.profileFaults(parsed, environment: environment)
    }

    private static func folderFaults(_ parsed: ParsedConfiguration) -> [ManifestFault] {
        guard let why = FolderCheck.fault(of: parsed.configuration.manifests) else { return [] }
        return [ManifestFault(place: parsed.place(of: "manifests"), message: "manifests: \(why)")]
    }

    private static func secretFaults(_ parsed: ParsedConfiguration) -> [ManifestFault] {
        parsed.configuration.webhooks.enumerated().flatMap { index, webhook -> [ManifestFault] in
            guard let file = webhook.secretFile else { return [] }
            let path = "webhooks[\(index)].secretFile"
            let faults = FaultCollector()
            guard let text = SourceFile.text(of: file, faults: faults, asked: parsed.place(of: path), bytesMax: 16_384) else {
                return faults.faults.map { ManifestFault(place: $0.place, message: "\(path): \($0.message)") }
            }
            return Self.secretFault(text).map { [ManifestFault(place: parsed.place(of: path), message: "\(path): \(file) \($0)")] } ?? []
        }
    }

    /// The secret itself never goes into a message.
    /// - SeeAlso: Standard Webhooks specification, "Signature scheme": 24 to 64 bytes, base64, with the prefix `whsec_`.
    static func secretFault(_ text: String) -> String? {
        // Several secrets, one a line, are in force while one is replaced by another.
        let lines = text.split(whereSeparator: \.isNewline).map { $0.trimmingCharacters(in: .whitespaces) }.filter { !$0.isEmpty }
        if lines.isEmpty { return "is empty; it must hold whsec_ and base64" }
        if lines.count > 8 { return "holds \(lines.count) secrets; at most 8 may be valid at once" }
        for line in lines {
            guard line.hasPrefix("whsec_") else { return "must hold whsec_ and base64" }
            let encoded = String(line.dropFirst(6))
            let padding = String(repeating: "=", count: (4 - encoded.utf8.count % 4) % 4)
            guard let secret = Data(base64Encoded: encoded + padding) else { return "holds no proper base64 after whsec_" }
            guard (24...64).contains(secret.count) else { return "holds a secret of \(secret.count) bytes; it must have 24 to 64" }
        }
        return nil
    }

    private static func profileFaults(_ parsed: ParsedConfiguration, environment: [String: String]) -> [ManifestFault] {
        let home = environment["HOME"] ?? "/root"
        let files = [
            environment["AWS_CONFIG_FILE"] ?? "\(home)/.aws/config",
            environment["AWS_SHARED_CREDENTIALS_FILE"] ?? "\(home)/.aws/credentials"
        ]
        return parsed.configuration.accounts.enumerated().flatMap { index, account -> [ManifestFault] in
            let (key, profile): (String, String?) =
                switch account.credentials {
                case .standardChain: ("", nil)
                case .profile(let name): ("profile", name)
                case .role(_, _, _, let source): ("source", source)
                }
            guard let profile, !files.contains(where: { access($0, R_OK) == 0 }) else { return [] }
            let place = parsed.place(of: "accounts[\(index)].credentials.\(key)")
            let message = "the profile `\(profile)` cannot be looked up: neither \(files.joined(separator: " nor ")) can be read"
            return [ManifestFault(place: place, message: message)]
        }
    }
}
