/// How credentials are come by: fixed ones, or a chain of roles that begins with fixed ones.
package indirect enum CredentialsPlan: Hashable, Sendable {
    case fixed(AWSCredentials)
    case assumeRole(AssumedRole, with: CredentialsPlan)
}

/// Works out the plan from environment and files. Decides only; reads no file and calls nobody.
package struct CredentialsPlanner: Sendable {
    package let environment: AWSEnvironment
    package let files: SharedConfig

    package init(environment: AWSEnvironment, files: SharedConfig) {
        self.environment = environment
        self.files = files
    }

    /// - Throws: `AWSError` of class `noCredentials`, saying what was looked at and what is not supported.
    package func plan(for source: CredentialsSource) throws(AWSError) -> CredentialsPlan {
        switch source {
        case .standardChain: try self.standardChain()
        case .profile(let name): try self.profile(name, visited: [])
        case .role(let role, let source): .assumeRole(role, with: try self.plan(for: source))
        }
    }

    private func standardChain() throws(AWSError) -> CredentialsPlan {
        if let fixed = try self.fromEnvironment() { return .fixed(fixed) }
        if self.environment["AWS_WEB_IDENTITY_TOKEN_FILE"] != nil { throw Self.unsupported("AWS_WEB_IDENTITY_TOKEN_FILE (web identity)") }
        let name = self.environment.profile ?? "default"
        if self.files.profile(name) != nil || self.environment.profile != nil { return try self.profile(name, visited: []) }
        for variable in ["AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "AWS_CONTAINER_CREDENTIALS_FULL_URI"]
        where self.environment[variable] != nil { throw Self.unsupported("\(variable) (container credentials)") }
        throw AWSError.credentials(
            AWSErrorCode.noCredentials,
            "no AWS credentials: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE, or a [default] profile; "
                + "instance metadata (IMDS) is not supported")
    }

    private func fromEnvironment() throws(AWSError) -> AWSCredentials? {
        guard let id = self.environment["AWS_ACCESS_KEY_ID"] else { return nil }
        guard let secret = self.environment["AWS_SECRET_ACCESS_KEY"] else {
            throw AWSError.credentials(AWSErrorCode.noCredentials, "AWS_ACCESS_KEY_ID is set without AWS_SECRET_ACCESS_KEY")
        }
        return AWSCredentials(accessKeyID: id, secretAccessKey: secret, sessionToken: self.environment["AWS_SESSION_TOKEN"])
    }

    /// - Parameter visited: the profiles on the way here; a source profile may name itself only for its own keys.
    private func profile(_ name: String, visited: [String]) throws(AWSError) -> CredentialsPlan {
        guard let settings = self.files.profile(name) else {
            throw AWSError.credentials(AWSErrorCode.noCredentials, "the AWS profile \"\(name)\" is in neither shared file")
        }
        let isItsOwnSource = visited.last == name
        if !isItsOwnSource, visited.contains(name) {
            throw Self.invalid("the AWS profiles \((visited + [name]).joined(separator: " → ")) go round in a circle")
        }
        if let roleARN = settings["role_arn"], !isItsOwnSource {
            return try self.role(roleARN, settings: settings, profile: name, visited: visited + [name])
        }
        if let id = settings["aws_access_key_id"] {
            guard let secret = settings["aws_secret_access_key"], !secret.isEmpty else {
                throw Self.invalid("the AWS profile \"\(name)\" has aws_access_key_id without aws_secret_access_key")
            }
            return .fixed(AWSCredentials(accessKeyID: id, secretAccessKey: secret, sessionToken: settings["aws_session_token"]))
        }
        for setting in ["credential_process", "sso_session", "sso_start_url", "web_identity_token_file"] where settings[setting] != nil {
            throw Self.unsupported("\(setting) of the AWS profile \"\(name)\"")
        }
        throw AWSError.credentials(AWSErrorCode.noCredentials, "the AWS profile \"\(name)\" has neither keys nor a role")
    }

    private func role(
        _ roleARN: String, settings: [String: String], profile: String, visited: [String]
    ) throws(AWSError) -> CredentialsPlan {
        if settings["mfa_serial"] != nil { throw Self.unsupported("mfa_serial of the AWS profile \"\(profile)\": nobody is there to type a code") }
        if settings["web_identity_token_file"] != nil { throw Self.unsupported("web_identity_token_file of the AWS profile \"\(profile)\"") }
        let role = AssumedRole(
            roleARN: roleARN, externalID: settings["external_id"], sessionName: settings["role_session_name"],
            durationSeconds: settings["duration_seconds"].flatMap { Int($0) })
        switch (settings["source_profile"], settings["credential_source"]) {
        case (let source?, nil): return .assumeRole(role, with: try self.profile(source, visited: visited))
        case (nil, "Environment"?):
            guard let fixed = try self.fromEnvironment() else {
                throw AWSError.credentials(
                    AWSErrorCode.noCredentials, "the AWS profile \"\(profile)\" wants credentials from the environment, which has none")
            }
            return .assumeRole(role, with: .fixed(fixed))
        case (nil, let source?): throw Self.unsupported("credential_source = \(source) of the AWS profile \"\(profile)\"")
        default: throw Self.invalid("the AWS profile \"\(profile)\" needs one of source_profile and credential_source beside role_arn")
        }
    }

    private static func unsupported(_ what: String) -> AWSError {
        AWSError.credentials(AWSErrorCode.credentialSourceNotSupported, "not supported: \(what)")
    }

    private static func invalid(_ message: String) -> AWSError { AWSError.credentials(AWSErrorCode.invalidConfiguration, message) }
}
