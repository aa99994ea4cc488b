package import IAMPolicy

/// A caller that refuses whatever changes something: what readers are given.
package struct ReadOnlyCaller: AWSCalling {
    private let caller: any AWSCalling

    package init(_ caller: any AWSCalling) { self.caller = caller }

    package var requestsSent: Int { self.caller.requestsSent }

    /// - Throws: `AWSError` with code `ReadOnly` for an operation that mutates; nothing was sent then.
    package func call(_ operation: AWSOperation, parameters: JSONObject, region: String?) async throws(AWSError) -> AWSAnswer {
        guard !operation.mutates else {
            throw AWSError(
                service: operation.service.id, operation: operation.name, code: AWSErrorCode.readOnly,
                message: "this caller reads only, and the operation changes something", errorClass: .invalid)
        }
        return try await self.caller.call(operation, parameters: parameters, region: region)
    }
}
