/// Sorts a service's error answers into classes.
enum AWSErrorClassifier {
    /// - Parameter service: the service's id, `IAM`; some codes mean different things to different services.
    static func errorClass(service: String, status: Int, code: String, message: String) -> AWSErrorClass {
        if let special = self.special(service: service, code: code, message: message) { return special }
        if Self.throttling.contains(code) || status == 429 { return .throttled }
        for (codes, errorClass) in Self.tables where codes.contains(code) { return errorClass }
        if code.hasSuffix("NotFound") || code.hasSuffix("NotFoundException") || code.hasSuffix("NotFoundFault") || code.hasPrefix("NoSuch") {
            return .gone
        }
        switch status {
        case 401: return .unauthenticated
        case 403: return .denied
        case 404: return .gone
        case 409: return .conflict
        case 500...: return .transient
        default: return .invalid
        }
    }

    /// Whether the status alone says "later", whatever the body.
    static func isTransient(status: Int) -> Bool { [500, 502, 503, 504].contains(status) }

    /// Codes that a table of codes alone would get wrong.
    private static func special(service: String, code: String, message: String) -> AWSErrorClass? {
        switch (service, code) {
        // KMS refuses an oversized policy with the name under which others throttle.
        case ("KMS", "LimitExceededException"), ("IAM", "LimitExceeded"): .limitExceeded
        // Both refuse principals that they cannot see yet, with the code for a malformed document.
        case ("KMS", "MalformedPolicyDocumentException") where Self.namesUnseenPrincipal(message): .notYetPropagated
        case ("IAM", "MalformedPolicyDocument") where Self.namesUnseenPrincipal(message): .notYetPropagated
        default: nil
        }
    }

    private static func namesUnseenPrincipal(_ message: String) -> Bool {
        let message = message.lowercased()
        return message.contains("invalid principal") || message.contains("one or more invalid principals")
    }

    /// Source: botocore 1.43, `botocore/retries/standard.py`, throttled error codes.
    private static let throttling: Set<String> = [
        "Throttling", "ThrottlingException", "ThrottledException", "RequestThrottledException", "TooManyRequestsException",
        "ProvisionedThroughputExceededException", "TransactionInProgressException", "RequestLimitExceeded", "BandwidthLimitExceeded",
        "LimitExceededException", "RequestThrottled", "SlowDown", "PriorRequestNotComplete", "EC2ThrottledException"
    ]

    private static let tables: [(Set<String>, AWSErrorClass)] = [
        (
            [
                "RequestTimeout", "RequestTimeoutException", "InternalFailure", "InternalError", "ServiceFailure", "ServiceUnavailable",
                "ServiceUnavailableException", "KMSInternalException", "DependencyTimeoutException", "PolicyEvaluation"
            ], .transient
        ),
        (
            [
                "ConcurrentModification", "ConcurrentModificationException", "DeleteConflict", "EntityAlreadyExists",
                "EntityTemporarilyUnmodifiable", "KMSInvalidStateException", "AlreadyExistsException", "PolicyChangesInProgressException",
                "ConflictException", "DisabledException"
            ], .conflict
        ),
        (
            [
                "AccessDenied", "AccessDeniedException", "UnauthorizedOperation", "NotAuthorized", "OptInRequired", "UnmodifiableEntity",
                "KMSAccessDeniedException"
            ], .denied
        ),
        (
            [
                "InvalidClientTokenId", "UnrecognizedClientException", "ExpiredToken", "ExpiredTokenException", "SignatureDoesNotMatch",
                "InvalidSignatureException", "IncompleteSignature", "MissingAuthenticationToken", "MissingAuthenticationTokenException",
                "AuthFailure", "InvalidAccessKeyId", "RequestExpired", "RequestTimeTooSkewed", "IncompleteSignatureException"
            ], .unauthenticated
        ),
        (["LimitExceeded", "PackedPolicyTooLarge", "QuotaExceeded", "ServiceQuotaExceededException"], .limitExceeded),
        (["UnknownOperationException", "InvalidAction", "InvalidInput", "ValidationError", "ValidationException"], .invalid)
    ]
}
