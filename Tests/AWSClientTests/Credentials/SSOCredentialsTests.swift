import Foundation
import HTTPTransport
import Testing

@testable import AWSClient

@Suite struct SSOCredentialsTests {
    private static let files = """
        [profile session]
        sso_session = corp
        sso_account_id = 111122223333
        sso_role_name = Ops
        [profile legacy]
        sso_start_url = https://corp.awsapps.com/start
        sso_region = eu-west-1
        sso_account_id = 111122223333
        sso_role_name = Ops
        [sso-session corp]
        sso_region = eu-central-1
        sso_start_url = https://corp.awsapps.com/start
        [sso-session bare]
        sso_region = eu-central-1
        [profile nosession]
        sso_session = other
        sso_account_id = 111122223333
        sso_role_name = Ops
        [profile nourl]
        sso_session = bare
        sso_account_id = 111122223333
        sso_role_name = Ops
        [profile norole]
        sso_session = corp
        sso_account_id = 111122223333
        [profile wrongaccount]
        sso_session = corp
        sso_account_id = 1234
        sso_role_name = Ops
        """
    private static let role = #"{"roleCredentials":{"accessKeyId":"ASIA1","secretAccessKey":"s","sessionToken":"t","expiration":4070908800000}}"#
    private let folder: ScratchFolder
    private let clock = VirtualClock()

    init() throws { self.folder = try ScratchFolder() }

    private static let hashOfSession = "ee0bfd2552fbd840c02cc48b6e823320543c450f"
    private static let hashOfURL = "a51746d4aa793ae07b25e90c3a5db96fc7832bd7"

    @Test(arguments: [("session", Self.hashOfSession), ("legacy", Self.hashOfURL)])
    func tokenIsFoundByTheHashOfSessionOrURL(profile: String, hash: String) throws {
        #expect(try self.login(profile).tokenPath(AWSEnvironment(["HOME": "/h"])) == "/h/.aws/sso/cache/\(hash).json")
    }

    @Test(arguments: ["2099-01-01T00:00:00Z", "2099-01-01T00:00:00UTC"])
    func cachedTokenIsChangedForTheRolesCredentials(expiry: String) async throws {
        let server = try LoopbackHTTP { _ in (200, Self.role) }
        try self.cache(#"{"accessToken":"bearer","expiresAt":"\#(expiry)","region":"x"}"#)
        let credentials = try await self.load(server)
        #expect(
            credentials
                == AWSCredentials(
                    accessKeyID: "ASIA1", secretAccessKey: "s", sessionToken: "t", expiresAt: Date(timeIntervalSince1970: 4_070_908_800)))
        #expect(server.requests.map(\.target) == ["/federation/credentials?role_name=Ops&account_id=111122223333"])
        #expect(server.requests.first?.headers["x-amz-sso_bearer_token"] == "bearer")
    }

    @Test(
        arguments: [
            (nil, "no cached SSO token"), (#"{"accessToken":"hush","expiresAt":"2020-01-01T00:00:00Z"}"#, "expired"), ("hush", "cannot be read"),
            (#"{"accessToken":"hush"}"#, "cannot be read"), (#"{"accessToken":"","expiresAt":"2099-01-01T00:00:00Z"}"#, "cannot be read")
        ] as [(String?, String)])
    func withoutAGoodTokenItIsRefusedWithWhatToDo(token: String?, word: String) async throws {
        let server = try LoopbackHTTP { _ in (200, Self.role) }
        if let token { try self.cache(token) }
        let error = await #expect(throws: AWSError.self) { try await self.load(server) }
        #expect(error?.code == AWSErrorCode.credentialSourceNotSupported)
        #expect(error?.message.contains(word) == true)
        #expect(error?.message.contains("aws sso login") == true)
        #expect(error?.message.contains("config:2") == true)
        #expect(error?.message.contains("hush") == false)
        #expect(server.requests.isEmpty)
    }

    @Test func refusedTokenSaysWhatToDo() async throws {
        let server = try LoopbackHTTP { _ in (401, #"{"message":"Session token not found or invalid"}"#) }
        try self.cache(#"{"accessToken":"bearer","expiresAt":"2099-01-01T00:00:00Z"}"#)
        let error = await #expect(throws: AWSError.self) { try await self.load(server) }
        #expect(error?.message.contains("aws sso login") == true)
    }

    @Test(arguments: [
        ("nosession", "config:16", "[sso-session other]"), ("nourl", "config:13", "sso_start_url"), ("norole", "config:24", "sso_role_name"),
        ("wrongaccount", "config:28", "12 digits")
    ])
    func incompleteProfileSaysWhatIsMissingAndWhere(profile: String, place: String, word: String) {
        let error = #expect(throws: AWSError.self) { try self.login(profile) }
        #expect(error?.message.contains(place) == true, "\(error?.message ?? "")")
        #expect(error?.message.contains(word) == true)
    }

    private func login(_ profile: String) throws -> SSOLogin {
        let files = SharedConfig(config: try SharedConfigFile(parsing: Self.files, path: "config"))
        let plan = try CredentialsPlanner(environment: AWSEnvironment([:]), files: files).plan(for: .profile(profile))
        guard case .login(let login) = plan else { throw AWSError.credentials("", "") }
        return login
    }

    private func cache(_ text: String) throws { try self.folder.write(text, to: ".aws/sso/cache/\(Self.hashOfSession).json") }

    private func load(_ server: LoopbackHTTP) async throws -> AWSCredentials {
        let environment = AWSEnvironment(["HOME": self.folder.path, "AWS_ENDPOINT_URL_SSO": server.url])
        return try await CredentialsLoader(environment: environment, transport: try CurlTransport(), clock: self.clock) { _ in Unreachable() }
            .load(.login(try self.login("session")))
    }
}
