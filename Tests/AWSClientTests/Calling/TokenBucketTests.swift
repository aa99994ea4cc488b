import Testing

@testable import AWSClient

@Suite struct TokenBucketTests {
    @Test func burstOfOneSecondGoesAtOnceAndThenTheRateHolds() {
        var bucket = TokenBucket(rateMax: 10, at: 0)
        for _ in 0..<10 { #expect(Self.goes(&bucket, at: 0)) }
        #expect(bucket.take(at: 0) == 0.1)
        #expect(!Self.goes(&bucket, at: 0.0999))
        #expect(Self.goes(&bucket, at: 0.1))
        #expect(!Self.goes(&bucket, at: 0.1))
    }

    @Test func whoHasOthersBeforeItLeavesThemTheirTokens() {
        var bucket = TokenBucket(rateMax: 2, at: 0)
        #expect(bucket.take(ahead: 2, at: 0) == 0.5)
        #expect(Self.goes(&bucket, at: 0, ahead: 1))
        #expect(bucket.take(ahead: 1, at: 0) == 0.5)
        #expect(Self.goes(&bucket, at: 0))
    }

    @Test(arguments: [1.0, 3, 10, 100])
    func inAnyLongTimeNoMoreThanRateAndBurstGo(rate: Double) {
        var bucket = TokenBucket(rateMax: rate, at: 0)
        let gone = Self.taken(from: &bucket, from: 0, to: 60)
        #expect(Double(gone) <= 60 * rate + rate + 1)
        #expect(Double(gone) >= 60 * rate)
    }

    @Test func throttlingCutsTheRateOnceForAnswersThatComeTogether() {
        var bucket = TokenBucket(rateMax: 10, at: 0)
        bucket.throttled(sentAt: 0, at: 0)
        bucket.throttled(sentAt: 0.4, at: 0.5)
        #expect(bucket.rate == 7)
        #expect(!Self.goes(&bucket, at: 0.5))
        bucket.succeeded()
        bucket.throttled(sentAt: 0, at: 1.5)
        #expect(bucket.rate == 7, "a request that went before the cut says nothing about the rate since")
        bucket.throttled(sentAt: 1.2, at: 1.5)
        #expect(abs(bucket.rate - 4.9) < 1e-9)
    }

    @Test func afterACutThereAreNoBursts() {
        var bucket = TokenBucket(rateMax: 10, at: 0)
        bucket.throttled(sentAt: 0, at: 0)
        #expect(Self.goes(&bucket, at: 100))
        #expect(!Self.goes(&bucket, at: 100))
    }

    @Test func nobodySendsForAWhileAfterAThrottledRequest() {
        var bucket = TokenBucket(rateMax: 10, at: 0)
        bucket.throttled(sentAt: 0, at: 0)
        #expect(bucket.take(at: 0.25) == 0.25)
        bucket.throttled(sentAt: 0, at: 0.2)
        #expect(Self.goes(&bucket, at: 0.5), "one that was sent before the pause began makes it no longer")
        var pauses: [Double] = []
        for round in 1...7 {
            let now = Double(round * 100)
            bucket.throttled(sentAt: now, at: now)
            pauses.append(bucket.take(at: now) ?? 0)
        }
        #expect(pauses == [1, 2, 4, 4, 4, 4, 4])
        #expect(bucket.rate == 7, "where nothing comes through, the rate is not to blame")
        bucket.succeeded()
        bucket.throttled(sentAt: 900, at: 900)
        #expect(bucket.take(at: 900) == 0.5)
        #expect(bucket.rate < 7)
    }

    @Test(arguments: [(10.0, 1.0), (0.7, 0.7), (3, 1)])
    func rateIsNotCutBelowOneASecondOrTheCap(rateMax: Double, rate: Double) {
        var bucket = TokenBucket(rateMax: rateMax, at: 0)
        for second in 1..<30 {
            bucket.succeeded()
            bucket.throttled(sentAt: Double(second * 2 - 1), at: Double(second * 2))
        }
        #expect(bucket.rate == rate)
    }

    @Test func rateIsHeldThenRaisedSlowlyAndThenFaster() {
        var bucket = TokenBucket(rateMax: 10, at: 0)
        bucket.throttled(sentAt: 0, at: 0)
        var now = 0.0
        var rates: [Double] = []
        for _ in 0..<500 {
            while let wait = bucket.take(at: now) { now += wait }
            rates.append(bucket.rate)
        }
        #expect(rates[198] == 7)
        #expect(zip(rates, rates.dropFirst()).allSatisfy { $0 <= $1 })
        #expect(rates[250] > 9 && rates[250] < 10)
        #expect(rates.last == 10)
        // The burst is back as well.
        #expect(Self.taken(from: &bucket, from: now + 10, to: now + 10.000_01) >= 10)
    }

    @Test func cutIsForgottenAfterAnHourWithoutMany() {
        var bucket = TokenBucket(rateMax: 10, at: 0)
        bucket.throttled(sentAt: 0, at: 0)
        #expect(Self.goes(&bucket, at: 3599))
        #expect(bucket.rate == 7)
        #expect(Self.goes(&bucket, at: 3601))
        #expect(bucket.rate == 10)
    }

    @Test(arguments: [(-1.0, 0.5), (0, 0.5), (.nan, 0.5), (0.5, 0.5), (1e9, 10_000), (.infinity, 10_000)])
    func rateOutsideItsRangeIsMovedToTheNearerEnd(asked: Double, rate: Double) {
        #expect(TokenBucket(rateMax: asked, at: 0).rateMax == rate)
    }

    @Test func clockThatGoesBackGivesNothing() {
        var bucket = TokenBucket(rateMax: 1, at: 100)
        #expect(Self.goes(&bucket, at: 100))
        #expect(!Self.goes(&bucket, at: 50))
        #expect(!Self.goes(&bucket, at: 100.5))
        #expect(Self.goes(&bucket, at: 101))
    }

    private static func goes(_ bucket: inout TokenBucket, at instant: Double, ahead: Int = 0) -> Bool {
        bucket.take(ahead: ahead, at: instant) == nil
    }

    private static func taken(from bucket: inout TokenBucket, from start: Double, to end: Double) -> Int {
        var (now, count) = (start, 0)
        while now < end {
            if let wait = bucket.take(at: now) { now += wait } else { count += 1 }
        }
        return count
    }
}
