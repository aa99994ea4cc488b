import FoundationEssentials
import IAMPolicy

/// The JSON form in which metadata services and programs hand credentials over.
struct CredentialsDocument: Sendable {
    /// Who gave it, for messages.
    let what: String
    /// The member that holds the session token: `Token`, `SessionToken`.
    let tokenName: String
    /// Long-lived keys have no end.
    var needsExpiry = true

    /// - Throws: `AWSError` with code `UnparsableAnswer`; never with a part of the document.
    func credentials(in bytes: [UInt8]) throws(AWSError) -> AWSCredentials { try self.credentials(in: try self.object(in: bytes)) }

    func object(in bytes: [UInt8]) throws(AWSError) -> JSONValue {
        do throws(JSONSyntaxError) {
            return try JSONReader.parse(bytes, limits: JSONReader.Limits(depthMax: 16, bytesMax: 1 << 20))
        } catch {
            throw self.fault("it gave no JSON")
        }
    }

    func credentials(in document: JSONValue) throws(AWSError) -> AWSCredentials {
        guard let id = self.text(document, "AccessKeyId"), let secret = self.text(document, "SecretAccessKey") else {
            throw self.fault("it gave no AccessKeyId or no SecretAccessKey")
        }
        let token = self.text(document, self.tokenName)
        guard let expiry = document["Expiration"], !expiry.isNull else {
            if self.needsExpiry { throw self.fault("it gave credentials without Expiration") }
            return AWSCredentials(accessKeyID: id, secretAccessKey: secret, sessionToken: token)
        }
        guard let expiresAt = expiry.stringValue.flatMap(AWSTimestamp.parseWithOffset) else {
            throw self.fault("its Expiration is no date of RFC 3339")
        }
        return AWSCredentials(accessKeyID: id, secretAccessKey: secret, sessionToken: token, expiresAt: expiresAt)
    }

    /// What becomes part of a header must be visible ASCII.
    private func text(_ document: JSONValue, _ name: String) -> String? {
        guard let text = document[name]?.stringValue, !text.isEmpty, text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else { return nil }
        return text
    }

    func fault(_ message: String) -> AWSError { AWSError.credentials(AWSErrorCode.unparsableAnswer, "\(self.what): \(message)", .unparsable) }
}
