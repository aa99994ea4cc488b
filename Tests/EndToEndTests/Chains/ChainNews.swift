import IAMPolicy
import ReconcileTestKit
import Testing

/// What a daemon that only looks tells of chains and assertions from now on.
struct ChainNews {
    private let world: World
    /// Notices that were there before.
    private let start: Int

    /// Once all that is to be told of what was before has arrived.
    init(of world: World) async throws {
        self.world = world
        try await Self.look(world)
        try await Self.expectDelivered(world)
        self.start = world.notices().count
    }

    /// `event BLUEPRINT link` of each.
    static func lines(_ arrivals: some Sequence<WebhookReceiver.Arrival>) -> [String] {
        arrivals.flatMap { arrival in
            arrival.changes.compactMap { change in
                let subject = change["blueprint"]?.stringValue ?? change["assertion"]?.stringValue
                guard let subject, let link = change["link"]?.stringValue else { return nil }
                return "\(arrival.type) \(subject) \(link)"
            }
        }
    }

    /// Has the daemon look, and compares all that was told with what should have been, whatever the order.
    func expect(_ expected: [String], _ comment: String, _ location: SourceLocation = #_sourceLocation) async throws {
        try await Self.look(self.world)
        _ = try await World.eventually { self.told.count >= expected.count }
        #expect(self.told == expected.sorted(), "\(comment)", sourceLocation: location)
    }

    /// Nor does anything else come once all is delivered that there is.
    func expectNothingBut(_ expected: [String], _ location: SourceLocation = #_sourceLocation) async throws {
        try await Self.expectDelivered(self.world)
        #expect(self.told == expected.sorted(), sourceLocation: location)
    }

    private var told: [String] { Self.lines(self.world.notices().dropFirst(self.start)).sorted() }

    /// A pass over all accounts.
    private static func look(_ world: World) async throws {
        let pass = try await world.control("sync", "--wait", "-o", "json")
        #expect(pass.exitCode == 0, "\(pass)")
    }

    private static func expectDelivered(_ world: World) async throws {
        #expect(try await World.eventually { try await world.status()["notifications"]?["pending"]?.intValue == 0 })
    }
}
