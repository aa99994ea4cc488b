/// How credentials are come by: a first source, and the roles that are assumed from there on.
package indirect enum CredentialsPlan: Hashable, Sendable {
    /// - Parameter origin: for messages: `the environment`, a profile with file and line.
    case fixed(AWSCredentials, origin: String)
    case webIdentity(WebIdentity)
    case process(CredentialProcess)
    case login(SSOLogin)
    case container(ContainerEndpoint)
    case instanceMetadata(InstanceMetadataEndpoint)
    case assumeRole(AssumedRole, with: CredentialsPlan)

    /// One line for people: the last role first.
    package var summary: String {
        switch self {
        case .fixed(_, let origin): "keys of \(origin)"
        case .webIdentity(let identity): "\(identity.role.roleARN) with the web identity token in \(identity.tokenFile) (\(identity.origin))"
        case .process(let process): "the program \(process.program) (credential_process, \(process.place))"
        case .login(let login): "\(login.roleName) in \(login.accountID) with the cached SSO token (\(login.place))"
        case .container(let endpoint): "the container's endpoint \(endpoint.url) (\(endpoint.variable))"
        case .instanceMetadata(let endpoint): "the instance's metadata service \(endpoint.url)"
        case .assumeRole(let role, let source): "\(role.roleARN), assumed with \(source.summary)"
        }
    }
}

/// A role that is assumed with a token of an identity provider, which others write and renew.
package struct WebIdentity: Hashable, Sendable {
    package let role: AssumedRole
    package let tokenFile: String
    /// Where this was found, for messages.
    package let origin: String
}
