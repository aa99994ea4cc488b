import ReconcileTestKit
import Testing

/// The example that says resource by resource what a blueprint says in one.
@Suite struct PlainExampleTests {
    @Test func itIsAppliedAndSettles() async throws {
        let example = Example(folder: "WithoutBlueprints", blueprint: ("", ""), breakages: []) { ground in
            try ground.key("alias/neptune-export")
            return [:]
        }
        let kept = try await KeptExample(example)
        #expect(try await kept.settle() == [])
        let live = try await kept.kept().map(\.live)
        #expect(live.count == 3 && live.allSatisfy { $0 != nil })
        #expect(try await kept.links() == [])
    }
}
