import IAMPolicy
import ReconcileCore

/// Sends what was journalled, as it was journalled.
struct MutationSender: Sendable {
    let caller: any AWSCalling

    func send(_ mutation: Mutation) async -> MutationOutcome {
        guard let operation = Self.operation(of: mutation) else {
            return .refused(
                MutationFailure(
                    code: "UnknownOperation", message: "this version cannot send \(mutation.service):\(mutation.operation)"))
        }
        do throws(AWSError) {
            let answer = try await self.caller.call(operation, parameters: mutation.parameters, region: mutation.region)
            return .accepted(requestID: answer.requestID)
        } catch {
            return Self.outcome(of: error)
        }
    }

    /// Only operations that change something can be reached from here, and only those of the tables.
    private static func operation(of mutation: Mutation) -> AWSOperation? {
        let operation = ServiceCatalog.operation(signingName: mutation.service, name: mutation.operation)
        return operation?.mutates == true ? operation : nil
    }

    private static func outcome(of error: AWSError) -> MutationOutcome {
        let namesUnseen = error.errorClass == .notYetPropagated || error.errorClass == .gone
        let failure = MutationFailure(code: error.code, message: error.message, requestID: error.requestID, namesUnseen: namesUnseen)
        if error.effect == .unknown { return .unknown(failure) }
        switch error.errorClass {
        case .denied, .invalid, .limitExceeded: return .refused(failure)
        case .throttled, .transient, .notYetPropagated, .conflict, .unauthenticated, .gone, .unparsable, .noCredentials, .cancelled:
            return .failed(failure)
        }
    }
}
