package import HTTPTransport
package import ReconcileCore

extension AWSCloud {
    /// The real thing: credentials, endpoints and limits as the accounts' settings and the environment say.
    /// - Parameter observer: told of every request after its end; must not block.
    package convenience init(
        clock: any ReconcileClock, transport: any HTTPTransporting, environment: AWSEnvironment,
        observer: @escaping @Sendable (AWSRequestRecord) -> Void = { _ in }
    ) {
        self.init(clock: clock) { account in
            DeferredCaller { () throws(AWSError) -> any AWSCalling in
                try Self.caller(for: account, transport: transport, environment: environment, observer: observer)
            }
        }
    }

    private static func caller(
        for account: AccountSettings, transport: any HTTPTransporting, environment: AWSEnvironment,
        observer: @escaping @Sendable (AWSRequestRecord) -> Void
    ) throws(AWSError) -> AWSCaller {
        let source = Self.source(account.credentials)
        let settings = try AWSSettings(environment: environment, files: try SharedConfig.load(environment), profile: source.profileName)
        return AWSCaller.forAccount(
            configuration: AWSCaller.Configuration(
                region: account.region, endpointURL: account.endpointURL, requestsPerSecondMax: account.requestsPerSecondMax,
                environment: settings.environment),
            source: source, environment: settings.environment, transport: transport, clock: SystemAWSClock(),
            fraction: { Double.random(in: 0...1) }, observer: observer)
    }

    static func source(_ settings: CredentialSettings) -> CredentialsSource {
        switch settings {
        case .standardChain: .standardChain
        case .profile(let name): .profile(name)
        case .role(let arn, let externalID, let sessionName, let source):
            .role(
                AssumedRole(roleARN: arn, externalID: externalID, sessionName: sessionName),
                source: source.map(CredentialsSource.profile) ?? .standardChain)
        }
    }
}
