import IAMPolicy
import ReconcileCore
import Testing

@testable import Store

/// What the caller knows already is what it gets, where it is what the store remembers; and never else.
@Suite struct ObservedSharingTests {
    private func bench(holding observed: ObservedResource = Samples.observed()) async throws -> Bench {
        let bench = try Bench()
        var commit = Commit()
        commit.observed = [observed, ObservedResource(identity: Samples.key, state: .undetermined)]
        _ = try await bench.store.commit(commit)
        return bench
    }

    private func read(_ bench: Bench, sharing reading: ResourceReading) async throws -> ObservedResource {
        let observed = try await bench.store.observedResources(sharing: [Samples.role: reading])
        let all = try await bench.store.observedResources()
        #expect(observed.map(\.identity) == all.map(\.identity))
        return try #require(observed.first { $0.identity == Samples.role })
    }

    @Test func whateverIsKnownTheAnswerIsWhatIsStored() async throws {
        let bench = try await self.bench()
        let stored = try #require(Samples.observed().live)
        var others: [LiveResource] = []
        for change in Self.changes {
            var other = stored
            change(&other)
            #expect(other != stored)
            others.append(other)
        }
        for reading in [.absent, .unreadable(ReadGap(code: .denied, message: "no"))] + (others + [stored]).map(ResourceReading.present) {
            #expect(try await self.read(bench, sharing: reading).live == stored)
        }
    }

    private static let changes: [@Sendable (inout LiveResource) -> Void] = [
        { $0.arn += "x" }, { $0.uniqueID = nil }, { $0.uniqueID = "AROAOTHER" }, { $0.aspects[AspectName("trustPolicy")] = nil },
        { $0.aspects[AspectName("trustPolicy")] = "another" }, { $0.aspects[AspectName("added")] = true }, { $0.facts["added"] = 1 },
        { $0.gaps["added"] = ReadGap(code: .denied, message: "no") },
        { live in
            live.aspects[AspectName("renamed")] = live.aspects[AspectName("trustPolicy")]
            live.aspects[AspectName("trustPolicy")] = nil
        }
    ]

    /// The values' memory tells: a dictionary that is shared is known by where it stands.
    @Test func whatIsTheSameIsShared() async throws {
        let bench = try await self.bench()
        let known = try #require(Samples.observed().live)
        let shared = try #require(try await self.read(bench, sharing: .present(known)).live)
        #expect(Self.place(of: shared.aspects) == Self.place(of: known.aspects))
        let own = try #require(try await bench.store.observedResources().first { $0.identity == Samples.role }?.live)
        #expect(own == known && Self.place(of: own.aspects) != Self.place(of: known.aspects))
    }

    private static func place(of aspects: [AspectName: JSONValue]) -> Int { unsafeBitCast(aspects, to: Int.self) }

    @Test func outlinesLackNothingButWhatWasSeen() async throws {
        let bench = try await self.bench()
        let outlines = try await bench.store.observedOutlines()
        let expected = try await bench.store.observedResources().map { seen in
            var outline = seen
            outline.live = nil
            return outline
        }
        #expect(outlines == expected && outlines.count == 2)
        #expect(outlines.first { $0.identity == Samples.role }?.binding == Samples.observed().binding)
    }
}
