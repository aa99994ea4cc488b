import Foundation
import HTTPTransport
import Testing

@testable import AWSClient

@Suite struct RetryPolicyTests {
    @Test(arguments: AWSErrorClass.allCases)
    func onlyThrottledAndTransientFailuresAreRepeated(errorClass: AWSErrorClass) {
        #expect(RetryPolicy().mayRepeat(Self.error(errorClass), mutates: false) == (errorClass == .throttled || errorClass == .transient))
    }

    @Test func mutationIsRepeatedOnlyWhereItSurelyHadNoEffect() {
        #expect(RetryPolicy().mayRepeat(Self.error(.transient, effect: .none), mutates: true))
        #expect(!RetryPolicy().mayRepeat(Self.error(.transient, effect: .unknown), mutates: true))
        #expect(RetryPolicy().mayRepeat(Self.error(.transient, effect: .unknown), mutates: false))
    }

    @Test(
        arguments: [
            (nil, "ServiceFailure", false, 5), (nil, "ServiceFailure", true, 3), (nil, "Transport.connect", false, 3),
            (nil, "Transport.resolve", false, 3),
            (nil, "Transport.wholeTimeout", false, 5), (3, "ServiceFailure", false, 3), (1, "ServiceFailure", false, 1),
            (7, "Transport.connect", false, 7),
            (0, "ServiceFailure", false, 1)
        ] as [(Int?, String, Bool, Int)])
    func attemptsAreBoundedByWhatFailed(chosen: Int?, code: String, mutates: Bool, attempts: Int) {
        let policy = RetryPolicy(attemptsMax: chosen)
        let error = Self.error(.transient, code: code)
        #expect(Self.attempts(policy, error, mutates: mutates) == attempts)
    }

    @Test(arguments: [(nil, 10), (3, 10), (1, 1)] as [(Int?, Int)])
    func throttledAttemptsHaveACountOfTheirOwn(chosen: Int?, attempts: Int) {
        let policy = RetryPolicy(attemptsMax: chosen)
        #expect(Self.attempts(policy, Self.error(.throttled), mutates: true) == attempts)
        #expect(policy.mayRepeat(Self.error(.transient), mutates: false, after: .init(throttled: 9, other: 1)) == (chosen != 1))
    }

    @Test(arguments: [(1, 1.0), (2, 2), (3, 4), (4, 8), (5, 16), (6, 20), (60, 20), (0, 1)])
    func waitDoublesUpToTwentySecondsWithFullJitter(failures: Int, longest: Double) {
        #expect(RetryPolicy().waitSeconds(failures: failures, fraction: 1) == longest)
        #expect(RetryPolicy().waitSeconds(failures: failures, fraction: 0) == 0)
        #expect(RetryPolicy().waitSeconds(failures: failures, fraction: 0.5) == longest / 2)
    }

    @Test(arguments: [
        (RetryAfter.milliseconds(1500), 1.5), (.milliseconds(100), 0.5), (.milliseconds(600_000), 5.5), (.seconds(3), 3), (.seconds(0), 0.5),
        (.seconds(86_400), 20)
    ])
    func whatTheServiceAsksForIsFollowedWithinBounds(asked: RetryAfter, seconds: Double) {
        #expect(RetryPolicy().waitSeconds(failures: 1, fraction: 0.5, asked: asked) == seconds)
    }

    @Test(
        arguments: [
            ("x-amz-retry-after", "1500", RetryAfter.milliseconds(1500)), ("X-Amz-Retry-After", "0", .milliseconds(0)),
            ("Retry-After", "7", .seconds(7)),
            ("Retry-After", "Fri, 15 Jan 2027 08:00:30 GMT", .seconds(30)), ("Retry-After", "Fri, 15 Jan 2027 07:00:00 GMT", nil),
            ("Retry-After", "soon", nil),
            ("Retry-After", "-1", nil), ("x-amz-retry-after", "-5", nil), ("x-amz-retry-after", "99999999999999999999", nil), ("Other", "1", nil)
        ] as [(String, String, RetryAfter?)])
    func headerThatAsksToComeAgainIsRead(name: String, value: String, asked: RetryAfter?) {
        let response = HTTPResponse(status: 503, headers: [(name, value)])
        #expect(RetryAfter(response, now: Date(timeIntervalSince1970: 1_800_000_000)) == asked)
    }

    @Test func quotaPaysForAHundredRepetitionsAndComesBackWithSuccess() {
        var quota = RetryQuota()
        for _ in 0..<100 { #expect(quota.pay(isTimeout: false) == 5) }
        #expect(quota.pay(isTimeout: false) == nil)
        for _ in 0..<5 { quota.succeeded(paid: nil) }
        #expect(quota.pay(isTimeout: true) == nil)
        #expect(quota.pay(isTimeout: false) == 5)
        quota.succeeded(paid: 10)
        #expect(quota.pay(isTimeout: true) == 10)
        for _ in 0..<1000 { quota.succeeded(paid: 5) }
        #expect(quota.capacity == RetryQuota.capacityMax)
    }

    @Test(arguments: [
        (300.0, "RequestTimeTooSkewed", true), (-7200, "SignatureDoesNotMatch", true), (239, "SignatureDoesNotMatch", false),
        (300, "AccessDenied", false)
    ])
    func clockIsSetRightOnlyByARefusalForItsSake(offset: Double, code: String, learns: Bool) {
        let server = Date(timeIntervalSince1970: 1_795_286_287)  // Sat, 21 Nov 2026 18:38:07 GMT
        let ours = server.addingTimeInterval(-offset)
        var skew = ClockSkew()
        #expect(skew.learn(from: code, serverDate: "Sat, 21 Nov 2026 18:38:07 GMT", now: ours) == learns)
        #expect(skew.corrected(ours) == (learns ? server : ours))
        #expect(skew.learn(from: code, serverDate: "Sat, 21 Nov 2026 18:38:07 GMT", now: ours) == false)
        #expect(skew.learn(from: code, serverDate: nil, now: ours) == false)
    }

    private static func attempts(_ policy: RetryPolicy, _ error: AWSError, mutates: Bool) -> Int {
        var failures = RetryPolicy.Failures()
        repeat { failures.add(error) } while policy.mayRepeat(error, mutates: mutates, after: failures) && failures.throttled + failures.other < 100
        return failures.throttled + failures.other
    }

    private static func error(_ errorClass: AWSErrorClass, code: String = "c", effect: AWSError.Effect = .none) -> AWSError {
        AWSError(service: "IAM", operation: "GetRole", code: code, message: "", errorClass: errorClass, effect: effect)
    }
}
