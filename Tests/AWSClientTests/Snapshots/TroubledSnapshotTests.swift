import HTTPTransport
import IAMPolicy
import NIOConcurrencyHelpers
import ReconcileCore
import ReconcileTestKit
import Testing

@testable import AWSClient

/// A large account behind a service in bad weather.
@Suite struct TroubledSnapshotTests {
    @Test(arguments: [1, 2, 3] as [UInt64])
    func aLookAtALargeAccountCompletesWithFewerThanTwiceTheRequests(seed: UInt64) async {
        let targets =
            Self.targets(.role, 1000, "r") + Self.targets(.managedPolicy, 100, "p") + Self.targets(.user, 3, "u") + Self.targets(.kmsKey, 100, "k")
        let calm = await self.look(targets, Weather(seed: nil))
        let rough = await self.look(targets, Weather(seed: seed))
        #expect(rough.readings == calm.readings)
        let live = rough.readings.values.compactMap { if case .present(let live) = $0 { live } else { nil } }
        #expect(live.count == targets.count)
        #expect(live.allSatisfy { $0.gaps.isEmpty })
        #expect(calm.requests > 600)
        #expect(rough.requests > calm.requests * 5 / 4 && rough.requests < 2 * calm.requests, "\(rough.requests) instead of \(calm.requests)")
    }

    private static func targets(_ kind: ResourceKind, _ count: Int, _ letter: String) -> [ReadTarget] {
        let bases = Set(KindRegistry.definition(of: kind)?.aspects.map(\.base) ?? [])
        return (0..<count).map { index in
            let identity = ResourceIdentity(account: "prod", region: kind == .kmsKey ? "eu-west-1" : nil, kind: kind, name: "\(letter)\(index)")
            return ReadTarget(identity: identity, locator: kind == .kmsKey ? ListedAccount.keyID(index) : nil, bases: bases)
        }
    }

    private func look(_ targets: [ReadTarget], _ weather: Weather) async -> (readings: [ResourceIdentity: ResourceReading], requests: Int) {
        let environment = AWSEnvironment([:])
        let account = ListedAccount(roles: 1000, policies: 100, users: 3, keys: 100)
        let transport = ScriptedTransport { _, request in weather.answer(to: request, of: account) }
        let caller = AWSCaller(
            configuration: .init(region: "eu-west-1", requestsPerSecondMax: 10_000, environment: environment), environment: environment,
            credentials: FixedCredentials(AWSCredentials(accessKeyID: "AKID", secretAccessKey: "s")), transport: transport,
            clock: VirtualClock(), fraction: { 0.5 })
        let readings = await SnapshotReader(caller: ReadOnlyCaller(caller)).read(targets, listingRequests: nil).readings
        return (readings, transport.requests.count)
    }

    /// 30 of 100 answers are throttled, 5 are failures, 2 never come. Which ones depends on the request and on how often
    /// it has come, not on the order in which requests come.
    private final class Weather: Sendable {
        private let seed: UInt64?
        private let attempts = NIOLockedValueBox<[String: UInt64]>([:])

        /// - Parameter seed: `nil`: calm.
        init(seed: UInt64?) { self.seed = seed }

        func answer(to request: HTTPRequest, of account: ListedAccount) -> ScriptedTransport.Answer {
            guard let seed else { return account.answer(request) }
            let target = request.headers.first { $0.name.lowercased() == "x-amz-target" }?.value
            let key = (target ?? "") + String(decoding: request.body, as: UTF8.self)
            let attempt = self.attempts.withLockedValue { attempts -> UInt64 in
                attempts[key, default: 0] += 1
                return attempts[key, default: 0]
            }
            var dice = SeededDice(seed: seed &* 1_000_003 &+ attempt &+ Self.number(of: key) &* 31)
            let throwOf = Int.random(in: 0..<100, using: &dice)
            if throwOf < 30 { return target == nil ? .iamError(400, "Throttling") : .answer(400, "{\"__type\":\"ThrottlingException\"}") }
            if throwOf < 35 { return .answer(500, "<html/>") }
            if throwOf < 37 { return .broken(.wholeTimeout, mayHaveBeenSent: true) }
            return account.answer(request)
        }

        /// FNV-1a; Swift's own hashes are others in each process.
        private static func number(of text: String) -> UInt64 {
            text.utf8.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
        }
    }
}
