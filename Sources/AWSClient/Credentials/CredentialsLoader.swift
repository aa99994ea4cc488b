import IAMPolicy

/// Carries a plan out: calls STS for each role on the way.
package struct CredentialsLoader: Sendable {
    /// Gives a caller that signs with these credentials.
    private let caller: @Sendable (AWSCredentials) -> any AWSCalling

    package init(caller: @escaping @Sendable (AWSCredentials) -> any AWSCalling) { self.caller = caller }

    package func load(_ plan: CredentialsPlan) async throws(AWSError) -> AWSCredentials {
        switch plan {
        case .fixed(let credentials): credentials
        case .assumeRole(let role, let source): try await self.assume(role, with: try await self.load(source))
        }
    }

    private func assume(_ role: AssumedRole, with source: AWSCredentials) async throws(AWSError) -> AWSCredentials {
        var parameters: JSONObject = JSONObject()
        parameters["RoleArn"] = .string(role.roleARN)
        parameters["RoleSessionName"] = .string(role.sessionName)
        parameters["ExternalId"] = role.externalID.map { .string($0) }
        parameters["DurationSeconds"] = role.durationSeconds.map { JSONValue($0) }
        let answer = try await self.caller(source).call(STS.assumeRole, parameters: parameters, region: nil)
        let given = answer.result["Credentials"]
        guard let id = given?.text(of: "AccessKeyId"), let secret = given?.text(of: "SecretAccessKey"),
            let token = given?.text(of: "SessionToken"), let expiry = given?.text(of: "Expiration").flatMap(AWSTimestamp.parse),
            !id.isEmpty, !secret.isEmpty
        else {
            throw AWSError(
                service: STS.service.id, operation: STS.assumeRole.name, status: answer.status, code: AWSErrorCode.unparsableAnswer,
                message: "the answer lacks credentials or their expiry", requestID: answer.requestID, errorClass: .unparsable)
        }
        return AWSCredentials(accessKeyID: id, secretAccessKey: secret, sessionToken: token, expiresAt: expiry)
    }
}
