package import HTTPTransport
import IAMPolicy

/// Carries a plan out: asks the first source, then STS for each role on the way.
package struct CredentialsLoader: Sendable {
    /// Completed by `AWSSettings`.
    private let environment: AWSEnvironment
    private let transport: any HTTPTransporting
    private let clock: any AWSClock
    /// Gives a caller that signs with these credentials; with none, for what needs no signature.
    private let caller: @Sendable (AWSCredentials?) -> any AWSCalling

    package init(
        environment: AWSEnvironment, transport: any HTTPTransporting, clock: any AWSClock,
        caller: @escaping @Sendable (AWSCredentials?) -> any AWSCalling
    ) {
        self.environment = environment
        self.transport = transport
        self.clock = clock
        self.caller = caller
    }

    /// - Throws: `AWSError` of class `noCredentials`, of the call that should have brought them, or `cancelled`.
    package func load(_ plan: CredentialsPlan) async throws(AWSError) -> AWSCredentials {
        switch plan {
        case .fixed(let credentials, _): return credentials
        case .assumeRole(let role, let source): return try await self.assume(role, with: try await self.load(source))
        case .webIdentity(let identity): return try await self.assume(identity)
        case .process(let process):
            return try await ProcessCredentials(process: process, environment: self.environment, clock: self.clock).load()
        case .container(let endpoint):
            return try await ContainerCredentials(endpoint: endpoint, asking: self.asking(plan)).load()
        case .instanceMetadata(let endpoint):
            var asking = self.asking(plan)
            (asking.timeoutSeconds, asking.attemptsMax) = (endpoint.timeoutSeconds, endpoint.attemptsMax)
            return try await InstanceMetadataCredentials(endpoint: endpoint, asking: asking, clock: self.clock).load()
        case .login(let login):
            var asking = self.asking(plan)
            asking.timeoutSeconds = 10
            (asking.proxy, asking.caBundlePath) = (.fromEnvironment, self.environment.caBundlePath)
            return try await SSOCredentials(login: login, environment: self.environment, asking: asking, clock: self.clock).load()
        }
    }

    private func asking(_ plan: CredentialsPlan) -> EndpointAsking {
        EndpointAsking(what: plan.summary, transport: self.transport, clock: self.clock)
    }

    private func assume(_ role: AssumedRole, with source: AWSCredentials) async throws(AWSError) -> AWSCredentials {
        try await self.credentials(of: STS.assumeRole, Self.parameters(role), with: source)
    }

    /// The token is read anew each time: who writes it renews it before it ends.
    private func assume(_ identity: WebIdentity) async throws(AWSError) -> AWSCredentials {
        var parameters = Self.parameters(identity.role)
        parameters["WebIdentityToken"] = .string(try SmallFile.token(at: identity.tokenFile).revealed)
        return try await self.credentials(of: STS.assumeRoleWithWebIdentity, parameters, with: nil)
    }

    private static func parameters(_ role: AssumedRole) -> JSONObject {
        var parameters: JSONObject = JSONObject()
        parameters["RoleArn"] = .string(role.roleARN)
        parameters["RoleSessionName"] = .string(role.sessionName)
        parameters["ExternalId"] = role.externalID.map { .string($0) }
        parameters["DurationSeconds"] = role.durationSeconds.map { JSONValue($0) }
        return parameters
    }

    private func credentials(
        of operation: AWSOperation, _ parameters: JSONObject, with source: AWSCredentials?
    ) async throws(AWSError) -> AWSCredentials {
        let answer = try await self.caller(source).call(operation, parameters: parameters, region: nil)
        let given = answer.result["Credentials"]
        guard let id = given?.text(of: "AccessKeyId"), let secret = given?.text(of: "SecretAccessKey"),
            let token = given?.text(of: "SessionToken"), let expiry = given?.text(of: "Expiration").flatMap(AWSTimestamp.parseWithOffset),
            !id.isEmpty, !secret.isEmpty
        else {
            throw AWSError(
                service: STS.service.id, operation: operation.name, status: answer.status, code: AWSErrorCode.unparsableAnswer,
                message: "the answer lacks credentials or their expiry", requestID: answer.requestID, errorClass: .unparsable)
        }
        return AWSCredentials(accessKeyID: id, secretAccessKey: secret, sessionToken: token, expiresAt: expiry)
    }
}
