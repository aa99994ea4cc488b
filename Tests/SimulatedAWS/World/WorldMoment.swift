// Going back.
extension SimulatedWorld {
    /// All that there is at this moment.
    package var present: WorldState { self.contents.withLockedValue { $0.history.latest } }

    /// Makes everything as it was at another moment. Nobody called for it, so that neither CloudTrail nor a queue hears of it.
    package func restore(_ moment: WorldState) { self.build { $0 = moment } }
}
