/// Stands for all that people and passes have decided about an account so far; equal stamps mean that nobody has decided since.
package struct DecisionStamp: Hashable, Sendable {
    /// `nil`: all accounts.
    package let account: String?
    /// Says nothing by itself.
    package let digest: String

    package init(account: String?, digest: String) {
        self.account = account
        self.digest = digest
    }
}

/// Somebody has decided something else since what a commit was decided on was read: it is to be decided anew.
package struct StateConflict: Error, Equatable, Sendable, CustomStringConvertible {
    package init() {}

    package var description: String { "the state was changed by somebody else while this was decided; nothing of it was written" }
}
