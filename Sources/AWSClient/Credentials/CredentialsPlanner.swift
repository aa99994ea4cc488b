/// Works out the plan from environment and files. Decides only; reads no file and calls nobody.
///
/// - SeeAlso: AWS SDKs and Tools Reference Guide, "Standardized credential providers".
package struct CredentialsPlanner: Sendable {
    /// Completed by `AWSSettings`.
    package let environment: AWSEnvironment
    package let files: SharedConfig

    package init(environment: AWSEnvironment, files: SharedConfig) {
        self.environment = environment
        self.files = files
    }

    /// - Throws: `AWSError` of class `noCredentials`, saying what was looked at, what is wrong and where.
    package func plan(for source: CredentialsSource) throws(AWSError) -> CredentialsPlan {
        switch source {
        case .standardChain: return try self.standardChain()
        case .profile(let name): return try self.profile(name, visited: [])
        case .role(let role, let source):
            if let fault = role.fault { throw Self.invalid(fault) }
            return .assumeRole(role, with: try self.plan(for: source))
        }
    }

    private func standardChain() throws(AWSError) -> CredentialsPlan {
        if let fixed = try self.fromEnvironment() { return fixed }
        if let identity = try self.webIdentityOfEnvironment() { return .webIdentity(identity) }
        let name = self.environment.profile ?? "default"
        if let profile = self.files.profile(name) {
            if let plan = try self.plan(of: profile, visited: []) { return plan }
        } else if self.environment.profile != nil {
            throw self.missing(profile: name)
        }
        if let container = try self.container() { return .container(container) }
        if let instance = try self.instanceMetadata() { return .instanceMetadata(instance) }
        throw AWSError.credentials(
            AWSErrorCode.noCredentials,
            "no AWS credentials: neither AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, nor AWS_WEB_IDENTITY_TOKEN_FILE, nor the profile "
                + "\"\(name)\" in \(self.files.paths), nor a container's endpoint; instance metadata (IMDS) is disabled")
    }

    private func fromEnvironment() throws(AWSError) -> CredentialsPlan? {
        let (id, secret) = (self.environment["AWS_ACCESS_KEY_ID"], self.environment["AWS_SECRET_ACCESS_KEY"])
        guard id != nil || secret != nil else { return nil }
        guard let id else { throw Self.invalid("AWS_SECRET_ACCESS_KEY is set without AWS_ACCESS_KEY_ID") }
        guard let secret else { throw Self.invalid("AWS_ACCESS_KEY_ID is set without AWS_SECRET_ACCESS_KEY") }
        return .fixed(
            AWSCredentials(accessKeyID: id, secretAccessKey: secret, sessionToken: self.environment["AWS_SESSION_TOKEN"]),
            origin: "the environment (AWS_ACCESS_KEY_ID)")
    }

    private func webIdentityOfEnvironment() throws(AWSError) -> WebIdentity? {
        guard let file = self.environment["AWS_WEB_IDENTITY_TOKEN_FILE"] else { return nil }
        guard let arn = self.environment["AWS_ROLE_ARN"] else { throw Self.invalid("AWS_WEB_IDENTITY_TOKEN_FILE is set without AWS_ROLE_ARN") }
        let role = AssumedRole(roleARN: arn, sessionName: self.environment["AWS_ROLE_SESSION_NAME"])
        if let fault = role.fault { throw Self.invalid("AWS_ROLE_ARN, AWS_ROLE_SESSION_NAME: \(fault)") }
        return WebIdentity(role: role, tokenFile: self.environment.expanded(file), origin: "AWS_WEB_IDENTITY_TOKEN_FILE")
    }

    func container() throws(AWSError) -> ContainerEndpoint? { try ContainerEndpoint.of(self.environment) }

    /// `nil` where it is switched off.
    func instanceMetadata() throws(AWSError) -> InstanceMetadataEndpoint? { try InstanceMetadataEndpoint.of(self.environment) }
}

// Profiles.
extension CredentialsPlanner {
    /// - Parameter visited: the profiles on the way here; a source profile may name itself only for its own keys.
    private func profile(_ name: String, visited: [String]) throws(AWSError) -> CredentialsPlan {
        guard let profile = self.files.profile(name) else { throw self.missing(profile: name) }
        if let plan = try self.plan(of: profile, visited: visited) { return plan }
        throw AWSError.credentials(
            AWSErrorCode.noCredentials,
            "\(profile.place): the AWS profile \"\(name)\" has neither keys nor a role, a credential_process or an SSO session")
    }

    /// `nil` where the profile says nothing about credentials.
    private func plan(of profile: SharedProfile, visited: [String]) throws(AWSError) -> CredentialsPlan? {
        let isItsOwnSource = visited.last == profile.name
        if !isItsOwnSource, visited.contains(profile.name) {
            throw Self.invalid(
                "\(profile.place(of: "source_profile")): the AWS profiles \((visited + [profile.name]).joined(separator: " → ")) go round in a circle"
            )
        }
        if let roleARN = profile["role_arn"], !isItsOwnSource { return try self.role(roleARN, of: profile, visited: visited + [profile.name]) }
        if let keys = try self.keys(of: profile) { return keys }
        if profile["sso_session"] ?? profile["sso_start_url"] != nil { return .login(try SSOLogin.of(profile, files: self.files)) }
        if let command = profile["credential_process"] {
            return .process(try CredentialProcess.of(command, place: profile.place(of: "credential_process")))
        }
        for setting in ["web_identity_token_file", "source_profile", "credential_source"] where profile[setting] != nil && !isItsOwnSource {
            throw Self.invalid("\(profile.place(of: setting)): \(setting) without role_arn in the AWS profile \"\(profile.name)\"")
        }
        if profile["login_session"] != nil {
            throw Self.unsupported("\(profile.place(of: "login_session")): login_session (aws login) of the AWS profile \"\(profile.name)\"")
        }
        return nil
    }

    private func keys(of profile: SharedProfile) throws(AWSError) -> CredentialsPlan? {
        let (id, secret) = (profile["aws_access_key_id"], profile["aws_secret_access_key"])
        guard id != nil || secret != nil else { return nil }
        guard let id, let secret else {
            let (has, lacks) = id != nil ? ("aws_access_key_id", "aws_secret_access_key") : ("aws_secret_access_key", "aws_access_key_id")
            throw Self.invalid("\(profile.place(of: has)): the AWS profile \"\(profile.name)\" has \(has) without \(lacks)")
        }
        return .fixed(
            AWSCredentials(accessKeyID: id, secretAccessKey: secret, sessionToken: profile["aws_session_token"]),
            origin: "the profile \"\(profile.name)\" (\(profile.place(of: "aws_access_key_id")))")
    }

    private func role(_ roleARN: String, of profile: SharedProfile, visited: [String]) throws(AWSError) -> CredentialsPlan {
        if profile["mfa_serial"] != nil {
            throw Self.unsupported(
                "\(profile.place(of: "mfa_serial")): mfa_serial of the AWS profile \"\(profile.name)\": nobody is there to type a code")
        }
        var duration: Int?
        if let text = profile["duration_seconds"] {
            duration = Int(text)
            if duration == nil { throw Self.invalid("\(profile.place(of: "duration_seconds")): duration_seconds is no whole number") }
        }
        let role = AssumedRole(
            roleARN: roleARN, externalID: profile["external_id"], sessionName: profile["role_session_name"], durationSeconds: duration)
        if let fault = role.fault { throw Self.invalid("\(profile.place(of: "role_arn")): the AWS profile \"\(profile.name)\": \(fault)") }
        switch (profile["source_profile"], profile["credential_source"], profile["web_identity_token_file"]) {
        case (let source?, nil, nil):
            guard self.files.profile(source) != nil else {
                throw AWSError.credentials(
                    AWSErrorCode.noCredentials, "\(profile.place(of: "source_profile")): there is no AWS profile \"\(source)\" in \(self.files.paths)"
                )
            }
            return .assumeRole(role, with: try self.profile(source, visited: visited))
        case (nil, let source?, nil): return .assumeRole(role, with: try self.credentialSource(source, of: profile))
        case (nil, nil, let file?):
            return .webIdentity(
                WebIdentity(role: role, tokenFile: self.environment.expanded(file), origin: profile.place(of: "web_identity_token_file")))
        default:
            throw Self.invalid(
                "\(profile.place(of: "role_arn")): the AWS profile \"\(profile.name)\" needs exactly one of source_profile, credential_source and "
                    + "web_identity_token_file beside role_arn")
        }
    }

    private func credentialSource(_ source: String, of profile: SharedProfile) throws(AWSError) -> CredentialsPlan {
        let found: CredentialsPlan? =
            switch source {
            case "Environment": try self.fromEnvironment()
            case "EcsContainer": try self.container().map { .container($0) }
            case "Ec2InstanceMetadata": try self.instanceMetadata().map { .instanceMetadata($0) }
            default:
                throw Self.invalid(
                    "\(profile.place(of: "credential_source")): credential_source is none of Environment, EcsContainer, Ec2InstanceMetadata")
            }
        guard let found else {
            throw AWSError.credentials(
                AWSErrorCode.noCredentials,
                "\(profile.place(of: "credential_source")): credential_source = \(source), but there are no credentials of that kind here")
        }
        return found
    }

    private func missing(profile: String) -> AWSError {
        AWSError.credentials(
            AWSErrorCode.noCredentials, "the AWS profile \"\(profile)\" is neither in \(self.files.config.path) nor in \(self.files.credentials.path)"
        )
    }

    static func unsupported(_ what: String) -> AWSError {
        AWSError.credentials(AWSErrorCode.credentialSourceNotSupported, "not supported: \(what)")
    }

    static func invalid(_ message: String) -> AWSError { AWSError.credentials(AWSErrorCode.invalidConfiguration, message) }
}
