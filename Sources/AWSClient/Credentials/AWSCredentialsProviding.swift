/// Where a caller gets the credentials to sign with.
package protocol AWSCredentialsProviding: Sendable {
    /// Credentials that are good now.
    /// - Throws: `AWSError` of class `noCredentials`, or that of the call which should have brought them.
    func credentials() async throws(AWSError) -> AWSCredentials

    /// AWS did not accept these; true if `credentials()` will give others.
    func refused(_ credentials: AWSCredentials) async -> Bool
}

/// Credentials that never change.
package struct FixedCredentials: AWSCredentialsProviding {
    private let value: AWSCredentials

    package init(_ value: AWSCredentials) { self.value = value }

    package func credentials() async throws(AWSError) -> AWSCredentials { self.value }

    package func refused(_ credentials: AWSCredentials) async -> Bool { false }
}

/// None at all: for what is called without a signature.
struct AnonymousCredentials: AWSCredentialsProviding {
    func credentials() async throws(AWSError) -> AWSCredentials {
        throw AWSError.credentials(AWSErrorCode.noCredentials, "no credentials to sign with")
    }

    func refused(_ credentials: AWSCredentials) async -> Bool { false }
}
