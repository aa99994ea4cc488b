package import IAMPolicy
import NIOConcurrencyHelpers

/// A caller that is made when it is first needed, and again as long as that fails, so that a wrong setting
/// makes an account unreadable, with the reason, until it is put right.
package final class DeferredCaller: AWSCalling {
    private let made = NIOLockedValueBox<(any AWSCalling)?>(nil)
    private let make: @Sendable () throws(AWSError) -> any AWSCalling

    package init(_ make: @escaping @Sendable () throws(AWSError) -> any AWSCalling) { self.make = make }

    package func call(_ operation: AWSOperation, parameters: JSONObject, region: String?) async throws(AWSError) -> AWSAnswer {
        try await self.caller().call(operation, parameters: parameters, region: region)
    }

    package var requestsSent: Int { self.made.withLockedValue { $0?.requestsSent ?? 0 } }

    private func caller() throws(AWSError) -> any AWSCalling {
        if let caller = self.made.withLockedValue({ $0 }) { return caller }
        let caller = try self.make()
        return self.made.withLockedValue { made in
            // Two may have made one at once; all use the first.
            let first = made ?? caller
            made = first
            return first
        }
    }
}
