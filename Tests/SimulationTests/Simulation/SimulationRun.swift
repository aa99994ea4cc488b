import IAMPolicy
import ReconcileCore
import ReconcileTestKit
import SimulatedAWS

/// Weeks of one estate, from one seed.
final class SimulationRun {
    let estate: SimulatedEstate
    private var dice: SeededDice
    /// How often each aspect was edited, as `RESOURCE ASPECT`.
    private(set) var edits: [String: Int] = [:]
    private(set) var faults: [String] = []
    /// How often each aspect was told to have drifted, as `RESOURCE ASPECT`.
    private(set) var detections: [String: Int] = [:]
    /// What the daemon sent so far, and how many passes it made.
    private(set) var tally = (mutations: 0, requests: 0, passes: 0)
    private var journalRead = 0
    private var number = 0

    init(seed: UInt64, roles: Int) async throws {
        self.dice = SeededDice(seed: seed)
        self.estate = try await SimulatedEstate(seed: seed, roles: roles)
        try await self.estate.pass()
        try await self.look("at the start")
    }

    /// One stretch of time: perhaps something happens, then passes as the schedule has them.
    func step() async throws {
        self.number += 1
        self.changeTrouble()
        for _ in 0..<Int.random(in: 0...2, using: &self.dice) { self.edit() }
        if self.draw(20) == 0 { try await self.estate.restart() }
        for _ in 0..<Int.random(in: 1...3, using: &self.dice) {
            try await self.estate.pass()
            try await self.look("step \(self.number)")
            self.estate.lab.clock.advance(by: 300)
        }
        self.estate.lab.clock.advance(by: Double.random(in: 0...7200, using: &self.dice))
    }

    private func draw(_ count: Int) -> Int { Int.random(in: 0..<count, using: &self.dice) }

    private func changeTrouble() {
        var trouble = Trouble()
        switch self.draw(8) {
        case 0: trouble.throttledPercent = 20
        case 1: (trouble.failedPercent, trouble.pagePercent) = (5, 5)
        case 2: (trouble.lostPercent, trouble.silentPercent) = (3, 5)
        case 3: trouble.failedAfterPercent = 10
        // S3 gives a bucket's policy as a bare text, of which half is a text too; a transport notices that by its length.
        case 4: (trouble.truncatedPercent, trouble.truncatedServices) = (5, ["iam", "kms", "sts", "ec2", "rds", "organizations"])
        case 5: trouble.pageItemsMax = 2
        default: break
        }
        if self.draw(3) == 0 {
            trouble.delaySeconds = ["iam": Double.random(in: 1...20, using: &self.dice), "kms": Double.random(in: 1...5, using: &self.dice)]
            trouble.principalsDelaySeconds = 8
            trouble.isFlapping = self.draw(2) == 0
        }
        self.estate.lab.world.trouble = trouble
    }

    private func edit() {
        let edit = RandomEdit.drawn(self.estate.account, number: self.number * 10 + self.draw(10), using: &self.dice)
        let before = self.estate.export
        do throws(ServiceFault) {
            try self.estate.lab.world.edit(edit.service, edit.operation, edit.input, account: Lab.account, region: Lab.region)
        } catch {
            return
        }
        if self.estate.export != before { self.edits["\(edit.resource) \(edit.aspect)", default: 0] += 1 }
        // What is edited twice within the delay of reads would rightly be taken for two values.
        self.estate.lab.clock.advance(by: 30)
    }

    /// What must never be, whenever one looks.
    private func look(_ place: String, toleratedMore: Int = 0) async throws {
        for entry in try await self.estate.journal(from: self.journalRead + 1) {
            self.journalRead += 1
            guard entry["kind"] == "drift.detected" else { continue }
            self.detections["\(entry["resource"]?.stringValue ?? "") \(entry["aspect"]?.stringValue ?? "")", default: 0] += 1
        }
        for (drift, times) in self.detections where times > self.edits[drift, default: 0] + (self.edits[drift] == nil ? 0 : toleratedMore) {
            self.note("\(place): \(drift) was told \(times) times and edited \(self.edits[drift, default: 0]) times")
        }
        let calls = self.estate.mutations
        self.tally.mutations += calls.count
        self.tally.requests += self.estate.lab.world.calls.count
        self.tally.passes += 1
        for call in calls where call.code == nil && !call.hadEffect { self.note("\(place): \(call) changed nothing") }
        for call in calls where call.code == "NotSimulated" { self.note("\(place): \(call)") }
        self.estate.lab.world.forgetCalls()
    }

    private func note(_ fault: String) {
        if !self.faults.contains(fault), self.faults.count < 20 { self.faults.append(fault) }
    }

    /// Lets everything come to rest and says what is not as it must be then.
    func rest() async throws -> [String] {
        var wrong = try await self.estate.settle().map { "open: \($0)" }
        // Whoever lets go of what was set aside is told of it once more.
        try await self.look("at rest", toleratedMore: 1)
        for drift in self.edits.keys.sorted() where self.detections[drift] == nil {
            // UpdateRole may undo what it did before anybody saw it.
            if drift.hasSuffix("maxSessionDuration") { continue }
            wrong.append("silent: \(drift)")
        }
        let export = self.estate.export
        if export != self.estate.baseline { wrong.append("the account is not as declared: \(Self.difference(export, self.estate.baseline))") }
        return wrong + self.faults
    }

    /// The places where two values differ.
    static func difference(_ left: JSONValue, _ right: JSONValue, _ path: String = "") -> [String] {
        if left == right { return [] }
        guard let leftObject = left.objectValue, let rightObject = right.objectValue else {
            return ["\(path): \(JSONWriter.compact(left)) instead of \(JSONWriter.compact(right))"]
        }
        let names = Set(leftObject.names).union(rightObject.names).sorted()
        return names.flatMap { Self.difference(leftObject[$0] ?? .null, rightObject[$0] ?? .null, "\(path)/\($0)") }
    }
}
