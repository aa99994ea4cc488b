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
        ("S3", 404, "NoSuchBucketPolicy", "", .gone), ("Neptune", 404, "DBClusterNotFoundFault", "", .gone)
    ])
    func codeHasItsClass(service: String, status: Int, code: String, message: String, expected: AWSErrorClass) {
        #expect(AWSErrorClassifier.errorClass(service: service, status: status, code: code, message: message) == expected)
    }
}
