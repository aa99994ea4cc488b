import Foundation
import IAMPolicy
import ReconcileCore
import ReconcileTestKit
import SimulatedAWS
import Testing

/// What stands in `examples/`, kept by the real engine over a simulated AWS, and broken link by link.
@Suite struct SimulatedExampleTests {
    @Test func everyFolderWithABlueprintIsAmongThem() throws {
        let folders = try FileManager.default.contentsOfDirectory(atPath: "\(PackageLayout.root)/examples").filter { !$0.contains(".") }
        #expect(Set(folders).subtracting(["WithoutBlueprints"]) == Set(Example.all.map(\.folder)))
    }

    @Test(arguments: Example.all) func itIsAppliedSettlesAndPassesPreflight(example: Example) async throws {
        let kept = try await KeptExample(example)
        #expect(try await kept.settle() == [])
        #expect(try await kept.told() == [], "what is being made is no alarm")
        let resources = try await kept.kept()
        #expect(!resources.isEmpty && resources.allSatisfy { $0.live != nil }, "\(resources.filter { $0.live == nil })")
        let report = try await kept.preflight(example.blueprint)
        let links = report["links"]?.arrayValue ?? []
        #expect(!links.isEmpty && links.allSatisfy { $0["state"] == "ok" }, "\(report)")
        #expect(report["live"] == true && report["firstLink"] == .null, "\(report)")
        #expect(report["command"]?.stringValue?.contains("ENDPOINT") == false, "\(report)")
        #expect(Self.faults(resources.compactMap(\.live)) == [])
        let calls = kept.ground.lab.world.calls
        #expect(calls.filter { $0.code == "NotSimulated" }.map(\.description) == [])
    }

    /// Refusals, losses and stale reads while it is applied change nothing in the end.
    @Test(arguments: Example.all) func itIsAppliedThroughTroubleToo(example: Example) async throws {
        let kept = try await KeptExample(example)
        let world = kept.ground.lab.world
        world.trouble.throttledPercent = 15
        world.trouble.failedPercent = 5
        world.trouble.lostPercent = 3
        world.trouble.silentPercent = 5
        world.trouble.failedAfterPercent = 5
        world.trouble.delaySeconds = ["iam": 15, "kms": 5]
        world.trouble.principalsDelaySeconds = 8
        for _ in 1...4 {
            try await kept.pass()
            kept.ground.lab.clock.advance(by: 61)
        }
        world.trouble = Trouble()
        #expect(try await kept.settle() == [])
        let report = try await kept.preflight(example.blueprint)
        #expect(report["state"] == "ok" && report["command"]?.stringValue != nil, "\(report)")
    }

    @Test(arguments: Example.all) func eachBreakageTurnsItsLinkAndNoOtherAndIsToldOnce(example: Example) async throws {
        let kept = try await KeptExample(example)
        try #require(try await kept.settle() == [])
        kept.watchOnly()
        _ = try await kept.told()
        let world = kept.ground.lab.world
        world.forgetCalls()
        for breakage in example.breakages {
            let before = world.present
            try breakage.make(kept.ground)
            try await kept.expectBroken(by: breakage, of: example)
            world.restore(before)
            try await kept.expectMended(after: breakage)
        }
        kept.ground.lab.clock.advance(by: 300)
        try await kept.pass()
        #expect(try await kept.told() == [], "looked at once more")
        #expect(world.calls.filter { $0.isMutating || $0.code == "NotSimulated" }.map(\.description) == [], "the daemon only looks")
        #expect(Set(example.breakages.map(\.breaks)) == Set(try await kept.links().map(\.name)), "each link is broken by something")
    }

    @Test func thereAreManyWaysToBreakThem() {
        #expect(Example.all.map(\.breakages.count).reduce(0, +) >= 30)
        for example in Example.all { #expect(Set(example.breakages.map(\.name)).count == example.breakages.count, "\(example.folder)") }
    }

    // MARK: Policies

    /// What AWS refuses in the policies of what is kept, as they are stored.
    private static func faults(_ resources: [LiveResource]) -> [String] {
        resources.flatMap { resource in
            resource.aspects.flatMap { aspect, value -> [String] in
                guard let type = Self.type(of: aspect.base, resource.arn), value.objectValue != nil else { return [] }
                return PolicyLint.lint(text: JSONWriter.compact(value), type: type, account: Lab.account).filter { $0.severity == .error }
                    .map { "\(resource.arn) \(aspect): \($0.message)" }
            }
        }
    }

    private static func type(of base: String, _ arn: String) -> PolicyType? {
        switch base {
        case "trustPolicy": .trust
        case "inlinePolicies": .identity
        case "document": arn.contains(":organizations:") ? .scp : .identity
        case "bucketPolicy": .resource
        case "keyPolicy": .key
        default: nil
        }
    }
}
