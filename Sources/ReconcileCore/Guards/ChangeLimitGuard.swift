/// More at once than the limits allow is more likely a mistake in what is declared than drift: nothing of it is sent.
package struct ChangeLimitGuard: Sendable {
    /// Below this many resources a share of them says nothing.
    package static let percentCountsFrom = 10

    package let limits: Limits
    package let managedCount: Int

    package init(limits: Limits, managedCount: Int) {
        self.limits = limits
        self.managedCount = managedCount
    }

    /// Why one of too many goes on asking when it is planned anew, on another value, in a pass that would send fewer.
    package var reasonForTheRest: String {
        "it is one of more than limits.changesPerPassMax or limits.changesPercentMax allow, and its value changed while they wait"
    }

    /// - Parameter proposals: those that every other guard lets through.
    /// - Returns: why all of them ask, or `nil`.
    package func reason(for proposals: [CorrectionProposal]) -> String? {
        if proposals.count > self.limits.changesPerPassMax {
            return "this pass would send \(proposals.count) corrections; limits.changesPerPassMax is \(self.limits.changesPerPassMax)"
        }
        let resources = Set(proposals.map(\.resource.identity)).count
        guard resources >= Self.percentCountsFrom, self.managedCount > 0 else { return nil }
        guard resources * 100 > self.limits.changesPercentMax * self.managedCount else { return nil }
        return "this pass would change \(resources) of \(self.managedCount) resources; limits.changesPercentMax is \(self.limits.changesPercentMax)"
    }
}
