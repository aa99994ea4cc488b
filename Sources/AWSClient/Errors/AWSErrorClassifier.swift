/// Sorts a service's error answers into classes.
enum AWSErrorClassifier {
    /// - Parameter service: the service's id, `IAM`; some codes mean different things to different services.
    static func errorClass(service: String, status: Int, code: String, message: String) -> AWSErrorClass {
        if UnseenReference.isNamed(service: service, code: code, message: message) { return .notYetPropagated }
        if let special = self.special(service: service, code: code) { return special }
        if ErrorCodeTable.throttling.contains(code) || status == 429 { return .throttled }
        if let listed = ErrorCodeTable.classes[code] { return listed }
        if let bySuffix = ErrorCodeTable.suffixes.first(where: { code.hasSuffix($0.suffix) }) { return bySuffix.errorClass }
        if code.hasPrefix("NoSuch") { return .gone }
        return self.errorClass(status: status)
    }

    /// Whether the status alone says "later", whatever the body.
    static func isTransient(status: Int) -> Bool { [500, 502, 503, 504].contains(status) }

    private static func errorClass(status: Int) -> AWSErrorClass {
        switch status {
        case 401: .unauthenticated
        case 403: .denied
        case 404: .gone
        case 409: .conflict
        case 500...: .transient
        default: .invalid
        }
    }

    /// Codes that a table of codes alone would get wrong.
    private static func special(service: String, code: String) -> AWSErrorClass? {
        switch (service, code) {
        // Two names under which others throttle are quotas here: repeating would go on for ever.
        case ("KMS", "LimitExceededException"), ("IAM", "LimitExceeded"), ("IAM", "LimitExceededException"): .limitExceeded
        // Organizations tells by this that an earlier change is still being carried out.
        case ("Organizations", "ConcurrentModificationException"), ("Organizations", "FinalizingOrganizationException"): .conflict
        // EC2 says so where the account may not use the region, not where the signature is wrong.
        case ("EC2", "OptInRequired"): .denied
        default: nil
        }
    }
}

/// How the services word that something which was made a moment ago is not visible to them yet.
///
/// A reference to what never existed reads the same, so that waiting must be bounded.
enum UnseenReference {
    static func isNamed(service: String, code: String, message: String) -> Bool {
        let message = message.lowercased()
        return self.wordings.contains { wording in
            wording.service == service && wording.codes.contains(code) && wording.parts.contains { message.contains($0) }
        }
    }

    private struct Wording {
        let service: String
        let codes: Set<String>
        /// One of these stands in the message, in lower case.
        let parts: [String]
    }

    private static let wordings = [
        Wording(service: "IAM", codes: ["MalformedPolicyDocument"], parts: ["invalid principal in policy"]),
        Wording(service: "KMS", codes: ["MalformedPolicyDocumentException"], parts: ["invalid principal"]),
        // CreateGrant for a principal that was made a moment ago.
        Wording(service: "KMS", codes: ["InvalidArnException"], parts: ["arn does not exist", "grantee", "principal"]),
        Wording(service: "S3", codes: ["MalformedPolicy"], parts: ["invalid principal in policy"]),
        Wording(
            service: "SQS", codes: ["InvalidAttributeValue", "InvalidParameterValue"],
            parts: ["invalid value for the parameter policy", "invalid principal"]),
        // The RDS API tries the role before it takes it.
        Wording(
            service: "Neptune", codes: ["InvalidParameterValue", "InvalidParameterCombination"],
            parts: ["role arn value is invalid or does not include", "unable to assume", "cannot be assumed"]),
        Wording(service: "Neptune Graph", codes: ["ValidationException"], parts: ["unable to assume", "cannot be assumed", "not be assumed"]),
        Wording(service: "SageMaker", codes: ["ValidationException"], parts: ["could not assume role", "cannot assume role"]),
        Wording(service: "Organizations", codes: ["MalformedPolicyDocumentException"], parts: ["invalid principal"])
    ]
}
