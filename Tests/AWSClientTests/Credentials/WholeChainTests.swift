import Foundation
import HTTPTransport
import NIOConcurrencyHelpers
import Testing

@testable import AWSClient

/// From the settings to the signed call, over real HTTP on loopback.
@Suite struct WholeChainTests {
    private static let assumed = """
        <AssumeRoleResponse><AssumeRoleResult><Credentials><AccessKeyId>ASIA1</AccessKeyId><SecretAccessKey>s</SecretAccessKey>\
        <SessionToken>t1</SessionToken><Expiration>2099-01-01T00:00:00Z</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>
        """
    private static let role = "<GetRoleResponse><GetRoleResult><Role><RoleName>r</RoleName></Role></GetRoleResult></GetRoleResponse>"
    private let folder: ScratchFolder

    init() throws { self.folder = try ScratchFolder() }

    @Test func programsKeysAssumeTheRoleAtTheConfiguredEndpoints() async throws {
        let server = try LoopbackHTTP { seen in seen.body.contains("Action=AssumeRole") ? (200, Self.assumed) : (200, Self.role) }
        let helper = try self.folder.write(
            "#!/bin/sh\necho '{\"Version\": 1, \"AccessKeyId\": \"AKIDP\", \"SecretAccessKey\": \"s\"}'\n", to: "helper", mode: 0o700)
        try self.folder.write(
            """
            [profile helper]
            credential_process = /bin/sh "\(helper)"
            [profile prod]
            role_arn = arn:aws:iam::111122223333:role/ops
            source_profile = helper
            external_id = e-1
            services = here
            [services here]
            sts =
              endpoint_url = \(server.url)/sts
            iam =
              endpoint_url = \(server.url)/iam
            """, to: "config")
        let caller = try self.caller(.profile("prod"))
        for _ in 0..<2 { _ = try await caller.call(IAM.getRole, parameters: ["RoleName": "r"], region: nil) }
        #expect(server.requests.map(\.target) == ["/sts/", "/iam/", "/iam/"])
        #expect(server.requests.first?.headers["authorization"]?.contains("Credential=AKIDP/") == true)
        #expect(server.requests.first?.body.contains("ExternalId=e-1") == true)
        #expect(server.requests.last?.headers["authorization"]?.contains("Credential=ASIA1/") == true)
        #expect(server.requests.last?.headers["x-amz-security-token"] == "t1")
        #expect(caller.requestsSent == 3)
    }

    @Test func changedKeysCountWithoutARestartOnceTheOldOnesAreRefused() async throws {
        let server = try LoopbackHTTP { seen in
            seen.headers["authorization"]?.contains("Credential=NEW/") == true
                ? (200, Self.role)
                : (403, "<ErrorResponse><Error><Code>InvalidClientTokenId</Code><Message>m</Message></Error></ErrorResponse>")
        }
        try self.folder.write("[default]\naws_access_key_id = OLD\naws_secret_access_key = s\nendpoint_url = \(server.url)", to: "config")
        let caller = try self.caller(.standardChain)
        let error = await #expect(throws: AWSError.self) { try await caller.call(IAM.getRole, parameters: ["RoleName": "r"], region: nil) }
        #expect(error?.errorClass == .unauthenticated)
        try self.folder.write("[default]\naws_access_key_id = NEW\naws_secret_access_key = s\nendpoint_url = \(server.url)", to: "config")
        // The refusal of a moment ago is not asked about again within a second.
        try await Task.sleep(for: .milliseconds(1100))
        _ = try await caller.call(IAM.getRole, parameters: ["RoleName": "r"], region: nil)
    }

    @Test func wrongSettingMakesTheAccountUnreadableUntilItIsPutRight() async throws {
        let server = try LoopbackHTTP { _ in (200, Self.role) }
        let keys = "[default]\naws_access_key_id = A\naws_secret_access_key = s\nendpoint_url = \(server.url)\n"
        try self.folder.write(keys + "use_fips_endpoint = yes", to: "config")
        let caller = DeferredCaller { () throws(AWSError) in try self.made(.standardChain) }
        let error = await #expect(throws: AWSError.self) { try await caller.call(IAM.getRole, parameters: ["RoleName": "r"], region: nil) }
        #expect(error?.message == "\(self.folder.path)/config:5: use_fips_endpoint is neither true nor false")
        #expect(caller.requestsSent == 0)
        try self.folder.write(keys, to: "config")
        for _ in 0..<2 { _ = try await caller.call(IAM.getRole, parameters: ["RoleName": "r"], region: nil) }
        #expect(caller.requestsSent == 2)
    }

    private func caller(_ source: CredentialsSource) throws -> AWSCaller { try self.made(source) }

    private func made(_ source: CredentialsSource) throws(AWSError) -> AWSCaller {
        let environment = AWSEnvironment([
            "AWS_CONFIG_FILE": "\(self.folder.path)/config", "AWS_SHARED_CREDENTIALS_FILE": "\(self.folder.path)/none",
            "AWS_EC2_METADATA_DISABLED": "true", "PATH": "/usr/bin:/bin"
        ])
        let settings = try AWSSettings(environment: environment, files: try SharedConfig.load(environment), profile: source.profileName)
        let transport: CurlTransport
        do {
            transport = try CurlTransport()
        } catch {
            throw AWSError.credentials(error.code.rawValue, error.message)
        }
        return AWSCaller.forAccount(
            configuration: .init(region: "eu-west-1", environment: settings.environment), source: source, environment: settings.environment,
            transport: transport, clock: SystemAWSClock(), fraction: { 0.1 })
    }
}
