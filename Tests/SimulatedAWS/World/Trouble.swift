/// What goes wrong in a simulated AWS; nothing by default.
package struct Trouble: Equatable, Sendable {
    /// Of the calls, in percent: refused as too many, before they have an effect.
    package var throttledPercent = 0.0
    /// HTTP 500 in the service's own form, before an effect.
    package var failedPercent = 0.0
    /// HTTP 502 with a page in HTML, before an effect.
    package var pagePercent = 0.0
    /// Nothing comes back, and nothing was done.
    package var lostPercent = 0.0
    /// Nothing comes back, but it was done.
    package var silentPercent = 0.0
    /// HTTP 500 although it was done.
    package var failedAfterPercent = 0.0
    /// The body breaks off in its middle.
    package var truncatedPercent = 0.0
    /// Only answers of these services break off; `nil`: of all.
    package var truncatedServices: Set<String>?
    /// What goes wrong in percent goes wrong with these only, `iam:PutRolePolicy`; `nil`: with all.
    package var operations: Set<String>?
    /// No page of a list holds more than this.
    package var pageItemsMax: Int?
    /// Reads of a service show the state of so many seconds ago, at most; by signing name, `iam`.
    package var delaySeconds: [String: Double] = [:]
    /// With this each read draws its own delay up to the greatest: what was seen once may be gone a moment later.
    package var isFlapping = false
    /// KMS and S3 take principals only when they have heard of them, so many seconds after they were made.
    package var principalsDelaySeconds = 0.0
    /// Operations that nobody but the builders of the world may call: `iam:PutRolePolicy`.
    package var denied: Set<String> = []
    /// CloudTrail and queues tell of a call so many seconds later.
    package var eventsDelaySeconds = 0.0

    package init() {}

    enum Fate: Equatable { case throttled, failed, page, lost, silent, failedAfter, truncated }

    /// - Parameter place: what is called, with what, and for the how manieth time: the order of calls does not count.
    func fate(seed: UInt64, place: String) -> Fate? {
        var dice = WorldDice(seed, place)
        var draw = dice.percent()
        let shares: [(Fate, Double)] = [
            (.throttled, self.throttledPercent), (.failed, self.failedPercent), (.page, self.pagePercent), (.lost, self.lostPercent),
            (.silent, self.silentPercent), (.failedAfter, self.failedAfterPercent), (.truncated, self.truncatedPercent)
        ]
        for (fate, percent) in shares {
            if draw < percent { return fate }
            draw -= percent
        }
        return nil
    }

    func delay(of service: String, seed: UInt64, place: String) -> Double {
        let most = self.delaySeconds[service] ?? 0
        guard self.isFlapping, most > 0 else { return most }
        var dice = WorldDice(seed ^ 0xDE1A, place)
        return most * dice.percent() / 100
    }
}
