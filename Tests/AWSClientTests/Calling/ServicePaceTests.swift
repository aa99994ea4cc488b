import Testing

@testable import AWSClient

/// Services that take less than the account's own pace.
@Suite struct ServicePaceTests {
    @Test(arguments: [(10.0, "CloudTrail", 1.0), (0.5, "CloudTrail", 0.5), (10, "IAM", 10)])
    func aServiceIsAskedNoFasterThanItTakes(rateMax: Double, service: String, rate: Double) {
        let pacer = RequestPacer(rateMax: rateMax, clock: VirtualClock())
        #expect(pacer.rate(of: .init(service: service, region: "us-east-1")) == rate)
        #expect(pacer.rate(of: .init(service: service, region: "eu-west-1")) == rate, "each region has a pace of its own")
    }
}
