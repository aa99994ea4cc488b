/// Why a call to AWS gave no usable answer.
package struct AWSError: Error, Hashable, Sendable, CustomStringConvertible {
    /// Whether a call that failed may have changed something all the same.
    package enum Effect: String, Hashable, Sendable {
        /// Certainly nothing was changed: it is a read, it was refused, or it never reached the server.
        case none
        /// It may have been carried out: only reading tells.
        case unknown
    }

    /// `IAM`, `STS`, `KMS`.
    package let service: String
    /// `GetRole`.
    package let operation: String
    /// `nil` if no HTTP answer came.
    package let status: Int?
    /// The service's own code, or one of `AWSErrorCode`'s.
    package let code: String
    /// The service's words, or ours; shortened, without control characters, never with a secret.
    package let message: String
    package let requestID: String?
    package let errorClass: AWSErrorClass
    package let effect: Effect
    /// How many requests were sent or tried to be sent.
    package let attempts: Int

    package init(
        service: String, operation: String, status: Int? = nil, code: String, message: String, requestID: String? = nil,
        errorClass: AWSErrorClass, effect: Effect = .none, attempts: Int = 0
    ) {
        self.service = service
        self.operation = operation
        self.status = status
        self.code = code
        self.message = message
        self.requestID = requestID
        self.errorClass = errorClass
        self.effect = effect
        self.attempts = attempts
    }

    package var description: String {
        let place = "\(self.service) \(self.operation)"
        let answer = self.status.map { " (HTTP \($0))" } ?? ""
        let request = self.requestID.map { ", request \($0)" } ?? ""
        return "\(place): \(self.code)\(answer): \(self.message)\(request)"
    }

    func after(attempts: Int) -> AWSError {
        AWSError(
            service: self.service, operation: self.operation, status: self.status, code: self.code, message: self.message,
            requestID: self.requestID, errorClass: self.errorClass, effect: self.effect, attempts: attempts)
    }
}

/// Codes of our own, for failures that AWS gave no code to.
package enum AWSErrorCode {
    /// The answer is neither the XML nor the JSON that the protocol prescribes.
    package static let unparsableAnswer = "UnparsableAnswer"
    package static let noCredentials = "NoCredentials"
    package static let credentialSourceNotSupported = "CredentialSourceNotSupported"
    package static let invalidConfiguration = "InvalidConfiguration"
    /// This client has too much under way: nothing was sent.
    package static let tooManyWaiting = "TooManyWaiting"
    package static let invalidParameters = "InvalidParameters"
    package static let invalidEndpoint = "InvalidEndpoint"
    /// A reader tried to change something.
    package static let readOnly = "ReadOnly"
    /// Followed by the transport's own code: `Transport.connect`.
    package static let transportPrefix = "Transport."
}

/// What a failure means for what is done next.
package enum AWSErrorClass: String, Hashable, Sendable, CaseIterable {
    /// Too many requests; the same later.
    case throttled
    /// The service or the way to it failed; the same later may succeed.
    case transient
    /// Refers to something that was made a moment ago and is not visible everywhere yet; bounded waiting helps,
    /// but a reference to something that never existed reads the same.
    case notYetPropagated
    /// The state does not allow it now: exists already, in use, being changed by another.
    case conflict
    /// A quota is exhausted or a document too large; repeating does not help.
    case limitExceeded
    /// Authenticated, but not allowed.
    case denied
    /// Key, token or signature not accepted.
    case unauthenticated
    /// The request is wrong: document, name or value.
    case invalid
    /// What is asked for does not exist.
    case gone
    /// Somebody answered, but not as the service does.
    case unparsable
    /// No usable credentials here: nothing was sent.
    case noCredentials
    /// The caller gave up.
    case cancelled
}
