import IAMPolicy
import ReconcileCore

/// A request that gets no answer but this one.
struct RequestFault: Error, Equatable, Sendable {
    /// An HTTP status.
    let status: Int
    let error: ControlError
    /// What to send instead, after 405.
    let allowedMethod: String?

    init(status: Int = 400, code: ControlError.Code = .invalid, message: String, allowedMethod: String? = nil) {
        self.status = status
        self.error = ControlError(code: code, message: message)
        self.allowedMethod = allowedMethod
    }

    /// What the daemon answered instead of a result.
    init(_ error: ControlError) {
        self.status = Self.status(of: error.code)
        self.error = error
        self.allowedMethod = nil
    }

    /// The body: `{"error": {"code", "message", "faults"}}`.
    var json: JSONValue {
        [
            "error": [
                "code": .string(self.error.code.rawValue), "message": .string(self.error.message), "faults": .array(self.error.faults)
            ]
        ]
    }

    private static func status(of code: ControlError.Code) -> Int {
        switch code {
        case .invalid: 400
        case .denied: 403
        case .notFound: 404
        case .conflict: 409
        case .failed: 500
        case .unavailable: 503
        }
    }
}
