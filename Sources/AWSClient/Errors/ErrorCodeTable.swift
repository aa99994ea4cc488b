/// What the services' error codes mean, whatever the service.
enum ErrorCodeTable {
    /// Source: botocore 1.43, `botocore/retries/standard.py`, throttled error codes; and those of SQS and S3.
    static let throttling: Set<String> = [
        "Throttling", "ThrottlingException", "ThrottledException", "RequestThrottledException", "TooManyRequestsException",
        "ProvisionedThroughputExceededException", "TransactionInProgressException", "RequestLimitExceeded", "BandwidthLimitExceeded",
        "LimitExceededException", "RequestThrottled", "SlowDown", "PriorRequestNotComplete", "EC2ThrottledException", "KmsThrottled",
        "Throttled"
    ]

    static let classes: [String: AWSErrorClass] = Dictionary(
        Self.lists.flatMap { list in list.codes.map { ($0, list.errorClass) } }, uniquingKeysWith: { first, _ in first })

    /// The first that fits counts.
    static let suffixes: [(suffix: String, errorClass: AWSErrorClass)] = [
        ("AlreadyExists", .conflict), ("AlreadyExistsFault", .conflict), ("AlreadyExistsException", .conflict), ("StateFault", .conflict),
        (".Duplicate", .conflict), ("QuotaExceeded", .limitExceeded), ("QuotaExceededFault", .limitExceeded),
        ("QuotaExceededException", .limitExceeded), ("LimitExceeded", .limitExceeded), ("NotFound", .gone), ("NotFoundException", .gone),
        ("NotFoundFault", .gone)
    ]

    private static let lists: [(errorClass: AWSErrorClass, codes: [String])] = [
        (
            .transient,
            [
                "RequestTimeout", "RequestTimeoutException", "InternalFailure", "InternalError", "InternalServerError",
                "InternalServerException", "InternalServiceError", "InternalServiceErrorException", "ServiceFailure", "ServiceException",
                "ServiceUnavailable", "ServiceUnavailableException", "Unavailable", "KMSInternalException", "DependencyTimeoutException",
                "KeyUnavailableException", "PolicyEvaluation", "IDPCommunicationError"
            ]
        ),
        (
            .conflict,
            [
                "ConcurrentModification", "ConcurrentModificationException", "DeleteConflict", "EntityAlreadyExists",
                "EntityTemporarilyUnmodifiable", "KMSInvalidStateException", "DisabledException", "PolicyChangesInProgressException",
                "ConflictException", "OperationAborted", "BucketAlreadyOwnedByYou", "DependencyViolation", "ResourceInUse",
                "ResourceInUseException", "PolicyInUseException", "DuplicatePolicyException", "DuplicatePolicyAttachmentException",
                "IncorrectState"
            ]
        ),
        (
            .denied,
            [
                "AccessDenied", "AccessDeniedException", "UnauthorizedOperation", "UnauthorizedException", "NotAuthorized",
                "AuthorizationError", "OptInRequired", "SubscriptionRequiredException", "UnmodifiableEntity", "KMSAccessDeniedException",
                "AllAccessDisabled", "AccountProblem", "PendingVerification", "Blocked", "OperationNotPermitted",
                "PolicyTypeNotEnabledException", "AWSOrganizationsNotInUseException"
            ]
        ),
        (
            .unauthenticated,
            [
                "InvalidClientTokenId", "UnrecognizedClientException", "ExpiredToken", "ExpiredTokenException", "SignatureDoesNotMatch",
                "InvalidSignatureException", "IncompleteSignature", "IncompleteSignatureException", "MissingAuthenticationToken",
                "MissingAuthenticationTokenException", "AuthFailure", "InvalidAccessKeyId", "InvalidToken", "RequestExpired",
                "RequestTimeTooSkewed", "RequestInTheFuture", "TokenRefreshRequired", "InvalidIdentityToken"
            ]
        ),
        (.limitExceeded, ["PackedPolicyTooLarge", "PolicySizeLimitExceeded", "ConstraintViolationException", "PolicyTooLarge"]),
        (.gone, ["PolicyNotAttachedException", "AWS.SimpleQueueService.NonExistentQueue", "QueueDoesNotExist"]),
        (.invalid, ["UnknownOperationException", "InvalidAction", "InvalidInput", "ValidationError", "ValidationException"])
    ]
}
