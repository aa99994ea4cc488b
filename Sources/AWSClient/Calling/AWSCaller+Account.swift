package import HTTPTransport

extension AWSCaller {
    /// A caller for one account, with credentials from `source`, which are read anew when they
    /// end or are refused, so that changed files count without a restart.
    package static func forAccount(
        configuration: Configuration, source: CredentialsSource, environment: AWSEnvironment, transport: any HTTPTransporting,
        clock: any AWSClock, fraction: @escaping @Sendable () -> Double,
        observer: @escaping @Sendable (AWSRequestRecord) -> Void = { _ in }
    ) -> AWSCaller {
        let loader = CredentialsLoader { credentials in
            AWSCaller(
                configuration: configuration, environment: environment, credentials: FixedCredentials(credentials),
                transport: transport, clock: clock, fraction: fraction, observer: observer)
        }
        let cached = CachedCredentials(clock: clock) { () async throws(AWSError) -> AWSCredentials in
            let planner = CredentialsPlanner(environment: environment, files: try SharedConfig.load(environment))
            return try await loader.load(try planner.plan(for: source))
        }
        return AWSCaller(
            configuration: configuration, environment: environment, credentials: cached, transport: transport, clock: clock,
            fraction: fraction, observer: observer)
    }
}
