import Crypto
import FoundationEssentials
import IAMPolicy

/// A role of IAM Identity Center, given to whom somebody has logged in before with `aws sso login`.
///
/// The daemon cannot log in: nobody is there to open a browser. It uses the token that is cached, while that lasts.
/// - SeeAlso: AWS SDKs and Tools Reference Guide, "IAM Identity Center credential provider".
package struct SSOLogin: Hashable, Sendable {
    package let accountID: String
    package let roleName: String
    package let region: String
    /// What names the cached token: the session's name, or the start URL where there is no session.
    let cacheKey: String
    /// Of the profile's setting, for messages.
    package let place: String

    /// - Throws: `AWSError` with code `InvalidConfiguration` that names file and line.
    static func of(_ profile: SharedProfile, files: SharedConfig) throws(AWSError) -> SSOLogin {
        let place = profile.place(of: profile["sso_session"] != nil ? "sso_session" : "sso_start_url")
        guard let accountID = profile["sso_account_id"], let roleName = profile["sso_role_name"] else {
            throw CredentialsPlanner.invalid("\(place): the AWS profile \"\(profile.name)\" needs sso_account_id and sso_role_name")
        }
        guard accountID.utf8.count == 12, accountID.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
            throw CredentialsPlanner.invalid("\(profile.place(of: "sso_account_id")): sso_account_id has not 12 digits")
        }
        guard AssumedRole.isWord(roleName, also: "+=,.@-") else {
            throw CredentialsPlanner.invalid("\(profile.place(of: "sso_role_name")): sso_role_name is no role's name")
        }
        let (region, key) = try Self.session(of: profile, files: files, place: place)
        return SSOLogin(accountID: accountID, roleName: roleName, region: region, cacheKey: key, place: place)
    }

    private static func session(
        of profile: SharedProfile, files: SharedConfig, place: String
    ) throws(AWSError) -> (region: String, key: String) {
        guard let name = profile["sso_session"] else {
            guard let region = profile["sso_region"], let url = profile["sso_start_url"] else {
                throw CredentialsPlanner.invalid("\(place): the AWS profile \"\(profile.name)\" needs sso_region")
            }
            return (region, url)
        }
        guard let session = files.section("sso-session", name) else {
            throw CredentialsPlanner.invalid("\(place): there is no section [sso-session \(name)]")
        }
        guard let region = session["sso_region"], session["sso_start_url"] != nil else {
            throw CredentialsPlanner.invalid("\(session.place): [sso-session \(name)] needs sso_region and sso_start_url")
        }
        return (region, name)
    }

    /// Where `aws sso login` keeps its token.
    func tokenPath(_ environment: AWSEnvironment) -> String {
        environment.expanded("~/.aws/sso/cache/\(Hexadecimal.text(Insecure.SHA1.hash(data: Array(self.cacheKey.utf8)))).json")
    }

    /// The token on disk, if it still serves.
    /// - Throws: `AWSError` with code `CredentialSourceNotSupported` that says what to do.
    func cachedToken(_ environment: AWSEnvironment, now: Date) throws(AWSError) -> SecretText {
        let path = self.tokenPath(environment)
        guard let text = try SmallFile.text(at: path) else { throw self.unsupported("there is no cached SSO token (\(path))") }
        let document = try? JSONReader.parse(text)
        guard let token = document?["accessToken"]?.stringValue, !token.isEmpty, token.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }),
            let expiresAt = document?["expiresAt"]?.stringValue.flatMap(AWSTimestamp.parseWithOffset)
        else { throw self.unsupported("the cached SSO token cannot be read (\(path))") }
        guard expiresAt > now else { throw self.unsupported("the cached SSO token has expired (\(path))") }
        return SecretText(token)
    }

    func unsupported(_ why: String) -> AWSError {
        CredentialsPlanner.unsupported("\(self.place): \(why), and a daemon cannot log in: run `aws sso login` as its user, or use a role")
    }
}
