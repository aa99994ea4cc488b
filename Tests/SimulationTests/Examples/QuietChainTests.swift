import ReconcileCore
import ReconcileTestKit
import SimulatedAWS
import Testing

/// When the chains of examples are broken although all manifests are kept, and when nothing is to be said of them.
@Suite struct QuietChainTests {
    private static func settled(_ example: Example) async throws -> KeptExample {
        let kept = try await KeptExample(example)
        try #require(try await kept.settle() == [])
        _ = try await kept.told()
        kept.ground.lab.world.forgetCalls()
        return kept
    }

    /// Links that rest on what manifests usually do not speak of.
    private static let nobodys: Set = [
        "graphStatus", "clusterStatus", "notebookStatus", "controlPolicies", "bucketPolicy", "sourceObjects", "s3Endpoint"
    ]

    @Test(arguments: Example.all) func whatNoManifestOwnsIsToldAndLeftAlone(example: Example) async throws {
        let kept = try await Self.settled(example)
        let world = kept.ground.lab.world
        var links = Self.nobodys.subtracting(example.owned)
        var count = 0
        for breakage in example.breakages where !breakage.hidesOthers && links.remove(breakage.breaks) != nil {
            let before = world.present
            try breakage.make(kept.ground)
            kept.ground.lab.clock.advance(by: 60)
            for _ in 1...2 { try await kept.pass() }
            #expect(try await kept.told() == ["chain.broken \(breakage.breaks)"], "\(breakage.name)")
            let drifts = try await kept.store.drifts(of: nil, includingEnded: false)
            #expect(drifts == [], "\(breakage.name)")
            world.restore(before)
            try await kept.expectMended(after: breakage)
            count += 1
        }
        #expect(count > 0 && world.calls.filter(\.isMutating).map(\.description) == [])
    }

    @Test(arguments: Example.all) func whatBreaksNothingIsToldToNobody(example: Example) async throws {
        let kept = try await Self.settled(example)
        kept.watchOnly()
        #expect(!example.harmless.isEmpty)
        for edit in example.harmless {
            let before = kept.ground.lab.world.present
            try edit.make(kept.ground)
            try await kept.expectNothingTold(edit.name)
            #expect(try await kept.links().filter { $0.state != .ok } == [], "\(edit.name)")
            kept.ground.lab.world.restore(before)
        }
    }

    /// Each read that judging takes is refused in its turn: what cannot be told is neither broken nor mended.
    @Test(arguments: Example.all) func whatCannotBeReadBreaksNothing(example: Example) async throws {
        let kept = try await Self.settled(example)
        kept.watchOnly()
        try await kept.expectNothingTold("nothing refused")
        let world = kept.ground.lab.world
        let reads = Set(world.calls.map { "\($0.service):\($0.operation)" }).subtracting(["sts:GetCallerIdentity"]).sorted()
        #expect(reads.count > 5)
        for read in reads {
            world.trouble.denied = [read]
            try await kept.expectNothingTold("\(read) refused")
        }
        world.trouble.denied = []
        try await kept.expectNothingTold("nothing refused any more")
        #expect(try await kept.links().filter { $0.state != .ok } == [])
    }
}
