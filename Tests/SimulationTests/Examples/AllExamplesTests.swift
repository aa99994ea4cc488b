import ReconcileCore
import ReconcileTestKit
import SimulatedAWS
import Testing

/// All examples with a blueprint in one account: they share a bucket, a cluster, roles and an organization.
@Suite struct AllExamplesTests {
    private static func settled() async throws -> KeptExample {
        let kept = try await KeptExample(Example.all.map(\.folder)) { ground in
            for name in ["analyst", "notebook", "graph-admin", "application"] { try ground.role(name) }
            try ground.notebook("Create", ["InstanceType": "ml.t3.medium", "RoleArn": .string(Fixtures.roleARN("notebook"))])
            for bucket in [ExampleGround.loads, "example-graph-exports", "example-shared-data"] { try ground.bucket(bucket) }
            try ground.file(ExampleGround.file, in: ExampleGround.loads)
            try ground.file("out/people.csv", in: "example-shared-data")
            for alias in ["alias/neptune-export", "alias/graph-loads"] { try ground.key(alias) }
            let (resourceID, group) = try ground.clusterInNetwork()
            return [
                "g-0123456789": try ground.graph(), "sg-0123456789abcdef0": group, "cluster-ABCDEFGHIJKLMNOPQRSTUVWXYZ": resourceID
            ]
        }
        #expect(try await kept.settle(passesMax: 16) == [])
        _ = try await kept.notices()
        return kept
    }

    @Test func theyAreWholeBesideEachOther() async throws {
        let kept = try await Self.settled()
        #expect(Set(try await kept.records().map(\.blueprint.name)) == Set(Example.all.map(\.blueprint.name)))
        for example in Example.all {
            #expect(try await kept.preflight(example.blueprint)["state"] == "ok", "\(example.folder)")
        }
        kept.ground.lab.world.forgetCalls()
        for _ in 1...2 { try await kept.pass() }
        #expect(kept.ground.lab.world.calls.filter(\.isMutating).map(\.description) == [], "nobody takes from another what it has")
    }

    /// Several chains hang on it: people get one message that names them all.
    @Test func whatBreaksSeveralIsOneNotice() async throws {
        let kept = try await Self.settled()
        let world = kept.ground.lab.world
        let before = world.present
        try Breakage.limited("s3:ListBucket").make(kept.ground)
        for _ in 1...2 { try await kept.pass() }
        let readers: Set = ["nightly", "graph-prod", "graph-loader", "partner"]
        let broken = try await kept.records().filter { $0.link.state == .broken }
        #expect(Set(broken.map(\.blueprint.name)) == readers && broken.allSatisfy { $0.link.name == "controlPolicies" }, "\(broken)")
        world.restore(before)
        for _ in 1...2 { try await kept.pass() }
        let notices = try await kept.notices()
        #expect(notices.map(\.event) == ["chain.broken", "chain.mended"], "\(notices)")
        for notice in notices {
            #expect(notice.links.allSatisfy { $0.link == "controlPolicies" } && notice.links.count == readers.count, "\(notice)")
            #expect(Set(notice.links.compactMap { $0.blueprint.split(separator: "/").last.map(String.init) }) == readers, "\(notice)")
        }
    }
}
