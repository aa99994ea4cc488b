/// The endpoint from which ECS, EKS and others give a container its credentials.
///
/// - SeeAlso: AWS SDKs and Tools Reference Guide, "Container credential provider".
package struct ContainerEndpoint: Hashable, Sendable {
    /// What goes into the header `Authorization`.
    enum Authorization: Hashable, Sendable {
        case none
        case token(SecretText)
        /// Read anew each time, because it is renewed there.
        case file(String)
    }

    package let url: String
    let authorization: Authorization
    /// The variable that named it.
    package let variable: String

    private static let relativeVariable = "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI"
    private static let fullVariable = "AWS_CONTAINER_CREDENTIALS_FULL_URI"
    private static let ecsHost = "169.254.170.2"
    /// The agents of ECS and of EKS, by both protocols.
    private static let agents: Set<String> = [Self.ecsHost, "169.254.170.23", "fd00:ec2::23"]

    /// `nil` where no variable names one.
    /// - Throws: `AWSError` with code `InvalidConfiguration`, also for a host to which the token must not be shown.
    static func of(_ environment: AWSEnvironment) throws(AWSError) -> ContainerEndpoint? {
        if let path = environment[Self.relativeVariable] {
            guard path.hasPrefix("/"), Self.isPlain(path) else {
                throw CredentialsPlanner.invalid("\(Self.relativeVariable) is no path that begins with a slash")
            }
            return ContainerEndpoint(
                url: "http://\(Self.ecsHost)\(path)", authorization: try Self.authorization(environment), variable: Self.relativeVariable)
        }
        guard let url = environment[Self.fullVariable] else { return nil }
        guard Self.isPlain(url), let host = Self.host(of: url) else {
            throw CredentialsPlanner.invalid("\(Self.fullVariable) is no http or https URL")
        }
        guard url.lowercased().hasPrefix("https://") || Self.isNear(host) else {
            throw CredentialsPlanner.invalid(
                "\(Self.fullVariable): plain http is only for this machine and for \(Self.agents.sorted().joined(separator: ", ")), not for \(host)")
        }
        return ContainerEndpoint(url: url, authorization: try Self.authorization(environment), variable: Self.fullVariable)
    }

    private static func authorization(_ environment: AWSEnvironment) throws(AWSError) -> Authorization {
        if let file = environment["AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE"] { return .file(environment.expanded(file)) }
        guard let token = environment["AWS_CONTAINER_AUTHORIZATION_TOKEN"] else { return .none }
        guard token.utf8.allSatisfy({ $0 > 0x1F && $0 != 0x7F }) else {
            throw CredentialsPlanner.invalid("AWS_CONTAINER_AUTHORIZATION_TOKEN holds a control character")
        }
        return .token(SecretText(token))
    }

    private static func isPlain(_ text: String) -> Bool { text.utf8.count <= 2048 && text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F } }

    /// In lower case, without port and brackets; `nil` for what is no URL, or names a user.
    private static func host(of url: String) -> String? {
        let lower = url.lowercased()
        guard let scheme = ["http://", "https://"].first(where: lower.hasPrefix) else { return nil }
        let authority = lower.dropFirst(scheme.count).prefix { !"/?#".contains($0) }
        guard !authority.isEmpty, !authority.contains("@"), !authority.contains("\\") else { return nil }
        if authority.hasPrefix("[") { return authority.firstIndex(of: "]").map { String(authority[..<$0].dropFirst()) } }
        let host = authority.prefix { $0 != ":" }
        return host.isEmpty ? nil : String(host)
    }

    /// Loopback or one of the agents. A name other than `localhost` is not looked up: who answers for it may change.
    private static func isNear(_ host: String) -> Bool {
        if host == "localhost" || host == "::1" || self.agents.contains(host) { return true }
        let parts = host.split(separator: ".", omittingEmptySubsequences: false).map { part in part.count <= 3 ? UInt8(part) : nil }
        return parts.count == 4 && parts[0] == 127 && parts.allSatisfy { $0 != nil }
    }
}
