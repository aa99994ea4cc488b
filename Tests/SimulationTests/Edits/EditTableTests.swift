import IAMPolicy
import ReconcileCore
import ReconcileTestKit
import SimulatedAWS
import Testing

extension EditRow {
    /// All that are drift.
    static let changes =
        Self.roles + Self.inlinePolicies + Self.tags + Self.managedPolicies + Self.people + Self.keys + Self.buckets + Self.networks
        + Self.controlPolicies + Self.statements
}

/// Each kind of change behind the daemon's back: found in one pass as what it is, and in `enforce` gone after the window
/// with nothing else touched.
@Suite struct SimulatedEditTableTests {
    /// What is wrong with how the changes were found and put back.
    private static func faults(of rows: [EditRow], copies: Int) async throws -> [String] {
        try await withTaskExecutorPreference(OneAtATime()) {
            let bench = try await EditBench(rows, copies: copies)
            try await bench.pass()
            var faults = try await bench.told().map { "before any change: \($0)" } + bench.mutations.map { "before any change: \($0)" }
            try bench.edit()
            faults += bench.unchanged().map { "no change at all: \($0)" }
            try await bench.pass()
            faults += Self.difference(try await bench.told(), bench.expected(isEnd: false))
            faults += try await bench.misjudged(isEnd: false)
            try await bench.approveAll()
            try await bench.settle()
            faults += Self.difference(try await bench.told(), bench.expected(isEnd: true)).map { "in the end: \($0)" }
            faults += try await bench.misjudged(isEnd: true).map { "in the end: \($0)" }
            faults += bench.differences().map { "in the end: \($0)" }
            faults += bench.mutations.filter { $0.code != nil || !$0.hadEffect }.map { "sent in vain: \($0)" }
            return faults
        }
    }

    /// What is in one list only, each as often as it is.
    private static func difference(_ found: [String], _ expected: [String]) -> [String] {
        found.difference(from: expected).map { change in
            switch change {
            case .insert(_, let line, _): "told: \(line)"
            case .remove(_, let line, _): "not told: \(line)"
            }
        }.sorted()
    }

    @Test(arguments: EditRow.changes) func eachChangeByItselfIsFoundAsWhatItIsAndPutBack(row: EditRow) async throws {
        let faults = try await Self.faults(of: [row], copies: 2)
        #expect(faults == [])
    }

    @Test func allChangesAtOnceAreFoundInOnePassAndPutBack() async throws {
        let faults = try await Self.faults(of: EditRow.changes, copies: TestLength.count(short: 1, long: 2))
        #expect(faults == [])
    }

    @Test func whatMeansTheSameIsNeitherToldNorTouched() async throws {
        let faults = try await withTaskExecutorPreference(OneAtATime()) {
            let bench = try await EditBench(EditRow.same + EditRow.tolerated)
            try await bench.pass()
            try bench.edit()
            for _ in 1...2 {
                try await bench.pass()
                bench.lab.clock.advance(by: EditBench.windowSeconds + 1)
            }
            return try await bench.told() + bench.mutations.map { "sent: \($0)" }
        }
        #expect(faults == [])
    }

    @Test func theTableHasEveryAspectOfEveryKind() throws {
        let rows = EditRow.changes
        #expect(rows.count >= 60)
        #expect(EditRow.same.count >= 12)
        let all = rows + EditRow.same + EditRow.tolerated
        #expect(Set(all.map(\.slug)).count == all.count)
        let kinds: [ResourceKind] = [
            .role, .managedPolicy, .user, .group, .kmsKey, .bucket, .neptuneCluster, .securityGroup, .serviceControlPolicy
        ]
        for kind in kinds {
            let edited = Set(rows.filter { $0.kind == kind }.flatMap(\.findings).map { $0.aspect.split(separator: "[").first.map(String.init) ?? "" })
            let known = try KindRegistry.definition(of: kind).orThrow(kind.rawValue).aspects.map(\.base)
            #expect(edited.isSuperset(of: known), "\(kind)")
        }
    }
}
