import Foundation
import HTTPTransport
import Testing

@testable import AWSClient

/// The container's and the instance's endpoint, over real HTTP on loopback.
@Suite struct CredentialEndpointTests {
    private static let given = #"{"AccessKeyId":"ASIA1","SecretAccessKey":"hush","Token":"tok","Expiration":"2099-01-01T00:00:00Z","Code":"Success"}"#
    private let transport: CurlTransport

    init() throws { self.transport = try CurlTransport() }

    @Test(arguments: ["Bearer plain", "token with blanks"])
    func containerIsAskedWithItsToken(token: String) async throws {
        let server = try LoopbackHTTP { $0.headers["authorization"] == token ? (200, Self.given) : (401, "{}") }
        let credentials = try await self.load([
            "AWS_CONTAINER_CREDENTIALS_FULL_URI": "\(server.url)/v2/x?y=1", "AWS_CONTAINER_AUTHORIZATION_TOKEN": token
        ])
        #expect(credentials.accessKeyID == "ASIA1")
        #expect(credentials.sessionToken == "tok")
        #expect(credentials.expiresAt == Date(timeIntervalSince1970: 4_070_908_800))
        #expect(server.requests.map(\.target) == ["/v2/x?y=1"])
    }

    @Test func containersTokenFileIsReadEachTimeAndGoesBeforeTheVariable() async throws {
        let folder = try ScratchFolder()
        let file = try folder.write("first\n", to: "token")
        let server = try LoopbackHTTP { _ in (200, Self.given) }
        let variables = [
            "AWS_CONTAINER_CREDENTIALS_FULL_URI": server.url, "AWS_CONTAINER_AUTHORIZATION_TOKEN": "other",
            "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE": file
        ]
        _ = try await self.load(variables)
        try folder.write("second", to: "token")
        _ = try await self.load(variables)
        #expect(server.requests.map { $0.headers["authorization"] } == ["first", "second"])
    }

    @Test(arguments: [
        ("[]", 200), ("{}", 200), (#"{"AccessKeyId":"A","SecretAccessKey":"s","Token":"t"}"#, 200),
        (#"{"AccessKeyId":"A","SecretAccessKey":"s","Token":"t","Expiration":"soon"}"#, 200),
        (#"{"AccessKeyId":"A\nB","SecretAccessKey":"hush","Token":"t","Expiration":"2099-01-01T00:00:00Z"}"#, 200),
        ("<html>", 200), (#"{"code":"NoRole","message":"hush"}"#, 404), ("hush", 400), ("", 403)
    ])
    func uselessAnswerIsAnErrorThatShowsNothingOfIt(body: String, status: Int) async throws {
        let server = try LoopbackHTTP { _ in (status, body) }
        let error = await self.failure(["AWS_CONTAINER_CREDENTIALS_FULL_URI": server.url])
        #expect(error?.description.contains("hush") == false)
        #expect(error?.message.contains(server.url) == true)
        #expect(server.requests.count == 1)
    }

    @Test func endpointThatIsNotReadyIsAskedAgain() async throws {
        let number = Counter()
        let server = try LoopbackHTTP { _ in number.next() < 3 ? (503, "") : (200, Self.given) }
        #expect(try await self.load(["AWS_CONTAINER_CREDENTIALS_FULL_URI": server.url]).accessKeyID == "ASIA1")
        #expect(server.requests.count == 3)
    }

    @Test func enormousAnswerIsCutOff() async throws {
        let server = try LoopbackHTTP { _ in (200, String(repeating: " ", count: 1 << 20)) }
        #expect(await self.failure(["AWS_CONTAINER_CREDENTIALS_FULL_URI": server.url])?.code == "Transport.responseTooLarge")
    }

    @Test func instanceIsAskedWithASessionToken() async throws {
        let server = try LoopbackHTTP(Self.instance)
        let credentials = try await self.load(["AWS_EC2_METADATA_SERVICE_ENDPOINT": server.url + "/"])
        #expect(credentials.accessKeyID == "ASIA1")
        #expect(
            server.requests.map { "\($0.method) \($0.target)" } == [
                "PUT /latest/api/token", "GET /latest/meta-data/iam/security-credentials/", "GET /latest/meta-data/iam/security-credentials/my-role"
            ])
        #expect(server.requests.first?.headers["x-aws-ec2-metadata-token-ttl-seconds"] == "21600")
        #expect(server.requests.map { $0.headers["x-aws-ec2-metadata-token"] } == [nil, "T0", "T0"])
    }

    @Test(arguments: [403, 404, 405])
    func version1IsUsedOnlyWhereItIsAllowedInSoManyWords(status: Int) async throws {
        let server = try LoopbackHTTP { seen in seen.method == "PUT" ? (status, "") : Self.instance(seen, needsToken: false) }
        let endpoint = ["AWS_EC2_METADATA_SERVICE_ENDPOINT": server.url]
        #expect(await self.failure(endpoint)?.message.contains("HTTP \(status)") == true)
        #expect(await self.failure(endpoint.merging(["AWS_EC2_METADATA_V1_DISABLED": "true"]) { $1 }) != nil)
        #expect(server.requests.count == 2)
        let credentials = try await self.load(endpoint.merging(["AWS_EC2_METADATA_V1_DISABLED": "false"]) { $1 })
        #expect(credentials.accessKeyID == "ASIA1")
    }

    @Test func mutedTokenSaysThatTheHopLimitMayBeTheReason() async throws {
        let server = try LoopbackHTTP { _ in nil }
        let error = await self.failure(["AWS_EC2_METADATA_SERVICE_ENDPOINT": server.url])
        #expect(error?.message.contains("hop limit") == true)
        #expect(error?.errorClass == .transient)
    }

    @Test func instanceWithoutARoleSaysSo() async throws {
        let server = try LoopbackHTTP { seen in seen.method == "PUT" ? (200, "T") : (404, "") }
        #expect(await self.failure(["AWS_EC2_METADATA_SERVICE_ENDPOINT": server.url])?.message.contains("no role is attached") == true)
    }

    @Test(arguments: ["../../x", "a b", "", "x/y", String(repeating: "r", count: 65)])
    func strangeRoleNameIsNotPutIntoAPath(name: String) async throws {
        let server = try LoopbackHTTP { seen in seen.method == "PUT" ? (200, "T") : (200, name) }
        #expect(await self.failure(["AWS_EC2_METADATA_SERVICE_ENDPOINT": server.url])?.code == AWSErrorCode.unparsableAnswer)
        #expect(server.requests.count == 2)
    }

    @Test func refusedSessionTokenIsReplacedOnce() async throws {
        let number = Counter()
        let server = try LoopbackHTTP { seen in
            if seen.method == "PUT" { return (200, "T\(number.next())") }
            return seen.headers["x-aws-ec2-metadata-token"] == "T2" ? Self.instance(seen, needsToken: false) : (401, "")
        }
        #expect(try await self.load(["AWS_EC2_METADATA_SERVICE_ENDPOINT": server.url]).accessKeyID == "ASIA1")
    }

    @Test func credentialsThatTheInstanceCouldNotRenewGoOnServing() async throws {
        let old = Self.given.replacingOccurrences(of: "2099", with: "2020")
        let server = try LoopbackHTTP { seen in
            seen.method == "PUT" ? (200, "T") : (200, seen.target.hasSuffix("/") ? "role" : old)
        }
        let clock = VirtualClock()
        let credentials = try await self.load(["AWS_EC2_METADATA_SERVICE_ENDPOINT": server.url], clock: clock)
        #expect(credentials.expiresAt == clock.now.addingTimeInterval(900))
    }

    private static func instance(_ seen: LoopbackHTTP.Seen) -> LoopbackHTTP.Answer? { self.instance(seen, needsToken: true) }

    private static func instance(_ seen: LoopbackHTTP.Seen, needsToken: Bool) -> LoopbackHTTP.Answer? {
        if seen.method == "PUT" { return (200, "T0") }
        if needsToken, seen.headers["x-aws-ec2-metadata-token"] != "T0" { return (401, "") }
        switch seen.target {
        case "/latest/meta-data/iam/security-credentials/": return (200, "my-role\n")
        case "/latest/meta-data/iam/security-credentials/my-role": return (200, self.given)
        default: return (404, "")
        }
    }

    private func load(_ variables: [String: String], clock: VirtualClock = VirtualClock()) async throws -> AWSCredentials {
        let environment = AWSEnvironment(variables)
        let planner = CredentialsPlanner(environment: environment, files: SharedConfig())
        return try await CredentialsLoader(environment: environment, transport: self.transport, clock: clock) { _ in Unreachable() }
            .load(try planner.plan(for: .standardChain))
    }

    private func failure(_ variables: [String: String]) async -> AWSError? {
        do { _ = try await self.load(variables); return nil } catch { return error as? AWSError }
    }
}
