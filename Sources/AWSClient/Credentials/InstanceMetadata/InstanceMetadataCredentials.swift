import FoundationEssentials
import HTTPTransport
import IAMPolicy

/// Asks the metadata service of an EC2 instance for the credentials of its role.
///
/// - SeeAlso: Amazon EC2 User Guide, "Use the Instance Metadata Service to access instance metadata".
struct InstanceMetadataCredentials: Sendable {
    let endpoint: InstanceMetadataEndpoint
    let asking: EndpointAsking
    let clock: any AWSClock

    private static let credentialsPath = "/latest/meta-data/iam/security-credentials/"
    private static let tokenSeconds = 21_600
    /// How long credentials serve that the service itself can renew no more, so that its outage is not ours.
    private static let graceSeconds = 900.0

    func load() async throws(AWSError) -> AWSCredentials {
        // A session token may end between two requests; it is asked for once more then.
        do throws(AWSError) {
            return try await self.load(token: try await self.token())
        } catch {
            guard error.code == Self.tokenRefused else { throw error }
            return try await self.load(token: try await self.token())
        }
    }

    private func load(token: SecretText?) async throws(AWSError) -> AWSCredentials {
        let role = try await self.roleName(token)
        let response = try await self.get(Self.credentialsPath + role, token)
        guard response.status == 200 else { throw self.asking.refusal(response) }
        let form = CredentialsDocument(what: self.asking.what, tokenName: "Token")
        let document = try form.object(in: response.body)
        if let code = document["Code"]?.stringValue, code != "Success" {
            throw self.asking.error(AWSErrorCode.noCredentials, "it says \(OneLine.shortened(code, 60)) for the role \(role)", .noCredentials)
        }
        return self.prolonged(try form.credentials(in: document))
    }

    /// `nil` for a request of version 1.
    private func token() async throws(AWSError) -> SecretText? {
        let request = HTTPRequest(
            method: "PUT", url: self.endpoint.url + "/latest/api/token", headers: [("X-aws-ec2-metadata-token-ttl-seconds", "\(Self.tokenSeconds)")])
        let response: HTTPResponse
        do throws(AWSError) {
            response = try await self.asking.answer(to: request)
        } catch {
            guard error.code.hasPrefix(AWSErrorCode.transportPrefix), !self.endpoint.allowsVersion1 else {
                if self.endpoint.allowsVersion1, error.errorClass == .transient { return nil }
                throw error
            }
            throw self.asking.error(
                error.code, "\(error.message) (no EC2 instance, or in a container: the instance's hop limit must be 2)", error.errorClass)
        }
        if response.status == 200, let token = Self.line(response.body), !token.isEmpty { return SecretText(token) }
        if [403, 404, 405].contains(response.status), self.endpoint.allowsVersion1 { return nil }
        throw self.asking.error(
            AWSErrorCode.noCredentials, "it gave no session token (HTTP \(response.status)); requests of version 1 are not made",
            response.status >= 500 ? .transient : .noCredentials)
    }

    private func roleName(_ token: SecretText?) async throws(AWSError) -> String {
        let response = try await self.get(Self.credentialsPath, token)
        if response.status == 404 { throw self.asking.error(AWSErrorCode.noCredentials, "no role is attached to this instance", .noCredentials) }
        guard response.status == 200 else { throw self.asking.refusal(response) }
        guard let name = Self.line(response.body), (1...64).contains(name.utf8.count), AssumedRole.isWord(name, also: "+=,.@-") else {
            throw self.asking.error(AWSErrorCode.unparsableAnswer, "it gave no role's name", .unparsable)
        }
        return name
    }

    private static let tokenRefused = "TokenRefused"

    private func get(_ path: String, _ token: SecretText?) async throws(AWSError) -> HTTPResponse {
        var request = HTTPRequest(method: "GET", url: self.endpoint.url + path)
        if let token { request.headers.append(("X-aws-ec2-metadata-token", token.revealed)) }
        let response = try await self.asking.answer(to: request)
        if response.status == 401 { throw self.asking.error(Self.tokenRefused, "it refused the session token", .noCredentials) }
        return response
    }

    /// The first line, if it is visible ASCII.
    private static func line(_ body: [UInt8]) -> String? {
        let line = body.prefix { $0 != 0x0A && $0 != 0x0D }
        return line.count <= 4096 && line.allSatisfy { $0 > 0x20 && $0 < 0x7F } ? String(decoding: line, as: UTF8.self) : nil
    }

    /// - SeeAlso: AWS SDKs, "static stability": AWS goes on to accept credentials that its metadata service could not renew in time.
    private func prolonged(_ credentials: AWSCredentials) -> AWSCredentials {
        guard let expiresAt = credentials.expiresAt, expiresAt <= self.clock.now else { return credentials }
        return AWSCredentials(
            accessKeyID: credentials.accessKeyID, secretAccessKey: credentials.secretAccessKey, sessionToken: credentials.sessionToken,
            expiresAt: self.clock.now.addingTimeInterval(Self.graceSeconds))
    }
}
