import Foundation
import HTTPTransport
import IAMPolicy
import NIOConcurrencyHelpers
import Testing

@testable import AWSClient

@Suite struct AWSCallerTests {
    private static let ok = "<GetRoleResponse><GetRoleResult><Role><RoleName>r</RoleName></Role></GetRoleResult></GetRoleResponse>"
    private static let created = "<CreateRoleResponse><CreateRoleResult/></CreateRoleResponse>"
    private static let role: JSONObject = ["RoleName": "r", "AssumeRolePolicyDocument": "{}"]
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

    @Test func readThatFailsFiveTimesGivesUp() async {
        let transport = ScriptedTransport([.iamError(500, "ServiceFailure", "down")])
        let error = await self.failure(transport, IAM.getRole)
        #expect(error?.attempts == 5)
        #expect(error?.errorClass == .transient)
        #expect(error?.description == "IAM GetRole: ServiceFailure (HTTP 500): down, request r-1")
        #expect(transport.requests.count == 5)
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
        _ = try await self.caller(transport).call(IAM.createRole, parameters: Self.role, region: nil)
        #expect(transport.requests.map(\.connectionReuse) == [.freshAndNotReused, .freshAndNotReused])
    }

    @Test func refusedMutationHadNoEffect() async {
        let error = await self.failure(ScriptedTransport([.iamError(400, "MalformedPolicyDocument")]), IAM.createRole)
        #expect(error?.effect == AWSError.Effect.none)
        #expect(error?.errorClass == .invalid)
    }

    @Test func attemptsAreThoseOfTheEnvironment() async {
        let transport = ScriptedTransport([.answer(500, "")])
        let error = await self.failure(transport, IAM.getRole, environment: ["AWS_MAX_ATTEMPTS": "4"])
        #expect(error?.attempts == 4)
    }

    @Test func failingServiceIsLeftAloneWhenTheQuotaIsSpent() async {
        let transport = ScriptedTransport([.answer(500, "")])
        let caller = self.caller(transport)
        for _ in 0..<60 { _ = try? await caller.call(IAM.getRole, parameters: ["RoleName": "r"], region: nil) }
        #expect(transport.requests.count == 60 + 100)
    }

    @Test func throttledCallsCostNoQuota() async {
        let transport = ScriptedTransport { number, _ in number % 10 == 9 ? .answer(200, Self.ok) : .iamError(400, "Throttling") }
        let caller = self.caller(transport)
        for _ in 0..<60 { #expect((try? await caller.call(IAM.getRole, parameters: ["RoleName": "r"], region: nil)) != nil) }
    }

    @Test(arguments: [("x-amz-retry-after", "4000", 4.0), ("Retry-After", "9", 9), ("Retry-After", "9000", 20)])
    func callWaitsAsLongAsTheServiceAsks(name: String, value: String, seconds: Double) async throws {
        let transport = ScriptedTransport([.iamError(500, "ServiceFailure", headers: [(name, value)]), .answer(200, Self.ok)])
        _ = try await self.caller(transport).call(IAM.getRole, parameters: ["RoleName": "r"], region: nil)
        #expect(self.clock.slept.first == seconds)
    }

    @Test func endOfCredentialsInTheMiddleOfACallIsNoFailure() async throws {
        let transport = ScriptedTransport([.iamError(403, "ExpiredToken"), .iamError(403, "ExpiredToken"), .answer(200, Self.created)])
        let number = Counter()
        let clock = self.clock
        let cached = CachedCredentials(clock: clock) { () async throws(AWSError) in
            clock.advance(by: 2)
            return AWSCredentials(accessKeyID: "K\(number.next())", secretAccessKey: "s", expiresAt: clock.now.addingTimeInterval(20))
        }
        _ = try await self.caller(transport).signing(with: cached)
            .call(IAM.createRole, parameters: ["RoleName": "r", "AssumeRolePolicyDocument": "{}"], region: nil)
        #expect(transport.requests.count == 3)
        #expect(number.last == 3)
    }

    @Test func credentialsThatCannotBeHadForAMomentAreAskedForAgain() async throws {
        let transport = ScriptedTransport([.answer(200, Self.ok)])
        let credentials = FlakyCredentials(failures: [.transient, .throttled])
        _ = try await self.caller(transport).signing(with: credentials).call(IAM.getRole, parameters: ["RoleName": "r"], region: nil)
        #expect(transport.requests.count == 1)
        #expect(credentials.timesRefused == 0)
    }

    @Test(arguments: [AWSErrorClass.unauthenticated, .denied, .noCredentials])
    func credentialsThatCannotBeHadAtAllEndTheCall(errorClass: AWSErrorClass) async {
        let transport = ScriptedTransport([.answer(200, Self.ok)])
        let credentials = FlakyCredentials(failures: [errorClass])
        let error = await #expect(throws: AWSError.self) {
            try await self.caller(transport).signing(with: credentials).call(IAM.getRole, parameters: ["RoleName": "r"], region: nil)
        }
        #expect(error?.service == "STS")
        #expect(error?.effect == AWSError.Effect.none)
        #expect(transport.requests.isEmpty)
        #expect(credentials.timesRefused == 0)
    }

    @Test func siblingsShareClockPaceAndCount() async throws {
        let date: [(name: String, value: String)] = [("Date", "Fri, 15 Jan 2027 10:00:00 GMT")]
        let transport = ScriptedTransport([.iamError(403, "SignatureDoesNotMatch", headers: date), .answer(200, Self.ok)])
        let caller = self.caller(transport)
        let sibling = caller.signing(with: FixedCredentials(AWSCredentials(accessKeyID: "OTHER", secretAccessKey: "s")))
        _ = try await sibling.call(IAM.getRole, parameters: ["RoleName": "r"], region: nil)
        _ = try await caller.call(IAM.getRole, parameters: ["RoleName": "r"], region: nil)
        #expect(transport.requests.last?.header("X-Amz-Date") == "20270115T100000Z")
        #expect(caller.requestsSent == 3)
    }

    @Test func wrongClockIsSetRightAndTheCallSignedAnew() async throws {
        let date: [(name: String, value: String)] = [("Date", "Fri, 15 Jan 2027 10:00:00 GMT")]  // two hours after the virtual clock
        let transport = ScriptedTransport([.iamError(403, "SignatureDoesNotMatch", headers: date), .answer(200, Self.created)])
        _ = try await self.caller(transport).call(IAM.createRole, parameters: Self.role, region: nil)
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
            environment: AWSEnvironment(["HOME": "/nonexistent", "AWS_EC2_METADATA_DISABLED": "true"]), transport: transport, clock: self.clock,
            fraction: { 0.5 })
        await #expect(throws: AWSError.self) { try await caller.call(IAM.getRole, parameters: ["RoleName": "r"], region: nil) }
        #expect(transport.requests.isEmpty)
    }

    @Test func everyRequestIsToldToTheObserver() async throws {
        let records = NIOLockedValueBox<[AWSRequestRecord]>([])
        let transport = ScriptedTransport([.iamError(400, "Throttling"), .broken(.connect, mayHaveBeenSent: false), .answer(200, Self.ok)])
        let caller = AWSCaller(
            configuration: .init(region: "eu-west-1", environment: AWSEnvironment([:])), environment: AWSEnvironment([:]),
            credentials: FixedCredentials(self.credentials), transport: transport, clock: self.clock, fraction: { 0.5 },
            observer: { record in records.withLockedValue { $0.append(record) } })
        _ = try await caller.call(IAM.getRole, parameters: ["RoleName": "r"], region: nil)
        let seen = records.withLockedValue { $0 }
        #expect(seen.map(\.status) == [400, nil, 200])
        #expect(seen.map(\.errorClass) == [.throttled, .transient, nil])
        #expect(seen.map(\.attempt) == [1, 2, 3])
    }

    @Test(
        arguments: [
            (["RoleName": "r", "RoleNam": "r"], "RoleNam: has no such member"), ([:], "RoleName: is required"),
            (["RoleName": 1], "RoleName: a number instead of a string")
        ] as [(JSONObject, String)])
    func parametersThatDoNotFitAreNotSent(parameters: JSONObject, problem: String) async {
        let transport = ScriptedTransport([.answer(200, Self.ok)])
        let error = await #expect(throws: AWSError.self) {
            try await self.caller(transport).call(IAM.getRole, parameters: parameters, region: nil)
        }
        #expect(error?.code == AWSErrorCode.invalidParameters)
        #expect(error?.message.hasSuffix(problem) == true)
        #expect(transport.requests.isEmpty)
    }

    @Test func identityTokenIsExchangedWithoutASignature() async throws {
        let answer = "<AssumeRoleWithWebIdentityResponse><AssumeRoleWithWebIdentityResult/></AssumeRoleWithWebIdentityResponse>"
        let transport = ScriptedTransport([.answer(200, answer)])
        _ = try await self.caller(transport).call(
            STS.assumeRoleWithWebIdentity,
            parameters: ["RoleArn": "arn:aws:iam::111122223333:role/r", "RoleSessionName": "s", "WebIdentityToken": "t"],
            region: nil)
        #expect(transport.requests.first?.header("Authorization") == nil)
        #expect(transport.requests.first?.header("X-Amz-Security-Token") == nil)
    }

    @Test(arguments: [
        (301, "<Error><Code>PermanentRedirect</Code></Error>"), (400, "<Error><Code>AuthorizationHeaderMalformed</Code></Error>")
    ])
    func bucketOfAnotherRegionIsFollowedOnceAndSignedAnew(status: Int, body: String) async throws {
        let elsewhere = ScriptedTransport.Answer.answer(status, body, headers: [("x-amz-bucket-region", "ap-south-1")])
        let transport = ScriptedTransport([elsewhere, .answer(200, "{}")])
        _ = try await self.caller(transport).call(S3.getBucketPolicy, parameters: ["Bucket": "stage"], region: nil)
        #expect(
            transport.requests.map(\.url) == ["https://stage.s3.eu-west-1.amazonaws.com/?policy", "https://stage.s3.ap-south-1.amazonaws.com/?policy"]
        )
        #expect(transport.requests.last?.header("Authorization")?.contains("/ap-south-1/s3/") == true)
        let circle = ScriptedTransport { number, _ in .answer(status, body, headers: [("x-amz-bucket-region", "eu-west-\(number + 2)")]) }
        await #expect(throws: AWSError.self) {
            try await self.caller(circle).call(S3.getBucketPolicy, parameters: ["Bucket": "stage"], region: nil)
        }
        #expect(circle.requests.count == 2)
    }

    @Test func throttledCallsSlowTheLaneDown() async throws {
        let transport = ScriptedTransport([.iamError(400, "Throttling"), .answer(200, Self.ok)])
        let caller = self.caller(transport)
        for _ in 0..<11 { _ = try await caller.call(IAM.getRole, parameters: ["RoleName": "r"], region: nil) }
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
            _ = try await self.caller(transport, environment: environment).call(
                operation, parameters: operation == IAM.createRole ? Self.role : ["RoleName": "r"], region: nil)
            return nil
        } catch {
            return error
        }
    }

    /// Fails in turn with these classes, then gives credentials.
    private final class FlakyCredentials: AWSCredentialsProviding {
        private let failures: NIOLockedValueBox<[AWSErrorClass]>
        private let refusals = NIOLockedValueBox(0)

        init(failures: [AWSErrorClass]) { self.failures = NIOLockedValueBox(failures) }

        var timesRefused: Int { self.refusals.withLockedValue { $0 } }

        func credentials() async throws(AWSError) -> AWSCredentials {
            if let next = self.failures.withLockedValue({ $0.isEmpty ? nil : $0.removeFirst() }) {
                throw AWSError(service: "STS", operation: "AssumeRole", status: 400, code: "c", message: "m", errorClass: next)
            }
            return AWSCredentials(accessKeyID: "AKID", secretAccessKey: "s")
        }

        func refused(_ credentials: AWSCredentials) async -> Bool {
            self.refusals.withLockedValue { $0 += 1 }
            return true
        }
    }
}
