import Testing

@testable import AWSClient

@Suite struct AWSErrorClassifierTests {
    @Test(arguments: [
        ("IAM", 400, "Throttling", "Rate exceeded", AWSErrorClass.throttled), ("KMS", 400, "ThrottlingException", "", .throttled),
        ("CloudTrail", 400, "LimitExceededException", "", .throttled), ("KMS", 400, "LimitExceededException", "", .limitExceeded),
        ("IAM", 409, "LimitExceeded", "Cannot exceed quota", .limitExceeded), ("IAM", 404, "NoSuchEntity", "", .gone),
        ("IAM", 409, "EntityAlreadyExists", "", .conflict), ("IAM", 409, "DeleteConflict", "", .conflict),
        ("IAM", 409, "ConcurrentModification", "", .conflict), ("IAM", 400, "MalformedPolicyDocument", "Syntax errors in policy.", .invalid),
        ("IAM", 400, "MalformedPolicyDocument", "Invalid principal in policy: \"AWS\":\"arn:aws:iam::1:role/x\"", .notYetPropagated),
        ("KMS", 400, "MalformedPolicyDocumentException", "Policy contains a statement with one or more invalid principals.", .notYetPropagated),
        ("KMS", 400, "MalformedPolicyDocumentException", "", .invalid), ("IAM", 400, "UnmodifiableEntity", "", .denied),
        ("IAM", 400, "InvalidInput", "", .invalid), ("IAM", 500, "ServiceFailure", "", .transient),
        ("KMS", 500, "KMSInternalException", "", .transient),
        ("KMS", 500, "DependencyTimeoutException", "", .transient), ("KMS", 400, "KMSInvalidStateException", "", .conflict),
        ("KMS", 400, "NotFoundException", "", .gone), ("STS", 403, "AccessDenied", "", .denied),
        ("STS", 403, "InvalidClientTokenId", "", .unauthenticated),
        ("IAM", 403, "SignatureDoesNotMatch", "", .unauthenticated), ("KMS", 400, "UnrecognizedClientException", "", .unauthenticated),
        ("KMS", 400, "ExpiredTokenException", "", .unauthenticated), ("IAM", 403, "Unheard", "", .denied), ("IAM", 409, "Unheard", "", .conflict),
        ("IAM", 418, "Unheard", "", .invalid), ("IAM", 599, "Unheard", "", .transient), ("KMS", 404, "UnknownOperationException", "", .invalid),
        ("S3", 404, "NoSuchBucketPolicy", "", .gone), ("Neptune", 404, "DBClusterNotFoundFault", "", .gone),
        ("Neptune", 400, "DBClusterRoleAlreadyExists", "", .conflict), ("Neptune", 400, "DBClusterRoleQuotaExceeded", "", .limitExceeded),
        ("Neptune", 400, "InvalidDBClusterStateFault", "", .conflict),
        ("Neptune", 400, "InvalidParameterValue", "IAM role ARN value is invalid or does not include the required permissions", .notYetPropagated),
        ("Neptune", 400, "InvalidParameterValue", "The parameter X is wrong", .invalid),
        ("EC2", 503, "RequestLimitExceeded", "", .throttled), ("EC2", 400, "RulesPerSecurityGroupLimitExceeded", "", .limitExceeded),
        ("EC2", 400, "InvalidPermission.Duplicate", "", .conflict), ("EC2", 400, "InvalidPermission.NotFound", "", .gone),
        ("EC2", 400, "InvalidGroup.NotFound", "", .gone), ("EC2", 403, "UnauthorizedOperation", "", .denied),
        ("S3", 503, "SlowDown", "", .throttled), ("S3", 409, "OperationAborted", "", .conflict),
        ("S3", 400, "MalformedPolicy", "Invalid principal in policy", .notYetPropagated), ("S3", 400, "MalformedPolicy", "Unknown field", .invalid),
        ("SQS", 400, "RequestThrottled", "", .throttled), ("SQS", 400, "AWS.SimpleQueueService.NonExistentQueue", "", .gone),
        ("Organizations", 400, "TooManyRequestsException", "", .throttled), ("Organizations", 400, "PolicyNotFoundException", "", .gone),
        ("Organizations", 400, "ConcurrentModificationException", "", .conflict), ("Organizations", 400, "DuplicatePolicyException", "", .conflict),
        ("Organizations", 400, "ConstraintViolationException", "", .limitExceeded), ("Organizations", 400, "PolicyNotAttachedException", "", .gone),
        ("KMS", 400, "InvalidArnException", "Grantee principal arn does not exist", .notYetPropagated),
        ("KMS", 400, "DisabledException", "", .conflict), ("STS", 400, "IDPCommunicationError", "", .transient),
        ("STS", 400, "InvalidIdentityToken", "", .unauthenticated), ("SageMaker", 400, "ResourceLimitExceeded", "", .limitExceeded),
        ("AccessAnalyzer", 402, "ServiceQuotaExceededException", "", .limitExceeded), ("IAM", 429, "Unheard", "", .throttled)
    ])
    func codeHasItsClass(service: String, status: Int, code: String, message: String, expected: AWSErrorClass) {
        #expect(AWSErrorClassifier.errorClass(service: service, status: status, code: code, message: message) == expected)
    }
}
