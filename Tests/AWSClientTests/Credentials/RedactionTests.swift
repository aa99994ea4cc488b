import Foundation
import HTTPTransport
import Testing

@testable import AWSClient

/// What holds secrets shows none, however it is printed.
@Suite struct RedactionTests {
    private static let secret = "wJalrXUtnFEMI-hush"

    private static func holders() throws -> [(name: String, value: Any)] {
        let credentials = AWSCredentials(
            accessKeyID: "AKID", secretAccessKey: Self.secret, sessionToken: Self.secret, expiresAt: Date(timeIntervalSince1970: 0))
        let file = try SharedConfigFile(
            parsing: "[default]\naws_secret_access_key = \(Self.secret)\ns3 =\n  x = \(Self.secret)", path: "credentials")
        let files = SharedConfig(credentials: file)
        let environment = AWSEnvironment([
            "AWS_ACCESS_KEY_ID": "AKID", "AWS_SECRET_ACCESS_KEY": Self.secret, "AWS_CONTAINER_CREDENTIALS_FULL_URI": "http://localhost/",
            "AWS_CONTAINER_AUTHORIZATION_TOKEN": Self.secret
        ])
        let planner = CredentialsPlanner(environment: environment, files: files)
        let signing = SigningKey(secretAccessKey: Self.secret, scope: CredentialScope(day: "20270101", region: "r", signingName: "iam"))
        var cache = SigningKeyCache()
        _ = cache.key(for: credentials, scope: signing.scope)
        return [
            ("text", SecretText(Self.secret)), ("credentials", credentials), ("optional", Optional(credentials) as Any), ("array", [credentials]),
            ("file", file), ("files", files), ("profile", files.profile("default") as Any), ("environment", environment), ("planner", planner),
            ("plan", try planner.plan(for: .standardChain)), ("container", try ContainerEndpoint.of(environment) as Any),
            ("process", CredentialProcess(words: [SecretText("/bin/x"), SecretText(Self.secret)], place: "p")),
            ("provider", FixedCredentials(credentials)), ("settings", try AWSSettings(environment: environment, files: files, profile: nil)),
            ("key", signing), ("keys", cache),
            (
                "request",
                HTTPRequest(
                    method: "GET", url: "https://h/?t=\(Self.secret)", headers: [("X-Amz-Security-Token", Self.secret)], body: Array(Self.secret.utf8)
                )
            ), ("response", HTTPResponse(status: 200, headers: [("X", Self.secret)], body: Array(Self.secret.utf8)))
        ]
    }

    @Test func nothingThatIsPrintedHoldsASecret() throws {
        for (name, value) in try Self.holders() {
            var dumped = ""
            dump(value, to: &dumped)
            for text in ["\(value)", String(describing: value), String(reflecting: value), dumped] {
                #expect(!text.contains("hush"), "\(name): \(text)")
            }
            Self.walk(Mirror(reflecting: value), name, depth: 0)
        }
    }

    @Test func credentialsCannotBeEncoded() throws {
        for (name, value) in try Self.holders() where name != "optional" && name != "array" {
            #expect(!(value is any Encodable), "\(name) could be written as JSON by mistake")
        }
    }

    @Test func errorTextsHoldNoSecret() async throws {
        let broken = AWSEnvironment(["AWS_SECRET_ACCESS_KEY": Self.secret])
        let error = #expect(throws: AWSError.self) {
            try CredentialsPlanner(environment: broken, files: SharedConfig()).plan(for: .standardChain)
        }
        #expect(error.map { "\($0)\(String(reflecting: $0))" }?.contains("hush") == false)
        let transport = ScriptedTransport([.iamError(403, "InvalidClientTokenId", "The security token included in the request is invalid.")])
        let caller = AWSCaller(
            configuration: .init(region: "eu-west-1", environment: AWSEnvironment([:])), environment: AWSEnvironment([:]),
            credentials: FixedCredentials(AWSCredentials(accessKeyID: "AKID", secretAccessKey: Self.secret, sessionToken: Self.secret)),
            transport: transport, clock: VirtualClock(), fraction: { 0 })
        let refusal = await #expect(throws: AWSError.self) { try await caller.call(IAM.getRole, parameters: ["RoleName": "r"], region: nil) }
        #expect(refusal.map { "\($0)\(String(reflecting: $0))" }?.contains("hush") == false)
    }

    private static func walk(_ mirror: Mirror, _ name: String, depth: Int) {
        guard depth < 12 else { return }
        for child in mirror.children {
            if let text = child.value as? String { #expect(!text.contains("hush"), "\(name).\(child.label ?? "")") }
            Self.walk(Mirror(reflecting: child.value), "\(name).\(child.label ?? "")", depth: depth + 1)
        }
    }
}
