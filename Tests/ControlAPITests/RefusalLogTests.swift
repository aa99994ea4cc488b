import Testing

@testable import ControlAPI

@Suite struct RefusalLogTests {
    @Test func aUserIsToldOncePerMinuteWithWhatWasPassedOver() {
        var log = RefusalLog()
        #expect(log.tells(uid: 1, .outsider, now: 100) == 0)
        #expect(log.tells(uid: 1, .outsider, now: 100) == nil)
        #expect(log.tells(uid: 1, .outsider, now: 159) == nil)
        #expect(log.tells(uid: 1, .outsider, now: 160) == 2)
        #expect(log.tells(uid: 1, .outsider, now: 219) == nil)
        #expect(log.tells(uid: 1, .outsider, now: 500) == 1)
    }

    @Test func usersAndReasonsAreKeptApart() {
        var log = RefusalLog()
        #expect(log.tells(uid: 1, .outsider, now: 0) == 0)
        #expect(log.tells(uid: 2, .outsider, now: 0) == 0)
        #expect(log.tells(uid: 1, .tooManyConnections, now: 0) == 0)
        #expect(log.tells(uid: 1, .tooManyConnections, now: 1) == nil)
    }

    @Test func manyUsersDoNotFillTheLog() {
        var log = RefusalLog()
        let told = (0..<1_000).filter { log.tells(uid: UInt32($0), .outsider, now: 0) != nil }
        #expect(told.count == RefusalLog.usersMax)
        #expect(log.tells(uid: 5_000, .outsider, now: 59) == nil)
        #expect(log.tells(uid: 5_000, .outsider, now: 60) == 0)
    }
}
