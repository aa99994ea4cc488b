import Glibc

/// The file with a webhook's secrets: one a line, so that old and new are both valid while one is rotated.
package struct WebhookSecretFile: Equatable, Sendable {
    /// A longer file is no file of secrets.
    package static let bytesMax = 16_384
    package static let secretsMax = 8

    package let path: String

    package init(path: String) { self.path = path }

    /// Reads the file as it is now: a rotated secret counts from the next attempt on.
    /// - Throws: `secretUnreadable` or `secretMalformed`; no message holds anything of the file.
    package func read() throws(NotificationError) -> [WebhookSecret] {
        try Self.secrets(in: String(decoding: self.bytes(), as: UTF8.self), path: self.path)
    }

    /// Takes every line that is not blank for a secret; one wrong line makes the whole file wrong.
    static func secrets(in text: String, path: String) throws(NotificationError) -> [WebhookSecret] {
        var secrets: [WebhookSecret] = []
        for (index, line) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated() {
            let content = line.drop(while: \.isWhitespace)
            guard let last = content.lastIndex(where: { !$0.isWhitespace }) else { continue }
            guard let secret = WebhookSecret(content[...last]) else {
                throw Self.malformed("\(path):\(index + 1): this is not `whsec_` followed by base64")
            }
            secrets.append(secret)
        }
        if secrets.isEmpty { throw Self.malformed("\(path): no secret in it; write `whsec_` followed by base64") }
        if secrets.count > Self.secretsMax {
            throw Self.malformed("\(path): \(secrets.count) secrets; at most \(Self.secretsMax) may be valid at once")
        }
        return secrets
    }

    private func bytes() throws(NotificationError) -> [UInt8] {
        // Non-blocking, so that a pipe in the file's place cannot hold up the caller.
        let descriptor = open(self.path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw self.unreadable(String(cString: strerror(errno))) }
        defer { close(descriptor) }
        var information = stat()
        guard fstat(descriptor, &information) == 0 else { throw self.unreadable(String(cString: strerror(errno))) }
        guard information.st_mode & S_IFMT == S_IFREG else { throw self.unreadable("it is no regular file") }
        var content: [UInt8] = []
        var part = [UInt8](repeating: 0, count: 4096)
        while content.count <= Self.bytesMax {
            let count = Glibc.read(descriptor, &part, part.count)
            if count == 0 { return content }
            guard count > 0 else { throw self.unreadable(String(cString: strerror(errno))) }
            content.append(contentsOf: part.prefix(count))
        }
        throw Self.malformed("\(self.path): longer than \(Self.bytesMax) bytes; it is no file of secrets")
    }

    private func unreadable(_ reason: String) -> NotificationError {
        NotificationError(
            code: .secretUnreadable, message: "the secret file \(self.path) cannot be read: \(reason); nothing is sent unsigned")
    }

    private static func malformed(_ message: String) -> NotificationError {
        NotificationError(code: .secretMalformed, message: message)
    }
}
