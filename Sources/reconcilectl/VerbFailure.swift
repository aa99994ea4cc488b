import ReconcileCore

/// Why a verb gives no answer, in words for whoever typed it.
struct VerbFailure: Error, Equatable {
    enum Code: String, CaseIterable {
        /// No socket, or nobody listens there.
        case daemonNotReachable
        /// The daemon is there, but closed the connection or sent nothing in time.
        case noAnswer
        /// What came is not what the daemon sends.
        case malformedAnswer
        /// The daemon refused or could not do it.
        case refused
        case unavailable
        /// A file cannot be read, or its content is wrong.
        case badFile
        case databaseUnreadable
        /// There is no state to look at.
        case noState
        case timeIsUp
        case failed
    }

    let code: Code
    let message: String
    /// Single faults: `file:line:column: message`.
    let details: [String]

    init(_ code: Code, _ message: String, details: [String] = []) {
        self.code = code
        self.message = message
        self.details = details
    }

    init(_ error: ControlError) {
        let code: Code = error.code == .unavailable ? .unavailable : .refused
        self.init(code, error.message, details: error.faults.map(FaultText.line))
    }

    var exit: ExitStatus {
        switch self.code {
        case .daemonNotReachable, .noAnswer, .unavailable, .databaseUnreadable, .noState, .timeIsUp: .undetermined
        case .malformedAnswer, .refused, .badFile, .failed: .error
        }
    }
}
