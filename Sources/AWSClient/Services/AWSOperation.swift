/// One operation of a service: what is needed to call it, to page it, and to say what it may do.
package struct AWSOperation: Hashable, Sendable {
    /// How a list that comes in pages is continued.
    package struct Paging: Hashable, Sendable {
        /// The parameter that takes the token of the page before.
        package let requestToken: String
        /// The member of an answer that holds the next page's token.
        package let answerToken: String
        /// The member that says whether there is more; where it is `nil`, the token's presence says it.
        package let moreFlag: String?
        /// The parameter for the largest page.
        package let limit: String

        package init(requestToken: String, answerToken: String, moreFlag: String?, limit: String) {
            self.requestToken = requestToken
            self.answerToken = answerToken
            self.moreFlag = moreFlag
            self.limit = limit
        }
    }

    package let service: AWSService
    /// `GetRole`.
    package let name: String
    /// Whether it changes anything in the account; such a call is never repeated blindly.
    package let mutates: Bool
    /// What a policy must allow for it, `iam:GetRole`; `nil` if nothing is needed.
    package let iamAction: String?
    /// `nil` if it answers in one piece.
    package let paging: Paging?

    package init(service: AWSService, name: String, mutates: Bool, iamAction: String?, paging: Paging? = nil) {
        self.service = service
        self.name = name
        self.mutates = mutates
        self.iamAction = iamAction
        self.paging = paging
    }
}
