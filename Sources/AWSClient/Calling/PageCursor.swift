package import IAMPolicy

/// Where a paged call stands: the parameters of its next page.
package struct PageCursor: Sendable {
    package let operation: AWSOperation
    package private(set) var parameters: JSONObject

    package init(operation: AWSOperation, parameters: JSONObject, pageSizeMax: Int?) {
        self.operation = operation
        self.parameters = parameters
        if let limit = operation.paging?.limit, let pageSizeMax { self.parameters[limit] = JSONValue(pageSizeMax) }
    }

    /// Moves on to the page after `answer`; false if that was the last one.
    /// - Throws: `AWSError` if the answer says that there is more but not where, or repeats the token of this page:
    ///   the list is then incomplete.
    package mutating func advance(after answer: AWSAnswer) throws(AWSError) -> Bool {
        guard let paging = self.operation.paging else { return false }
        let token = Self.text(of: paging.answerToken, in: answer).flatMap { $0.isEmpty ? nil : $0 }
        let hasMore = paging.moreFlag.map { Self.text(of: $0, in: answer) == "true" } ?? (token != nil)
        guard hasMore else { return false }
        guard let token else { throw self.fault("an incomplete page without \(paging.answerToken)") }
        guard self.parameters[paging.requestToken]?.stringValue != token else {
            throw self.fault("a page whose \(paging.answerToken) leads back to itself")
        }
        self.parameters[paging.requestToken] = .string(token)
        return true
    }

    func fault(_ what: String) -> AWSError {
        AWSError(
            service: self.operation.service.id, operation: self.operation.name, code: AWSErrorCode.unparsableAnswer,
            message: "the service answered with \(what)", errorClass: .unparsable)
    }

    private static func text(of member: String, in answer: AWSAnswer) -> String? {
        switch answer.body {
        // The wrapper of the query protocol, or the root itself, where names may begin with a small letter.
        case .xml(let root):
            answer.result.text(of: member) ?? root.text(of: member) ?? root.text(of: member.prefix(1).lowercased() + member.dropFirst())
        case .bytes: nil
        case .json(let value):
            switch value[member] {
            case .string(let text): text
            case .bool(let flag): flag ? "true" : "false"
            default: nil
            }
        }
    }
}
