import Foundation
import IAMPolicy
import ReconcileCore
import ReconcileEngine
import ReconcileTestKit
import SimulatedAWS

/// An estate that is as declared, looked at once; complaints are put to it. Their numbers are those of `docs/COMPLAINTS.md`.
struct Scene {
    let estate: SimulatedEstate
    static let anna = OperatorIdentity(name: "anna", uid: 1000)

    init(roles: Int = 2, changesPerPassMax: Int = 1000) async throws {
        self.estate = try await SimulatedEstate(seed: 11, roles: roles, changesPerPassMax: changesPerPassMax)
        try await self.estate.pass()
        self.estate.lab.world.forgetCalls()
    }

    var desk: OperatorDesk { OperatorDesk(store: self.estate.store, clock: self.estate.clock) }

    // MARK: What others do

    func edit(_ service: String, _ operation: String, _ input: JSONObject) throws {
        try self.estate.lab.edit(service, operation, input)
        self.estate.lab.clock.advance(by: 30)
    }

    func role(_ operation: String, _ more: JSONObject, name: String = "export1") throws {
        try self.edit("iam", operation, JSONObject([.init(name: "RoleName", value: .string(name))] + more.members))
    }

    // MARK: What the daemon does

    func pass(_ count: Int = 1, every seconds: Double = 300) async throws {
        for index in 0..<count {
            if index > 0 { self.estate.lab.clock.advance(by: seconds) }
            try await self.estate.pass()
        }
    }

    /// The operations that the daemon sent and that had an effect or were tried.
    var sent: [String] { self.estate.mutations.map(\.operation) }

    var requests: Int { self.estate.lab.world.calls.count }

    /// `ASPECT kind direction` of each open drift.
    func drifts() async throws -> [String] {
        try await self.records().map { "\($0.aspect) \($0.kind.rawValue) \($0.direction.rawValue)" }.sorted()
    }

    func records() async throws -> [DriftRecord] { try await self.estate.store.drifts(of: nil, includingEnded: false) }

    /// How often each event was queued for the webhook.
    func told() async throws -> [String: Int] {
        let due = try await self.estate.store.dueDeliveries(webhook: "hook", at: .distantFuture, countMax: 10_000)
        return Dictionary(due.map { ($0.notice.event.rawValue, 1) }, uniquingKeysWith: +)
    }

    func live(_ path: String...) -> JSONValue? {
        path.reduce(Optional(self.estate.export)) { value, name in value?[name] }
    }
}
