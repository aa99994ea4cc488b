import Foundation
import IAMPolicy
import ReconcileCore
import ReconcileTestKit
import Testing

@Suite struct ChainLedgerTests {
    static let chain = ResourceIdentity(account: "prod", region: nil, kind: ResourceKind("NeptuneBulkLoad"), name: "nightly")
    static let assertion = ResourceIdentity(account: "prod", region: nil, kind: .accessAssertion, name: "readers")
    private static let start = Date(timeIntervalSince1970: 1_900_000_000)

    /// Judges one chain in states that follow one another, a minute apart, as passes do.
    private struct Passes {
        var records: [ChainRecord] = []
        var told: [[NoticeChange]] = []
        var journal: [[JournalDraft]] = []

        mutating func judge(
            _ links: [ChainLink], of blueprint: ResourceIdentity = ChainLedgerTests.chain, underway: Set<ResourceIdentity> = []
        ) {
            self.judge([JudgedChain(blueprint: blueprint, links: links)], underway: underway)
        }

        mutating func judge(_ chains: [JudgedChain], underway: Set<ResourceIdentity> = []) {
            let now = ChainLedgerTests.start.addingTimeInterval(Double(self.told.count) * 60)
            let changes = ChainLedger(account: "prod", passID: self.told.count + 1, at: now)
                .changes(from: self.records, to: chains, underway: underway)
            var commit = Commit()
            changes.add(to: &commit)
            // As the store does it.
            self.records.removeAll { commit.forgottenChains.contains($0.blueprint) }
            for record in commit.chains {
                self.records.removeAll { $0.blueprint == record.blueprint && $0.link.name == record.link.name }
                self.records.append(record)
            }
            self.told.append(commit.notices)
            self.journal.append(commit.journal)
        }
    }

    typealias State = ChainLink.State

    @Test(
        arguments: [
            ([.ok], [""]), ([.broken], ["chain.broken"]), ([.unknown], [""]), ([.propagating], [""]),
            ([.ok, .broken], ["", "chain.broken"]), ([.propagating, .broken], ["", "chain.broken"]), ([.unknown, .broken], ["", "chain.broken"]),
            ([.broken, .broken], ["chain.broken", ""]), ([.broken, .ok], ["chain.broken", "chain.mended"]),
            ([.broken, .unknown, .broken], ["chain.broken", "", ""]), ([.broken, .unknown, .ok], ["chain.broken", "", "chain.mended"]),
            ([.broken, .propagating, .ok, .broken], ["chain.broken", "", "chain.mended", "chain.broken"]),
            ([.unknown, .ok, .propagating, .ok], ["", "", "", ""])
        ] as [([State], [String])])
    func `what breaks and what is mended is told once`(states: [State], told: [String]) {
        var passes = Passes()
        for state in states { passes.judge([ChainLink("keyPolicy", state, reason: "r")]) }
        #expect(passes.told.map { $0.map(\.event.rawValue).joined(separator: " ") } == told)
        #expect(passes.journal.map { $0.map(\.kind.rawValue).joined(separator: " ") } == told)
        #expect(passes.records.map(\.link.state) == [states.last])
    }

    /// Each state with whether a pass sends something for the blueprint at that moment.
    @Test(
        arguments: [
            ([(.broken, true), (.ok, false)], ["", ""]), ([(.broken, true), (.propagating, true), (.ok, false)], ["", "", ""]),
            ([(.broken, true), (.broken, true), (.broken, false)], ["", "", "chain.broken"]),
            ([(.broken, true), (.unknown, false), (.broken, false), (.ok, false)], ["", "", "chain.broken", "chain.mended"]),
            ([(.ok, false), (.broken, true), (.ok, false)], ["", "chain.broken", "chain.mended"]),
            ([(.broken, false), (.broken, true), (.ok, true)], ["chain.broken", "", "chain.mended"])
        ] as [([(State, Bool)], [String])])
    func `a link that was never whole is not told while its blueprint is being made`(states: [(State, Bool)], told: [String]) {
        var passes = Passes()
        for (state, isUnderway) in states { passes.judge([ChainLink("keyPolicy", state)], underway: isUnderway ? [Self.chain] : []) }
        #expect(passes.told.map { $0.map(\.event.rawValue).joined(separator: " ") } == told)
        #expect(passes.records.map(\.link.state) == [states.last?.0])
    }

    @Test func `what is being made for one chain keeps no other one quiet`() {
        var passes = Passes()
        passes.judge([ChainLink("keyPolicy", .broken)], underway: [Self.assertion])
        #expect(passes.told.map { $0.map(\.event.rawValue) } == [["chain.broken"]])
    }

    @Test(arguments: [(State.broken, "assertion.failed"), (.ok, ""), (.unknown, ""), (.propagating, "")])
    func `a claim of an assertion fails and passes`(state: State, event: String) {
        var passes = Passes()
        passes.judge([ChainLink("can[0]", state, decidedBy: "Statement[Deny]")], of: Self.assertion)
        passes.judge([ChainLink("can[0]", .ok)], of: Self.assertion)
        let second = event.isEmpty ? "" : "assertion.passed"
        #expect(passes.told.map { $0.map(\.event.rawValue).joined() } == [event, second])
        if let change = passes.told[0].first?.change {
            #expect(change["assertion"] == "prod/AccessAssertion/readers" && change["blueprint"] == nil)
            #expect(change["link"] == "can[0]" && change["state"] == "failed" && change["decidedBy"] == "Statement[Deny]")
        }
    }

    @Test func `a notice says which link, why, what mends it and since when`() {
        var passes = Passes()
        passes.judge([ChainLink("trustPolicy", .ok), ChainLink("keyPolicy", .broken, reason: "denied", fix: "allow it", decidedBy: "Statement[No]")])
        #expect(
            passes.told[0].map(\.change) == [
                [
                    "blueprint": "prod/NeptuneBulkLoad/nightly", "link": "keyPolicy", "state": "broken", "reason": "denied", "fix": "allow it",
                    "decidedBy": "Statement[No]", "since": .string(RFC3339.string(Self.start))
                ]
            ])
        #expect(passes.told[0].map(\.account) == ["prod"] && passes.told[0].map(\.passID) == [1])
        #expect(passes.journal[0].map(\.resource) == [Self.chain])
        #expect(passes.journal[0].first?.details["link"] == "keyPolicy" && passes.journal[0].first?.details["reason"] == "denied")
    }

    @Test func `how long a link stands as it does counts from its last change of state`() {
        var passes = Passes()
        for reason in ["a", "b"] { passes.judge([ChainLink("keyPolicy", .broken, reason: reason)]) }
        #expect(passes.records.map(\.since) == [Self.start] && passes.records.map(\.link.reason) == ["b"])
        passes.judge([ChainLink("keyPolicy", .unknown)])
        #expect(passes.records.map(\.since) == [Self.start.addingTimeInterval(120)] && passes.records.map(\.isTold) == [true])
    }

    @Test func `what is judged alike is not written again`() {
        let links = [ChainLink("a", .ok), ChainLink("b", .broken, reason: "r", fix: "f")]
        var passes = Passes()
        passes.judge(links)
        let changes = ChainLedger(account: "prod", passID: 9, at: Self.start.addingTimeInterval(900))
            .changes(from: passes.records, to: [JudgedChain(blueprint: Self.chain, links: links)])
        var commit = Commit()
        changes.add(to: &commit)
        #expect(commit.isEmpty)
    }

    @Test func `a chain that nobody declares is forgotten, and a broken link of it journalled`() {
        var passes = Passes()
        passes.judge([
            JudgedChain(blueprint: Self.chain, links: [ChainLink("a", .ok), ChainLink("b", .broken)]),
            JudgedChain(blueprint: Self.assertion, links: [ChainLink("can[0]", .ok)])
        ])
        passes.judge([JudgedChain(blueprint: Self.assertion, links: [ChainLink("can[0]", .ok)])])
        #expect(passes.records.map(\.blueprint) == [Self.assertion])
        #expect(passes.told[1].isEmpty)
        #expect(passes.journal[1].map(\.kind) == [.chainForgotten] && passes.journal[1].first?.details["link"] == "b")
    }

    @Test func `links that a chain does not have any more go, and the others keep their age`() {
        var passes = Passes()
        passes.judge([ChainLink("a", .broken), ChainLink("b", .ok), ChainLink("c", .broken)])
        passes.judge([ChainLink("b", .ok), ChainLink("c", .broken), ChainLink("d", .ok)])
        #expect(passes.records.map(\.link.name) == ["b", "c", "d"] && passes.records.map(\.position) == [0, 1, 2])
        #expect(passes.records.map { $0.since == Self.start } == [true, true, false])
        #expect(passes.told[1].isEmpty, "what is told stays told")
        #expect(passes.journal[1].map { $0.details["link"] } == ["a"])
    }

    @Test(arguments: [([State.ok, .broken], State.broken), ([.broken, .ok], .broken), ([.unknown, .propagating], .unknown), ([.ok, .ok], .ok)])
    func `of links with one name the worst counts`(states: [State], kept: State) {
        var passes = Passes()
        passes.judge(states.map { ChainLink("a", $0) })
        #expect(passes.records.map(\.link.state) == [kept])
    }
}
