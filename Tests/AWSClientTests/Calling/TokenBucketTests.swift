import Testing

@testable import AWSClient

@Suite struct TokenBucketTests {
    @Test func burstOfOneSecondGoesAtOnceAndThenTheRateHolds() {
        var bucket = TokenBucket(rateMax: 10, at: 0)
        for _ in 0..<10 { #expect(bucket.take(at: 0) == .go) }
        #expect(bucket.take(at: 0) == .wait(seconds: 0.1))
        #expect(bucket.take(at: 0.0999) != .go)
        #expect(bucket.take(at: 0.1) == .go)
        #expect(bucket.take(at: 0.1) != .go)
    }

    @Test(arguments: [1.0, 3, 10, 100])
    func inAnyLongTimeNoMoreThanRateAndBurstGo(rate: Double) {
        var bucket = TokenBucket(rateMax: rate, at: 0)
        var now = 0.0
        var gone = 0
        while now < 60 {
            switch bucket.take(at: now) {
            case .go: gone += 1
            case .wait(let seconds): now += seconds
            }
        }
        #expect(Double(gone) <= 60 * rate + rate + 1)
        #expect(Double(gone) >= 60 * rate)
    }

    @Test func throttlingCutsTheRateOnceForAnswersThatComeTogether() {
        var bucket = TokenBucket(rateMax: 10, at: 0)
        bucket.throttled(at: 0)
        bucket.throttled(at: 0.5)
        #expect(bucket.rate == 7)
        #expect(bucket.take(at: 0) != .go)
        bucket.throttled(at: 1.0)
        #expect(abs(bucket.rate - 4.9) < 1e-9)
    }

    @Test func rateComesBackSlowlyAndNotAboveItsMaximum() {
        var bucket = TokenBucket(rateMax: 10, at: 0)
        for second in 0..<20 { bucket.throttled(at: Double(second)) }
        #expect(bucket.rate == 0.5)
        _ = bucket.take(at: 21)
        #expect(bucket.rate == 0.5)
        _ = bucket.take(at: 36)
        #expect(abs(bucket.rate - 5.5) < 1e-9)
        _ = bucket.take(at: 1000)
        #expect(bucket.rate == 10)
    }

    @Test(arguments: [(-1.0, 0.5), (0, 0.5), (.nan, 0.5), (0.5, 0.5), (1e9, 10_000), (.infinity, 10_000)])
    func rateOutsideItsRangeIsMovedToTheNearerEnd(asked: Double, rate: Double) {
        #expect(TokenBucket(rateMax: asked, at: 0).rateMax == rate)
    }

    @Test func clockThatGoesBackGivesNothing() {
        var bucket = TokenBucket(rateMax: 1, at: 100)
        #expect(bucket.take(at: 100) == .go)
        #expect(bucket.take(at: 50) != .go)
        #expect(bucket.take(at: 100.5) != .go)
        #expect(bucket.take(at: 101) == .go)
    }
}
