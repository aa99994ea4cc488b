import Foundation
import HTTPTransport
import IAMPolicy
import NIOConcurrencyHelpers
import ReconcileTestKit
import Testing

@testable import AWSClient

/// Ten minutes with credentials that last twenty seconds, in virtual time.
@Suite struct ShortLivedCredentialsTests {
    @Test(arguments: [0.0, 0.1])
    func noCallFailsThoughCredentialsEndEveryTwentySeconds(stsFailures: Double) async throws {
        let clock = VirtualClock()
        let service = Service(clock: clock, stsFailures: stsFailures)
        let folder = try ScratchFolder()
        let config = try folder.write(
            "[profile base]\naws_access_key_id = AKID\naws_secret_access_key = s\n"
                + "[profile prod]\nrole_arn = arn:aws:iam::111122223333:role/near\nsource_profile = base\n", to: "config")
        let environment = AWSEnvironment(["AWS_CONFIG_FILE": config, "AWS_SHARED_CREDENTIALS_FILE": folder.path + "/none"])
        let dice = NIOLockedValueBox(SeededDice(seed: 7))
        let caller = AWSCaller.forAccount(
            configuration: .init(region: "eu-west-1", environment: environment),
            source: .role(AssumedRole(roleARN: "arn:aws:iam::444455556666:role/far", externalID: "e-1"), source: .profile("prod")),
            environment: environment, transport: service, clock: clock,
            fraction: { dice.withLockedValue { Double.random(in: 0...1, using: &$0) } })
        var calls = 0
        while clock.monotonicSeconds < 600 {
            // A pass of some calls, the last of them after a pause in which credentials may end.
            for pause in [0.0, 0, 0, 3, 0, 9] {
                clock.advance(by: pause)
                _ = try await caller.call(IAM.getRole, parameters: ["RoleName": "r"], region: nil)
                calls += 1
            }
            clock.advance(by: 2)
        }
        #expect(calls > 150)
        // Two roles each time, about every ten seconds, not for every call.
        #expect(service.assumed >= 2 * 28 && service.assumed < 2 * 140, "\(service.assumed)")
    }

    /// STS and IAM together: what STS gave is refused twenty seconds later.
    private final class Service: HTTPTransporting {
        private struct State {
            var dice = SeededDice(seed: 11)
            var given: [String: Date] = [:]
            var assumed = 0
        }

        private let clock: VirtualClock
        private let stsFailures: Double
        private let state = NIOLockedValueBox(State())

        init(clock: VirtualClock, stsFailures: Double) {
            self.clock = clock
            self.stsFailures = stsFailures
        }

        var assumed: Int { self.state.withLockedValue { $0.assumed } }

        func send(_ request: HTTPRequest) async throws(HTTPTransportError) -> HTTPResponse {
            self.clock.advance(by: 0.2)
            let now = self.clock.now
            let key = request.header("Authorization")?.split(separator: "Credential=").last?.split(separator: "/").first.map(String.init) ?? ""
            let isSTS = String(decoding: request.body, as: UTF8.self).contains("Action=AssumeRole")
            return try self.state.withLockedValue { state -> ScriptedTransport.Answer in
                guard key == "AKID" || state.given[key].map({ $0 > now }) == true else { return .iamError(403, "ExpiredToken") }
                guard isSTS else { return .answer(200, "<GetRoleResponse><GetRoleResult/></GetRoleResponse>") }
                if Double.random(in: 0...1, using: &state.dice) < self.stsFailures { return .iamError(500, "InternalFailure") }
                state.assumed += 1
                let id = "ASIA\(state.assumed)"
                let end = Date(timeIntervalSince1970: (now.timeIntervalSince1970 + 20).rounded(.down))
                state.given[id] = end
                return .answer(
                    200,
                    "<AssumeRoleResponse><AssumeRoleResult><Credentials><AccessKeyId>\(id)</AccessKeyId><SecretAccessKey>s</SecretAccessKey>"
                        + "<SessionToken>t</SessionToken><Expiration>\(end.formatted(.iso8601))</Expiration></Credentials></AssumeRoleResult>"
                        + "</AssumeRoleResponse>")
            }.get()
        }
    }
}
