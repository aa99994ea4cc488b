import Foundation
import IAMPolicy
import ReconcileCore
import Testing

@testable import Store

@Suite struct ChainStoreTests {
    private static let nightly = ResourceIdentity(account: "prod", region: nil, kind: ResourceKind("NeptuneBulkLoad"), name: "nightly")
    private static let weekly = ResourceIdentity(account: "prod", region: nil, kind: ResourceKind("NeptuneBulkLoad"), name: "Weekly")

    /// The database keeps milliseconds.
    private static func stored(_ date: Date) -> Date { RFC3339.date(StoredTime.text(date)) ?? date }

    private static func record(
        _ link: ChainLink, of blueprint: ResourceIdentity = Self.nightly, position: Int = 0, isTold: Bool = false
    ) -> ChainRecord {
        ChainRecord(blueprint: blueprint, link: link, since: Self.stored(Samples.later(5)), position: position, isTold: isTold)
    }

    private static func commit(_ records: [ChainRecord], forgotten: [ResourceIdentity] = []) -> Commit {
        var commit = Commit()
        commit.chains = records
        commit.forgottenChains = forgotten
        return commit
    }

    @Test(arguments: ChainLink.State.allCases)
    func aLinkComesBackAsItWasJudged(state: ChainLink.State) async throws {
        let bench = try Bench()
        let bare = Self.record(ChainLink("bare", state))
        let full = Self.record(
            ChainLink(
                "keyPolicy", state, reason: "ü \"\\\n\u{1}", fix: "aws kms …", until: Self.stored(Samples.later(60)), decidedBy: "Statement[No]"),
            position: 1, isTold: true)
        _ = try await bench.store.commit(Self.commit([bare, full]))
        #expect(try await bench.store.chainRecords() == [bare, full])
    }

    @Test func chainsComeByBlueprintAndInTheirOrder() async throws {
        let bench = try Bench()
        let links = ["trustPolicy", "keyPolicy", "bucketRegion"].enumerated().map { Self.record(ChainLink($1, .ok), position: $0) }
        let other = Self.record(ChainLink("a", .ok), of: Self.weekly)
        _ = try await bench.store.commit(Self.commit([links[2], other, links[0], links[1]]))
        #expect(try await bench.store.chainRecords().map(\.link.name) == ["a"] + links.map(\.link.name))
    }

    @Test func aLaterJudgementTakesThePlaceOfTheEarlierOne() async throws {
        let bench = try Bench()
        _ = try await bench.store.commit(Self.commit([Self.record(ChainLink("a", .broken, reason: "r", fix: "f"), isTold: true)]))
        let mended = Self.record(ChainLink("a", .ok), position: 3)
        _ = try await bench.store.commit(Self.commit([mended]))
        #expect(try await bench.store.chainRecords() == [mended])
    }

    @Test func whatIsForgottenGoesBeforeWhatTheSameCommitRemembers() async throws {
        let bench = try Bench()
        let kept = Self.record(ChainLink("a", .ok), of: Self.weekly)
        _ = try await bench.store.commit(Self.commit([Self.record(ChainLink("a", .ok)), Self.record(ChainLink("b", .ok)), kept]))
        let new = Self.record(ChainLink("b", .broken), isTold: true)
        _ = try await bench.store.commit(Self.commit([new], forgotten: [Self.nightly]))
        #expect(Set(try await bench.store.chainRecords().map(\.link.name)) == ["a", "b"])
        #expect(try await bench.store.chainRecords().filter { $0.blueprint == Self.nightly } == [new])
        _ = try await bench.store.commit(Self.commit([], forgotten: [Self.nightly, Self.weekly]))
        #expect(try await bench.store.chainRecords().isEmpty)
    }

    @Test func aReaderSeesThemWhileTheDaemonIsDown() async throws {
        let bench = try Bench()
        let record = Self.record(ChainLink("a", .broken), isTold: true)
        _ = try await bench.store.commit(Self.commit([record]))
        try bench.store.close()
        #expect(try await SQLiteStore.openReadOnly(path: bench.folder.database).chainRecords() == [record])
    }

    @Test(arguments: ["state = 'mended'", "is_told = 2", "position = -1", "since = NULL"])
    func aRowThatCannotBeIsRefusedByTheSchema(change: String) async throws {
        let bench = try Bench()
        _ = try await bench.store.commit(Self.commit([Self.record(ChainLink("a", .ok))]))
        await #expect(throws: (any Error).self) { try await bench.sql("UPDATE chain_links SET \(change)") }
    }

    @Test func aDamagedRowSaysWhichOneItIs() async throws {
        let bench = try Bench()
        _ = try await bench.store.commit(Self.commit([Self.record(ChainLink("a", .ok))]))
        try await bench.sql("UPDATE chain_links SET since = 'yesterday'")
        let error = await storeError { _ = try await bench.store.chainRecords() }
        #expect(error?.code == .corruptRow && error?.message.contains("chain_links") == true)
    }
}
