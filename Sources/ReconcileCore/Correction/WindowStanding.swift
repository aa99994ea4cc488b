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

    /// - Parameter now: windows of another boot go on by its clock.
    package init(aspect: AspectName, kind: ResourceKind, windows: [PropagationWindow], at now: Instant) {
        self.aspect = aspect
        self.kind = kind
        self.windows = Self.anchored(windows, at: now).sorted { $0.openedAt.secondsSinceBoot > $1.openedAt.secondsSinceBoot }
    }

    /// Across boots only the wall clock tells what has elapsed, and that once: since the last window of a boot was
    /// opened, and not less than nothing where it was set back. Among themselves windows keep their distance.
    private static func anchored(_ windows: [PropagationWindow], at now: Instant) -> [PropagationWindow] {
        let lastOfBoot = Dictionary(windows.map { ($0.openedAt.bootID, $0.openedAt) }) { left, right in
            left.secondsSinceBoot > right.secondsSinceBoot ? left : right
        }
        return windows.map { window in
            guard window.openedAt.bootID != now.bootID, let last = lastOfBoot[window.openedAt.bootID] else { return window }
            var anchored = window
            anchored.anchor(elapsed: max(now.seconds(since: last), 0) + last.seconds(since: window.openedAt), at: now)
            return anchored
        }
    }

    /// Takes a reading in: counts agreement, closes what had run out when the reading began.
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
        // Replicas answer in turn: what any open window wrote or replaced may still come from one that is behind.
        let isStale = self.windows.dropFirst().contains { window in
            !window.isClosed && (self.isEqual(window.write.value, live) || self.isEqual(window.write.preImage, live))
        }
        return isStale ? .propagating : .foreign
    }

    private func isEqual(_ left: JSONValue?, _ right: JSONValue?) -> Bool {
        AspectComparator.areEqual(self.aspect, of: self.kind, left, right)
    }
}
