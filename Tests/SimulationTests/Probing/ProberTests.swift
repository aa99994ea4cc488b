import Foundation
import IAMPolicy
import ReconcileCore
import ReconcileTestKit
import SimulatedAWS
import Testing

/// At each state that the account goes through while it is put back: nothing declared is missing that was there, and nothing is possible
/// that neither was before nor is declared.
@Suite struct ProberTests {
    private static let runs = TestLength.count(short: 60, long: 600)
    /// Less than it takes for edits to become a fight, after which a person decides what is put back.
    private static let runsOfOneAccount = 3

    /// What each state that came after `mark` lacks or has too much.
    private static func faults(
        _ estate: SimulatedEstate, before: Set<String>, declared: Set<String>, after mark: Int
    ) -> [String] {
        let (needed, borne) = (before.intersection(declared), before.union(declared))
        var faults: [String] = []
        for (index, export) in estate.lab.world.exports(account: Lab.account, after: mark).enumerated() {
            let state = Capabilities(of: export, account: Lab.account).all
            faults += needed.subtracting(state).sorted().map { "state \(index) lacks: \($0)" }
            faults += state.subtracting(borne).sorted().map { "state \(index) has too much: \($0)" }
        }
        return faults
    }

    /// Edits, then passes until nothing is sent any more.
    private static func faults(of edits: [RandomEdit], in estate: SimulatedEstate, declared: Set<String>) async throws -> [String] {
        var told: [String] = []
        for edit in edits {
            do throws(ServiceFault) {
                try estate.lab.world.edit(edit.service, edit.operation, edit.input, account: Lab.account, region: Lab.region)
                told.append("\(edit.operation) \(edit.resource) \(edit.aspect)")
            } catch {
                // What an edit before it made impossible is not one.
            }
        }
        let before = Capabilities(of: estate.export, account: Lab.account).all
        let mark = estate.lab.world.mark
        estate.lab.world.forgetCalls()
        var (faults, exchanges): ([String], Int) = ([], 0)
        for _ in 1...3 {
            try await estate.pass()
            faults += Self.faults(estate, before: before, declared: declared, after: mark)
            exchanges = max(exchanges, try await Self.exchanges(estate))
            if exchanges > 1 { faults.removeAll { $0.contains(" lacks: ") } }
            if !faults.isEmpty { break }
            estate.lab.clock.advance(by: 61)
        }
        guard !faults.isEmpty else { return [] }
        return told.map { "edit: \($0)" } + estate.mutations.map { "sent: \($0.operation) \($0.input["RoleName"]?.stringValue ?? "")" } + faults
    }

    /// How many documents are replaced that give and take: of two of them each may hold what the other declares (decision 0015).
    private static func exchanges(_ estate: SimulatedEstate) async throws -> Int {
        try await estate.store.drifts(of: nil, includingEnded: false).count { drift in
            drift.kind == .modified && [.both, .undetermined].contains(drift.direction)
        }
    }

    @Test func whatIsJudgedChangesWithEachKindOfEdit() async throws {
        let estate = try await SimulatedEstate(seed: 1, roles: 2)
        let declared = Capabilities(of: estate.export, account: Lab.account).all
        #expect(declared.contains("rds.amazonaws.com assumes export1"))
        #expect(declared.contains("export1 s3:GetObject arn:aws:s3:::exports/a"))
        #expect(declared.contains { $0.hasPrefix("export1 kms:Decrypt") })
        #expect(declared.contains { $0.contains("lets in tcp 8182-8182") })
        #expect(!declared.contains("the unit leaves s3:DeleteBucket arn:aws:s3:::b"))
        #expect(declared.contains("the unit leaves s3:PutObject arn:aws:s3:::exports/a"))
    }

    @Test(arguments: 1...UInt64(4))
    func noStateOnTheWayBackLacksOrGrantsMore(part: UInt64) async throws {
        var dice = SeededDice(seed: 900 + part)
        var faults: [String] = []
        var estate = try await SimulatedEstate(seed: part, roles: 3)
        var declared: Set<String> = []
        for run in 1...(Self.runs / 4) {
            if run % Self.runsOfOneAccount == 1 {
                estate = try await SimulatedEstate(seed: part * 1000 + UInt64(run), roles: 3)
                try await estate.pass()
                declared = Capabilities(of: estate.export, account: Lab.account).all
            }
            let count = Int.random(in: 1...6, using: &dice)
            let edits = (1...count).map { number in
                number.isMultiple(of: 3)
                    ? RandomEdit.drawn(estate.account, number: run * 10 + number, using: &dice) : SharpEdit.drawn(estate.account, using: &dice)
            }
            faults += try await Self.faults(of: edits, in: estate, declared: declared).map { "run \(run): \($0)" }
            if faults.count > 60 { break }
            let open = try await estate.settle()
            try #require(open == [], "run \(run)")
        }
        #expect(faults == [])
    }
}
