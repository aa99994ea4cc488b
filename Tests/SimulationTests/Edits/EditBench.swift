import AWSClient
import Foundation
import IAMPolicy
import Logging
import ReconcileCore
import ReconcileEngine
import ReconcileTestKit
import SimulatedAWS
import Store

/// The real engine, store and client over an account in which each row has two resources that are declared and one that is not.
final class EditBench {
    let lab = Lab(seed: 60)
    private(set) var specimens: [Specimen] = []
    private let cloud: AWSCloud
    private let store: SQLiteStore
    private let folder: URL
    private let configuration: Configuration
    private let clock: EngineClock
    private var before = JSONValue.null
    private var edited = JSONValue.null

    static let windowSeconds = 60.0
    private static let passesMax = 12

    /// - Parameter copies: how many declared resources each row has; 1 or 2.
    init(_ rows: [EditRow], copies: Int = 2) async throws {
        let lab = self.lab
        self.clock = EngineClock(clock: lab.clock)
        self.cloud = AWSCloud(clock: self.clock) { _ in lab.caller }
        self.folder = FileManager.default.temporaryDirectory.appendingPathComponent("edits-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: self.folder, withIntermediateDirectories: true)
        self.store = try SQLiteStore.open(path: self.folder.appendingPathComponent("state.sqlite").path)
        self.configuration = Configuration(
            schedule: Schedule(intervalSeconds: 300, jitter: 0), accounts: [Fixtures.account()], organizationAccount: "prod",
            propagation: PropagationSettings(defaultSeconds: Self.windowSeconds),
            limits: Limits(changesPerPassMax: 10_000, changesPercentMax: 100, silenceMaxSeconds: 0))
        try self.build(rows, copies: copies)
        self.lab.clock.advance(by: 10_000)
        let desired = self.specimens.filter { !$0.isWild }.map(\.desired)
        _ = try await self.store.applyDesired(DesiredChange(upserts: desired, at: self.clock.now().wall, actor: "tests"))
        self.before = self.lab.world.export(account: Lab.account)
    }

    deinit { try? FileManager.default.removeItem(at: self.folder) }

    private func build(_ rows: [EditRow], copies: Int) throws {
        let shelf = try EditShelf.build(self.lab)
        self.specimens = rows.flatMap { row in ((1...copies).map { "\($0)" } + ["wild"]).map { (row, $0) } }.enumerated().map { number, entry in
            Specimen(entry.0, entry.1, number: number, shelf: shelf)
        }
        let units = self.specimens.filter { $0.kind == .serviceControlPolicy }.flatMap { [$0.facts["unit"], $0.facts["second"]] }.compactMap(\.self)
        self.lab.world.addOrganization(
            managementAccount: Lab.account, units: Dictionary(uniqueKeysWithValues: units.map { ($0, "root") }), members: [Lab.account: "root"])
        for index in self.specimens.indices { try self.specimens[index].build(self.lab) }
    }

    // MARK: What happens

    func pass() async throws {
        let context = EngineContext(
            store: self.store, reader: self.cloud, writer: self.cloud, clock: self.clock,
            logger: Logger(label: "edits", factory: { _ in SwiftLogNoOpLogHandler() }), resourcesAtOnceMax: 1)
        _ = try await PassRunner(context: context, configuration: self.configuration).run(self.configuration.accounts[0])
    }

    /// All changes, to declared resources and to the others.
    func edit() throws {
        for index in self.specimens.indices { try self.specimens[index].edit(self.lab) }
        self.lab.clock.advance(by: 45)
        self.edited = self.lab.world.export(account: Lab.account)
    }

    /// Passes until nothing is under way any more, or too many.
    func settle() async throws {
        for _ in 1...Self.passesMax {
            self.lab.clock.advance(by: Self.windowSeconds + 1)
            try await self.pass()
            let windows = try await self.store.openWindows()
            if windows.isEmpty, try await self.misjudged(isEnd: true).isEmpty { return }
        }
    }

    func approveAll() async throws {
        let desk = OperatorDesk(store: self.store, clock: self.clock)
        _ = try await desk.approve([], by: OperatorIdentity(name: "anna", uid: 1000))
    }

    var mutations: [WorldCall] { self.lab.world.calls.filter(\.isMutating) }
}

// What was told, and what is open.
extension EditBench {
    private var declared: [Specimen] { self.specimens.filter { !$0.isWild } }

    /// `RESOURCE ASPECT kind direction` of each drift that was told so far, sorted; what was told twice is in it twice.
    func told() async throws -> [String] {
        let entries = try await self.store.journal(fromSequence: 1, countMax: 1_000_000).map { try JSONReader.parse($0.body) }
        return entries.filter { $0["kind"] == "drift.detected" }.map { entry in
            ["resource", "aspect", "driftKind", "direction"].map { entry[$0]?.stringValue ?? "?" }.joined(separator: " ")
        }.sorted()
    }

    /// The same, as the rows have it.
    func expected(isEnd: Bool) -> [String] {
        self.declared.flatMap { specimen in
            specimen.row.findings.filter { isEnd || !$0.isLater }.map {
                "\(specimen.place(of: $0)) \($0.kind.rawValue) \($0.direction.rawValue)"
            }
        }.sorted()
    }

    /// Drifts that are open and should not be, are not and should, or stand otherwise than the row says.
    /// - Parameter isEnd: after approval, and when the windows have passed.
    func misjudged(isEnd: Bool) async throws -> [String] {
        let drifts = try await self.store.drifts(of: nil, includingEnded: false)
        var open = Dictionary(drifts.map { ("\($0.resource) \($0.aspect)", $0) }, uniquingKeysWith: { first, _ in first })
        var faults: [String] = []
        for specimen in self.declared {
            for finding in specimen.row.findings where isEnd || !finding.isLater {
                let place = specimen.place(of: finding)
                let drift = open.removeValue(forKey: place)
                if !Self.isRight(drift, finding.outcome, isEnd: isEnd) {
                    faults.append("\(place) is \(drift.map { "\($0.state.rawValue): \($0.reason ?? "-")" } ?? "not open")")
                }
            }
        }
        return faults + open.map { "\($0.key) is \($0.value.state.rawValue): \($0.value.reason ?? "-")" }.sorted()
    }

    private static func isRight(_ drift: DriftRecord?, _ outcome: EditFinding.Outcome, isEnd: Bool) -> Bool {
        func isFor(_ reason: String) -> Bool { drift?.reason?.contains(reason) == true }
        switch outcome {
        // What is put back in the same pass may have brought it along.
        case .putBack: return drift == nil || !isEnd && ![.awaitingApproval, .refused, .failed, .unknown, .fighting].contains(drift?.state)
        case .asks(let reason): return isEnd ? drift == nil : drift?.state == .awaitingApproval && isFor(reason)
        case .stays(let reason): return drift?.state == .open && isFor(reason)
        }
    }
}

// The account before, right after the changes, and in the end.
extension EditBench {
    private func parts(_ export: JSONValue) -> [String: JSONValue] {
        var names: [String: String] = [:]
        for specimen in self.specimens {
            for (fact, value) in specimen.facts where fact.hasSuffix("ID") { names[value] = "\(specimen.name)-\(fact)" }
        }
        for specimen in self.specimens { names[specimen.facts["handle"] ?? ""] = specimen.name }
        return AccountParts(export, region: Lab.region, names: names).parts
    }

    /// The specimens that were edited without any effect on the account.
    func unchanged() -> [String] {
        let (before, edited) = (self.parts(self.before), self.parts(self.edited))
        return self.specimens.filter { specimen in
            !before.keys.contains { Self.belongs($0, to: specimen) && before[$0] != edited[$0] }
        }.map(\.name)
    }

    private static func belongs(_ part: String, to specimen: Specimen) -> Bool {
        let name = part.split(separator: "/", maxSplits: 1).last.map(String.init) ?? part
        return name == specimen.name || name.hasPrefix(specimen.name + "-")
    }

    /// Where the account differs from what it has to be: as it was before, but for what nobody declares and what cannot be put back.
    func differences() -> [String] {
        let after = self.parts(self.lab.world.export(account: Lab.account))
        let (before, edited) = (self.parts(self.before), self.parts(self.edited))
        return Set(before.keys).union(edited.keys).union(after.keys).sorted().flatMap { part -> [String] in
            let specimen = self.specimens.first { Self.belongs(part, to: $0) }
            let leaves = specimen?.row.leaves ?? []
            var wanted = before[part]
            if let specimen, specimen.isWild || Self.isLeft(part, of: specimen) { wanted = edited[part] }
            let left = AccountParts.settled(wanted, before: before[part], leaving: leaves)
            let right = AccountParts.settled(after[part], before: before[part], leaving: leaves)
            return SimulationRun.difference(right ?? .null, left ?? .null, part)
        }
    }

    private static func isLeft(_ part: String, of specimen: Specimen) -> Bool {
        let stays = specimen.row.findings.contains { if case .stays = $0.outcome { !$0.isLater } else { false } }
        return stays || specimen.row.leaves.contains { if case .resource(let name) = $0 { specimen.filled(name) == part } else { false } }
    }
}
