import ReconcileCore
import ReconcileTestKit
import SimulatedAWS
import Testing

/// What people hear of a chain when more happens to it than one thing after another.
@Suite struct ChainStoryTests {
    private static let stories = [Example.export, Example.load, Example.partner]

    private static func watched(_ example: Example) async throws -> KeptExample {
        let kept = try await KeptExample(example)
        try #require(try await kept.settle() == [])
        kept.watchOnly()
        _ = try await kept.told()
        return kept
    }

    /// The first breakages of different links.
    private static func pair(_ example: Example) throws -> (Breakage, Breakage) {
        let plain = example.breakages.filter { !$0.hidesOthers }
        let first = try plain.first.orThrow(example.folder)
        return (first, try plain.first { $0.breaks != first.breaks }.orThrow(example.folder))
    }

    private static func pass(_ kept: KeptExample) async throws -> Set<String> {
        kept.ground.lab.clock.advance(by: 300)
        try await kept.pass()
        let told = try await kept.told()
        #expect(Set(told).count == told.count, "\(told)")
        return Set(told)
    }

    @Test(arguments: Self.stories) func oneMendedWhileAnotherBreaksAreTwoNotices(example: Example) async throws {
        let kept = try await Self.watched(example)
        let (first, second) = try Self.pair(example)
        let before = kept.ground.lab.world.present
        try first.make(kept.ground)
        #expect(try await Self.pass(kept) == ["chain.broken \(first.breaks)"])
        kept.ground.lab.world.restore(before)
        try second.make(kept.ground)
        #expect(try await Self.pass(kept) == ["chain.mended \(first.breaks)", "chain.broken \(second.breaks)"])
        kept.ground.lab.world.restore(before)
        #expect(try await Self.pass(kept) == ["chain.mended \(second.breaks)"])
    }

    @Test(arguments: Self.stories) func whatBreaksAndIsMendedBetweenTwoPassesIsNoNews(example: Example) async throws {
        let kept = try await Self.watched(example)
        let before = kept.ground.lab.world.present
        for breakage in example.breakages {
            try breakage.make(kept.ground)
            kept.ground.lab.world.restore(before)
        }
        #expect(try await Self.pass(kept) == [])
    }

    @Test(arguments: Self.stories) func aRestartTellsNothingAgain(example: Example) async throws {
        let kept = try await Self.watched(example)
        let (first, _) = try Self.pair(example)
        let before = kept.ground.lab.world.present
        try first.make(kept.ground)
        #expect(try await Self.pass(kept) == ["chain.broken \(first.breaks)"])
        try await kept.restart()
        #expect(try await Self.pass(kept) == [])
        kept.ground.lab.world.restore(before)
        try await kept.restart()
        #expect(try await Self.pass(kept) == ["chain.mended \(first.breaks)"])
    }

    @Test(arguments: Self.stories) func whatIsMendedUnseenIsToldOnceItIsSeen(example: Example) async throws {
        let kept = try await Self.watched(example)
        let (first, _) = try Self.pair(example)
        let world = kept.ground.lab.world
        let before = world.present
        world.forgetCalls()
        try first.make(kept.ground)
        #expect(try await Self.pass(kept) == ["chain.broken \(first.breaks)"])
        world.trouble.denied = Set(world.calls.map { "\($0.service):\($0.operation)" }).subtracting(["sts:GetCallerIdentity"])
        #expect(try await Self.pass(kept) == [])
        world.restore(before)
        #expect(try await Self.pass(kept) == [], "nobody can tell")
        world.trouble.denied = []
        #expect(try await Self.pass(kept) == ["chain.mended \(first.breaks)"])
    }
}
