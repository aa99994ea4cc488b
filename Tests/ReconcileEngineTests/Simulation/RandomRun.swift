import Foundation
import IAMPolicy
import ReconcileCore
import ReconcileEngine
import ReconcileTestKit

/// One estate and all that happens to it, from one seed.
final class RandomRun {
    let estate: Estate
    private var random: SeededGenerator
    private var boots = 1
    /// What was sent that nobody may have sent.
    private var violations: [String] = []

    private static let alice = OperatorIdentity(name: "alice", uid: 1000)
    private static let identities = [
        Fixtures.identity(.role, "export"), Fixtures.identity(.managedPolicy, "read"), Fixtures.identity(.kmsKey, "export-key")
    ]
    private static let role = Fixtures.identity(.role, "export")

    init(seed: UInt64) async throws {
        self.random = SeededGenerator(seed: seed)
        self.estate = try await Estate()
        self.estate.resourcesAtOnceMax = 1
        try await self.estate.pass()
    }

    /// What must never be, whenever one looks.
    func faults() async throws -> [String] {
        await self.estate.watch.unannounced.map { "sent without an intent: \($0)" } + self.violations
    }

    func step(_ number: Int) async throws {
        switch self.draw(29) {
        case 0..<7: self.edit(number: number, choice: self.draw(13))
        case 7: self.estate.cloud.failNextSend(.unknown(takesEffect: true))
        case 8: self.estate.cloud.failNextSend(.unknown(takesEffect: false))
        case 9: self.estate.cloud.failNextSend(.failed(code: "Throttling"))
        case 10: self.estate.cloud.failNextSend(.refused(code: "AccessDenied"))
        case 11: self.estate.cloud.failReads(.unreachable)
        case 12: self.estate.cloud.failReads(of: Self.role, .throttled)
        case 13: self.estate.cloud.failReads(of: Self.role, part: "tags", .denied)
        case 14:
            // Reads never go back behind what they have shown.
            self.estate.clock.advance(by: 20)
            self.estate.cloud.showOnlyAfter(seconds: Double.random(in: 0...8, using: &self.random))
        case 15: self.estate.clock.stepWall(by: self.flip() ? 3600 : -3600)
        case 16: try await self.die(atStep: 1 + self.draw(12), isDurable: self.flip())
        case 17: self.estate.clock.advance(by: Double.random(in: 0...120, using: &self.random))
        case 18: try await self.restartTheMachine()
        case 19..<26: try await self.decide(self.draw(7))
        default: try await self.pass()
        }
        // What is edited twice within the delay of reads would rightly be taken for two values.
        self.estate.clock.advance(by: 10)
        if self.flip() { try await self.pass() }
    }

    /// Everybody leaves it alone, and operators let go of all that they hold.
    /// - Returns: what is open still.
    func calmDown() async throws -> [String] {
        self.estate.cloud.clearFaults()
        self.estate.clock.advance(by: 3600)
        try await self.estate.reopen()
        self.estate.configuration.accounts[0].mode = .enforce
        // What was rejected counts again after a pause.
        try await self.estate.desk.pause(nil, account: "prod", reason: "calm", until: nil, by: Self.alice)
        try await self.pass()
        self.estate.clock.advance(by: 100)
        try await self.pass()
        for identity in Self.identities { try await self.estate.desk.resume(identity, account: "prod", by: Self.alice) }
        try await self.estate.desk.resume(nil, account: "prod", by: Self.alice)
        return try await self.estate.settle()
    }

    // MARK: Steps

    private func draw(_ count: Int) -> Int { Int.random(in: 0..<count, using: &self.random) }
    private func flip() -> Bool { Bool.random(using: &self.random) }

    /// A pass, and a look at whether it sent only what it may.
    private func pass() async throws {
        let head = try await self.estate.store.journalHead().entries
        let now = self.estate.clock.now().wall
        let isPaused = try await self.estate.store.exceptions(includingEnded: false).contains {
            $0.kind == .pause && $0.resource == nil && $0.until == nil && $0.holds(at: now)
        }
        try await self.estate.pass()
        let sent = try await self.estate.store.journal(fromSequence: head + 1, countMax: 10_000)
            .map { try JSONReader.parse($0.body) }.filter { $0["kind"] == "mutation.intended" }
        if isPaused && !sent.isEmpty { self.violations.append("sent in a pause: \(sent.map { $0["operation"]?.stringValue ?? "" })") }
        guard self.estate.configuration.accounts[0].mode == .approve, !sent.isEmpty else { return }
        var approved: Set<String> = []
        for entry in try await self.estate.journal() {
            guard let id = entry["correction"]?.stringValue else { continue }
            // What failed goes on under another id, which names the one that was approved.
            let earlier = entry["kind"] == "correction.planned" ? entry["approvedAs"]?.stringValue : nil
            if entry["kind"] == "correction.approved" || earlier.map(approved.contains) == true { approved.insert(id) }
        }
        self.violations += sent.compactMap { $0["correction"]?.stringValue }.filter { !approved.contains($0) }.map { "sent unapproved: \($0)" }
    }

    private func die(atStep step: Int, isDurable: Bool) async throws {
        try await self.estate.reopen(dyingAt: step, isDurable ? .afterTheStep : .beforeTheStep)
        do { try await self.estate.pass() } catch is InjectedFault {}
        try await self.estate.reopen()
        try await self.estate.runner.sealLeftOver()
    }

    private func restartTheMachine() async throws {
        self.boots += 1
        self.estate.clock.reboot(as: "boot-\(self.boots)", after: [30.0, -3600, 3600][self.draw(3)])
        try await self.estate.reopen()
    }

    private func decide(_ choice: Int) async throws {
        let desk = self.estate.desk
        let until = self.flip() ? self.estate.clock.now().wall.addingTimeInterval(300) : nil
        let asking = try await self.estate.asking()
        switch choice {
        case 0: try await desk.pause(self.flip() ? Self.role : nil, account: "prod", reason: "work", until: until, by: Self.alice)
        case 1: try await desk.ignore(Self.role, aspect: self.flip() ? "tags" : "trustPolicy", reason: "work", until: until, by: Self.alice)
        case 2, 3: for identity in [nil, Self.role] { try await desk.resume(identity, account: "prod", by: Self.alice) }
        case 4: try await desk.approve(self.flip() ? [] : asking.prefix(1).map(\.id), by: Self.alice)
        case 5: if let first = asking.first { try await desk.reject(first.id, reason: "no", by: Self.alice) }
        default: self.estate.configuration.accounts[0].mode = self.flip() ? .enforce : .approve
        }
    }

    /// Always another value than the declared one, and but for two of them than any before.
    private func edit(number: Int, choice: Int) {
        let text = "edit-\(number)"
        self.estate.cloud.edit { world in
            switch choice {
            case 0: world[role: "export"]?.trustPolicy = Fixtures.trust("\(text).amazonaws.com")
            case 1: world[role: "export"]?.inlinePolicies["load"] = Fixtures.allow("s3:\(text)")
            case 2: world[role: "export"]?.inlinePolicies[text] = Fixtures.allow("s3:*")
            case 3: world[role: "export"]?.managedPolicies.insert("arn:aws:iam::aws:policy/\(text)")
            case 4: world[role: "export"]?.managedPolicies.remove(Fixtures.policyARN("read"))
            case 5: world[role: "export"]?.permissionsBoundary = "arn:aws:iam::aws:policy/\(text)"
            case 6: world[role: "export"]?.description = text
            case 7: world[role: "export"]?.maxSessionDuration = 3600 + number
            case 8: world[role: "export"]?.tags[text] = text
            case 9:
                if let oldest = world[policy: "read"]?.versions.first(where: { !$0.isDefault }), world[policy: "read"]?.versions.count == 5 {
                    world[policy: "read"]?.removeVersion(oldest.id)
                }
                world[policy: "read"]?.addVersion(Fixtures.allow("s3:\(text)"))
            case 10: world.keys[Fixtures.keyID]?.policy = Fixtures.keyPolicy(["arn:aws:iam::123456789012:role/\(text)"])
            case 11: world[role: "export"]?.tags["owner"] = "the same again"
            default: world.keys[Fixtures.keyID]?.state = number.isMultiple(of: 2) ? .pendingDeletion : .disabled
            }
        }
    }
}
