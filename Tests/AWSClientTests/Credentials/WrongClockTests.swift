import Foundation
import HTTPTransport
import NIOConcurrencyHelpers
import Testing

@testable import AWSClient

/// A machine whose clock is hours off.
@Suite struct WrongClockTests {
    @Test(arguments: [-7200.0, 7200, 86_400])
    func roleIsAssumedOnceAndServesItsWholeLife(offset: Double) async throws {
        let clock = VirtualClock()
        let service = Service(clock: clock, offset: offset)
        let environment = AWSEnvironment([
            "AWS_ACCESS_KEY_ID": "AKID", "AWS_SECRET_ACCESS_KEY": "s", "AWS_CONFIG_FILE": "/nonexistent",
            "AWS_SHARED_CREDENTIALS_FILE": "/nonexistent"
        ])
        let caller = AWSCaller.forAccount(
            configuration: .init(region: "eu-west-1", environment: environment),
            source: .role(AssumedRole(roleARN: "arn:aws:iam::1:role/r"), source: .standardChain), environment: environment,
            transport: service, clock: clock, fraction: { 0 })
        for _ in 0..<40 {
            _ = try await caller.call(IAM.getRole, parameters: ["RoleName": "r"], region: nil)
            clock.advance(by: 60)
        }
        #expect(service.assumed == 1)
        for _ in 0..<20 {
            _ = try await caller.call(IAM.getRole, parameters: ["RoleName": "r"], region: nil)
            clock.advance(by: 60)
        }
        #expect(service.assumed == 2)
        // One refusal taught it the time.
        #expect(service.refused == 1)
    }

    /// Refuses signatures that are more than five minutes off its own time, and gives roles for an hour.
    private final class Service: HTTPTransporting {
        private struct State {
            var assumed = 0
            var refused = 0
        }

        private let clock: VirtualClock
        private let offset: Double
        private let state = NIOLockedValueBox(State())

        init(clock: VirtualClock, offset: Double) {
            self.clock = clock
            self.offset = offset
        }

        var assumed: Int { self.state.withLockedValue { $0.assumed } }
        var refused: Int { self.state.withLockedValue { $0.refused } }

        func send(_ request: HTTPRequest) async throws(HTTPTransportError) -> HTTPResponse {
            let now = self.clock.now.addingTimeInterval(self.offset)
            let stamp = Self.format("yyyyMMdd'T'HHmmss'Z'")
            let signed = request.header("X-Amz-Date").flatMap { stamp.date(from: $0) }
            let headers = [(name: "Date", value: Self.format("EEE, dd MMM yyyy HH:mm:ss 'GMT'").string(from: now))]
            return try self.state.withLockedValue { state -> ScriptedTransport.Answer in
                guard let signed, abs(signed.timeIntervalSince(now)) < 300 else {
                    state.refused += 1
                    return .iamError(403, "SignatureDoesNotMatch", "Signature expired", headers: headers)
                }
                guard String(decoding: request.body, as: UTF8.self).contains("Action=AssumeRole") else {
                    return .answer(200, "<GetRoleResponse><GetRoleResult/></GetRoleResponse>", headers: headers)
                }
                state.assumed += 1
                return .answer(
                    200,
                    "<AssumeRoleResponse><AssumeRoleResult><Credentials><AccessKeyId>ASIA</AccessKeyId><SecretAccessKey>s</SecretAccessKey>"
                        + "<SessionToken>t</SessionToken><Expiration>\(now.addingTimeInterval(3600).formatted(.iso8601))</Expiration></Credentials>"
                        + "</AssumeRoleResult></AssumeRoleResponse>", headers: headers)
            }.get()
        }

        private static func format(_ pattern: String) -> DateFormatter {
            let formatter = DateFormatter()
            formatter.locale = Locale(identifier: "en_US_POSIX")
            formatter.timeZone = TimeZone(identifier: "UTC")
            formatter.dateFormat = pattern
            return formatter
        }
    }
}
