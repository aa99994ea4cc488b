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
            AWSCaller.forAccount(
                configuration: AWSCaller.Configuration(
                    region: account.region, endpointURL: account.endpointURL, requestsPerSecondMax: account.requestsPerSecondMax,
                    environment: environment),
                source: Self.source(account.credentials), environment: environment, transport: transport, clock: SystemAWSClock(),
                fraction: { Double.random(in: 0...1) }, observer: observer)
        }
    }

    private static func source(_ settings: CredentialSettings) -> CredentialsSource {
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
