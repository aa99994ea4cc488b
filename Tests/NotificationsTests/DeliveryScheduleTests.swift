import Foundation
import HTTPTransport
import ReconcileCore
import Testing

@testable import Notifications

/// Draws always the same: the lowest or the highest number.
private struct ConstantGenerator: RandomNumberGenerator {
    let value: UInt64
    mutating func next() -> UInt64 { self.value }

    static let lowest = ConstantGenerator(value: 0)
    static let highest = ConstantGenerator(value: .max)
}

@Suite struct DeliveryScheduleTests {
    private let schedule = DeliverySchedule()
    private let made = Date(timeIntervalSince1970: 1_800_000_000)

    private func delivery(attempts: Int) -> Delivery {
        let notice = Notice(id: "msg_1", event: .driftDetected, account: "prod", passID: 1, createdAt: self.made, body: "{}")
        return Delivery(notice: notice, webhook: "ops", attempts: attempts, nextAttemptAt: self.made)
    }

    private func recorded(
        _ outcome: AttemptOutcome, attempts: Int = 0, age: Double = 0, _ generator: ConstantGenerator = .lowest
    ) -> Delivery {
        var generator = generator
        return self.schedule.record(outcome, of: self.delivery(attempts: attempts), at: self.made + age, using: &generator)
    }

    @Test(arguments: [
        (attempts: 1, least: 5.0, most: 6.0), (attempts: 2, least: 30.0, most: 36.0), (attempts: 9, least: 28_800.0, most: 34_560.0),
        (attempts: 10, least: 43_200.0, most: 51_840.0), (attempts: 11, least: 43_200.0, most: 51_840.0),
        (attempts: 0, least: 5.0, most: 6.0), (attempts: .max, least: 43_200.0, most: 51_840.0)
    ])
    func waitsGrowAndAreSpread(attempts: Int, least: Double, most: Double) {
        var (lowest, highest) = (ConstantGenerator.lowest, ConstantGenerator.highest)
        #expect(self.schedule.waitSeconds(afterAttempts: attempts, using: &lowest) == least)
        let spread = self.schedule.waitSeconds(afterAttempts: attempts, using: &highest)
        #expect(spread > least && spread <= most)
    }

    @Test func whatIsDeliveredIsDone() {
        let result = self.recorded(.delivered, attempts: 2)
        #expect(result.state == .delivered && result.attempts == 3 && result.lastError == nil)
    }

    @Test func whatIsHopelessIsADeadLetterAtOnce() {
        let result = self.recorded(.hopeless(reason: "gone"))
        #expect(result.state == .deadLettered && result.attempts == 1 && result.lastError == "gone")
    }

    @Test func whatCannotBeSentIsHeldWithoutCountingAnAttempt() {
        let result = self.recorded(.held(reason: "no secret"), attempts: 3, age: 100)
        #expect(result.state == .pending && result.attempts == 3 && result.nextAttemptAt == self.made + 130)
        #expect(result.lastError == "no secret")
    }

    @Test(arguments: [
        (asked: nil, wait: 5.0), (asked: 3.0, wait: 5.0), (asked: 90.0, wait: 90.0), (asked: 1e300, wait: 43_200.0), (asked: -5.0, wait: 5.0)
    ])
    func theReceiversWishForALongerWaitCountsWithinABound(asked: Double?, wait: Double) {
        let result = self.recorded(.failed(reason: "busy", retryAfterSeconds: asked, scope: .webhook))
        #expect(result.nextAttemptAt == self.made + wait)
    }

    @Test(arguments: [
        (age: 259_199.0, attempts: 3, state: Delivery.State.pending), (age: 259_200.0, attempts: 3, state: .deadLettered),
        (age: 10.0, attempts: 38, state: .pending), (age: 10.0, attempts: 39, state: .deadLettered)
    ])
    func threeDaysAndTheCountOfAttemptsBoundRetries(age: Double, attempts: Int, state: Delivery.State) {
        let failed = AttemptOutcome.failed(reason: "down", retryAfterSeconds: nil, scope: .webhook)
        #expect(self.recorded(failed, attempts: attempts, age: age).state == state)
    }

    @Test func heldDeliveriesEndAfterThreeDaysToo() {
        #expect(self.recorded(.held(reason: "no secret"), age: 259_200).state == .deadLettered)
    }

    @Test func theLastAttemptIsMadeAtTheEndOfTheThreeDays() {
        var delivery = self.delivery(attempts: 0)
        var generator = SystemRandomNumberGenerator()
        var waits: [Double] = []
        while delivery.state == .pending {
            let before = delivery.nextAttemptAt
            delivery = self.schedule.record(
                .failed(reason: "down", retryAfterSeconds: nil, scope: .webhook), of: delivery, at: before, using: &generator)
            if delivery.state == .pending { waits.append(delivery.nextAttemptAt.timeIntervalSince(before)) }
        }
        #expect(delivery.state == .deadLettered && delivery.lastError == "down")
        #expect(delivery.nextAttemptAt == self.made + 259_200)
        #expect((12...16).contains(delivery.attempts))
        #expect(zip(waits.prefix(9), waits.dropFirst()).allSatisfy { $0 < $1 })
    }
}

@Suite struct AttemptOutcomeTests {
    private let now = Date(timeIntervalSince1970: 1_800_000_000)

    private func outcome(_ status: Int, _ headers: [(name: String, value: String)] = []) -> AttemptOutcome {
        AttemptOutcome(response: HTTPResponse(status: status, headers: headers), from: "hooks.example.com", at: self.now)
    }

    @Test(arguments: [200, 201, 202, 204, 299]) func everySuccessIsADelivery(status: Int) {
        #expect(self.outcome(status) == .delivered)
    }

    @Test func goneEndsIt() {
        guard case .hopeless(let reason) = self.outcome(410) else {
            Issue.record("410 must be hopeless")
            return
        }
        #expect(reason.contains("hooks.example.com") && reason.contains("410"))
    }

    @Test(arguments: [
        (status: 300, scope: AttemptOutcome.FailureScope.webhook), (status: 308, scope: .webhook), (status: 400, scope: .notice),
        (status: 401, scope: .webhook), (status: 404, scope: .webhook), (status: 413, scope: .notice), (status: 415, scope: .notice),
        (status: 422, scope: .notice), (status: 429, scope: .webhook), (status: 500, scope: .webhook), (status: 503, scope: .webhook),
        (status: 999, scope: .webhook)
    ])
    func everythingElseIsAFailureOfTheNoticeOrOfTheWebhook(status: Int, scope: AttemptOutcome.FailureScope) {
        guard case .failed(let reason, nil, let found) = self.outcome(status) else {
            Issue.record("\(status) must be a failure")
            return
        }
        #expect(found == scope && reason.contains("\(status)"))
    }

    @Test(arguments: [
        (status: 429, value: "120", seconds: 120.0 as Double?), (status: 503, value: " 7 ", seconds: 7),
        (status: 503, value: "Fri, 15 Jan 2027 08:01:40 GMT", seconds: 100), (status: 503, value: "Fri, 15 Jan 2027 07:00:00 GMT", seconds: 0),
        (status: 503, value: "soon", seconds: nil), (status: 503, value: "-5", seconds: nil), (status: 503, value: "", seconds: nil),
        (status: 500, value: "120", seconds: nil)
    ])
    func retryAfterIsReadWhereItHasAMeaning(status: Int, value: String, seconds: Double?) {
        guard case .failed(_, let found, _) = self.outcome(status, [(name: "Retry-After", value: value)]) else {
            Issue.record("\(status) must be a failure")
            return
        }
        #expect(found == seconds)
    }
}
