import Foundation
import HTTPTransport
import IAMPolicy
import NIOConcurrencyHelpers
import Testing

@testable import AWSClient

@Suite struct CachedCredentialsTests {
    private let clock = VirtualClock()
    private static let failure = AWSError(service: "STS", operation: "AssumeRole", code: "c", message: "", errorClass: .transient)

    @Test func credentialsAreReplacedTenMinutesBeforeTheirEnd() async throws {
        let source = Source(clock: self.clock, lifeSeconds: 3600)
        let cached = CachedCredentials(clock: self.clock) { () async throws(AWSError) in try await source.load() }
        #expect(try await cached.credentials().accessKeyID == "K1")
        self.clock.advance(by: 2999)
        #expect(try await cached.credentials().accessKeyID == "K1")
        self.clock.advance(by: 1)
        #expect(try await cached.credentials().accessKeyID == "K2")
    }

    @Test func shortLivedCredentialsServeHalfTheirLife() async throws {
        let source = Source(clock: self.clock, lifeSeconds: 20)
        let cached = CachedCredentials(clock: self.clock) { () async throws(AWSError) in try await source.load() }
        for _ in 0..<5 { #expect(try await cached.credentials().accessKeyID == "K1") }
        self.clock.advance(by: 9)
        #expect(try await cached.credentials().accessKeyID == "K1")
        self.clock.advance(by: 1)
        #expect(try await cached.credentials().accessKeyID == "K2")
    }

    @Test func allWhoWaitShareOneLoad() async {
        let source = Source(clock: self.clock, lifeSeconds: 3600, yields: 50)
        let cached = CachedCredentials(clock: self.clock) { () async throws(AWSError) in try await source.load() }
        let names = await withTaskGroup(of: String?.self, returning: Set<String?>.self) { group in
            for _ in 0..<50 { group.addTask { try? await cached.credentials().accessKeyID } }
            return await group.reduce(into: []) { $0.insert($1) }
        }
        #expect(names == ["K1"])
        #expect(source.loads == 1)
    }

    @Test func oldCredentialsServeWhileRefreshingFails() async throws {
        let source = Source(clock: self.clock, lifeSeconds: 3600)
        let cached = CachedCredentials(clock: self.clock) { () async throws(AWSError) in try await source.load() }
        _ = try await cached.credentials()
        source.fail(with: Self.failure)
        self.clock.advance(by: 3001)
        #expect(try await cached.credentials().accessKeyID == "K1")
        #expect(try await cached.credentials().accessKeyID == "K1")
        #expect(source.loads == 2)
        self.clock.advance(by: 1)
        #expect(try await cached.credentials().accessKeyID == "K1")
        #expect(source.loads == 3)
        self.clock.advance(by: 600)
        await #expect(throws: AWSError.self) { try await cached.credentials() }
    }

    @Test func sourceThatFailsIsNotAskedForEachCall() async throws {
        let source = Source(clock: self.clock, lifeSeconds: 3600)
        source.fail(with: Self.failure)
        let cached = CachedCredentials(clock: self.clock) { () async throws(AWSError) in try await source.load() }
        for _ in 0..<100 { await #expect(throws: Self.failure) { try await cached.credentials() } }
        #expect(source.loads == 1)
        self.clock.advance(by: 1)
        await #expect(throws: Self.failure) { try await cached.credentials() }
        #expect(source.loads == 2)
    }

    @Test func whoComesWhileGoodOnesAreReplacedDoesNotWait() async throws {
        let source = Source(clock: self.clock, lifeSeconds: 3600)
        let gate = Gate()
        let cached = CachedCredentials(clock: self.clock) { () async throws(AWSError) in
            let loaded = try await source.load()
            if loaded.accessKeyID == "K2" { await gate.wait() }
            return loaded
        }
        _ = try await cached.credentials()
        self.clock.advance(by: 3001)
        let replacing = Task { try await cached.credentials().accessKeyID }
        while source.loads < 2 { await Task.yield() }
        #expect(try await cached.credentials().accessKeyID == "K1")
        await gate.open()
        #expect(try await replacing.value == "K2")
        #expect(try await cached.credentials().accessKeyID == "K2")
    }

    @Test func credentialsThatHaveEndedAlreadyAreNoCredentials() async {
        let source = Source(clock: self.clock, lifeSeconds: 0)
        let cached = CachedCredentials(clock: self.clock) { () async throws(AWSError) in try await source.load() }
        let error = await #expect(throws: AWSError.self) { try await cached.credentials() }
        #expect(error?.message.contains("expired") == true)
    }

    @Test func refusedCredentialsAreLoadedAnew() async throws {
        let source = Source(clock: self.clock, lifeSeconds: 3600)
        let cached = CachedCredentials(clock: self.clock) { () async throws(AWSError) in try await source.load() }
        let first = try await cached.credentials()
        #expect(await cached.refused(first))
        #expect(try await cached.credentials().accessKeyID == "K2")
        #expect(await cached.refused(first))
        #expect(source.loads == 2)
        source.fail(with: Self.failure)
        let second = try await cached.credentials()
        #expect(await cached.refused(second) == false)
    }

    @Test func cancelledLoadIsNoAnswerToTheOthers() async throws {
        let source = Source(clock: self.clock, lifeSeconds: 3600, yields: 200)
        let cached = CachedCredentials(clock: self.clock) { () async throws(AWSError) in try await source.load() }
        let first = Task { try await cached.credentials() }
        while source.loads == 0 { await Task.yield() }
        let second = Task { try await cached.credentials() }
        first.cancel()
        await #expect(throws: AWSError.self) { try await first.value }
        #expect(try await second.value.accessKeyID == "K2")
    }

    @Test func roleIsAssumedWithTheCredentialsBeforeIt() async throws {
        let transport = ScriptedTransport { number, _ in
            .answer(
                200,
                "<AssumeRoleResponse><AssumeRoleResult><Credentials><AccessKeyId>ASIA\(number)</AccessKeyId><SecretAccessKey>s</SecretAccessKey>"
                    + "<SessionToken>t\(number)</SessionToken><Expiration>2027-01-15T09:00:00Z</Expiration>"
                    + "</Credentials></AssumeRoleResult></AssumeRoleResponse>"
            )
        }
        let loader = self.loader(transport)
        let plan = CredentialsPlan.assumeRole(
            AssumedRole(roleARN: "arn:aws:iam::2:role/far"),
            with: .assumeRole(
                AssumedRole(roleARN: "arn:aws:iam::1:role/near", externalID: "e&1", sessionName: "me", durationSeconds: 900),
                with: .fixed(AWSCredentials(accessKeyID: "AKID", secretAccessKey: "s"), origin: "test")))
        let credentials = try await loader.load(plan)
        #expect(credentials.accessKeyID == "ASIA1")
        #expect(credentials.expiresAt == Date(timeIntervalSince1970: 1_800_003_600))
        let bodies = transport.requests.map { String(decoding: $0.body, as: UTF8.self) }
        #expect(
            bodies == [
                "Action=AssumeRole&Version=2011-06-15&RoleArn=arn%3Aaws%3Aiam%3A%3A1%3Arole%2Fnear"
                    + "&RoleSessionName=me&ExternalId=e%261&DurationSeconds=900",
                "Action=AssumeRole&Version=2011-06-15&RoleArn=arn%3Aaws%3Aiam%3A%3A2%3Arole%2Ffar&RoleSessionName=reconciled"
            ])
        #expect(transport.requests.map { $0.header("X-Amz-Security-Token") } == [nil, "t0"])
        #expect(transport.requests.map(\.url) == Array(repeating: "https://sts.eu-west-1.amazonaws.com/", count: 2))
    }

    @Test(arguments: [
        "", "<Credentials/>",
        "<Credentials><AccessKeyId>A</AccessKeyId><SecretAccessKey>s</SecretAccessKey>"
            + "<SessionToken>t</SessionToken><Expiration>soon</Expiration></Credentials>"
    ])
    func answerWithoutWholeCredentialsIsAnError(result: String) async {
        let transport = ScriptedTransport([
            .answer(200, "<AssumeRoleResponse><AssumeRoleResult>\(result)</AssumeRoleResult></AssumeRoleResponse>")
        ])
        await #expect(throws: AWSError.self) {
            try await self.loader(transport).load(
                .assumeRole(AssumedRole(roleARN: "r"), with: .fixed(AWSCredentials(accessKeyID: "AKID", secretAccessKey: "s"), origin: "test")))
        }
    }

    @Test func webIdentityIsAssumedWithoutASignatureAndWithTheTokenOfTheMoment() async throws {
        let folder = try ScratchFolder()
        let file = try folder.write("one.two.three\n", to: "token")
        let transport = ScriptedTransport { number, _ in
            .answer(
                200,
                "<AssumeRoleWithWebIdentityResponse><AssumeRoleWithWebIdentityResult><Credentials><AccessKeyId>ASIA\(number)</AccessKeyId>"
                    + "<SecretAccessKey>s</SecretAccessKey><SessionToken>t</SessionToken><Expiration>2027-01-15T09:00:00Z</Expiration>"
                    + "</Credentials></AssumeRoleWithWebIdentityResult></AssumeRoleWithWebIdentityResponse>")
        }
        let plan = CredentialsPlan.webIdentity(
            WebIdentity(role: AssumedRole(roleARN: "arn:aws:iam::1:role/r", sessionName: "me"), tokenFile: file, origin: "test"))
        #expect(try await self.loader(transport).load(plan).accessKeyID == "ASIA0")
        try folder.write("four", to: "token")
        _ = try await self.loader(transport).load(plan)
        #expect(transport.requests.allSatisfy { $0.header("Authorization") == nil && $0.header("X-Amz-Date") == nil })
        #expect(
            transport.requests.map { String(decoding: $0.body, as: UTF8.self).split(separator: "&").filter { $0.hasPrefix("WebIdentityToken") } }
                == [["WebIdentityToken=one.two.three"], ["WebIdentityToken=four"]])
        try folder.write("", to: "token")
        let error = await #expect(throws: AWSError.self) { try await self.loader(transport).load(plan) }
        #expect(error?.message.contains(file) == true)
    }

    private func loader(_ transport: ScriptedTransport) -> CredentialsLoader {
        let environment = AWSEnvironment([:])
        let caller = AWSCaller(
            configuration: .init(region: "eu-west-1", environment: environment), environment: environment,
            credentials: AnonymousCredentials(), transport: transport, clock: self.clock, fraction: { 0 })
        return CredentialsLoader(environment: environment, transport: transport, clock: self.clock) { credentials in
            credentials.map { caller.signing(with: FixedCredentials($0)) } ?? caller
        }
    }

    /// Holds up who comes until it is opened.
    private actor Gate {
        private var isOpen = false
        private var waiter: CheckedContinuation<Void, Never>?

        func wait() async {
            if self.isOpen { return }
            await withCheckedContinuation { self.waiter = $0 }
        }

        func open() {
            self.isOpen = true
            self.waiter?.resume()
        }
    }

    /// Gives K1, K2, … or fails.
    private final class Source: Sendable {
        private let clock: VirtualClock
        private let lifeSeconds: Double
        private let yields: Int
        private let state = NIOLockedValueBox<(loads: Int, failure: AWSError?)>((0, nil))

        init(clock: VirtualClock, lifeSeconds: Double, yields: Int = 0) {
            self.clock = clock
            self.lifeSeconds = lifeSeconds
            self.yields = yields
        }

        var loads: Int { self.state.withLockedValue { $0.loads } }

        func fail(with error: AWSError) { self.state.withLockedValue { $0.failure = error } }

        func load() async throws(AWSError) -> AWSCredentials {
            let (number, failure) = self.state.withLockedValue { state in
                state.loads += 1
                return (state.loads, state.failure)
            }
            for _ in 0..<self.yields { await Task.yield() }
            if Task.isCancelled { throw AWSError(service: "", operation: "", code: "Cancelled", message: "", errorClass: .cancelled) }
            if let failure { throw failure }
            return AWSCredentials(
                accessKeyID: "K\(number)", secretAccessKey: "s", sessionToken: "t", expiresAt: self.clock.now.addingTimeInterval(self.lifeSeconds))
        }
    }
}
