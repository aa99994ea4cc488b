import FoundationEssentials
import HTTPTransport
import IAMPolicy

/// Changes a cached token of IAM Identity Center for a role's credentials.
///
/// - SeeAlso: IAM Identity Center Portal API Reference, "GetRoleCredentials".
struct SSOCredentials: Sendable {
    let login: SSOLogin
    let environment: AWSEnvironment
    let asking: EndpointAsking
    let clock: any AWSClock

    func load() async throws(AWSError) -> AWSCredentials {
        let token = try self.login.cachedToken(self.environment, now: self.clock.now)
        let query = "role_name=\(PercentEncoding.encode(self.login.roleName))&account_id=\(self.login.accountID)"
        let request = HTTPRequest(
            method: "GET", url: "\(try self.portal())/federation/credentials?\(query)", headers: [("x-amz-sso_bearer_token", token.revealed)])
        let response = try await self.asking.answer(to: request)
        if response.status == 401 { throw self.unsupported("the cached SSO token was refused") }
        guard response.status == 200 else { throw self.asking.refusal(response) }
        return try self.credentials(in: response.body)
    }

    private func unsupported(_ why: String) -> AWSError { self.login.unsupported(why) }

    private func portal() throws(AWSError) -> String {
        if !self.environment.flag("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS"), let url = self.environment["AWS_ENDPOINT_URL_SSO"] {
            return url.hasSuffix("/") ? String(url.dropLast()) : url
        }
        guard AssumedRole.isWord(self.login.region, also: "-") else {
            throw CredentialsPlanner.invalid("\(self.login.place): sso_region is no region")
        }
        return "https://portal.sso.\(self.login.region).\(AWSPartition.of(region: self.login.region).suffix)"
    }

    /// Other names than elsewhere, and the end in milliseconds since 1970.
    private func credentials(in body: [UInt8]) throws(AWSError) -> AWSCredentials {
        let form = CredentialsDocument(what: self.asking.what, tokenName: "sessionToken")
        let given = try form.object(in: body)["roleCredentials"]
        guard let id = given?["accessKeyId"]?.stringValue, let secret = given?["secretAccessKey"]?.stringValue,
            let token = given?["sessionToken"]?.stringValue, let expiry = given?["expiration"]?.intValue, !id.isEmpty, !secret.isEmpty
        else { throw form.fault("it gave no whole credentials") }
        return AWSCredentials(
            accessKeyID: id, secretAccessKey: secret, sessionToken: token, expiresAt: Date(timeIntervalSince1970: Double(expiry) / 1000))
    }
}
