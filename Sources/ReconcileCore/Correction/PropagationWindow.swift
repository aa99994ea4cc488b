package import Foundation

/// How long an accepted change may stay invisible to reads before its absence is drift.
///
/// Half-open: the closing instant itself is outside. Survives restarts and clock steps.
package struct PropagationWindow: Equatable, Sendable, Identifiable {
    /// `w-` and 16 hexadecimal digits.
    package let id: String
    package let resource: ResourceIdentity
    package let correctionID: String
    /// What was written, and what was there before.
    package let write: AspectWrite
    /// When the answer that accepted the change arrived.
    package private(set) var openedAt: Instant
    /// Unit: seconds. Source: Neptune User Guide, "Changes to an IAM policy take up to 10 minutes".
    package let length: Double
    /// Consecutive reads that showed the value written.
    package var matchingReads: Int
    package var isClosed: Bool

    package init(
        id: String, resource: ResourceIdentity, correctionID: String, write: AspectWrite, openedAt: Instant,
        length: Double, matchingReads: Int = 0, isClosed: Bool = false
    ) {
        self.id = id
        self.resource = resource
        self.correctionID = correctionID
        self.write = write
        self.openedAt = openedAt
        self.length = length
        self.matchingReads = matchingReads
        self.isClosed = isClosed
    }

    package var aspect: AspectName { self.write.aspect }

    /// Says the same on the clock of the running boot, so that from here on nobody can set what has elapsed.
    mutating func anchor(elapsed: Double, at now: Instant) { self.openedAt = now.advanced(by: -elapsed) }

    /// Reads that must agree before the value counts as readable: replicas answer in turn.
    package static let matchingReadsNeeded = 2

    package var isReadable: Bool { self.matchingReads >= Self.matchingReadsNeeded }

    /// Seconds left at `now`, from 0 to `length`, whatever the wall clock did meanwhile.
    package func remaining(at now: Instant) -> Double {
        min(max(self.length - now.seconds(since: self.openedAt), 0), self.length)
    }

    /// The wall time at which it closes if nobody sets the clock.
    package var closesAt: Date { self.openedAt.wall.addingTimeInterval(self.length) }
}
