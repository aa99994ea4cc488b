package import IAMPolicy

/// One call that changes AWS: what is journalled before it is sent is what is sent.
package struct Mutation: Equatable, Sendable {
    /// AWS's signing name: `iam`, `kms`.
    package let service: String
    /// `nil`: the service is global.
    package let region: String?
    /// AWS's own name: `PutRolePolicy`.
    package let operation: String
    /// AWS's own parameter names.
    package let parameters: JSONObject
    /// What reads must show once it has taken effect.
    package let writes: [AspectWrite]
    /// What can only be had back from here, such as the document of a version that is deleted.
    package let preImage: JSONValue?
    package var outcome: MutationOutcome?

    package init(
        service: String, region: String? = nil, operation: String, parameters: JSONObject,
        writes: [AspectWrite], preImage: JSONValue? = nil, outcome: MutationOutcome? = nil
    ) {
        self.service = service
        self.region = region
        self.operation = operation
        self.parameters = parameters
        self.writes = writes
        self.preImage = preImage
        self.outcome = outcome
    }
}

/// One aspect before and after a mutation; `nil` is absent.
package struct AspectWrite: Equatable, Sendable {
    package let aspect: AspectName
    package let value: JSONValue?
    package let preImage: JSONValue?

    package init(_ aspect: AspectName, value: JSONValue?, preImage: JSONValue?) {
        self.aspect = aspect
        self.value = value
        self.preImage = preImage
    }
}

/// What became of a mutation.
package enum MutationOutcome: Equatable, Sendable {
    /// AWS accepted it; `requestID` is AWS's own.
    case accepted(requestID: String?)
    /// AWS said no, and says so again until somebody changes something: denied, malformed, locked out.
    case refused(MutationFailure)
    /// It was not carried out, and may be tried again.
    case failed(MutationFailure)
    /// It was sent, and no answer came.
    case unknown(MutationFailure)
}

/// AWS's or the transport's own words for why.
package struct MutationFailure: Hashable, Sendable, Error {
    /// AWS's error code, or the transport's.
    package let code: String
    package let message: String
    package let requestID: String?
    /// Whether it names something that is not there, as what was made a moment ago may look.
    package let namesUnseen: Bool

    package init(code: String, message: String, requestID: String? = nil, namesUnseen: Bool = false) {
        self.namesUnseen = namesUnseen
        self.code = code
        self.message = message
        self.requestID = requestID
    }
}
