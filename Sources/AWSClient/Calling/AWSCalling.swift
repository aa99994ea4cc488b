package import IAMPolicy

/// What calls AWS for one account.
package protocol AWSCalling: Sendable {
    /// Calls `operation` once, or several times where repeating can do no harm.
    ///
    /// A failed mutation says in `AWSError.effect` whether it may have been carried out.
    /// - Parameter parameters: as the service's API reference names them; lists as arrays, structures as objects.
    /// - Parameter region: for regional services; `nil` for the account's own.
    /// - Throws: `AWSError` for everything but a complete, successful answer; `cancelled` if the task was.
    func call(_ operation: AWSOperation, parameters: JSONObject, region: String?) async throws(AWSError) -> AWSAnswer

    /// Requests sent or tried to be sent since the start, repetitions included.
    var requestsSent: Int { get }
}

extension AWSCalling {
    /// Calls a paged operation until its last page and hands each page on as it comes.
    ///
    /// Pages may be short or empty; only the answer's own word ends them.
    /// - Parameter pageSizeMax: the largest page to ask for; `nil` for the service's own.
    /// - Parameter pagesMax: more pages are an error, because a server that turns in circles must not keep us.
    /// - Throws: `AWSError`; what was handed on before stays valid, but is not the whole.
    package func callPages(
        _ operation: AWSOperation, parameters: JSONObject, region: String?, pageSizeMax: Int? = nil, pagesMax: Int = 10_000,
        onPage: (AWSAnswer) async throws(AWSError) -> Void
    ) async throws(AWSError) {
        var cursor = PageCursor(operation: operation, parameters: parameters, pageSizeMax: pageSizeMax)
        for _ in 0..<pagesMax {
            let answer = try await self.call(operation, parameters: cursor.parameters, region: region)
            try await onPage(answer)
            guard try cursor.advance(after: answer) else { return }
        }
        throw cursor.fault("more than \(pagesMax) pages")
    }
}
