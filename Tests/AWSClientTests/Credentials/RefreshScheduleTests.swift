import Foundation
import Testing

@testable import AWSClient

@Suite struct RefreshScheduleTests {
    private let clock = VirtualClock()

    @Test(arguments: [(3600.0, 3000.0), (1800, 1200), (900, 450), (20, 10), (2, 1)])
    func credentialsAreReplacedTenMinutesBeforeTheirEndOrAtHalfTheirLife(life: Double, refreshAfter: Double) {
        var schedule = RefreshSchedule()
        #expect(schedule.step(at: self.moment) == .load)
        schedule.loaded(expiresAt: self.clock.now.addingTimeInterval(life), at: self.moment)
        self.clock.advance(by: refreshAfter - 0.5)
        #expect(schedule.step(at: self.moment) == .use)
        self.clock.advance(by: 0.5)
        #expect(schedule.step(at: self.moment) == .refresh)
        self.clock.advance(by: life - refreshAfter)
        #expect(schedule.step(at: self.moment) == .load)
    }

    @Test func longLivedOnesAreNeverReplaced() {
        var schedule = RefreshSchedule()
        schedule.loaded(expiresAt: nil, at: self.moment)
        self.clock.advance(by: 1e9)
        #expect(schedule.step(at: self.moment) == .use)
    }

    @Test func failedReplacementIsTriedAgainEverLaterButWithinAMinute() {
        var schedule = RefreshSchedule()
        schedule.loaded(expiresAt: self.clock.now.addingTimeInterval(36_000), at: self.moment)
        self.clock.advance(by: 35_400)
        var waits: [Double] = []
        for _ in 0..<7 {
            schedule.failed(at: self.moment)
            let start = self.clock.monotonicSeconds
            while schedule.step(at: self.moment) == .use { self.clock.advance(by: 0.25) }
            waits.append(self.clock.monotonicSeconds - start)
        }
        #expect(waits == [1, 2, 4, 8, 16, 32, 60])
    }

    @Test func replacementIsTriedSeveralTimesBeforeShortLivedOnesEnd() {
        var schedule = RefreshSchedule()
        schedule.loaded(expiresAt: self.clock.now.addingTimeInterval(20), at: self.moment)
        self.clock.advance(by: 10)
        var attempts = 0
        while schedule.step(at: self.moment) != .load && schedule.step(at: self.moment) != .failAgain {
            if schedule.step(at: self.moment) == .refresh {
                attempts += 1
                schedule.failed(at: self.moment)
            }
            self.clock.advance(by: 0.25)
        }
        #expect(attempts >= 5)
    }

    @Test func withoutAnyItIsTriedAgainWithinFifteenSeconds() {
        var schedule = RefreshSchedule()
        for _ in 0..<20 { schedule.failed(at: self.moment) }
        #expect(schedule.step(at: self.moment) == .failAgain)
        self.clock.advance(by: 14.9)
        #expect(schedule.step(at: self.moment) == .failAgain)
        self.clock.advance(by: 0.1)
        #expect(schedule.step(at: self.moment) == .load)
    }

    @Test func refusalsLeadToOneLoadASecond() {
        var schedule = RefreshSchedule()
        schedule.loaded(expiresAt: nil, at: self.moment)
        var loads = [schedule.refused(at: self.moment)]
        #expect(schedule.step(at: self.moment) == .load)
        loads.append(schedule.refused(at: self.moment))
        self.clock.advance(by: 1)
        loads.append(schedule.refused(at: self.moment))
        #expect(loads == [true, false, true])
    }

    private var moment: RefreshSchedule.Moment { RefreshSchedule.Moment(self.clock) }
}
