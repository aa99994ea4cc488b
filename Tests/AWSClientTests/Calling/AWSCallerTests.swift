import Foundation
import HTTPTransport
import IAMPolicy
import NIOConcurrencyHelpers
import Testing

@testable import AWSClient

@Suite struct AWSCallerTests {
    private static let ok = "<GetRoleResponse><GetRoleResult><Role><RoleName>r</RoleName></Role></GetRoleResult></GetRoleResponse>"
    private static let created = "<CreateRoleResponse><CreateRoleResult/></CreateRoleResponse>"
    private let clock = VirtualClock()
    private let credentials = AWSCredentials(accessKeyID: "AKID", secretAccessKey: "secret")

    @Test func requestIsSignedAndGoesToTheServicesEndpoint() async throws {
        let transport = ScriptedTransport([.answer(200, Self.ok)])
        let answer = try await self.caller(transport).call(IAM.getRole, parameters: ["RoleName": "r"], region: nil)
        #expect(answer.result["Role"]?.text(of: "RoleName") == "r")
        let request = try #require(transport.requests.first)
        #expect(request.url == "https://iam.amazonaws.com/")
        #expect(request.method == "POST")
        #expect(String(decoding: request.body, as: UTF8.self) == "Action=GetRole&Version=2010-05-08&RoleName=r")
        #expect(request.header("Authorization")?.contains("Credential=AKID/20270115/us-east-1/iam/aws4_request") == true)
        #expect(request.connectionReuse == .reuse)
    }

    @Test func regionOfTheCallGoesBeforeTheAccounts() async throws {
        let transport = ScriptedTransport([.answer(200, "{}")])
        let caller = self.caller(transport)
        _ = try await caller.call(KMS.listKeys, parameters: [:], region: nil)
        _ = try await caller.call(KMS.listKeys, parameters: [:], region: "us-west-2")
        #expect(transport.requests.map(\.url) == ["https://kms.eu-west-1.amazonaws.com/", "https://kms.us-west-2.amazonaws.com/"])
        #expect(transport.requests.last?.header("Authorization")?.contains("/us-west-2/kms/") == true)
        #expect(transport.requests.last?.header("X-Amz-Target") == "TrentService.ListKeys")
    }

    @Test(arguments: [
        ScriptedTransport.Answer.iamError(400, "Throttling"), .iamError(500, "ServiceFailure"), .answer(500, "<html>oops</html>"), .answer(503, ""),
        .broken(.connect, mayHaveBeenSent: false), .broken(.wholeTimeout, mayHaveBeenSent: true), .broken(.connectionLost, mayHaveBeenSent: true)
    ])
    func readIsRepeatedUntilItSucceeds(failure: ScriptedTransport.Answer) async throws {
        let transport = ScriptedTransport([failure, failure, .answer(200, Self.ok)])
        let caller = self.caller(transport)
        _ = try await caller.call(IAM.getRole, parameters: ["RoleName": "r"], region: nil)
        #expect(transport.requests.count == 3)
        #expect(caller.requestsSent == 3)
        #expect(self.clock.slept.prefix(2) == [0.5, 1])
    }

    @Test func readThatFailsThreeTimesGivesUp() async {
        let transport = ScriptedTransport([.iamError(500, "ServiceFailure", "down")])
        let error = await self.failure(transport, IAM.getRole)
        #expect(error?.attempts == 3)
        #expect(error?.errorClass == .transient)
        #expect(error?.description == "IAM GetRole: ServiceFailure (HTTP 500): down, request r-1")
        #expect(transport.requests.count == 3)
    }

    @Test(arguments: [
        ScriptedTransport.Answer.iamError(404, "NoSuchEntity"), .iamError(403, "AccessDenied"), .iamError(409, "LimitExceeded"),
        .answer(404, "<html/>"),
        .answer(200, "<html/>"), .broken(.tls, mayHaveBeenSent: false), .broken(.responseTooLarge, mayHaveBeenSent: true),
        .broken(.cancelled, mayHaveBeenSent: true)
    ])
    func whatRepeatingCannotMendIsSentOnce(failure: ScriptedTransport.Answer) async {
        let transport = ScriptedTransport([failure])
        #expect(await self.failure(transport, IAM.getRole)?.attempts == 1)
        #expect(transport.requests.count == 1)
    }

    @Test(arguments: [
        ScriptedTransport.Answer.iamError(500, "ServiceFailure"), .answer(500, "<html/>"), .answer(502, ""), .answer(200, "<html/>"),
        .broken(.wholeTimeout, mayHaveBeenSent: true), .broken(.connectionLost, mayHaveBeenSent: true), .broken(.cancelled, mayHaveBeenSent: true),
        .broken(.responseTooLarge, mayHaveBeenSent: true)
    ])
    func mutationOfUnknownEffectIsSentOnceAndSaysSo(failure: ScriptedTransport.Answer) async {
        let transport = ScriptedTransport([failure, .answer(200, Self.created)])
        let error = await self.failure(transport, IAM.createRole)
        #expect(error?.effect == .unknown)
        #expect(transport.requests.count == 1)
    }

    @Test(arguments: [
        ScriptedTransport.Answer.iamError(400, "Throttling"), .broken(.connect, mayHaveBeenSent: false), .broken(.resolve, mayHaveBeenSent: false),
        .broken(.connectTimeout, mayHaveBeenSent: false)
    ])
    func mutationThatSurelyHadNoEffectIsRepeatedOnAFreshConnection(failure: ScriptedTransport.Answer) async throws {
        let transport = ScriptedTransport([failure, .answer(200, Self.created)])
        _ = try await self.caller(transport).call(IAM.createRole, parameters: ["RoleName": "r"], region: nil)
        #expect(transport.requests.map(\.connectionReuse) == [.freshAndNotReused, .freshAndNotReused])
    }

    @Test func refusedMutationHadNoEffect() async {
        let error = await self.failure(ScriptedTransport([.iamError(400, "MalformedPolicyDocument")]), IAM.createRole)
        #expect(error?.effect == AWSError.Effect.none)
        #expect(error?.errorClass == .invalid)
    }

    @Test func attemptsAreThoseOfTheEnvironment() async {
        let transport = ScriptedTransport([.answer(500, "")])
        let error = await self.failure(transport, IAM.getRole, environment: ["AWS_MAX_ATTEMPTS": "5"])
        #expect(error?.attempts == 5)
    }

    @Test func failingServiceIsLeftAloneWhenTheQuotaIsSpent() async {
        let transport = ScriptedTransport([.answer(500, "")])
        let caller = self.caller(transport)
        for _ in 0..<60 { _ = try? await caller.call(IAM.getRole, parameters: [:], region: nil) }
        #expect(transport.requests.count == 60 + 100)
    }

    @Test func wrongClockIsSetRightAndTheCallSignedAnew() async throws {
        let date: [(name: String, value: String)] = [("Date", "Fri, 15 Jan 2027 10:00:00 GMT")]  // two hours after the virtual clock
        let transport = ScriptedTransport([.iamError(403, "SignatureDoesNotMatch", headers: date), .answer(200, Self.created)])
        _ = try await self.caller(transport).call(IAM.createRole, parameters: [:], region: nil)
        #expect(transport.requests.map { $0.header("X-Amz-Date") } == ["20270115T080000Z", "20270115T100000Z"])
    }

    @Test func refusedSignatureIsNotRepeatedForEver() async {
        let date: [(name: String, value: String)] = [("Date", "Fri, 15 Jan 2027 10:00:00 GMT")]
        let transport = ScriptedTransport([.iamError(403, "SignatureDoesNotMatch", headers: date)])
        #expect(await self.failure(transport, IAM.getRole)?.errorClass == .unauthenticated)
        #expect(transport.requests.count == 2)
    }

    @Test func noCredentialsMeansNoRequest() async {
        let transport = ScriptedTransport([.answer(200, Self.ok)])
        let caller = AWSCaller.forAccount(
            configuration: .init(region: "eu-west-1", environment: AWSEnvironment([:])), source: .standardChain,
            environment: AWSEnvironment(["HOME": "/nonexistent"]), transport: transport, clock: self.clock, fraction: { 0.5 })
        await #expect(throws: AWSError.self) { try await caller.call(IAM.getRole, parameters: [:], region: nil) }
        #expect(transport.requests.isEmpty)
    }

    @Test func everyRequestIsToldToTheObserver() async throws {
        let records = NIOLockedValueBox<[AWSRequestRecord]>([])
        let transport = ScriptedTransport([.iamError(400, "Throttling"), .broken(.connect, mayHaveBeenSent: false), .answer(200, Self.ok)])
        let caller = AWSCaller(
            configuration: .init(region: "eu-west-1", environment: AWSEnvironment([:])), environment: AWSEnvironment([:]),
            credentials: FixedCredentials(self.credentials), transport: transport, clock: self.clock, fraction: { 0.5 },
            observer: { record in records.withLockedValue { $0.append(record) } })
        _ = try await caller.call(IAM.getRole, parameters: [:], region: nil)
        let seen = records.withLockedValue { $0 }
        #expect(seen.map(\.status) == [400, nil, 200])
        #expect(seen.map(\.errorClass) == [.throttled, .transient, nil])
        #expect(seen.map(\.attempt) == [1, 2, 3])
    }

    @Test func throttledCallsSlowTheLaneDown() async throws {
        let transport = ScriptedTransport([.iamError(400, "Throttling"), .answer(200, Self.ok)])
        let caller = self.caller(transport)
        for _ in 0..<11 { _ = try await caller.call(IAM.getRole, parameters: [:], region: nil) }
        // The bucket was emptied and refills at seven a second: the ten calls after it cannot have gone at once.
        #expect(self.clock.monotonicSeconds > 1)
    }

    private func caller(_ transport: ScriptedTransport, environment: [String: String] = [:]) -> AWSCaller {
        let environment = AWSEnvironment(environment)
        return AWSCaller(
            configuration: .init(region: "eu-west-1", environment: environment), environment: environment,
            credentials: FixedCredentials(self.credentials), transport: transport, clock: self.clock, fraction: { 0.5 })
    }

    private func failure(_ transport: ScriptedTransport, _ operation: AWSOperation, environment: [String: String] = [:]) async -> AWSError? {
        do throws(AWSError) {
            _ = try await self.caller(transport, environment: environment).call(operation, parameters: [:], region: nil)
            return nil
        } catch {
            return error
        }
    }
}
