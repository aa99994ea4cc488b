/// The first place at which a query leaves its language, or the limit that it breaks.
package struct QuerySyntaxFault: Error, Sendable, Equatable {
    /// What was found and what was expected there.
    package let message: String
    /// In UTF-8 bytes from the start of the query.
    package let offset: Int

    package init(message: String, offset: Int) {
        self.message = message
        self.offset = offset
    }
}
