import Foundation
import HTTPTransport
import IAMPolicy
import NIOConcurrencyHelpers
import ReconcileTestKit
import Testing

@testable import AWSClient

/// A service that throttles, fails and falls silent after it has done what it was asked.
@Suite struct TroubledServiceTests {
    @Test(arguments: 1...3 as ClosedRange<UInt64>)
    func readsSucceedAndNoMutationHappensTwice(seed: UInt64) async throws {
        let (reads, writes) = (300, 100)
        let service = Service(seed: seed)
        let clock = VirtualClock()
        let environment = AWSEnvironment([:])
        let dice = NIOLockedValueBox(SeededDice(seed: seed &+ 100))
        let caller = AWSCaller(
            configuration: .init(region: "eu-west-1", requestsPerSecondMax: 50, environment: environment), environment: environment,
            credentials: FixedCredentials(AWSCredentials(accessKeyID: "AKID", secretAccessKey: "s")), transport: service, clock: clock,
            fraction: { dice.withLockedValue { Double.random(in: 0...1, using: &$0) } })
        for number in 0..<reads {
            _ = try await caller.call(IAM.getRole, parameters: ["RoleName": .string("r\(number)")], region: nil)
        }
        var unknown = 0
        for number in 0..<writes {
            do throws(AWSError) {
                _ = try await caller.call(IAM.deleteRole, parameters: ["RoleName": .string("w\(number)")], region: nil)
            } catch {
                #expect(error.effect == .unknown, "\(error)")
                unknown += 1
            }
        }
        #expect(service.effects.values.allSatisfy { $0 == 1 })
        #expect(unknown > 0 && unknown < writes / 5)
        #expect(service.requests < 2 * (reads + writes))
    }

    /// 30 of 100 answers are throttled, 5 are failures, 2 never come though the work is done.
    private final class Service: HTTPTransporting {
        private struct State {
            var dice: SeededDice
            var effects: [String: Int] = [:]
            var requests = 0
        }

        private let state: NIOLockedValueBox<State>

        init(seed: UInt64) { self.state = NIOLockedValueBox(State(dice: SeededDice(seed: seed))) }

        /// How often each mutation was carried out.
        var effects: [String: Int] { self.state.withLockedValue { $0.effects } }
        var requests: Int { self.state.withLockedValue { $0.requests } }

        func send(_ request: HTTPRequest) async throws(HTTPTransportError) -> HTTPResponse {
            let body = String(decoding: request.body, as: UTF8.self)
            let operation = body.contains("Action=DeleteRole") ? "DeleteRole" : "GetRole"
            let result = self.state.withLockedValue { state -> ScriptedTransport.Answer in
                state.requests += 1
                let throwOf = Int.random(in: 0..<100, using: &state.dice)
                if throwOf < 30 { return .iamError(400, "Throttling") }
                // Of the failures some come before the work and some after it.
                if throwOf < 33 { return .iamError(500, "ServiceFailure") }
                if operation == "DeleteRole" { state.effects[body, default: 0] += 1 }
                if throwOf < 35 { return .answer(500, "<html/>") }
                if throwOf < 37 { return .broken(.wholeTimeout, mayHaveBeenSent: true) }
                return .answer(200, "<\(operation)Response><\(operation)Result/></\(operation)Response>")
            }
            return try result.get()
        }
    }
}
