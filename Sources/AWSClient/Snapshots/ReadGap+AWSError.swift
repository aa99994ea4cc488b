package import ReconcileCore

extension ReadGap {
    /// What a failed call means for what it was to read.
    package init(_ error: AWSError) {
        self.init(code: Self.code(of: error), message: error.description)
    }

    private static func code(of error: AWSError) -> Code {
        switch error.errorClass {
        case .throttled: .throttled
        case .denied: .denied
        case .unauthenticated, .noCredentials: .unauthenticated
        case .unparsable: error.code.hasPrefix(AWSErrorCode.transportPrefix) ? .unreachable : .malformedAnswer
        case .transient: error.code.hasPrefix(AWSErrorCode.transportPrefix) ? .unreachable : .failed
        case .invalid: error.code == AWSErrorCode.invalidConfiguration ? .unauthenticated : .unresolved
        case .notYetPropagated, .conflict, .limitExceeded, .gone, .cancelled: .failed
        }
    }
}
