import Foundation
import Testing

@testable import AWSClient

@Suite struct RetryPolicyTests {
    @Test(arguments: AWSErrorClass.allCases)
    func onlyWhatMayPassIsRepeated(errorClass: AWSErrorClass) {
        let error = AWSError(service: "IAM", operation: "GetRole", code: "c", message: "", errorClass: errorClass)
        #expect(RetryPolicy().mayRepeat(error, mutates: false) == (errorClass == .throttled || errorClass == .transient))
    }

    @Test func mutationIsRepeatedOnlyIfItHadNoEffect() {
        func error(_ effect: AWSError.Effect) -> AWSError {
            AWSError(service: "IAM", operation: "CreateRole", code: "c", message: "", errorClass: .transient, effect: effect)
        }
        #expect(RetryPolicy().mayRepeat(error(.none), mutates: true))
        #expect(!RetryPolicy().mayRepeat(error(.unknown), mutates: true))
    }

    @Test(arguments: [(1, 1.0), (2, 2), (3, 4), (5, 16), (6, 20), (7, 20), (1000, 20), (0, 1), (-5, 1)])
    func waitDoublesUpToItsCap(attemptsMade: Int, longest: Double) {
        #expect(RetryPolicy().waitSeconds(attemptsMade: attemptsMade, fraction: 1) == longest)
        #expect(RetryPolicy().waitSeconds(attemptsMade: attemptsMade, fraction: 0) == 0)
        #expect(RetryPolicy().waitSeconds(attemptsMade: attemptsMade, fraction: 0.5) == longest / 2)
    }

    @Test func quotaEndsAndIsEarnedBack() {
        var quota = RetryQuota()
        for _ in 0..<100 { #expect(quota.pay(isTimeout: false) == 5) }
        #expect(quota.pay(isTimeout: false) == nil)
        quota.succeeded(paid: 5)
        #expect(quota.pay(isTimeout: true) == nil)
        #expect(quota.pay(isTimeout: false) == 5)
        for _ in 0..<1000 { quota.succeeded(paid: nil) }
        #expect(quota.capacity == RetryQuota.capacityMax)
        #expect(quota.pay(isTimeout: true) == 10)
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
}
