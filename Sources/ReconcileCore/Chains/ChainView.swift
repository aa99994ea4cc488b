package import Foundation

/// All that a chain is judged by; nothing else is looked at.
package struct ChainView: Sendable {
    package let surroundings: BlueprintSurroundings
    /// What was read in this look: kept resources and those that were asked for.
    package let readings: [ResourceIdentity: ResourceReading]
    package let answers: [ChainQuestion: ChainAnswer]
    /// Those that are not closed.
    package let windows: [PropagationWindow]
    package let now: Instant

    package init(
        surroundings: BlueprintSurroundings, readings: [ResourceIdentity: ResourceReading], answers: [ChainQuestion: ChainAnswer],
        windows: [PropagationWindow], now: Instant
    ) {
        self.surroundings = surroundings
        self.readings = readings
        self.answers = answers
        self.windows = windows
        self.now = now
    }

    package var account: AccountSettings { self.surroundings.account }

    /// What is known of a resource: this look first, then memory.
    package func reading(_ identity: ResourceIdentity) -> ResourceReading? {
        if let reading = self.readings[identity] { return reading }
        guard let seen = self.surroundings.observed.first(where: { $0.identity == identity }) else { return nil }
        if let live = seen.live { return .present(live) }
        return seen.gap.map(ResourceReading.unreadable)
    }

    package func answer(_ question: ChainQuestion) -> ChainAnswer {
        self.answers[question] ?? .unreadable(ReadGap(code: .failed, message: "it was not asked for"))
    }

    /// When the last window over an aspect of a resource closes; `nil` where none is open.
    package func propagates(_ identity: ResourceIdentity, base: String) -> Date? {
        self.windows.filter { $0.resource == identity && $0.aspect.base == base && !$0.isClosed }.map(\.closesAt).max()
    }
}
