package import IAMPolicy

/// What an aspect's open windows make of what was just read.
package enum WindowStanding: Equatable, Sendable {
    /// No window is open: the verdict stands as it is.
    case none
    /// The value written shows, or a value that an open window explains does.
    case propagating
    /// The value from before came back after the new one had been read: shown, not acted on.
    case suspectedRevert
    /// Something nobody here wrote: the verdict stands, at once.
    case foreign
}

/// The windows of one aspect, and how a read moves them on.
package struct AspectWindows: Sendable {
    package let aspect: AspectName
    package let kind: ResourceKind
    /// Latest first.
    package private(set) var windows: [PropagationWindow]

    package init(aspect: AspectName, kind: ResourceKind, windows: [PropagationWindow]) {
        self.aspect = aspect
        self.kind = kind
        self.windows = windows.sorted { $0.openedAt.seconds(since: $1.openedAt) > 0 }
    }

    /// Takes a reading in: counts agreement, closes what has run out.
    package mutating func read(_ live: JSONValue?, at now: Instant) {
        for index in self.windows.indices {
            let agrees = self.isEqual(self.windows[index].write.value, live)
            if agrees {
                self.windows[index].matchingReads = min(self.windows[index].matchingReads + 1, PropagationWindow.matchingReadsNeeded)
            } else if !self.windows[index].isReadable {
                self.windows[index].matchingReads = 0
            }
            if self.windows[index].remaining(at: now) <= 0 { self.windows[index].isClosed = true }
        }
    }

    /// What `live`, already taken in by `read`, means while `desired` is what is declared.
    package func standing(of live: JSONValue?, desired: JSONValue?) -> WindowStanding {
        guard let latest = self.windows.first, !latest.isClosed else { return .none }
        if self.isEqual(latest.write.value, live) {
            let isStillDesired = self.isEqual(latest.write.value, desired)
            // A new desired value is written as soon as the old write is seen to have arrived.
            return isStillDesired || !latest.isReadable ? .propagating : .foreign
        }
        if self.isEqual(latest.write.preImage, live) { return latest.isReadable ? .suspectedRevert : .propagating }
        let isStale = self.windows.dropFirst().contains { !$0.isClosed && self.isEqual($0.write.value, live) }
        return isStale ? .propagating : .foreign
    }

    private func isEqual(_ left: JSONValue?, _ right: JSONValue?) -> Bool {
        AspectComparator.areEqual(self.aspect, of: self.kind, left, right)
    }
}
