package import HTTPTransport

extension AWSCaller {
    /// So that a hanging STS does not hold up who could go on with the old credentials.
    private static let credentialsTimeouts = HTTPTimeouts(
        connectMilliseconds: 5_000, silenceMilliseconds: 15_000, wholeMilliseconds: 30_000)

    /// A caller for one account, with credentials from `source`, which are read anew when they
    /// end or are refused, so that changed files count without a restart.
    /// - Parameter environment: completed by `AWSSettings`.
    package static func forAccount(
        configuration: Configuration, source: CredentialsSource, environment: AWSEnvironment, transport: any HTTPTransporting,
        clock: any AWSClock, fraction: @escaping @Sendable () -> Double,
        observer: @escaping @Sendable (AWSRequestRecord) -> Void = { _ in }
    ) -> AWSCaller {
        let anonymous = AWSCaller(
            configuration: configuration, environment: environment, credentials: AnonymousCredentials(), transport: transport, clock: clock,
            fraction: fraction, observer: observer)
        let loader = CredentialsLoader(environment: environment, transport: transport, clock: anonymous.clock) { credentials in
            anonymous.signing(
                with: credentials.map { FixedCredentials($0) } ?? AnonymousCredentials(), timeouts: Self.credentialsTimeouts)
        }
        let cached = CachedCredentials(clock: anonymous.clock) { () async throws(AWSError) -> AWSCredentials in
            let planner = CredentialsPlanner(environment: environment, files: try SharedConfig.load(environment))
            return try await loader.load(try planner.plan(for: source))
        }
        return anonymous.signing(with: cached)
    }
}
