import AWSClient
import IAMPolicy
import NIOConcurrencyHelpers
import ReconcileCore
import ReconcileTestKit
import SimulatedAWS

/// A simulated AWS with one account, and a client of the product's that calls it.
struct Lab {
    let clock = SimulationClock()
    let world: SimulatedWorld
    let caller: AWSCaller

    static let account = Fixtures.accountID
    static let region = Fixtures.region
    static let accessKey = "AKIADAEMON0000000001"

    init(seed: UInt64 = 1, requestsPerSecondMax: Double = 10_000) {
        self.world = SimulatedWorld(seed: seed, clock: self.clock)
        self.world.addAccount(Self.account)
        self.world.addAccessKey(Self.accessKey, account: Self.account, principal: "role/daemon")
        self.caller = Self.caller(self.world, self.clock, seed: seed, requestsPerSecondMax: requestsPerSecondMax)
    }

    static func caller(
        _ world: SimulatedWorld, _ clock: SimulationClock, accessKey: String = Self.accessKey, region: String = Self.region, seed: UInt64 = 1,
        requestsPerSecondMax: Double = 10_000
    ) -> AWSCaller {
        let environment = AWSEnvironment([:])
        let dice = NIOLockedValueBox(SeededDice(seed: seed &+ 77))
        return AWSCaller(
            configuration: .init(region: region, requestsPerSecondMax: requestsPerSecondMax, environment: environment), environment: environment,
            credentials: FixedCredentials(AWSCredentials(accessKeyID: accessKey, secretAccessKey: "secret")), transport: world, clock: clock,
            fraction: { dice.withLockedValue { Double.random(in: 0...1, using: &$0) } })
    }

    /// A call over the wire, read by the model.
    func call(_ service: String, _ name: String, _ input: JSONObject = JSONObject(), region: String? = nil) async throws -> JSONObject {
        let operation = try WorldOperations.operation(service, name).orThrow("\(service):\(name)")
        return try await self.caller.call(operation, parameters: input, region: region).output(of: operation)
    }

    /// The code of the refusal; `nil` where the call was carried out.
    func refusal(_ service: String, _ name: String, _ input: JSONObject = JSONObject(), region: String? = nil) async throws -> String? {
        do {
            _ = try await self.call(service, name, input, region: region)
            return nil
        } catch let error as AWSError {
            return error.code
        }
    }

    /// A change by somebody else.
    @discardableResult
    func edit(_ service: String, _ name: String, _ input: JSONObject = JSONObject()) throws -> JSONObject {
        try self.world.edit(service, name, input, account: Self.account, region: Self.region)
    }
}

struct Missing: Error { let what: String }

extension Optional {
    func orThrow(_ what: String) throws -> Wrapped {
        guard let self else { throw Missing(what: what) }
        return self
    }
}

extension JSONValue {
    /// The value as the text that policies travel in.
    var asText: JSONValue { .string(JSONWriter.compact(self)) }
}
