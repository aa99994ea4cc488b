import IAMPolicy
import NIOConcurrencyHelpers

@testable import AWSClient

/// 1, 2, 3, …
final class Counter: Sendable {
    private let number = NIOLockedValueBox(0)

    func next() -> Int {
        self.number.withLockedValue { number in
            number += 1
            return number
        }
    }

    var last: Int { self.number.withLockedValue { $0 } }
}

/// A caller that fails whatever it is asked.
struct Unreachable: AWSCalling {
    func call(_ operation: AWSOperation, parameters: JSONObject, region: String?) async throws(AWSError) -> AWSAnswer {
        throw AWSError(service: operation.service.id, operation: operation.name, code: "Unreachable", message: "", errorClass: .invalid)
    }

    var requestsSent: Int { 0 }
}
