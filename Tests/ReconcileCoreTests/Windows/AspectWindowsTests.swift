import Foundation
import IAMPolicy
import ReconcileCore
import ReconcileTestKit
import Testing

@Suite struct PropagationWindowTests {
    private let window = AspectWindowsTests.window(value: "new", preImage: "old", at: .forTests, length: 600)

    @Test(arguments: [(0.0, 600.0), (599.5, 0.5), (600, 0), (601, 0), (-10, 600)])
    func itClosesAtItsEndAndNotBefore(elapsed: Double, remaining: Double) {
        #expect(self.window.remaining(at: Instant.forTests.advanced(by: elapsed)) == remaining)
    }

    @Test(arguments: [-3600.0, 3600])
    func stepsOfTheWallClockDoNotCountInTheSameBoot(step: Double) {
        let later = Instant.forTests.advanced(by: 100)
        let stepped = Instant(wall: later.wall.addingTimeInterval(step), bootID: later.bootID, secondsSinceBoot: later.secondsSinceBoot)
        #expect(self.window.remaining(at: stepped) == 500)
    }

    @Test(arguments: [(100.0, 500.0), (600, 0), (3600, 0), (-3600, 600)])
    func inAnotherBootTheWallClockDecidesWithinTheLength(wallElapsed: Double, remaining: Double) {
        let now = Instant(wall: Instant.forTests.wall.addingTimeInterval(wallElapsed), bootID: "boot-2", secondsSinceBoot: 9_999_999)
        #expect(self.window.remaining(at: now) == remaining)
    }
}

@Suite struct AspectWindowsTests {
    static func window(
        value: JSONValue?, preImage: JSONValue?, at opened: Instant, length: Double = 600, reads: Int = 0, id: String = "w-1"
    ) -> PropagationWindow {
        PropagationWindow(
            id: id, resource: Fixtures.identity(.role, "export"), correctionID: "c-\(id)",
            write: AspectWrite(AspectName("description"), value: value, preImage: preImage), openedAt: opened, length: length,
            matchingReads: reads)
    }

    private func windows(_ windows: PropagationWindow...) -> AspectWindows {
        AspectWindows(aspect: AspectName("description"), kind: .role, windows: windows, at: .forTests)
    }

    /// What each of several reads in turn means, a second apart.
    private func standings(_ reads: [JSONValue?], in windows: AspectWindows, desired: JSONValue? = "new") -> [WindowStanding] {
        var windows = windows
        return reads.enumerated().map { index, live in
            windows.read(live, at: Instant.forTests.advanced(by: Double(index + 1)))
            return windows.standing(of: live, desired: desired)
        }
    }

    @Test(
        arguments: [
            (["old"], [.propagating]),
            (["old", "new", "old"], [.propagating, .propagating, .propagating]),
            (["new", "new", "old"], [.propagating, .propagating, .suspectedRevert]),
            (["new", "new", "old", "new"], [.propagating, .propagating, .suspectedRevert, .propagating]),
            (["new", "old", "new", "old"], [.propagating, .propagating, .propagating, .propagating]),
            (["third"], [.foreign]),
            (["new", "new", "third"], [.propagating, .propagating, .foreign]),
            ([nil], [.foreign])
        ] as [([JSONValue?], [WindowStanding])])
    func readsMeanWhatTheWindowExplains(reads: [JSONValue?], expected: [WindowStanding]) {
        let windows = self.windows(Self.window(value: "new", preImage: "old", at: .forTests))
        #expect(self.standings(reads, in: windows) == expected)
    }

    @Test func anAbsentValueIsAValueToo() {
        let windows = self.windows(Self.window(value: nil, preImage: "old", at: .forTests))
        #expect(self.standings(["old", nil, nil, "old"], in: windows, desired: nil) == [.propagating, .propagating, .propagating, .suspectedRevert])
    }

    @Test(arguments: [(599.9, WindowStanding.propagating), (600, .none)])
    func theClosingInstantItselfIsOutside(elapsed: Double, expected: WindowStanding) {
        var windows = self.windows(Self.window(value: "new", preImage: "old", at: .forTests))
        windows.read("old", at: Instant.forTests.advanced(by: elapsed))
        #expect(windows.standing(of: "old", desired: "new") == expected)
        #expect(windows.windows.map(\.isClosed) == [expected == .none])
    }

    @Test func valuesOfEarlierOpenWindowsAreStaleAndNoThirdValues() {
        let first = Self.window(value: "one", preImage: "old", at: .forTests, reads: 2)
        let second = Self.window(value: "two", preImage: "foreign", at: Instant.forTests.advanced(by: 5), id: "w-2")
        var windows = self.windows(first, second)
        let now = Instant.forTests.advanced(by: 6)
        windows.read("one", at: now)
        #expect(windows.standing(of: "one", desired: "two") == .propagating)
        windows.read("other", at: now)
        #expect(windows.standing(of: "other", desired: "two") == .foreign)
    }

    @Test func theLatestWindowIsTheLatestByTheBootClock() {
        let setBack = Instant(wall: Instant.forTests.wall.addingTimeInterval(-3600), bootID: "boot-1", secondsSinceBoot: 3660)
        let first = Self.window(value: "one", preImage: "old", at: .forTests, reads: 2)
        let second = Self.window(value: "two", preImage: "one", at: setBack, id: "w-2")
        #expect(self.windows(first, second).windows.map(\.id) == ["w-2", "w-1"])
    }

    @Test func aNewDesiredValueWaitsUntilTheOldWriteIsReadable() {
        let windows = self.windows(Self.window(value: "new", preImage: "old", at: .forTests))
        #expect(self.standings(["old", "new", "new"], in: windows, desired: "newer") == [.propagating, .propagating, .foreign])
    }

    @Test func policiesAreTakenForReadableByMeaning() {
        let write = AspectWrite(AspectName("trustPolicy"), value: Fixtures.trust(), preImage: Fixtures.trust("ec2.amazonaws.com"))
        let window = PropagationWindow(
            id: "w-1", resource: Fixtures.identity(.role, "export"), correctionID: "c-1", write: write, openedAt: .forTests, length: 600)
        var windows = AspectWindows(aspect: AspectName("trustPolicy"), kind: .role, windows: [window], at: .forTests)
        let spelled: JSONValue = [
            "Version": "2012-10-17",
            "Statement": ["Action": ["sts:assumerole"], "Principal": ["Service": ["rds.amazonaws.com"]], "Effect": "Allow"]
        ]
        for second in 1...2 { windows.read(spelled, at: Instant.forTests.advanced(by: Double(second))) }
        #expect(windows.windows.map(\.isReadable) == [true])
    }
}
